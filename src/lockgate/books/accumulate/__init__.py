"""Quantities that depend on other lines: one ordered walk over each account that the rulebook declares."""
