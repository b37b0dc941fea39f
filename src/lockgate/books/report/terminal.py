"""What came out of a book on a terminal: the same counts as the page, in eighty columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lockgate.books.report import accounts, sentences, views, words
from lockgate.books.report.comparison import doubts as doubts_of_comparison
from lockgate.books.report.comparison import groups_of, heads_of
from lockgate.books.report.tally import COMPARISON, SUMMARY, cells_of, checked, doubts, largest, total
from lockgate.memo.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import Console, RenderableType

    from lockgate.books.report.tally import Tally

_QUIET, _STRONG = "dim", "bold"
_BAR: Final = 24
_TOP: Final = 6
STYLES: Final = {
    "not_subject": "green",
    "no_requirement_found": "green",
    "authorized": "cyan",
    "licence_required": "yellow",
    "prohibited": "red",
    "cannot_decide": "magenta",
}


def show(summary: Mapping[str, Any], console: Console) -> None:
    """Print a `lockgate.book-summary/1`.

    Errors: `InputError` if it is something else.

    >>> from rich.console import Console
    >>> empty = {"schema": "lockgate.book-summary/1", "lines": 0, "decided": 0, "rejected": 0}
    >>> show(empty, Console(width=80))
    0 lines read = 0 decided + 0 rejected
    The book is empty: no line was read.
    """
    checked(summary, SUMMARY)
    _put(console, _summary(summary))


def show_comparison(comparison: Mapping[str, Any], console: Console) -> None:
    """Print a `lockgate.book-comparison/1`.

    Errors: `InputError` if it is something else.
    """
    checked(comparison, COMPARISON)
    _put(console, _comparison(comparison))


def _put(console: Console, content: Iterable[RenderableType]) -> None:
    """Lines end where their text ends."""
    with console.capture() as capture:
        for one in content:
            console.print(one, markup=False, highlight=False)
    console.file.write("\n".join(line.rstrip() for line in capture.get().split("\n")))


def _summary(summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    postures = [str(one) for one in summary.get("postures") or ()]
    yield from _counts(summary, doubts(summary))
    if not int(summary.get("lines") or 0):
        yield Text("The book is empty: no line was read.")
        return
    tallies = {posture: total(cells_of(summary, posture)) for posture in postures}
    if not int(summary.get("decided") or 0):
        yield Text("No line was decided: every row was rejected.", "yellow")
    for posture, tally in tallies.items():
        if tally.lines:
            yield _head(words.posture_word(posture))
            yield _in(_outcomes(tally))
    if postures and tallies[postures[0]].lines:
        yield from _main(summary, postures[0], tallies[postures[0]])
    yield from _accounts(summary)
    yield from _rejects(summary)
    for note in summary.get("notes") or ():
        yield Text(visible(f"note: {note}"), _QUIET)
    yield from _foot(summary)


def _counts(result: Mapping[str, Any], found: Sequence[str]) -> Iterator[RenderableType]:
    lines, decided, rejected = (int(result.get(name) or 0) for name in ("lines", "decided", "rejected"))
    yield Text.assemble(
        (words.counted(lines, "line"), _STRONG),
        f" read = {words.count(decided)} decided + ",
        (f"{words.count(rejected)} rejected", "yellow" if rejected else ""),
    )
    for doubt in found:
        yield Text(f"the counts do not add up: {doubt}", "bold red")


def _head(title: str) -> RenderableType:
    return Text(f"\n{title}", _STRONG)


def _in(one: RenderableType) -> RenderableType:
    return Padding(one, (0, 0, 0, 2))


def _grid(head: Sequence[str], rows: Iterable[Sequence[str | Text]], numbers: Sequence[int], wide: int = 0) -> Table:
    """A table; column ``wide`` gives way where the terminal is narrow."""
    table = Table(box=None, show_header=any(head), header_style=_QUIET, pad_edge=False, padding=(0, 2, 0, 0))
    for at, title in enumerate(head):
        right = at in numbers
        table.add_column(title, justify="right" if right else "left", no_wrap=at != wide, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(visible(cell)) for cell in row))
    return table


def _bar(value: int, most: int, style: str = "") -> Text:
    """A bar of characters; what is not nothing has at least one.

    >>> _bar(1, 1000).plain, _bar(5, 10).plain, _bar(0, 10).plain
    ('▏', '████████████', '')
    """
    eighths = value * _BAR * 8 // most if most else 0
    whole, rest = divmod(eighths, 8)
    text = "█" * whole + ("▏▎▍▌▋▊▉"[rest - 1] if rest else "")
    return Text(text or ("▏" if value else ""), style)


def _outcomes(tally: Tally) -> Table:
    rows = [
        (
            Text(words.outcome_word(one), STYLES.get(one, "")),
            words.count(tally.of(one)),
            words.share(tally.of(one), tally.lines),
            _bar(tally.of(one), tally.lines, STYLES.get(one, "")),
        )
        for one in words.ordered(tally.outcomes)
        if tally.of(one)
    ]
    return _grid(("", "lines", "share", ""), rows, (1, 2))


def _main(summary: Mapping[str, Any], posture: str, tally: Tally) -> Iterator[RenderableType]:
    if tally.steps_open:
        yield Text()
        waits = words.counted(tally.steps_open, "authorized line waits", "authorized lines wait")
        yield Text(f"{waits} for a step before shipment")
    if tally.held:
        if not tally.steps_open:
            yield Text()
        yield Text(sentences.held(tally), "bold red")
    yield from _next(summary, posture)
    yield from _places(summary, posture)


def _next(summary: Mapping[str, Any], posture: str) -> Iterator[RenderableType]:
    found = views.asked(summary, posture)
    if not found:
        return
    yield _head("What to ask next")
    yield _in(Text(visible(sentences.best_question(summary, posture))))
    rows = [
        (
            _question(one, found),
            str(one.get("known_by") or ""),
            words.count(int(one["lines"])),
            words.count(int(one["settles"])),
        )
        for one in found[:_TOP]
    ]
    yield _in(_grid(("question", "who knows", "asked by", "settles"), rows, (2, 3)))
    yield from _rest(len(found) - _TOP)


def _question(one: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> str:
    """A question, with its fact where two read alike."""
    question, fact = str(one.get("question") or one["fact"]), str(one["fact"])
    alike = sum(str(other.get("question")) == question for other in found)
    return f"{question} ({fact})" if alike > 1 and question != fact else question


def _places(summary: Mapping[str, Any], posture: str) -> Iterator[RenderableType]:
    names = words.Names.of(summary)
    found = largest(views.keyed(summary, posture, "destination"))
    most = max((tally.lines for _, tally in found), default=0)
    rows = [
        (
            names.place(code),
            words.count(tally.lines),
            words.count(tally.stopped),
            words.count(tally.of("cannot_decide")),
            _bar(tally.lines, most),
        )
        for code, tally in found[:_TOP]
    ]
    yield _head("Destinations with most lines")
    yield _in(_grid(("", "lines", "stopped", "open", ""), rows, (1, 2, 3)))
    yield from _rest(len(found) - _TOP)
    yield _in(Text("stopped: a licence is required or the line is prohibited; open: cannot decide", _QUIET))


def _rest(count: int) -> Iterator[RenderableType]:
    if count > 0:
        yield _in(Text(f"and {words.count(count)} more", _QUIET))


def _accounts(summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    found = accounts.strain(summary)
    if not found:
        return
    yield _head("Quotas")
    yield _in(Text(sentences.quota(found)))
    rows = []
    for one in found[:_TOP]:
        limit, used = words.exact(one.get("limit")), words.exact(one.get("used"))
        full = f"{int(100 * used / limit)} %" if limit and used is not None else ""
        rows.append(
            (accounts.name_of(one), full, words.count(int(one["refused_lines"])), words.count(int(one["open_lines"])))
        )
    yield _in(_grid(("account", "used", "did not fit", "open"), rows, (1, 2, 3)))
    yield from _rest(len(found) - _TOP)
    remark = sentences.lower_bound(found)
    if remark:
        yield _in(Text(remark, _QUIET))


def _rejects(summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    found = sorted(summary.get("rejects") or (), key=lambda one: -int(one["count"]))
    if not found:
        return
    yield _head("Rejected rows")
    rows = []
    for one in found[:_TOP]:
        example = one.get("example") or {}
        seen = f"row {example.get('row')}: '{str(example.get('value') or '')[:24]}'" if example else ""
        rows.append(
            (words.count(int(one["count"])), str(one.get("column") or "(whole line)")[:20], str(one["reason"]), seen)
        )
    yield _in(_grid(("problems", "column", "what is wrong", "such as"), rows, (0,), wide=2))
    yield from _rest(len(found) - _TOP)


def _foot(summary: Mapping[str, Any]) -> Iterator[RenderableType]:
    book = summary.get("rulebook") or {}
    parts = [f"rulebook {book.get('version')}, law reviewed to {book.get('current_to')}"] if book.get("version") else []
    if summary.get("wall_seconds") is not None and summary.get("distinct"):
        parts.append(
            f"{words.count(int(summary['distinct']))} different cases in {float(summary['wall_seconds']):,.1f} s"
        )
    yield Text()
    if parts:
        yield Text(" · ".join(parts), _QUIET)
    yield Text(words.NOT_ADVICE, _QUIET)


def _comparison(comparison: Mapping[str, Any]) -> Iterator[RenderableType]:
    heads = heads_of(comparison)
    yield Text(visible(f"{heads[0]}  ->  {heads[1]}"), _STRONG)
    yield from _counts(comparison, doubts_of_comparison(comparison))
    yield Text(sentences.changed(comparison), _STRONG)
    moved = [one for one in comparison.get("flows") or () if one["before"] != one["after"]]
    if moved:
        yield _head("From outcome to outcome")
        yield _in(_moves(moved))
    found = groups_of(comparison)
    if found:
        yield _head("What made the difference")
        yield _in(_reasons(found))
        yield from _rest(len(found) - _TOP)
    yield Text()
    yield Text(words.NOT_ADVICE, _QUIET)


def _moves(moved: Sequence[Mapping[str, Any]]) -> Table:
    most = max(int(one["lines"]) for one in moved)
    rows = [
        (
            Text(words.outcome_word(one["before"]), STYLES.get(one["before"], "")),
            "->",
            Text(words.outcome_word(one["after"]), STYLES.get(one["after"], "")),
            words.count(int(one["lines"])),
            _bar(int(one["lines"]), most * 2),
        )
        for one in sorted(moved, key=lambda one: -int(one["lines"]))
    ]
    return _grid(("before", "", "after", "lines", ""), rows, (3,))


def _reasons(found: Sequence[Mapping[str, Any]]) -> Table:
    rows = []
    for one in found[:_TOP]:
        told = "; ".join(
            f"{x.get('name') or x['id']} [{x.get('cite') or x['id']}]: {x.get('change') or ''}"
            for x in one["provisions"]
        )
        move = f"{words.outcome_word(one['before'])} -> {words.outcome_word(one['after'])}"
        rows.append((words.count(int(one["lines"])), f"{told or 'no single provision'}\n{move}"))
    return _grid(
        ("lines", "provision"),
        [(lines, Text("\n").join(Text(visible(part)) for part in text.split("\n"))) for lines, text in rows],
        (0,),
        wide=1,
    )
