"""Quota accounts of a summary: their table, and for each a drawing with what it says in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from lockgate.books.report import words
from lockgate.books.report.tables import Cell, Table, number, table
from lockgate.charts import quota

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    Row = list[Cell | str]

SHIPMENT: Final = "shipment"
"""A notice that turns on one shipment, not on the account."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account with its drawing and its remarks."""

    name: str
    posture: str
    line: str
    notices: tuple[str, ...]
    refused: tuple[str, ...]
    chart: str


def name_of(one: Mapping[str, Any]) -> str:
    """An account with what it is kept for.

    >>> name_of({"name": "LPP", "account": "lpp", "key": {"ultimate_parent": "Acme", "year": "2025"}})
    'LPP: Acme, 2025'
    """
    key = ", ".join(str(value) for value in (one.get("key") or {}).values() if value)
    name = str(one.get("name") or one.get("account") or "account")
    return f"{name}: {key}" if key else name


def strain(summary: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Accounts, those with lines that did not fit first, then the fullest."""

    def weight(one: Mapping[str, Any]) -> tuple[Any, ...]:
        limit, used = words.exact(one.get("limit")), words.exact(one.get("used"))
        full = (used or 0) / limit if limit else 0
        return (-int(one["refused_lines"]), -int(one["open_lines"]), -full, name_of(one), str(one.get("posture")))

    return sorted(summary.get("accounts") or (), key=weight)


def overview(found: Sequence[Mapping[str, Any]]) -> Table:
    """Every account with its cap, use and what did not fit."""
    own = any(words.exact(one.get("by_this_book")) is not None for one in found)
    rows: list[Row] = []
    for one in found:
        limit, used = words.exact(one.get("limit")), words.exact(one.get("used"))
        left = None if limit is None or used is None else limit - used
        rows.append(
            [
                Cell(name_of(one), note=" · ".join(filter(None, (str(one.get("posture") or ""), one.get("cite"))))),
                str(one.get("unit") or ""),
                _amount(limit, "no cap known"),
                _amount(used, at_least=_open(one)),
                *([_amount(words.exact(one.get("by_this_book")))] if own else []),
                _amount(left),
                number(int(one["refused_lines"])),
                number(int(one["open_lines"])),
                number(int(one.get("certificate_would_settle") or 0)),
            ]
        )
    head = ["account", "unit", "cap", "used" if own else "used by this book", *(["of it by this book"] if own else [])]
    head += ["left at most", "lines that did not fit", "lines left open", "a certificate would settle"]
    return table("accounts", "Quota accounts, those under most strain first", head, rows, range(2, len(head)))


def _open(one: Mapping[str, Any]) -> bool:
    """Whether more may be used than is certain."""
    return "used_at_most" in one and words.exact(one["used_at_most"]) != words.exact(one.get("used"))


def _amount(value: Decimal | None, unknown: str = "not known", *, at_least: bool = False) -> Cell:
    if value is None:
        return Cell(unknown)
    return Cell(f"{'at least ' if at_least else ''}{words.amount(value)}", value=format(value, "f"))


def view(one: Mapping[str, Any], at: int) -> Account:
    """An account for the page."""
    found = one.get("notices") or ()
    more = int(one.get("more_notices") or 0)
    unit = str(one.get("unit") or "")
    notices = [_notice(notice, unit) for notice in found]
    return Account(
        name_of(one),
        str(one.get("posture") or ""),
        _line(one, unit),
        (*notices, *([f"and {words.count(more)} more"] if more else [])),
        tuple(_refusals(one, unit)),
        drawing(one, f"account-{at}"),
    )


def _line(one: Mapping[str, Any], unit: str) -> str:
    limit, used = words.exact(one.get("limit")), words.exact(one.get("used"))
    of = f" of {words.amount(limit)}" if limit is not None else ", with no cap that is known"
    least = "at least " if _open(one) else ""
    refused, open_lines = int(one["refused_lines"]), int(one["open_lines"])
    parts = [f"Used: {least}{words.amount(used)}{of} {unit}".rstrip()]
    short = words.counted(refused, "line did not fit and used nothing", "lines did not fit and used nothing")
    parts.append(short if refused else "every line fitted")
    if open_lines:
        parts.append(words.counted(open_lines, "line is left open", "lines are left open"))
    settles = int(one.get("certificate_would_settle") or 0)
    if settles:
        parts.append(f"a certificate would settle {words.counted(settles, 'line')}")
    caps = one.get("limits") or ()
    if len(caps) > 1:
        listed = ", ".join(f"{words.amount(words.exact(cap['limit']))} from {cap['from']}" for cap in caps)
        parts.append(f"the cap changed: {listed}")
    return "; ".join(parts) + "."


def _notice(one: Mapping[str, Any], unit: str) -> str:
    """A notice in words.

    >>> _notice({"at": "3.2", "date": "2025-02-03", "line": "SO-1"}, "TPP")
    '2025-02-03: 3.2 TPP reached with line SO-1'
    >>> of = {"what": "notify BIS", "per": "shipment", "reached": "5", "certain": False}
    >>> _notice({"at": "3.2", "date": "2025-02-03", "line": "SO-1", **of}, "TPP")
    '2025-02-03: perhaps notify BIS, because the shipment of line SO-1 has 5 TPP (due from 3.2)'
    """
    at = words.amount(words.exact(one.get("at")))
    day, line = one.get("date") or "no day", one.get("line") or "?"
    if not one.get("what"):
        return f"{day}: {at} {unit} reached with line {line}"
    perhaps = "perhaps " if one.get("certain") is False else ""
    reached = words.amount(words.exact(one.get("reached")))
    who = f"the shipment of line {line} has" if one.get("per") == SHIPMENT else f"line {line} brings the account to"
    return f"{day}: {perhaps}{one['what']}, because {who} {reached} {unit} (due from {at})"


def _refusals(one: Mapping[str, Any], unit: str) -> list[str]:
    listed = [_refused(x, unit) for x in one.get("refused") or ()]
    more = int(one["refused_lines"]) - len(listed)
    return [*listed, f"and {words.count(more)} more"] if listed and more > 0 else listed


def _refused(one: Mapping[str, Any], unit: str) -> str:
    size, reached = words.exact(one.get("amount")), words.exact(one.get("would_be"))
    told = f"{one.get('date') or 'no day'}: line {one.get('line') or '?'}, {words.amount(size)} {unit}"
    return f"{told}; it would have made {words.amount(reached)}"


# ---- the drawing


def drawing(one: Mapping[str, Any], prefix: str) -> str:
    """Use of an account over time; empty where no line drew on it and nothing else has a day."""
    steps = [(when, _size(x.get("used"))) for x in one.get("series") or () if (when := words.day(x.get("date")))]
    refused = [
        quota.Event(when, _size(x.get("would_be")), f"line {x.get('line')}")
        for x in one.get("refused") or ()
        if (when := words.day(x.get("date")))
    ]
    notices = [
        _flag(x, when, steps) for x in one.get("notices") or () if (when := words.day(x.get("date"))) is not None
    ]
    days = [*(when for when, _ in steps), *(event.day for event in (*refused, *notices))]
    if not days:
        return ""
    limit, unit = words.exact(one.get("limit")), str(one.get("unit") or "")
    use = quota.Use(tuple(steps), None if limit is None else _size(limit), unit, tuple(refused), tuple(notices))
    short = words.counted(int(one["refused_lines"]), "line")
    used = words.amount(words.exact(one.get("used")))
    said = f"Used at the end {used} {unit} of {words.amount(limit)}; {short} did not fit."
    first, last = date(min(days).year, 1, 1), date(max(days).year, 12, 31)
    title = f"Use over time: {name_of(one)}"
    return quota.draw(use, first=first, last=last, title=title, description=said, prefix=prefix)


def _flag(one: Mapping[str, Any], when: date, steps: Sequence[tuple[date, float]]) -> quota.Event:
    """A notice at its own height; one that turns on a shipment stands on what was used by then."""
    if one.get("per") == SHIPMENT:
        return quota.Event(when, max((used for day, used in steps if day <= when), default=0.0), f"notice, {when}")
    at = words.amount(words.exact(one.get("at")))
    return quota.Event(when, _size(one.get("at")), f"notice from {at}, {when}")


def _size(value: object) -> float:
    """A number for drawing; nothing is compared by it."""
    return float(words.exact(value) or 0)
