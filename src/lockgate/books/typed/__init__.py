"""Lines of a book as typed facts: each distinct content of a group of columns goes through the door once."""
