"""Whose account a line draws on: the declared parts of a key, read from its columns and typed facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - examples need it
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.books.accumulate.specs import SPAN
from lockgate.books.typed.groups import BASE
from lockgate.books.typed.raw import NOT_AVAILABLE
from lockgate.door.model import Categorical, Text
from lockgate.door.words import is_empty

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.books.model import Chunk
    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.typed.parts import Part
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.door.model import Value

YEAR = "year"


def period(part: str, day: date) -> str | None:
    """The stretch of time of a part of a key; None if the part is no time.

    >>> period("year", date(2025, 6, 1)), period("2025-2027", date(2026, 1, 1)), period("2025-2027", date(2028, 1, 1))
    ('2025', '2025-2027', 'outside 2025-2027')
    >>> period("destination", date(2025, 6, 1))
    """
    if part == YEAR:
        return str(day.year)
    found = SPAN.fullmatch(part)
    if found is None:
        return None
    return part if int(found[1]) <= day.year <= int(found[2]) else f"outside {part}"


def name_of(part: str) -> str:
    """What a part of a key is called in a report.

    >>> name_of("consignee.ultimate_parent.id"), name_of("consignee.id"), name_of("year"), name_of("2025-2027")
    ('ultimate_parent', 'consignee', 'year', 'years')
    """
    if SPAN.fullmatch(part):
        return "years"
    return part.removesuffix(".id").rpartition(".")[2]


def same(value: Any) -> str | None:
    """A number or name as it counts: without blanks around it and in small letters; None if nothing stands there.

    >>> same(" P-77 "), same(1234.0), same("n/a"), same(None)
    ('p-77', '1234', None, None)
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = int(value) if value == int(value) else Decimal(repr(value))
    text = " ".join(str(value).split()).casefold()
    return None if is_empty(text) or text in NOT_AVAILABLE else text


@dataclass(frozen=True, slots=True)
class Outline:
    """What of a content keys can hang on: which roles are there, and facts that are known."""

    roles: frozenset[str]
    values: tuple[tuple[str, str | None], ...]


def outline(parts: Mapping[str, Part], facts: Sequence[str]) -> Outline:
    """The outline of the parts of a content, as far as some facts go; see `lockgate.books.typed.parts.compose`."""
    base = parts[BASE].whole
    assert base is not None  # noqa: S101 - lines with a faulty baseline are rejected before
    roles, values = {*base.roles}, {fact: base.values.get(fact) for fact in facts}
    for name, part in parts.items():
        if name != BASE:
            roles.update(part.roles)
            for fact in facts:
                if fact in part.drops:
                    values[fact] = None
                values[fact] = part.values.get(fact, values[fact])
    return Outline(frozenset(roles), tuple([(fact, _known(value)) for fact, value in values.items()]))


def _known(value: Value | None) -> str | None:
    if isinstance(value, Categorical):
        return value.known
    return value.text if isinstance(value, Text) else None


class Keys:
    """Reads the parts of keys; names and numbers from the columns of a chunk, everything else from typed facts."""

    def __init__(self, mapping: Meaning, book: Rulebook) -> None:
        self.columns = {column.path: column.header for column in mapping.used}
        self.constants = dict(mapping.constants)
        self.source = book.source
        self.spelled: dict[str, str] = {}
        self.texts = {fact.id for fact in book.layout.symbols.facts.values() if fact.type == "text"}

    def raw_paths(self, per: Sequence[str]) -> tuple[str, ...]:
        """Paths of the columns that the parts of a key may stand in."""
        found: list[str] = []
        for part in per:
            if self._is_text(part):
                found += [f"parties.{role}.{part.partition('.')[2]}" for role in self.roles(part)]
        return tuple(dict.fromkeys(found))

    def roles(self, part: str) -> tuple[str, ...]:
        """Roles that a part of a key may be of, the first that is there counts."""
        known = self.source.collections.get(part.partition(".")[0])
        return () if known is None else (*known.roles, *known.stands_in)

    def _is_text(self, part: str) -> bool:
        known = self.source.collections.get(part.partition(".")[0])
        return known is not None and f"{known.element}.{part.partition('.')[2]}" in self.texts | {f"{known.element}.id"}

    def raw(self, chunk: Chunk, path: str, index: Sequence[int]) -> list[str | None]:
        """What stands at a path on some lines of a chunk."""
        if path in self.columns:
            column = chunk.table.column(self.columns[path])
            return [self._same(column[int(at)].as_py()) for at in index]
        if path in self.constants:
            return [self._same(self.constants[path])] * len(index)
        above, _, last = path.rpartition(".")
        rest = [last]
        while above.count(".") >= 1:
            if above in self.columns:
                column = chunk.table.column(self.columns[above])
                return [self._same(_inside(column[int(at)].as_py(), rest)) for at in index]
            above, _, last = above.rpartition(".")
            rest.insert(0, last)
        return [None] * len(index)

    def _same(self, value: Any) -> str | None:
        """A number or name as it counts; how it is spelled is kept to be shown."""
        found = same(value)
        if found is not None:
            text = " ".join(str(value).split())
            self.spelled[found] = min(self.spelled.get(found, text), text)
        return found

    def shown(self, key: Sequence[str | None]) -> tuple[str | None, ...]:
        """A key as its columns spell it."""
        return tuple(None if part is None else self.spelled.get(part, part) for part in key)

    def facts(self, per: Sequence[str], day: date) -> tuple[str, ...]:
        """The facts among the parts of a key."""
        return tuple(part for part in per if period(part, day) is None and not self._is_text(part))

    def key(
        self, per: Sequence[str], outline: Outline, day: date, raw: Mapping[str, str | None]
    ) -> tuple[str | None, ...]:
        """The key of a line; None for parts that are not known."""
        return tuple(period(part, day) or self._part(part, outline, raw) for part in per)

    def _part(self, part: str, outline: Outline, raw: Mapping[str, str | None]) -> str | None:
        rest = part.partition(".")[2]
        if self._is_text(part):
            role = next((one for one in self.roles(part) if one in outline.roles), None)
            return None if role is None else raw.get(f"parties.{role}.{rest}")
        return dict(outline.values).get(part)


def _inside(value: Any, rest: Sequence[str]) -> Any:
    """A value within nested columns; None where several could be meant."""
    for name in rest:
        if isinstance(value, list):
            value = value[0] if len(value) == 1 else None
        value = value.get(name) if isinstance(value, dict) else None
    return value
