"""Order books: many lines at once, on the same rules."""
