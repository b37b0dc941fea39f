"""Order lines on a terminal: one line each, then counts, what was rejected, what differs and what to ask."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from lockgate.cli.orders import column_of
from lockgate.cli.paper import QUIET, rows, section
from lockgate.cli.show import NOT_ADVICE
from lockgate.cli.words import CODES, STYLES
from lockgate.door.model import Categorical
from lockgate.engine.spoken import SHORT, limit_words, spoken, ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from lockgate import Determination, Rulebook
    from lockgate.cli.determine import Line
    from lockgate.cli.orders import Orders

_FACTS = 6
_GO = ("not_subject", "no_requirement_found", "authorized")
_ITEM = re.compile(r"^items\[\d+\]\.(circuits\[\d+\]\.)?")


def overview(lines: Sequence[Line]) -> RenderableType:
    """One line each."""
    head = ("row", "id", "item", "to", "day", "class", "outcome", "how")
    return rows([_row(line) for line in lines], head, fixed=(0, 1, 3, 4, 5, 6))


def _row(line: Line) -> tuple[str | Text, ...]:
    found = line.found
    entry = found.classification.eccn or ("open" if found.classification.possible else "")
    return (
        str(line.row),
        "" if found.id.startswith("row ") else found.id,
        found.label,
        _destination(line),
        found.as_of.isoformat(),
        entry,
        Text.assemble(
            (short(found), STYLES.get(found.outcome or "", "")),
            ("\n" if other(found) else ""),
            (other(found), "yellow"),
        ),
        how(found),
    )


def _destination(line: Line) -> str:
    value = line.transaction.values.get("destination")
    if not isinstance(value, Categorical):
        return "?"
    return value.known or "/".join(sorted(value.possible)[:3])


def short(found: Determination) -> str:
    """The outcome in two or three words."""
    words = SHORT.get(found.outcome or "", "limits")
    return f"{words}, held" if held(found) else words


def held(found: Determination) -> bool:
    """Whether only a raised flag stands in the way."""
    return bool(found.holds) and found.outcome in _GO


def how(found: Determination) -> str:
    """By which way, under which policy, or what is missing."""
    parts = []
    if found.outcome is None:
        parts.append(limit_words(found))
    if found.outcome == "authorized":
        parts.append(ways(found) + ("" if found.ready else ", steps open"))
    if found.outcome == "licence_required":
        parts.append(spoken(found.review_policy))
    if found.outcome == "cannot_decide" and found.missing:
        parts.append(f"ask: {brief(found.missing[0].fact)}")
    if found.holds:
        parts.append(f"raised: {', '.join(found.holds)}")
    return "; ".join(parts)


def brief(fact: str) -> str:
    """A fact as one may write it in an order file.

    >>> brief("consignee.ultimate_parent.headquarters"), brief("items[0].circuits[0].tpp")
    ('consignee.ultimate_parent', 'tpp')
    """
    return _ITEM.sub("", fact).replace("ultimate_parent.headquarters", "ultimate_parent")


def other(found: Determination) -> str:
    """The other posture, where it differs."""
    if not found.postures:
        return ""
    mine = found.postures[0]
    return "; ".join(
        f"{one.id}: {SHORT.get(one.outcome or '', 'see the limits')}"
        for one in found.postures[1:]
        if one.outcome != mine.outcome
    )


def summary(lines: Sequence[Line], orders: Orders, book: Rulebook, code: int) -> Iterator[RenderableType]:
    """What the file comes to."""
    yield section("Summary", _counts(lines, orders))
    yield from _rejected(orders)
    yield from _differing(lines)
    yield from _asked(lines)
    notes = [f"{len(orders.ignored)} columns were left out: {', '.join(orders.ignored)}"] if orders.ignored else []
    late = sum(line.found.as_of > book.current_to for line in lines)
    if late:
        many = "1 line lies" if late == 1 else f"{late} lines lie"
        notes.append(f"{many} after {book.current_to}, the day on which the law was last reviewed")
    if notes:
        yield section("Remarks", rows([("-", text) for text in notes]))
    yield Text()
    yield Text(f"exit code {code}: {CODES[code]} · rulebook {book.version} (sha256 {book.sha256[:12]})", QUIET)
    yield Text(f"{NOT_ADVICE} Look into one line with --line ROW, its proof with --explain.", QUIET)


def _counts(lines: Sequence[Line], orders: Orders) -> RenderableType:
    counted = Counter(line.found.outcome or "limits" for line in lines)
    table: list[tuple[str | Text, ...]] = [
        (f"{counted[outcome]:>5}", Text(words, STYLES[outcome])) for outcome, words in SHORT.items() if counted[outcome]
    ]
    stopped = sum(held(line.found) for line in lines)
    others = {"questions about limits": counted["limits"], "rejected": len(orders.rejected)}
    for words, count in {"of these held by a raised flag": stopped, **others}.items():
        if count:
            table.append((f"{count:>5}", words))
    return rows([*table, (f"{len(lines) + len(orders.rejected):>5}", "in all")])


def _rejected(orders: Orders) -> Iterator[RenderableType]:
    if orders.rejected:
        lines = [
            (str(one.row), column_of(problem.place), problem.message, problem.hint)
            for one in sorted(orders.rejected, key=lambda one: one.row)
            for problem in one.problems
        ]
        yield section("Rejected rows", rows(lines, ("row", "column", "what is wrong", "how to mend it")))


def _differing(lines: Sequence[Line]) -> Iterator[RenderableType]:
    moved = Counter((short(line.found), other(line.found)) for line in lines if other(line.found))
    if moved:
        table = [(f"{count:>5}", f"{mine}; {theirs}") for (mine, theirs), count in moved.most_common()]
        where = ", ".join(str(line.row) for line in lines if other(line.found))
        yield section("The two postures differ", rows(table), Text(f"rows {where}", QUIET))


def _asked(lines: Sequence[Line]) -> Iterator[RenderableType]:
    counted: Counter[str] = Counter()
    first: Counter[str] = Counter()
    asked: dict[str, tuple[str, str]] = {}
    for line in lines:
        for place, one in enumerate(line.found.missing):
            fact = brief(one.fact)
            counted[fact] += 1
            first[fact] += place == 0
            asked.setdefault(fact, (one.question, one.known_by))
    if not counted:
        return
    best = sorted(counted, key=lambda fact: (-first[fact], -counted[fact], fact))[:_FACTS]
    table = [(f"{counted[fact]:>5}", fact, *asked[fact]) for fact in best]
    yield section(
        "Facts that would settle most", rows(table, ("lines", "fact", "question", "who knows"), fixed=(0, 1, 3))
    )
