"""Changes of the law in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lockgate.history.changes import changes_of

if TYPE_CHECKING:
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.history.change import Change
    from lockgate.history.diff import Difference

_DAY = timedelta(days=1)
TITLES = {
    "provision": "Provisions",
    "enforcement": "Enforced otherwise",
    "parameter": "Numbers",
    "group": "Country groups",
    "definition": "Wordings",
    "reading": "Contested text that matters",
    "condition": "Provisions that ask something else",
}
"""Headings of the kinds of changes, in the order in which they are told."""


def told(one: Change, postures: tuple[str, ...], *, few: int = 0) -> str:
    """One change in words; with ``few``, no more than so many of the provisions that feel it are named."""
    parts = [_what(one)]
    if one.cite:
        parts.append(f"[{one.cite}]")
    if one.postures != postures:
        parts.append(f"({' and '.join(one.postures)} only)")
    text = " ".join(part for part in parts if part)
    return f"{text}; {_felt(one.felt, few)}" if one.felt else text


def _what(one: Change) -> str:
    if one.kind == "parameter":
        return {
            "changes": f"{one.name}: {one.before} -> {one.after}",
            "begins": f"{one.name}: {one.after}",
            "ends": f"{one.name}: {one.before}",
        }[one.what]
    if one.kind == "group":
        return f"{one.name} ({one.member}) {one.how}"
    if one.kind in ("definition", "enforcement"):
        before, after = (text or "nothing" for text in (one.before, one.after))
        return f"{one.name}; before: {before}; now: {after}"
    effect = f"{one.effect}: " if one.effect else ""
    return f"{effect}{one.name}" + (f", {one.how}" if one.how else "")


def _felt(felt: tuple[str, ...], few: int) -> str:
    shown = felt[:few] if few else felt
    more = f" and {len(felt) - len(shown)} more" if len(felt) > len(shown) else ""
    return f"felt by {', '.join(shown)}{more}"


def turns(book: Rulebook, found: Difference) -> str:
    """When the law last changed before two days between which nothing differs, and when it changes next."""
    days = book.calendar.days
    before = next((day for day in reversed(days) if day <= found.earlier and _turns(book, found, day)), None)
    after = next((day for day in days if day > found.later and _turns(book, found, day)), None)
    last = f"it changed on {before} (lockgate rules diff {before - _DAY} {before})" if before else ""
    first = f"nothing changed since the rulebook begins on {book.first_day}"
    coming = f"the next change that it knows comes on {after}" if after else "it knows of no later change"
    return f"{last or first}; {coming}"


def _turns(book: Rulebook, found: Difference, day: date) -> bool:
    """Whether something changes on a day, in one of the postures."""
    if day <= book.first_day:
        return False
    return any(changes_of(book, day, posture, found.known_at) for posture in found.postures)
