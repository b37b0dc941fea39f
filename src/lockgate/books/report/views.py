"""The tables of a summary: by destination, month, chip, requirement; what to ask; accounts; rejects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.books.report import words
from lockgate.books.report.tables import Cell, Table, number, table
from lockgate.books.report.tally import by, cells_of, every_month, largest, several, single

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lockgate.books.report.tally import Tally

    Row = list[Cell | str]


def outcomes(tallies: Mapping[str, Tally]) -> Table:
    """Lines by outcome, a pair of columns for each posture, and what each outcome means."""
    seen = words.ordered({one for tally in tallies.values() for one in tally.outcomes if tally.of(one)})
    rows: list[Row] = []
    for outcome in seen:
        cells: list[Cell | str] = [Cell(words.outcome_word(outcome), note=words.MEANINGS.get(outcome, ""))]
        for tally in tallies.values():
            cells += [number(tally.of(outcome)), words.share(tally.of(outcome), tally.lines)]
        rows.append(cells)
    if rows:
        sums: list[Cell | str] = ["all decided lines"]
        for tally in tallies.values():
            sums += [number(tally.lines), words.share(tally.lines, tally.lines)]
        rows.append(sums)
    head = ["outcome"]
    for name in tallies:
        head += [f"lines, {name}", f"share, {name}"]
    return table("outcomes", "Lines by outcome and posture", head, rows, range(1, len(head)))


def breakdown(
    name: str, caption: str, what: str, tallies: Sequence[tuple[str, Tally]], words_of: Callable[[str], Cell]
) -> Table:
    """Lines by outcome for each value of something."""
    seen = words.ordered({one for _, tally in tallies for one in tally.outcomes if tally.of(one)})
    most = max((tally.lines for _, tally in tallies), default=0)
    held = any(tally.held for _, tally in tallies)
    head = [
        what,
        "lines",
        *(words.outcome_word(one) for one in seen),
        "units",
        *(["held by a red flag"] if held else []),
    ]
    rows: list[Row] = [
        [
            words_of(key),
            number(tally.lines, bar=tally.lines / most if most else None),
            *(number(tally.of(one)) for one in seen),
            _units(tally),
            *([number(tally.held)] if held else []),
        ]
        for key, tally in tallies
    ]
    return table(name, caption, head, rows, range(1, len(head)))


def _units(tally: Tally) -> Cell:
    text = words.amount(tally.units)
    return Cell(f"at least {text}" if tally.unmeasured else text, value=format(tally.units, "f"))


def destinations(tallies: Mapping[str, Tally], names: words.Names, posture: str, key: str = "") -> Table:
    """By destination, most lines first."""
    caption = f"Lines by destination, {posture} posture"
    return breakdown(
        f"destinations{key}", caption, "destination", largest(tallies), lambda code: Cell(names.place(code), note=code)
    )


def months(tallies: Mapping[str, Tally], posture: str, key: str = "") -> Table:
    """By month, in order."""
    listed = [(month, tallies[month]) for month in every_month(list(tallies)) if month in tallies]
    caption = f"Lines by month, {posture} posture"
    return breakdown(f"months{key}", caption, "month", listed, lambda month: Cell(words.month_word(month), value=month))


def chips(tallies: Mapping[str, Tally], names: words.Names, posture: str, key: str = "") -> Table:
    """By chip, most lines first."""
    caption = f"Lines by chip, {posture} posture"
    return breakdown(f"chips{key}", caption, "chip", largest(tallies), lambda chip: Cell(names.chip(chip), note=chip))


def requirements(cells: Sequence[Mapping[str, Any]], names: words.Names, posture: str, key: str = "") -> Table:
    """Provisions that require a licence for some line; a line can stand under several."""

    def named(name: str) -> Cell:
        known = names.provision(name)
        text = str(known.get("name") or name)
        return Cell(
            text, note=" · ".join(str(part) for part in (known.get("cite"), known.get("gist")) if part), value=name
        )

    caption = f"Licence requirements that hold or may hold, {posture} posture (a line can stand under several)"
    return breakdown(f"requirements{key}", caption, "requirement", largest(by(cells, several("requirements"))), named)


def ways(cells: Sequence[Mapping[str, Any]], names: words.Names, posture: str, key: str = "") -> Table:
    """What authorizes lines, and how many of them wait for a step."""

    def named(code: str) -> Cell:
        known = names.provision(code)
        return Cell(code, note=" · ".join(str(part) for part in (known.get("name"), known.get("cite")) if part))

    found = largest(by((cell for cell in cells if cell["outcome"] == "authorized"), several("by")))
    rows: list[Row] = [
        [named(name), number(tally.lines), number(tally.steps_open), _units(tally)] for name, tally in found
    ]
    caption = f"What authorizes lines, {posture} posture (a line can have several ways)"
    return table(f"ways{key}", caption, ("authorization", "lines", "of these, steps open", "units"), rows, (1, 2, 3))


def missing(summary: Mapping[str, Any], posture: str, key: str = "") -> Table:
    """Facts to ask for; the answer that settles most lines first."""
    found = asked(summary, posture)
    most = max((int(one["settles"]) for one in found), default=0)
    rows: list[Row] = [
        [
            Cell(str(one.get("question") or one["fact"]), note=str(one["fact"])),
            str(one.get("known_by") or ""),
            number(int(one["lines"])),
            number(int(one["settles"]), bar=int(one["settles"]) / most if most else None),
        ]
        for one in found
    ]
    head = ("question", "who usually knows", "lines that ask it", "lines it alone settles")
    return table(f"missing{key}", f"Missing facts, {posture} posture", head, rows, (2, 3))


def asked(summary: Mapping[str, Any], posture: str) -> list[Mapping[str, Any]]:
    """The missing facts of a posture, best first.

    >>> one, two = (
    ...     {"posture": "p", "fact": "a", "lines": 9, "settles": 1},
    ...     {"posture": "p", "fact": "b", "lines": 2, "settles": 2},
    ... )
    >>> [found["fact"] for found in asked({"missing": [one, two]}, "p")]
    ['b', 'a']
    """
    mine = [one for one in summary.get("missing") or () if one.get("posture") == posture]
    return sorted(mine, key=lambda one: (-int(one["settles"]), -int(one["lines"]), str(one["fact"])))


def rejects(summary: Mapping[str, Any]) -> Table:
    """Rows that could not be read, by column and reason, with one example each."""
    found = sorted(summary.get("rejects") or (), key=lambda one: (-int(one["count"]), str(one["column"])))
    rows: list[Row] = []
    for one in found:
        example = one.get("example") or {}
        place = f"{example.get('file') or ''} row {example.get('row') or '?'}".strip() if example else ""
        value = str(example.get("value") if example.get("value") is not None else "")
        shown = Cell(f"'{value}'", note=place, value=value, code=True) if example else Cell("")
        rows.append([str(one.get("column") or "(whole line)"), str(one["reason"]), number(int(one["count"])), shown])
    head = ("column", "what is wrong", "problems", "an example")
    return table(
        "rejects",
        "Rows that were not decided, by column and reason (a row can have several problems)",
        head,
        rows,
        (2,),
    )


def flags(summary: Mapping[str, Any]) -> Table:
    """Red flags that hold lines, where the summary names them."""
    found = sorted(summary.get("flags") or (), key=lambda one: (-int(one["lines"]), str(one["id"])))
    rows: list[Row] = [
        [
            Cell(str(one.get("ask") or one["id"]), note=str(one["id"])),
            str(one.get("evidence") or ""),
            number(int(one["lines"])),
        ]
        for one in found
    ]
    return table(
        "flags", "Red flags that are raised and hold lines", ("question", "answered by", "lines held"), rows, (2,)
    )


def examples(summary: Mapping[str, Any]) -> Table:
    """Some lines of each outcome, with the command that shows their proof."""
    found = summary.get("examples") or {}
    rows: list[Row] = []
    for outcome in words.ordered(found):
        for one in found[outcome]:
            where = f"{one.get('file') or ''} row {one.get('row') or '?'}".strip()
            name = line_name(one)
            rows.append(
                [
                    words.outcome_word(outcome),
                    Cell(name or where, note=where if name else ""),
                    str(one.get("label") or ""),
                    Cell(command(one), code=True),
                ]
            )
    head = ("outcome", "line", "what", "to see its proof, run")
    return table("examples", "Examples of lines", head, rows)


def command(one: Mapping[str, Any]) -> str:
    """What to type to see the proof of one line.

    >>> command({"file": "my orders.csv", "id": "SO-1", "row": 2})
    "lockgate book line 'my orders.csv' --line SO-1"
    """
    import shlex  # noqa: PLC0415 - only here

    if one.get("command"):
        return str(one["command"])
    line = line_name(one) or str(one.get("row") or "")
    return shlex.join(["lockgate", "book", "line", str(one.get("file") or "-"), "--line", line])


def line_name(one: Mapping[str, Any]) -> str:
    """A line by its number and position, as ``--line`` takes it.

    >>> line_name({"id": "SO-1", "line": "2"}), line_name({"id": "SO-1"}), line_name({})
    ('SO-1/2', 'SO-1', '')
    """
    return "/".join(str(part) for part in (one.get("id"), one.get("line")) if part)


def keyed(summary: Mapping[str, Any], posture: str, name: str) -> dict[str, Tally]:
    """Tallies of a posture by one field of the cube.

    >>> cell = {"posture": "p", "axis": "chip", "chip": "x", "outcome": "authorized", "lines": 2}
    >>> keyed({"cube": [cell]}, "p", "chip")["x"].lines, keyed({"cube": [cell]}, "p", "month")
    (2, {})
    """
    return by(cells_of(summary, posture, name), single(name))
