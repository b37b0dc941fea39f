"""The rulebook's files in, decision functions out: load, parse, check, resolve time, order, write."""
