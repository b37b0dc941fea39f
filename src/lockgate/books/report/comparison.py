"""The page about two looks at one book: what changes, from where to where, and by which provision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lockgate.books.report import pictures, sentences, views, words
from lockgate.books.report.html import render, shown
from lockgate.books.report.tables import Cell, Table, number, table
from lockgate.books.report.tally import COMPARISON, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Row = list[Cell | str]

CHANGES: Final = {
    "began": "began",
    "ended": "ended",
    "narrowed": "narrowed",
    "widened": "widened",
    "fact side": "turns on another fact",
}
EFFECTS: Final = {
    "requires": "requires a licence",
    "authorizes": "authorizes",
    "exempts": "removes a requirement",
    "prohibits": "prohibits",
    "classifies": "classifies",
    "closes": "closes an authorization",
    "defines": "defines a word",
    "reviews": "says how applications are reviewed",
    "flags": "raises a red flag",
    "limits": "sets a limit",
}
_OWN_DAY: Final = "each line's own day"
_MOST: Final = 12
"""Places or chips that a group names; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that change in the same way for the same reason."""

    at: int
    head: str
    before: str
    after: str
    lines: str
    provisions: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    tables: tuple[Table, ...]
    example: Mapping[str, Any] | None
    label: str
    facts: str
    command: str


def comparison_page(comparison: Mapping[str, Any]) -> str:
    """The HTML page for a `lockgate.book-comparison/1`.

    Errors: `InputError` if it is something else.

    >>> empty = {"schema": "lockgate.book-comparison/1", "lines": 0, "decided": 0, "rejected": 0, "changed": 0}
    >>> "No line could be decided" in comparison_page({**empty, "before": {}, "after": {}})
    True
    """
    checked(comparison, COMPARISON)
    seen = shown(comparison)
    names = words.Names.of(seen)
    heads = heads_of(seen)
    return render(
        "comparison.html.j2",
        title=f"Order book compared: {heads[0]} and {heads[1]}",
        comparison=seen,
        heads=heads,
        looks=looks(seen),
        counts={name: int(seen.get(name) or 0) for name in ("lines", "decided", "rejected", "changed")},
        doubts=doubts(seen),
        drawing=pictures.flows(seen, heads) if seen.get("flows") else "",
        flows=flows(seen),
        groups=[_group(one, at, names) for at, one in enumerate(groups_of(seen), 1)],
        summary_of_groups=groups(seen),
        meanings=[(words.outcome_word(one), words.MEANINGS[one]) for one in words.ORDER],
        say=sentences,
        words=words,
    )


def heads_of(comparison: Mapping[str, Any]) -> tuple[str, str]:
    """The two looks in few words; where both would read alike, with before and after.

    >>> heads_of({"before": {"as_of": "2025-05-12"}, "after": {"as_of": "2025-05-15"}})
    ('2025-05-12', '2025-05-15')
    """
    first, second = (_head(comparison.get(side) or {}) for side in ("before", "after"))
    return (first, second) if first != second else (f"before: {first}", f"after: {second}")


def _head(look: Mapping[str, Any]) -> str:
    parts = (look.get("as_of") or _OWN_DAY, look.get("posture"))
    return str(look.get("label") or ", ".join(str(part) for part in parts if part))


def looks(comparison: Mapping[str, Any]) -> Table:
    """What each look is, row by row."""
    sides = [comparison.get(side) or {} for side in ("before", "after")]
    rows: list[Row] = []
    for name, of in _LOOK.items():
        first, second = (of(side) for side in sides)
        rows.append([name, first, second, "the same" if first == second else "differs"])
    return table("looks", "The two looks", ("what", "before", "after", "compared"), rows)


def _rulebook(one: Mapping[str, Any] | str) -> str:
    if isinstance(one, str):
        return one
    sha = str(one.get("sha256") or "")[:12]
    return f"{one.get('version') or 'not stated'}{f' (sha256 {sha})' if sha else ''}"


_LOOK: Final[dict[str, Callable[[Mapping[str, Any]], str]]] = {
    "day": lambda one: str(one.get("as_of") or _OWN_DAY),
    "posture": lambda one: words.posture_word(str(one.get("posture") or "not stated")),
    "rulebook": lambda one: _rulebook(one.get("rulebook") or {}),
    "readings": lambda one: (
        ", ".join(f"{key} = {value}" for key, value in (one.get("readings") or {}).items()) or "as usual"
    ),
    "known at": lambda one: str(one.get("known_at") or "what is known now"),
    "overlays": lambda one: ", ".join(str(part) for part in one.get("overlays") or ()) or "none",
}


def doubts(comparison: Mapping[str, Any]) -> list[str]:
    """What does not add up; empty in a sound comparison.

    >>> doubts(
    ...     {
    ...         "lines": 2,
    ...         "decided": 2,
    ...         "rejected": 0,
    ...         "changed": 1,
    ...         "flows": [{"before": "a", "after": "a", "lines": 2}],
    ...     }
    ... )
    ['1 lines are said to change, but the flows between different outcomes count 0']
    """
    found = []
    lines, decided, rejected, changed = (
        int(comparison.get(name) or 0) for name in ("lines", "decided", "rejected", "changed")
    )
    flows_ = comparison.get("flows") or ()
    if lines != decided + rejected:
        found.append(
            f"{lines:,} lines were read, but {decided:,} decided and {rejected:,} rejected make {decided + rejected:,}"
        )
    moved = sum(int(one["lines"]) for one in flows_ if one["before"] != one["after"])
    if moved != changed:
        found.append(f"{changed:,} lines are said to change, but the flows between different outcomes count {moved:,}")
    everything = sum(int(one["lines"]) for one in flows_)
    if flows_ and everything not in (decided, moved):
        found.append(f"the flows count {everything:,} lines, but {decided:,} were decided")
    return found


def flows(comparison: Mapping[str, Any]) -> Table:
    """From outcome to outcome, what moves first."""
    order = {name: at for at, name in enumerate(words.ORDER)}
    found = sorted(
        comparison.get("flows") or (),
        key=lambda one: (
            one["before"] == one["after"],
            -int(one["lines"]),
            order.get(one["before"], 9),
            order.get(one["after"], 9),
        ),
    )
    total = sum(int(one["lines"]) for one in found)
    rows: list[Row] = [
        [
            words.outcome_word(one["before"]),
            words.outcome_word(one["after"]),
            "no" if one["before"] == one["after"] else "yes",
            number(int(one["lines"])),
            words.share(int(one["lines"]), total),
            words.amount(words.exact(one.get("units"))),
        ]
        for one in found
    ]
    return table(
        "flows", "From outcome to outcome", ("before", "after", "changes", "lines", "share", "units"), rows, (3, 4, 5)
    )


def groups_of(comparison: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The groups, the largest first."""
    return sorted(comparison.get("groups") or (), key=lambda one: -int(one["lines"]))


def groups(comparison: Mapping[str, Any]) -> Table:
    """One row a group, for overview and for files."""
    rows: list[Row] = [
        [
            Cell(
                "; ".join(_told(one) for one in group["provisions"]) or "no single provision",
                value=" ".join(str(one["id"]) for one in group["provisions"]),
            ),
            words.outcome_word(group["before"]),
            words.outcome_word(group["after"]),
            number(int(group["lines"])),
            words.amount(words.exact(group.get("units"))),
            words.amount(words.exact(group.get("tpp"))),
        ]
        for group in groups_of(comparison)
    ]
    head = ("what made the difference", "before", "after", "lines", "units", "TPP")
    return table("groups", "Groups of changed lines", head, rows, (3, 4, 5))


def _told(one: Mapping[str, Any]) -> str:
    change = CHANGES.get(str(one.get("change")), str(one.get("change") or ""))
    name = str(one.get("name") or one["id"])
    return f"{name}: {change}" if change else name


def _group(one: Mapping[str, Any], at: int, names: words.Names) -> Group:
    example = one.get("example") or None
    before, after = words.outcome_word(one["before"]), words.outcome_word(one["after"])
    found = one.get("provisions") or ()
    return Group(
        at=at,
        head="; ".join(_told(provision) for provision in found) or "No single provision makes the difference",
        before=before,
        after=after,
        lines=_size(one),
        provisions=tuple(_provision(provision) for provision in found),
        tables=tuple(
            made
            for made in (
                _pairs(f"group-{at}-destinations", "Destinations", one, names.place),
                _pairs(f"group-{at}-chips", "Chips", one, names.chip),
            )
            if made.rows
        ),
        example=example,
        label=_label(example) if example else "",
        facts=_facts(example.get("facts")) if example else "",
        command=views.command(example) if example else "",
    )


def _size(one: Mapping[str, Any]) -> str:
    parts = [words.counted(int(one["lines"]), "line")]
    units, tpp = words.exact(one.get("units")), words.exact(one.get("tpp"))
    if units is not None:
        parts.append(f"{words.amount(units)} {'unit' if units == 1 else 'units'}")
    if tpp is not None:
        parts.append(f"{words.amount(tpp)} TPP")
    return ", ".join(parts)


def _provision(one: Mapping[str, Any]) -> tuple[str, str, str, tuple[str, ...]]:
    """Its name, what it is, what happened to it, and what else is known of that."""
    effect = EFFECTS.get(str(one.get("effect")), str(one.get("effect") or "").replace("_", " "))
    cite = " · ".join(str(part) for part in (one.get("cite"), one["id"], effect) if part)
    change = CHANGES.get(str(one.get("change")), str(one.get("change") or ""))
    law = [str(text) for text in one.get("law") or () if text != one.get("why")]
    made_by = f"by {one['made_by']}" if one.get("made_by") else ""
    more = tuple(text for text in (str(one.get("why") or ""), *law, made_by) if text)
    return str(one.get("name") or one["id"]), cite, change, more


def _pairs(name: str, caption: str, group: Mapping[str, Any], named: Callable[[str], str]) -> Table:
    """Places or chips of a group; lines under none of those that are named make a row of their own."""
    pairs = group.get(caption.lower()) or ()
    ranked = sorted(((str(key or ""), int(value)) for key, value in pairs), key=lambda pair: (-pair[1], pair[0]))
    most = max((value for _, value in ranked), default=0)
    shown = ranked[:_MOST]
    rows: list[Row] = [
        [Cell(named(key), note=key), number(value, bar=value / most if most else None)] for key, value in shown
    ]
    rest = int(group["lines"]) - sum(value for _, value in shown)
    if rows and rest > 0:
        rows.append(["others", number(rest)])
    return table(name, caption, (caption.lower().removesuffix("s"), "lines"), rows, (1,))


def _label(example: Mapping[str, Any]) -> str:
    name = views.line_name(example)
    where = f"{example.get('file') or ''} row {example.get('row') or '?'}".strip()
    return ": ".join(part for part in (f"{name} ({where})" if name else where, str(example.get("label") or "")) if part)


def _facts(facts: Any) -> str:
    import json  # noqa: PLC0415 - only here

    return json.dumps(facts, ensure_ascii=False, indent=2, default=str) if facts else ""
