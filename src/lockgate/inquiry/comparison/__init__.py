"""Two answers side by side: what differs, and the smallest sets of changes that turn one into the other."""
