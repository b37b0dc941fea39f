"""Reading one YAML mapping field by field: allowed keys, located errors, nearest matches."""

from __future__ import annotations

import difflib
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import Located, Table
from lockgate.compiler.model import Cite, Span
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The hint for an unknown word, or None.

    >>> nearest("destnation", ["destination", "origin"])
    "did you mean 'destination'?"
    """
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else None


class Fields:
    """One mapping of a rulebook file; remembers which keys were asked for."""

    def __init__(self, table: Any, what: str, place: str = "") -> None:
        if not isinstance(table, Table):
            raise RulebookError(f"{what} must be a mapping of keys", place=getattr(table, "place", place) or place)
        self.table = table
        self.what = what
        self.asked: set[str] = set()
        self.place = table.place

    def where(self, key: str) -> str:
        """Place of one key's value."""
        value = self.table.get(key)
        return getattr(value, "place", None) or self.place

    def get(self, key: str) -> Any:
        """The raw value, or None."""
        self.asked.add(key)
        return self.table.get(key)

    def text(self, key: str, default: str = "") -> str:
        """Text of a key."""
        value = self.get(key)
        if value is None or (isinstance(value, str) and value in ("null", "")):
            return default
        if not isinstance(value, Located):
            raise RulebookError(f"'{key}' of {self.what} must be text", place=self.where(key))
        return value

    def need(self, key: str) -> str:
        """Text of a key that must be there."""
        value = self.text(key)
        if not value:
            raise RulebookError(f"{self.what} lacks '{key}'", place=self.place)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        value = self.get(key)
        if value is None:
            return ()
        if isinstance(value, Located):
            return (value,) if value and value != "null" else ()
        if isinstance(value, list) and all(isinstance(item, Located) for item in value):
            return tuple(value)
        raise RulebookError(f"'{key}' of {self.what} must be a list of texts", place=self.where(key))

    def tables(self, key: str) -> list[Fields]:
        """A list of mappings."""
        value = self.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise RulebookError(f"'{key}' of {self.what} must be a list", place=self.where(key))
        return [Fields(item, f"{key} of {self.what}", self.place) for item in value]

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A mapping of text to text."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, Table):
            raise RulebookError(f"'{key}' of {self.what} must be a mapping", place=self.where(key))
        return tuple((name, str(text)) for name, text in value.items())

    def day(self, key: str) -> date | None:
        """An ISO date, or None."""
        text = self.text(key)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise RulebookError(f"'{text}' is no date", place=self.where(key), hint="write 2025-05-15") from None

    def number(self, key: str, default: Fraction | None = None) -> Fraction | None:
        """An exact number, or the default."""
        text = self.text(key)
        if not text:
            return default
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise RulebookError(f"'{text}' is no number", place=self.where(key), hint="write 4800 or 5.92") from None

    def integer(self, key: str, default: int) -> int:
        """A whole number that is not negative, or the default."""
        text = self.text(key)
        if text and not text.isdecimal():
            raise RulebookError(f"'{text}' is no whole number", place=self.where(key), hint="write 2")
        return int(text) if text else default

    def choice(self, key: str, allowed: tuple[str, ...], default: str = "") -> str:
        """Text out of a closed list."""
        value = self.text(key, default)
        if value and value not in allowed:
            hint = nearest(value, allowed) or "one of " + ", ".join(allowed)
            raise RulebookError(f"unknown {key} '{value}'", place=self.where(key), hint=hint)
        return value

    def span(self) -> Span:
        """The keys ``from``, ``to`` and ``by``."""
        start, end = self.day("from"), self.day("to")
        if start and end and end < start:
            raise RulebookError(f"{self.what} ends before it starts", place=self.place)
        return Span(start, end, self.text("by"))

    def cite(self, key: str = "cite") -> Cite:
        """A citation."""
        value = self.get(key)
        if value is None:
            return Cite()
        if isinstance(value, Located):
            return Cite(ref=value)
        inner = Fields(value, f"citation of {self.what}", self.place)
        cite = Cite(inner.text("ref"), inner.text("made_by"), inner.texts("facts"), inner.texts("params"))
        inner.text("at")
        inner.close()
        return cite

    def ignore(self, *keys: str) -> None:
        """Keys that are for human readers only."""
        self.asked.update(keys)

    def close(self) -> None:
        """Refuse keys that nobody asked for."""
        for key in self.table:
            if key not in self.asked:
                value = self.table[key]
                place = getattr(value, "place", self.place)
                raise RulebookError(f"unknown key '{key}' in {self.what}", place=place, hint=nearest(key, self.asked))
