"""What was rejected: a file with every problem, counted by line; there whole or not at all."""

from lockgate.books.reject.count import Group, Tally
from lockgate.books.reject.write import RejectWriter, gather

__all__ = ["Group", "RejectWriter", "Tally", "gather"]
