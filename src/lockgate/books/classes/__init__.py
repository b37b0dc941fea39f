"""Which lines no condition can tell apart: they are decided once."""
