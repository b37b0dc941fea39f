"""The drawings of the reports, each made from the same counts as the table beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lockgate.books.report import words
from lockgate.charts import columns, flow, stacked, world

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.books.report.tally import Tally

BARS: Final = 12
"""Bars of a drawing; the table has the rest."""


def parts(tally: Tally) -> tuple[stacked.Part, ...]:
    """A tally as pieces of a bar, lightest outcome first."""
    return tuple(
        stacked.Part(words.tone(outcome), words.outcome_word(outcome), tally.of(outcome))
        for outcome in words.ordered({*words.ORDER, *tally.outcomes})
    )


def _said(tally: Tally) -> str:
    """Outcomes of a tally in a sentence, for those who cannot see the drawing."""
    return ", ".join(
        f"{words.outcome_word(one)} {words.count(tally.of(one))}"
        for one in words.ordered(tally.outcomes)
        if tally.of(one)
    )


def outcomes(tallies: Mapping[str, Tally]) -> str:
    """One bar for each posture."""
    bars = [stacked.Bar(name, parts(tally), "posture") for name, tally in tallies.items()]
    said = ". ".join(f"{name}: {_said(tally) or 'no lines'}" for name, tally in tallies.items())
    title = "Lines by outcome, one bar for each posture"
    return stacked.draw(bars, title=title, description=said, prefix="outcomes", whole=True, high=54.0)


def ranked(named: Sequence[tuple[str, Tally]], *, title: str, prefix: str) -> str:
    """Bars for what has most lines."""
    shown = named[:BARS]
    bars = [stacked.Bar(name, parts(tally)) for name, tally in shown]
    said = ". ".join(f"{name}: {words.count(tally.lines)} lines, {_said(tally)}" for name, tally in shown[:5])
    rest = f" The table lists all {len(named)}." if len(named) > BARS else ""
    return stacked.draw(bars, title=title, description=f"{said}.{rest}", prefix=prefix)


def over_time(months: Sequence[str], tallies: Mapping[str, Tally], prefix: str) -> str:
    """A column for each month."""
    made = []
    for month in months:
        year, _, _ = month.partition("-")
        label = words.month_word(month)
        known = label.endswith(f" {year}") and bool(year)
        pieces = parts(tallies[month]) if month in tallies else ()
        made.append(columns.Column(label.removesuffix(f" {year}") if known else label, year if known else "", pieces))
    most = max(tallies, key=lambda one: (tallies[one].lines, one), default="")
    peak = f"; most in {words.month_word(most)} with {words.count(tallies[most].lines)} lines" if tallies else ""
    said = f"{words.counted(len(made), 'month')}{peak}. The table below has every number."
    return columns.draw(made, title="Lines by month and outcome", description=said, prefix=prefix)


def map_of(tallies: Mapping[str, Tally], names: words.Names, prefix: str) -> str:
    """The world, shaded by the share of lines that need a licence or are prohibited."""
    places = [
        world.Place(code, names.place(code), tally.lines, tally.stopped) for code, tally in tallies.items() if code
    ]
    heavy = sorted((one for one in places if one.shaded), key=lambda one: (-one.shaded, one.code))[:5]
    listed = ", ".join(f"{one.name} {words.count(one.shaded)} of {words.count(one.lines)}" for one in heavy)
    said = f"Most such lines: {listed}." if heavy else "No destination has such lines."
    return world.draw(
        places,
        what="lines that need a licence or are prohibited",
        title="World map: share of lines that need a licence or are prohibited, by destination",
        description=f"{said} The table below has every number.",
        prefix=prefix,
    )


def off_map(tallies: Mapping[str, Tally]) -> list[str]:
    """Destinations of the book that have no place on the map.

    >>> off_map({"TW": None, "ZZ": None})
    ['ZZ']
    """
    return sorted(code for code in tallies if code not in world.drawn_codes())


def flows(comparison: Mapping[str, Any], heads: tuple[str, str]) -> str:
    """From outcome to outcome."""
    found = [
        flow.Flow(str(one["before"]), str(one["after"]), int(one["lines"])) for one in comparison.get("flows") or ()
    ]
    used = words.ordered({name for one in found for name in (one.before, one.after)})
    states = [flow.State(name, words.outcome_word(name), words.tone(name)) for name in used]
    moved = sorted((one for one in found if one.before != one.after), key=lambda one: -one.value)
    listed = "; ".join(
        f"{words.outcome_word(one.before)} to {words.outcome_word(one.after)} {words.count(one.value)}" for one in moved
    )
    said = f"What moves: {listed}." if moved else "No line moves."
    title = "From outcome to outcome"
    return flow.draw(states, found, heads=heads, title=title, description=said, prefix="flow")
