"""A condition laid out for reading: one leg a line, nesting by indentation. The words stay as they are in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLOSE = (")",)
_TOKEN = re.compile(r"'(?:[^']|'')*'|[()]|[^\s()']+")


@dataclass(frozen=True, slots=True)
class Legs:
    """Conditions joined by one word."""

    word: str
    legs: tuple[Legs | str, ...]


def layout(text: str) -> list[str]:
    r"""The lines of a condition.

    >>> print("\n".join(layout("a = 'x' AND (b OR NOT c) AND has(list, d AND e)")))
        a = 'x'
    AND (    b
          OR NOT c )
    AND has(list, d AND e)
    """
    tokens = _TOKEN.findall(text)
    tree, rest = _joined(tokens, 0, "OR")
    return _lines(tree) if rest == len(tokens) else [" ".join(text.split())]


def _joined(tokens: list[str], at: int, word: str) -> tuple[Legs | str, int]:
    """Legs joined by a word; OR binds looser than AND."""
    legs: list[Legs | str] = []
    while True:
        leg, at = _joined(tokens, at, "AND") if word == "OR" else _leg(tokens, at)
        legs.append(leg)
        if at >= len(tokens) or tokens[at].upper() != word:
            return (legs[0] if len(legs) == 1 else Legs(word, tuple(legs))), at
        at += 1


def _leg(tokens: list[str], at: int) -> tuple[Legs | str, int]:
    if at < len(tokens) and tokens[at] == "(":
        inner, after = _joined(tokens, at + 1, "OR")
        if after < len(tokens) and tokens[after] == ")" and _ends(tokens, after + 1):
            return inner, after + 1
    words: list[str] = []
    depth = 0
    while at < len(tokens):
        token = tokens[at]
        if depth == 0 and (token in _CLOSE or token.upper() in ("AND", "OR")):
            break
        depth += {"(": 1, ")": -1}.get(token, 0)
        words.append(token)
        at += 1
    return _text(words), at


def _ends(tokens: list[str], at: int) -> bool:
    return at >= len(tokens) or tokens[at] == ")" or tokens[at].upper() in ("AND", "OR")


def _text(words: list[str]) -> str:
    """Tokens as people write them: no blanks inside brackets, none before a function's bracket."""
    found = ""
    for word in words:
        tight = not found or word in (")", ",") or found.endswith("(") or (word == "(" and not _spaced(found))
        found += word if tight else f" {word}"
    return found


def _spaced(found: str) -> bool:
    return found.rpartition(" ")[2].upper() in (
        "IN",
        "NOT",
        "AND",
        "OR",
        "=",
        "+",
        "-",
        "*",
        "<",
        ">",
        "<=",
        ">=",
        "<>",
    )


def _lines(tree: Legs | str) -> list[str]:
    if isinstance(tree, str):
        return [tree]
    return list(_of(tree))


def _of(tree: Legs) -> Iterator[str]:
    for index, leg in enumerate(tree.legs):
        head = f"{tree.word if index else '':<{len(tree.word)}} "
        lines = _lines(leg)
        if isinstance(leg, Legs):
            lines = [f"( {lines[0]}", *(f"  {line}" for line in lines[1:])]
            lines[-1] += " )"
        yield head + lines[0]
        yield from (" " * len(head) + line for line in lines[1:])
