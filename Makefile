# make demo   set up and decide a real order file
# make test   set up and run all tests (with the coverage gate for compiler and engine)
# make test-slow  walk through every case, chip and day of change
# make test-engines  one suite over every engine that runs the rules (Spark, Ray, Postgres, ...)
# make lint   ruff and mypy
# make docs   build the law, its cases and the catalogue as a static site in site/
# make bench  set up the peers and measure
# make bench-screening  the same for matching, beside its peers, in an environment of its own
# make bench-books  a book of 5 million lines, and growth
# make coverage  renew the generated pages: coverage, transaction, output shown in the README
# make lock   renew the locked dependencies
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := .stamps
# rooms whose tests decide many lines: measuring coverage there would only make them slow
APART  := tests/books tests/checks tests/parties

.PHONY: demo test test-slow test-engines lint docs bench bench-screening bench-books golden coverage lock clean

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lockgate needs Python 3.11 or later; set PYTHON=...")'
	@mkdir -p $(STAMPS)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements/run.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/run requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

$(STAMPS)/bench: $(STAMPS)/dev requirements/bench.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.lock
	@touch $@

$(STAMPS)/engines: $(STAMPS)/dev requirements/engines.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/engines.lock
	@touch $@

demo: $(STAMPS)/run
	@PATH="$(abspath $(BIN)):$$PATH" sh examples/demo.sh

test: $(STAMPS)/dev
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not engines" --cov --cov-report= $(APART:%=--ignore=%)
	$(BIN)/python -m coverage report --fail-under=100
	$(BIN)/python -m pytest -n 2 -q -m "not slow and not engines" $(APART)

test-slow: $(STAMPS)/dev
	$(BIN)/python -m pytest -n 2 -q -m "slow and not engines"

test-engines: $(STAMPS)/engines
	$(BIN)/python -m pytest -q -m engines

lint: $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(STAMPS)/run
	$(BIN)/python -m lockgate.site --out site

bench: $(STAMPS)/bench
	$(BIN)/python -m benchmarks.run

bench-screening: $(STAMPS)/peers-screening
	.venv-screening/bin/python -m benchmarks.run screening screening-peers

$(STAMPS)/peers-screening: $(STAMPS)/venv requirements/peers-screening.lock pyproject.toml
	$(PYTHON) -m venv .venv-screening
	.venv-screening/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peers-screening.lock
	.venv-screening/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

bench-books: $(STAMPS)/dev
	$(BIN)/python -m benchmarks.books.check repeating --lines 5000000
	$(BIN)/python -m benchmarks.books.growth

golden: $(STAMPS)/dev
	$(BIN)/python -m pytest -q tests/cli tests/compiler tests/memo tests/docs/test_sessions.py tests/books/report --record

coverage: $(STAMPS)/dev
	$(BIN)/python -m lockgate.door.reference --write
	$(BIN)/python -m lockgate.coverage --write
	$(BIN)/python -m tests.docs.console --write

lock: $(STAMPS)/dev
	sh requirements/lock.sh

clean:
	rm -rf $(VENV) .venv-screening $(STAMPS) .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
