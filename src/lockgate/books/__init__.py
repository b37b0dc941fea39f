"""Order books: millions of lines by the same rulebook, chunk by chunk."""
