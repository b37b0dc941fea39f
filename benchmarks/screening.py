"""Matching of names and addresses: how good it is, how fast, how large. One core, the whole list, process time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import screening_places, screening_speed
from benchmarks.clock import Report
from benchmarks.screening_data import entries, halves, need, pairs, queries
from benchmarks.screening_draw import draw
from benchmarks.screening_quality import at_alarms, best_f1, by_sort, outcomes, rates

from lockgate.parties.match import Party, same_name, screener, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.screening_data import Query
    from benchmarks.screening_quality import Scored

    from lockgate.parties.match import Screener

_PACKED = frozenset(("affiliated", "subordinate", "successor", "aka", "fka", "note", "acronym"))
"""Where names come from that stand inside other names."""


def run(rounds: int, seeds: Sequence[int], draws: tuple[int, int, int], parties: int, changed: int) -> Report:
    """Speed; then quality, with thresholds from one half of the queries and figures from the other.

    Args:
        rounds: Rounds of timing.
        seeds: Seeds of the draws of our own.
        draws: Changed names of each sort, real aliases, and names of nobody, in each draw.
        parties: Size of the book that is screened again.
        changed: Entries that changed meanwhile.
    """
    need()
    report = Report()
    report.figures |= screening_speed.processes([one.name for one in queries()], rounds)
    made = screener(entries())
    labelled = quality(made, queries(), report, "")
    for seed in seeds:
        quality(made, draw(seed, *draws), report, f"draw_{seed}_")
    report.figures |= judged_pairs(made) | structure(made)
    rooms, lines = screening_places.measure(seeds[0])
    report.figures |= rooms
    report.lines += lines
    report.figures |= screening_speed.again(parties, changed)
    report.lines += [f"matcher {screening_speed.matcher()}; raised at the best F1, by what was done to the name:"]
    report.lines += _in_rows([f"{sort} {share:.2f} of {count}" for sort, (count, share) in labelled.items()])
    return report


def quality(made: Screener, found: Sequence[Query], report: Report, name: str) -> dict[str, tuple[int, float]]:
    """Figures of one set of queries into the report; gives the shares raised by sort."""
    tune, rest = (outcomes(ask(made), half) for half in halves(found))
    best, quiet = rates(rest, best_f1(tune)), rates(rest, at_alarms(tune))
    shipped = rates(rest, settings().bands["possible"])
    report.figures |= {
        f"{name}f1": round(best.f1, 4),
        f"{name}recall_at_2": round(quiet.recall, 4),
        f"{name}aliases_at_2": round(quiet.aliases, 4),
        f"{name}alarms_at_2": round(quiet.alarms, 4),
        f"{name}possible_recall": round(shipped.recall, 4),
        f"{name}possible_alarms": round(shipped.alarms, 4),
    }
    report.lines.append(
        f"{name or 'labelled '}{len(tune)} tuned on, {len(rest)} reported; best F1 at {best.threshold:.3f}, "
        f"2 % false alarms at {quiet.threshold:.3f}"
    )
    return by_sort(rest, best.threshold)


def ask(made: Screener) -> Callable[[Query], Scored]:
    """The matcher as a function of a query: scores of names alone."""
    return lambda query: made.scores(query.name, query.hidden)


def judged_pairs(made: Screener) -> dict[str, float]:
    """Labelled pairs at one fixed threshold, the band `possible`; the list tells how rare words are."""
    least = settings().bands["possible"]
    found = [(one, same_name(one.first, one.second, made.names) >= least) for one in pairs()]
    right = sum(one.same and said for one, said in found)
    wrong = sum(one.same != said for one, said in found)
    strong = [one.same == said for one, said in found if one.strong]
    return {
        "pairs_f1": round(2 * right / (2 * right + wrong), 4),
        "pairs_strong_right": round(sum(strong) / len(strong), 4),
    }


def structure(made: Screener) -> dict[str, float]:
    """Names that stand inside names: each must be found by itself, and somebody be raised or noted for it."""
    known, least = entries(), settings().bands["possible"]
    asked = found = 0
    for entry in entries():
        for name in entry.names:
            if name.origin in _PACKED and sum(letter.isalnum() for letter in name.text) > 1:
                asked += 1
                near = {known[at].id for at, score in made.scores(name.text) if score >= least}
                seen = made.screen(Party(name.text))
                found += entry.id in near and bool(seen.hits or seen.noted)
    return {"names_in_names": asked, "names_in_names_found": round(found / asked, 4)}


def _in_rows(parts: Sequence[str], width: int = 4) -> list[str]:
    return ["; ".join(parts[at : at + width]) for at in range(0, len(parts), width)]
