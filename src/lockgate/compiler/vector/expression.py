"""One column of the SQL as an expression over arrays.

Truths are packed, one bit a line; numbers are whole, in units of their decimals: never doubles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"CAST\('[^']*' AS [^()]*\([^()]*\)\)|'[^']*'|\w+|>=|<=|[-(),<>=+*]")
_CAST = re.compile(r"CAST\('(-?)(\d+)\.?(\d*)' AS [^(]*\(\d+, (\d+)\)\)")
_SIGNS = {"AND": "&", "OR": "|", "=": "==", ">=": ">=", "<=": "<=", ">": ">", "<": "<", "+": "+", "-": "-", "*": "*"}
_BETWEEN = tuple(sign for sign in _SIGNS if sign not in ("AND", "OR"))
_COMPARED = frozenset({"==", ">=", "<=", ">", "<"})
_JOINS = frozenset({"&", "|"})
TRUE, FALSE = "true", "false"


class Part(NamedTuple):
    """An expression: its text, where it is NULL (empty: nowhere), how many decimals its whole numbers stand for.

    ``truth`` says that it is bits and no numbers or words.
    """

    text: str
    null: str = ""
    decimals: int = 0
    truth: bool = False

    def at(self, decimals: int) -> str:
        """The text in finer units."""
        return self.text if decimals == self.decimals else f"({self.text} * {10 ** (decimals - self.decimals)})"


class Reader:
    """Reads the small language that `lockgate.compiler.sql` writes; everything in it is bracketed.

    ``numbers`` are the names that stand for numbers or words, with their decimals; every other name is a truth.
    """

    def __init__(self, text: str, numbers: Mapping[str, int], inputs: frozenset[str], words: list[str]) -> None:
        self.tokens = _TOKEN.findall(text)
        self.place = 0
        self.numbers = numbers
        self.inputs = inputs
        self.words = words

    def take(self) -> str:
        """The next piece."""
        self.place += 1
        return str(self.tokens[self.place - 1])

    def comes(self, *wanted: str) -> bool:
        """Whether one of these comes next; it is not taken."""
        return self.place < len(self.tokens) and self.tokens[self.place] in wanted

    def whole(self) -> Part:
        """Questions with AND or OR between them."""
        left = self.question()
        while self.comes("AND", "OR"):
            left = combined(left, _SIGNS[self.take()], self.question())
        return left

    def question(self) -> Part:
        """Terms with signs between them, or whether a term is NULL."""
        left = self.term()
        while self.comes(*_BETWEEN):
            left = combined(left, _SIGNS[self.take()], self.term())
        if self.comes("IS"):
            self.place += 2
            return Part(left.null or FALSE, truth=True)
        return left

    def term(self) -> Part:
        """A name, a constant, a bracket, or one of the functions."""
        piece = self.take()
        if piece == "NOT":
            return Part(f"(~{self.question().text})", truth=True)
        if piece == "(":
            found = self.whole()
            self.place += 1
            return found._replace(text=f"({found.text})")
        if piece == "COALESCE":
            return self.coalesced()
        if piece == "CASE":
            return self.cases()
        return self.constant(piece)

    def constant(self, piece: str) -> Part:
        """A name or a constant."""
        cast = _CAST.fullmatch(piece)
        if cast:
            sign, above, below, places = cast[1], cast[2], cast[3], int(cast[4])
            return Part(f"{sign}{int(above + below.ljust(places, '0'))}", decimals=places)
        if piece.startswith("'"):
            word = piece.strip("'")
            if word not in self.words:
                self.words.append(word)
            return Part(f"word_{self.words.index(word)}")
        if piece in ("TRUE", "FALSE"):
            return Part(piece.lower(), truth=True)
        if piece == "-":
            return Part(f"-{self.take()}")
        null = f"{piece}_null" if piece in self.inputs else ""
        return Part(piece, null, self.numbers.get(piece, 0), piece not in self.numbers and not piece.isdigit())

    def coalesced(self) -> Part:
        """A value, or another where it is NULL."""
        self.place += 1
        found = self.whole()
        self.place += 1
        other = self.whole()
        self.place += 1
        if not found.null:
            return found
        if found.truth:
            return Part(chosen(found.null, other.text, found.text), truth=True)
        return Part(f"where(lines({found.null}), {other.at(found.decimals)}, {found.text})", "", found.decimals)

    def cases(self) -> Part:
        """The first branch whose question is true."""
        arms = []
        while self.take() == "WHEN":
            test = self.whole().text
            self.place += 1
            arms.append((test, self.whole()))
        found = self.whole()
        self.place += 1
        for test, value in reversed(arms):
            if found.truth:
                found = Part(chosen(test, value.text, found.text), truth=True)
            else:
                found = Part(f"where(lines({test}), {value.text}, {found.text})")
        return found


def chosen(test: str, one: str, other: str) -> str:
    """One truth where a test is true, another elsewhere.

    >>> chosen("t", "a", "false"), chosen("t", "true", "b"), chosen("t", "false", "b"), chosen("t", "a", "b")
    ('(t & a)', '(t | b)', '(~t & b)', '((t & a) | (~t & b))')
    """
    if one == other:
        return one
    if one == TRUE:
        return f"({test} | {other})"
    if other == FALSE:
        return f"({test} & {one})"
    if one == FALSE:
        return f"(~{test} & {other})"
    return f"(({test} & {one}) | (~{test} & {other}))"


def combined(left: Part, sign: str, right: Part) -> Part:
    """Two parts with a sign between them, in the finer of their units."""
    null = f"({left.null} | {right.null})" if left.null and right.null else left.null or right.null
    if sign in _JOINS:
        return Part(f"{left.text} {sign} {right.text}", null, truth=True)
    if sign == "*":
        return Part(f"{left.text} * {right.text}", null, left.decimals + right.decimals)
    decimals = max(left.decimals, right.decimals)
    text = f"{left.at(decimals)} {sign} {right.at(decimals)}"
    return Part(f"bits({text})", null, truth=True) if sign in _COMPARED else Part(text, null, decimals)
