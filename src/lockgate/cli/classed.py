"""How a classification looks on a terminal."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rich.table import Table as Grid
from rich.text import Text

from lockgate.cli.paper import QUIET, STRONG, rows, section
from lockgate.inquiry.classification.arithmetic import span
from lockgate.inquiry.classification.records import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lockgate.inquiry.classification.records import Classified, Comparison, Regime, Version
    from lockgate.inquiry.classification.table import Table

_STYLES = {"true": "green", "false": QUIET, "unknown": "magenta"}
_MET = {"true": "met", "false": "not met", "unknown": "open"}
_UNKNOWN = "?"


def page(found: Classified, day: date) -> Iterator[Any]:
    """Everything about one item; the version of the day is marked."""
    title = f"{found.name} ({found.id})" if found.id else found.name
    yield Text(title, STRONG)
    yield Text()
    now = found.on(day)
    yield rows(
        [_version(one, one is now) for one in found.versions],
        ("from", "to", "class", "paragraphs met", "made by"),
        fixed=(0, 1, 2),
    )
    if found.arithmetic:
        yield section("Arithmetic", *(Text(line) for line in found.arithmetic))
    for one in found.versions:
        if one.comparisons:
            yield section(f"What decided {_days(one)}", rows(_compared(one), fixed=(0, 1, 2)))
            yield from _open(one)
    if found.regimes:
        yield section("Beside the class", rows((_regime(one, day) for one in found.regimes), fixed=(0, 1)))
    if found.readings:
        yield section("Readings that matter", rows(_readings(found), fixed=(0,)))
    inputs = rows(((one.name, f"{one.value} {one.unit}".strip(), one.means) for one in found.inputs), fixed=(0, 1))
    yield section("Inputs", inputs)
    yield from _remarks(found)


def _version(one: Version, now: bool) -> tuple[str | Text, ...]:
    governing = [_limb(limb.paragraph, limb.truth) for limb in one.limbs if limb.governs]
    also = [_limb(limb.paragraph, limb.truth) for limb in one.limbs if not limb.governs]
    paragraphs = " or ".join(governing) + (f"; also {', '.join(also)}" if also else "")
    style = STRONG if now else ""
    end = one.end.isoformat() if one.end else "open"
    name = one.headline if one.decided else f"possible: {one.headline}"
    return one.start.isoformat(), end, Text(name, style), paragraphs, ", ".join(one.made_by)


def _limb(paragraph: str, truth: str) -> str:
    return paragraph if truth == "true" else f"perhaps {paragraph}"


def _days(one: Version) -> str:
    return f"from {one.start}" + (f" to {one.end}" if one.end else "")


def _compared(one: Version) -> Iterator[tuple[str | Text, ...]]:
    for entry in one.comparisons:
        truth = {"true": "yes", "false": "no", "unknown": "open"}[entry.truth]
        near = " (within 2 percent)" if entry.near else ""
        made_by = f"; {entry.made_by}" if entry.made_by else ""
        yield entry.paragraph, _question(entry), Text(truth + near, _STYLES[entry.truth]), f"{entry.cite}{made_by}"


def _question(entry: Comparison) -> str:
    name = entry.fact.partition(".")[2].replace("_", " ")
    if entry.sign == "is":
        return f"{name}: {entry.value}"
    words = {"tpp": "TPP", "tops": "TOPS", "bit tops": "bit TOPS", "transfer rate gbs": "transfer rate GB/s"}
    return f"{words.get(name, name)} {entry.value} {entry.sign} {entry.threshold}"


def _open(one: Version) -> Iterator[Any]:
    lines = [flip.says for flip in one.flips]
    lines += [
        f"to find out: {asked.question}" + (f" ({asked.known_by})" if asked.known_by else "") for asked in one.missing
    ]
    for line in lines:
        yield Text(f"  - {line}")


def _regime(one: Regime, day: date) -> tuple[str | Text, ...]:
    now = next((entry for entry in reversed(one.spans) if entry.start <= day), one.spans[0])
    late = f"from {now.start}" + (f" to {now.end}" if now.end else "")
    return one.name, Text(_MET[now.truth], _STYLES[now.truth]), f"{late}; {one.cite}. {one.gist}"


def _readings(found: Classified) -> Iterator[tuple[str, str]]:
    for one in found.readings:
        yield f"{one.id} = {one.used}", f"{one.question} ({one.cite})"
        for change in one.differences:
            end = f" to {change.end}" if change.end else ""
            yield "", f"with {one.value}, {change.what}: {change.gives} (from {change.start}{end})"


def _remarks(found: Classified) -> Iterator[Any]:
    for title, lines in (
        ("Assumed", found.assumed),
        ("Conflicts", found.conflicts),
        ("Notes", found.notes),
        ("Sources", found.sources),
    ):
        if lines:
            yield section(title, *(Text(f"- {line}") for line in lines))
    book = found.rulebook
    yield Text()
    stamp = f"rulebook {book['version']}, sha256 {book['sha256'][:12]}, law reviewed to {book['current_to']}"
    yield Text(f"{stamp}; {found.posture} posture. Not legal advice.", QUIET)


def listing(found: Table) -> Iterator[Any]:
    """The catalogue; what is unknown stands as a question mark. Versions in which no chip has a class are left out."""
    shown = [at for at in range(len(found.columns)) if any(row.classes[at] != NONE for row in found.rows)]
    head = ("chip", "maker", "TPP", "density", *(found.columns[at].isoformat() for at in shown))
    lines = [
        (
            row.id,
            row.maker,
            _figure(span(row.tpp)),
            _figure(span(row.density)),
            *(_short(row.classes[at]) for at in shown),
        )
        for row in found.rows
    ]
    grid = Grid(box=None, header_style=QUIET, pad_edge=False, padding=(0, 2, 0, 0))
    for at, title in enumerate(head):
        grid.add_column(title, no_wrap=at == 0, min_width=len(title) if at else None, overflow="fold")
    for line in lines:
        grid.add_row(*line)
    yield grid
    yield Text()
    yield Text(
        f"{len(found.rows)} chips; figures of one circuit, class from that day on; ? is unknown. Not legal advice.",
        QUIET,
    )


def _figure(text: str) -> str:
    return _UNKNOWN if text == "unknown" else text.replace("at least ", ">= ").replace("at most ", "<= ")


def _short(headline: str) -> str:
    """`3A090.a or 3A090.b` as `3A090.a or .b`."""
    names = headline.split(" or ")
    kept = names[:1]
    for before, name in pairwise(names):
        entry, _, paragraph = name.partition(".")
        kept.append(f".{paragraph}" if before.partition(".")[0] == entry else name)
    return " or ".join(kept)
