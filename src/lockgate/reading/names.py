"""What the names in conditions mean, and who uses which record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lockgate.compiler.references import names_of
from lockgate.compiler.symbols import STAGE
from lockgate.reading.blocks import Line, Piece
from lockgate.reading.conditions import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.model import Definition, Provision
    from lockgate.compiler.rulebook import Rulebook

_READING = "reading."
_WORDS = re.compile(r"'(?:[^']|'')*'|[A-Za-z_][\w.]*|\s+|.", re.DOTALL)
_BARE = ("facts", "collections", "sets", "parameters", "definitions")
Key = tuple[str, str]
"""Shelf and id of a record."""


class Names:
    """The names of one rulebook.

    >>> from lockgate.compiler.rulebook import Rulebook
    >>> names = Names(Rulebook.load(cached=True))
    >>> names.meaning("lpp_annual_limit"), names.meaning("reading.lpp_740_2"), names.meaning("AND")
    (('parameters', 'lpp_annual_limit'), ('readings', 'lpp_740_2'), None)
    >>> names.users("parameters", "lpp_annual_limit")
    [('provisions', '740.29')]
    """

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.bearers = names_of(book.source)
        self._users: dict[Key, dict[Key, None]] | None = None

    def meaning(self, word: str) -> Key | None:
        """The record that a name in a condition stands for, or None."""
        source = self.book.source
        if word.startswith("'"):
            return self._quoted(word[1:-1])
        for prefix, shelf in ((_READING, "readings"), (STAGE, "stages")):
            if word.startswith(prefix) and word.removeprefix(prefix) in getattr(source, shelf):
                return shelf, word.removeprefix(prefix)
        for shelf in _BARE:
            if word in getattr(source, shelf):
                return shelf, word
        collection = self.book.symbols.collection(word)
        return ("collections", collection) if collection else None

    def _quoted(self, text: str) -> Key | None:
        """A quoted entry of the control list, or a provision that ``holds`` reads."""
        if text in self.book.source.eccns:
            return "eccns", text
        return ("provisions", self.bearers[text][0].id) if len(self.bearers.get(text, ())) == 1 else None

    def linked(self, text: str) -> Line:
        """A text of the rule language with its names as mentions."""
        pieces = []
        for word in _WORDS.findall(text):
            found = self.meaning(word)
            pieces.append(Piece(word, *found) if found else Piece(word))
        return _joined(pieces)

    def condition(self, text: str) -> tuple[Line, ...]:
        """A condition laid out for reading, with its names as mentions."""
        return tuple(self.linked(one) for one in layout(text))

    def within(self, *texts: str) -> list[Key]:
        """The records that some texts name, each once, in order."""
        words = (word for text in texts for word in _WORDS.findall(text))
        return list(dict.fromkeys(found for word in words if (found := self.meaning(word)) is not None))

    def users(self, shelf: str, name: str) -> list[Key]:
        """Records whose conditions, steps or algebra name this one."""
        if self._users is None:
            self._users = {}
            for user, texts in self._texts():
                for used in self.within(*texts):
                    if used != user:
                        self._users.setdefault(used, {})[user] = None
        return list(self._users.get((shelf, name), ()))

    def _texts(self) -> Iterator[tuple[Key, list[str]]]:
        source = self.book.source
        for one in source.provisions.values():
            yield ("provisions", one.id), texts_of(one)
        for definition in source.definitions.values():
            yield ("definitions", definition.id), wording(definition)
        for group in source.sets.values():
            readings = [f"{_READING}{name}" for member in group.members for name, _ in member.readings]
            yield ("sets", group.id), [group.algebra, " ".join(readings)]


def texts_of(one: Provision) -> list[str]:
    """Every text of a provision that is written in the rule language, or names a parameter or fact."""
    steps = [text for step in (*one.before, *one.after) for text in (step.when, step.shown_by, step.wait)]
    quota = [one.quota.amount, one.quota.limit, one.quota.used, *one.quota.per] if one.quota else []
    texts = [one.when, one.unless, one.must, one.raised_when, one.earliest, *steps, *quota]
    return [text for text in (*texts, *(entry.only_when for entry in one.enforcement)) if text and text != "TRUE"]


def wording(definition: Definition) -> list[str]:
    """Every wording of a definition; the values of a list are quoted, as conditions would."""
    return [*(text for _, text in definition.versions), *(f"'{value}'" for value in definition.values)]


def _joined(pieces: list[Piece]) -> Line:
    """Plain pieces that follow each other, made one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and not piece.shelf and not found[-1].shelf:
            found[-1] = Piece(found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)
