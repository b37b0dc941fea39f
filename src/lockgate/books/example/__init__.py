"""Example books: invented orders of any number, the same for the same seed."""

from lockgate.books.example.write import KINDS, write_book

__all__ = ["KINDS", "write_book"]
