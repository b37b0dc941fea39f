"""What the columns of a book mean: proposed by header and content, kept in a file, checked against the book."""

from lockgate.books.mapping.change import changed, check
from lockgate.books.mapping.file import load, parse, save, written
from lockgate.books.mapping.propose import Proposal, Proposed, propose

__all__ = ["Proposal", "Proposed", "changed", "check", "load", "parse", "propose", "save", "written"]
