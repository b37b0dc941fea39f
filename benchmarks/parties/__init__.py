"""Lists and owners at size: a book screened again after a change, and a large graph of owners."""
