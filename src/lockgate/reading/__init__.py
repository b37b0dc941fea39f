"""The law made readable: pages, search, differences between two days, and what an editor would mark in a rulebook."""
