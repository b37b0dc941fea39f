"""What the values of a column look like, and whether the door can read them as some fact."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from lockgate.books.mapping.paths import fact_of
from lockgate.books.model import MappedColumn
from lockgate.books.read.extra import need
from lockgate.books.typed.raw import raw_value
from lockgate.door import chips
from lockgate.door.build import ANSWERS
from lockgate.door.declarations import fold
from lockgate.door.figures import text_of
from lockgate.door.problems import WordError
from lockgate.door.values import value as typed
from lockgate.door.words import NO, YES, is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.door.declarations import Declarations

MOST = 200
"""So many distinct values are looked at."""
_FIRST = 8
_HOPELESS = 12
"""So many values that cannot be read, and none that can, are enough."""
_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ T].*)?")
_ISO = re.compile(r"\d{4}[-/.]?\d{2}[-/.]?\d{2}(?:[ T].*)?")
_NUMBER = re.compile(r"[+-]?\d[\d.,' \u00a0]*")
_ECCN = re.compile(r"EAR ?99|\d[A-E]\d{3}(?:\.\w+)*", re.IGNORECASE)
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_COMMA = re.compile(r"\d{1,3}(?:\.\d{3})*,\d+|\d+,\d+")


@dataclass(frozen=True, slots=True)
class Content:
    """Distinct values of a column, the most frequent first.

    Attributes:
        values: as the file gave them.
        counts: how often each stands in the sample.
        filled: how many cells hold something.
    """

    values: tuple[Any, ...]
    counts: tuple[int, ...]
    filled: int

    @classmethod
    def of(cls, column: Any) -> Content:
        """The content of an Arrow column."""
        counter: Counter[Any] = Counter()
        originals: dict[Any, Any] = {}
        for one, count in _counted(column):
            if one is None or (isinstance(one, str) and not one.strip()):
                continue
            key = repr(one) if isinstance(one, (list, dict)) else (type(one), one)
            counter[key] += count
            originals.setdefault(key, one)
        most = counter.most_common(MOST)
        return cls(tuple(originals[key] for key, _ in most), tuple(count for _, count in most), counter.total())

    @property
    def texts(self) -> list[str]:
        """Values as text."""
        return [(text_of(one) or str(one)).strip() for one in self.values]

    @property
    def nested(self) -> bool:
        """Whether it holds lists of elements."""
        return any(isinstance(one, (list, dict)) for one in self.values)

    def share(self, looks: Any) -> float:
        """The share of filled cells whose text looks like something."""
        total = sum(self.counts)
        good = sum(count for text, count in zip(self.texts, self.counts, strict=True) if looks(text))
        return good / total if total else 0.0


def _counted(column: Any) -> Iterator[tuple[Any, int]]:
    """Values and how often they stand there; lists cannot be counted at once."""
    types = need("pyarrow").types
    if types.is_nested(column.type) or types.is_null(column.type):
        yield from ((one, 1) for one in column.to_pylist())
        return
    found = column.unify_dictionaries().value_counts()
    yield from zip(found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True)


def looks(content: Content, declared: Declarations) -> str:
    """What most values look like: ``country``, ``chip``, ``day``, ``ECCN``, ``yes or no``, ``number``, or nothing.

    >>> from lockgate.door.declarations import load
    >>> looks(Content(("Viet Nam", "UAE"), (3, 1), 4), load()), looks(Content(("4E091",), (1,), 1), load())
    ('country', 'ECCN')
    """
    if not content.values or content.nested:
        return ""
    if all(isinstance(one, (date, datetime)) for one in content.values):
        return "day"
    tests = (
        ("ECCN", _ECCN.fullmatch),
        ("yes or no", lambda text: not text.isdigit() and fold(text) in YES | NO),
        ("day", lambda text: _DAY.fullmatch(text) or (_ISO.fullmatch(text) and not text.isdigit()) or _compact(text)),
        ("number", _NUMBER.fullmatch),
        ("country", lambda text: bool(declared.country_words.get(fold(text)))),
        ("chip", _is_chip),
    )
    first = content.texts[:_FIRST]
    likely = ((name, test) for name, test in tests if sum(bool(test(text)) for text in first) * 2 >= len(first))
    return next((name for name, test in likely if content.share(test) >= 0.9), "")


def _compact(text: str) -> bool:
    return len(text) == 8 and text.isdigit() and text[:2] in {"19", "20"} and text[4:6] <= "12" and text[6:] <= "31"


def _is_chip(text: str) -> bool:
    if not any(mark.isdigit() for mark in text):
        return False
    try:
        chips.named(text)
    except WordError:
        return False
    return True


def reads(path: str, unit: str, content: Content, declared: Declarations) -> tuple[float, list[str]]:
    """The share of filled cells that the door reads at a place, and the values that it does not.

    >>> from lockgate.door.declarations import load
    >>> reads("destination", "", Content(("Viet Nam", "Malasia"), (3, 1), 4), load())
    (0.75, ['Malasia'])
    """
    bad: list[str] = []
    good = total = 0
    for one, count in zip(content.values, content.counts, strict=True):
        total += count
        if _reads(path, unit, one, declared):
            good += count
        else:
            bad.append((text_of(one) or str(one)).strip())
            if not good and len(bad) >= _HOPELESS:
                break
    return (good / total if total else 1.0), bad


def _reads(path: str, unit: str, one: Any, declared: Declarations) -> bool:
    try:
        raw = raw_value(MappedColumn("", path, unit), one)
        text = text_of(raw)
        if raw is None or (text is not None and is_unknown(text)):
            return True
        if path == "item.chip":
            chips.named(str(text))
        elif path.startswith("flags."):
            return str(text).strip().casefold() in ANSWERS
        elif (fact := fact_of(path, declared)) is not None:
            typed(fact, raw, declared)
        return not isinstance(one, (list, dict)) or _collects(path)
    except WordError:
        return False


def _collects(path: str) -> bool:
    return path.endswith((".owners", ".circuits", "licences")) or path.count(".") == 1


# ---- units


@dataclass(frozen=True, slots=True)
class Unit:
    """How bare values of a column are written: what was found, why, and what to ask if it stays open."""

    unit: str = ""
    why: str = ""
    question: str = ""


def unit_of(path: str, content: Content, declared: Declarations) -> Unit:
    """The unit of a column if its values need one.

    >>> from lockgate.door.declarations import load
    >>> unit_of("as_of", Content(("15.06.2026", "01.07.2026"), (1, 1), 2), load()).unit
    'dmy'
    >>> unit_of("as_of", Content(("05/06/2026",), (1,), 1), load()).question
    "day or month first? '05/06/2026' can be read both ways: say unit: dmy or unit: mdy"
    """
    fact = fact_of(path, declared)
    if fact is None or content.nested:
        return Unit()
    if fact.type == "date":
        return _order(content)
    if fact.type in {"number", "integer"}:
        return _number(fact.type, fact.unit, path, content, declared)
    return Unit()


def _order(content: Content) -> Unit:
    matches = [(text, match) for text in content.texts if (match := _DAY.fullmatch(text))]
    if not matches:
        serial = content.share(lambda text: re.fullmatch(r"[2-7]\d{4}(\.0+)?", text)) > 0.9
        return Unit("serial", "day numbers of a spreadsheet") if serial else Unit()
    day_first = [text for text, match in matches if int(match[1]) > 12]
    month_first = [text for text, match in matches if int(match[3]) > 12]
    if day_first and month_first:
        what = f"'{day_first[0]}' has the day first, '{month_first[0]}' the month: one column, two orders"
        return Unit("ask", "", f"{what}. Mend one of them, or say unit: dmy or unit: mdy")
    if day_first or month_first:
        proof = (day_first or month_first)[0]
        return Unit("dmy" if day_first else "mdy", f"{'day' if day_first else 'month'} first, as '{proof}' shows")
    what = f"'{matches[0][0]}' can be read both ways"
    return Unit("ask", "", f"day or month first? {what}: say unit: dmy or unit: mdy")


def _number(kind: str, unit: str, path: str, content: Content, declared: Declarations) -> Unit:
    if kind == "integer" and content.share(_POINTS.fullmatch) > 0 and not content.share(_COMMA.fullmatch):
        points = [text for text in content.texts if "." in text]
        if all(_POINTS.fullmatch(text) for text in points):
            return Unit("decimal-comma", f"points group thousands: '{points[0]}' must be whole")
    commas = [text for text in content.texts if _COMMA.fullmatch(text)]
    proof = [text for text in commas if "." in text or not re.fullmatch(r"\d{1,3},\d{3}", text)]
    if proof:
        return Unit("decimal-comma", f"the comma is decimal, as '{proof[0]}' shows")
    if unit == "share":
        fits, bad = reads(path, "", content, declared)
        if fits < 0.9 and bad and reads(path, "percent", content, declared)[0] > fits:
            what = f"'{bad[0]}' is more than the whole: are these percent? Say unit: percent"
            return Unit("ask", "", what)
    return Unit()
