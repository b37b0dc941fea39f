"""Parties: the lists they may stand on, the names they go by, who owns them."""
