"""Saved determinations: facts, look and answer, kept so that they can be recomputed."""
