"""The tables of this room: lists, feeds, wordings, countries, settings. Read once, checked as they are read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class ProgrammeWord:
    """A word of ``party.lists`` for entries under any of some sanction programmes, from a day on."""

    word: str
    any: frozenset[str]
    start: date | None


@dataclass(frozen=True, slots=True)
class ListInfo:
    """One list: its names, and the words of ``party.lists`` that it stands for."""

    id: str
    name: str
    publisher: str
    short: tuple[str, ...] = ()
    word: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    open: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    programmes: tuple[ProgrammeWord, ...] = ()
    dated: bool = False
    address_rows: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """All words that an entry of the list may have."""
        more = (*self.codes.values(), *(one.word for one in self.programmes))
        return tuple(dict.fromkeys((self.word, *more))) if self.word else ()


@dataclass(frozen=True, slots=True)
class Feed:
    """What can be imported: a file or files of one publisher, and the lists that they carry whole."""

    id: str
    name: str
    formats: tuple[str, ...]
    lists: tuple[str, ...]
    urls: Mapping[str, str]
    columns: frozenset[str]
    essential: frozenset[str]
    parts: Mapping[str, str]
    rows: str
    notes: str
    by_programme: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of wordings: what it reads, and the codes that this gives."""

    regex: re.Pattern[str]
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings: share that may vanish, days until stale, bounds of a fetch."""

    shrink: float
    max_age_days: int
    fetch_seconds: int
    fetch_bytes: int


@cache
def lists() -> Mapping[str, ListInfo]:
    """All lists by id.

    >>> lists()["meu"].words
    ('meu_list',)
    """
    return {row["id"]: _list(row) for row in _rows("lists.yaml")}


@cache
def short_names() -> Mapping[str, str]:
    """The names in brackets of the Consolidated Screening List, to list ids."""
    return {short: one.id for one in lists().values() for short in one.short}


@cache
def feeds() -> Mapping[str, Feed]:
    """All feeds by id, in order of preference: the first is taken where two are equally new."""
    return {row["id"]: _feed(row) for row in _rows("feeds.yaml")}


@cache
def patterns() -> Mapping[str, tuple[Pattern, ...]]:
    """Patterns of wordings: of the requirement, of the policy."""
    table: Mapping[str, Any] = _read("wordings.yaml")
    return {
        name: tuple(Pattern(re.compile(row["pattern"]), _codes(row)) for row in rows) for name, rows in table.items()
    }


@cache
def limits() -> Limits:
    """Settings of this room."""
    return Limits(**_read("limits.yaml"))


@cache
def name_words() -> Mapping[str, tuple[str, ...]]:
    """Words that the splitter of names leans on."""
    return {key: tuple(words) for key, words in _read("name_words.yaml").items()}


@cache
def identifier_kinds() -> tuple[tuple[str, str], ...]:
    """How remarks begin that state an identifier, the longest first, and the kind it is."""
    rows = ((row["starts"], row["kind"]) for row in _rows("identifiers.yaml"))
    return tuple(sorted(rows, key=lambda pair: -len(pair[0])))


@cache
def country_table() -> Mapping[str, str]:
    """Folded names of countries to codes: the rulebook's, and what only lists write."""
    from lockgate.door.declarations import fold, load  # noqa: PLC0415 - only imports of lists need it, loads stay fast

    known = {word: codes[0] for word, codes in load().country_words.items() if len(codes) == 1}
    return {**known, **{fold(row["name"]): row["code"] for row in _rows("countries.yaml")}}


def feed(name: str) -> Feed:
    """A feed by id; `InputError` with the nearest one."""
    if name not in feeds():
        from lockgate.compiler.fields import nearest  # noqa: PLC0415 - only for the hint

        raise InputError(
            f"there is no feed called '{name}'", hint=nearest(name, feeds()) or f"one of {', '.join(feeds())}"
        )
    return feeds()[name]


def _list(row: Mapping[str, Any]) -> ListInfo:
    words = tuple(
        ProgrammeWord(one["word"], frozenset(one["any"]), one.get("from")) for one in row.get("programmes", ())
    )
    return ListInfo(
        row["id"],
        row["name"],
        row["publisher"],
        tuple(row.get("csl", ())),
        row.get("word", ""),
        row.get("codes", {}),
        {key: tuple(value) for key, value in row.get("open", {}).items()},
        words,
        row.get("dated", False),
        row.get("address_rows", False),
    )


def _feed(row: Mapping[str, Any]) -> Feed:
    return Feed(
        row["id"],
        row["name"],
        tuple(row["formats"]),
        tuple(row["lists"]),
        row.get("urls", {}),
        frozenset(row.get("columns", ())),
        frozenset(row.get("essential", ())),
        row.get("parts", {}),
        row.get("rows", ""),
        row.get("notes", ""),
        tuple((one["list"], frozenset(one.get("any", ()))) for one in row.get("by_programme", ())),
    )


def _codes(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (row["code"], *row.get("also", ())) if "code" in row else ()


def _rows(name: str) -> list[Any]:
    return list(_read(name))


def _read(name: str) -> Any:
    import yaml  # noqa: PLC0415 - a stored snapshot is read without it

    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
