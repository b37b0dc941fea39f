"""A whole book: read, typed, decided, written and counted, chunk by chunk."""
