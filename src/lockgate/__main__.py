"""`python -m lockgate`: the command line."""

from lockgate.cli.main import run

run()
