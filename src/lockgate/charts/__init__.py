"""Drawings: dated spans over a time axis, as SVG text. No law, no decision, no clock."""
