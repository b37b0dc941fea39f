#!/bin/sh
# Decides a small order book and shows the proof of one line. Exit codes other than 0 are part of the answer.
set -u
here=$(dirname "$0")
say() { printf '\n$ lockgate %s\n\n' "$*"; }

say determine examples/orders.csv
lockgate determine "$here/orders.csv" --table
code=$?
[ "$code" -eq 1 ] || [ "$code" -eq 2 ] && exit "$code"

say determine examples/orders.csv --line SO-2602/1 --explain
lockgate determine "$here/orders.csv" --line SO-2602/1 --explain --table
code=$?
[ "$code" -eq 1 ] || [ "$code" -eq 2 ] && exit "$code"

cat <<'NEXT'

What to try next
  lockgate determine examples/orders.csv --line SO-2601/1 --posture codified   what the printed text says
  lockgate determine examples/orders.csv --gate strictest                      the exit code of the stricter posture
  lockgate determine examples/missing-parent.yaml                              what to ask when facts are missing
  lockgate determine examples/lpp-switzerland.yaml --posture codified          a way out with steps, and its quota
  lockgate determine examples/h100-malaysia.yaml --with examples/overlay/company   with a company policy laid over it
  lockgate determine examples/orders.csv | head -1                             JSON lines, because it is a pipe
  lockgate rules show 740.29                                                   one provision in full
  lockgate rules timeline                                                      what happened when
  lockgate new my.yaml                                                         a transaction of your own
NEXT
