"""The interview: what still matters is asked, best question first; every answer becomes a fact of the transaction."""

from lockgate.inquiry.interview.interview import Interview, Turn, begin
from lockgate.inquiry.interview.outlook import Side
from lockgate.inquiry.interview.question import Question
from lockgate.inquiry.interview.writing import written

__all__ = ["Interview", "Question", "Side", "Turn", "begin", "written"]
