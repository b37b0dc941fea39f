"""The command line: a face. No law, no decisions."""
