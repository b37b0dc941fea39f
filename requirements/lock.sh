#!/bin/sh
# Renews the locked dependencies. The lock files name no index: whatever the installer is set up to use serves them.
set -eu
cd "$(dirname "$0")/.."
tool=$(mktemp -d)
.venv/bin/python -m venv "$tool"
"$tool/bin/python" -m pip install --quiet pip-tools
compile() {
  "$tool/bin/pip-compile" --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
    --no-header --no-annotate --no-strip-extras --allow-unsafe "$@" pyproject.toml
}
run="--extra build --extra memo --extra charts --extra books"
# shellcheck disable=SC2086 # the extras are words
{
  compile $run --extra check --extra dev -o requirements/dev.lock
  compile $run -c requirements/dev.lock -o requirements/run.lock
  compile $run --extra check --extra dev --extra bench -c requirements/dev.lock -o requirements/bench.lock
  compile $run --extra check --extra dev --extra engines -c requirements/dev.lock -o requirements/engines.lock
  compile --extra build --extra bench-screening -c requirements/dev.lock -o requirements/peers-screening.lock
}
rm -rf "$tool"
