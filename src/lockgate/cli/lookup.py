"""Finding what an id, code, tag or flag means in a rulebook, and when it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from lockgate.compiler.fields import nearest
from lockgate.compiler.load import load_text
from lockgate.compiler.timeline import CODIFIED, ENFORCED, View, in_force
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate import Rulebook
    from lockgate.compiler.model import Provision

SHELVES = (
    "provisions",
    "readings",
    "definitions",
    "parameters",
    "sets",
    "instruments",
    "facts",
    "collections",
    "eccns",
    "stages",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A record, and the shelf it stands on."""

    shelf: str
    record: Any


def look_up(book: Rulebook, name: str) -> list[Found]:
    """Everything of that name: records by id; provisions also by code, tag, named truth or flag."""
    source = book.source
    found = [Found(shelf, getattr(source, shelf)[name]) for shelf in SHELVES if name in getattr(source, shelf)]
    if not any(one.shelf == "provisions" for one in found):
        found += [Found("provisions", one) for one in source.provisions.values() if name in _names(one)]
    if not found:
        known = [key for shelf in SHELVES for key in getattr(source, shelf)]
        known += [other for one in source.provisions.values() for other in _names(one)]
        raise InputError(
            f"nothing in the rulebook is called '{name}'",
            place="rules show",
            hint=nearest(name, known) or "see rules list",
        )
    return found


def _names(one: Provision) -> set[str]:
    truths = one.targets if one.effect == "defines" else ()
    return {one.code, one.flag, *one.tags, *truths} - {""}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a provision is in force, and how far."""

    start: date
    end: date | None
    narrowed: tuple[str, ...]

    def words(self, first: date) -> str:
        """The stretch as people read it."""
        start = f"from {self.start}" if self.start > first else f"from {self.start} or before"
        end = f" to {self.end}" if self.end else ""
        only = f", only when {' AND '.join(' '.join(text.split()) for text in self.narrowed)}" if self.narrowed else ""
        return f"{start}{end}{only}"


def stretches(book: Rulebook, one: Provision, posture: str) -> list[Stretch]:
    """The days on which a provision is in force in a posture."""
    view = View(f"proposed:{one.instrument}" if one.proposed and posture == ENFORCED else posture)
    days = book.calendar.days
    ends: list[date | None] = [*(day - timedelta(days=1) for day in days[1:]), None]
    found: list[Stretch] = []
    for start, end in zip(days, ends, strict=True):
        state = in_force(book.source, one, start, view)
        if state is None:
            continue
        narrowed = tuple(text for text in state if text and text != "TRUE")
        joins = found and found[-1].narrowed == narrowed and found[-1].end == start - timedelta(days=1)
        if joins:
            found[-1] = Stretch(found[-1].start, end, narrowed)
        else:
            found.append(Stretch(start, end, narrowed))
    return found


def dates(book: Rulebook, one: Provision) -> Iterator[tuple[str, str]]:
    """Per posture: from when to when, and how far."""
    for posture in (ENFORCED, CODIFIED):
        name = f"proposed:{one.instrument}" if one.proposed and posture == ENFORCED else posture
        spans = stretches(book, one, posture)
        yield name, "\n".join(span.words(book.first_day) for span in spans) or "never in force"


def pointing(book: Rulebook, one: Provision) -> Iterator[tuple[str, Provision]]:
    """Provisions that act on this one: what removes it, answers it, shuts it or says its policy."""
    own = {one.id, one.code, *one.tags} - {""}
    words = {"exempts": "removed by", "closes": "shut by", "authorizes": "answered by", "reviews": "reviewed under"}
    for other in book.source.provisions.values():
        if other.effect in words and own & set(other.targets) and _fits(one.effect, other.effect):
            yield words[other.effect], other


def _fits(mine: str, theirs: str) -> bool:
    allowed = {"exempts": ("requires", "prohibits"), "closes": ("authorizes",)}
    return mine in allowed.get(theirs, ("requires",))


def users(book: Rulebook, name: str) -> list[str]:
    """Ids of the provisions and definitions whose conditions use a name."""
    import re

    word = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w.])")
    found = []
    for one in book.source.provisions.values():
        steps = [text for step in (*one.before, *one.after) for text in (step.when, step.shown_by, step.wait)]
        texts = [one.when, one.unless, one.must, one.raised_when, *steps, *(item.only_when for item in one.enforcement)]
        if any(word.search(text) for text in texts):
            found.append(one.id)
    found += [one.id for one in book.source.definitions.values() if any(word.search(text) for _, text in one.versions)]
    return found + [one.id for one in book.source.sets.values() if word.search(one.algebra)]


def cases(book: Rulebook, names: set[str]) -> list[tuple[str, str]]:
    """Worked cases that expect one of the names: id and title. Files that do not mention it are not read."""
    found = []
    for folder in book.folders:
        for path in sorted(folder.glob("cases/**/*.yaml")):
            text = path.read_text(encoding="utf-8")
            if any(name in text for name in names):
                rows = load_text(text, path.name)
                found += [
                    _title(row) for row in rows if isinstance(row, dict) and names & set(_expected(row.get("expect")))
                ]
    return found


def _title(row: Any) -> tuple[str, str]:
    return str(row.get("id", "")), str(row.get("title", ""))


def _expected(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node
        for inner in node.values():
            yield from _expected(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _expected(inner)
    elif isinstance(node, str):
        yield node
