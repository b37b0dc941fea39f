"""Other matchers of names on the same queries: nomenklatura's two, and rapidfuzz over all names."""

from __future__ import annotations

import time
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.clock import Report, SkippedError, quantile
from benchmarks.screening_data import entries, halves, need, pairs, queries
from benchmarks.screening_quality import Outcome, at_alarms, best_f1, rates
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import cdist
from rapidfuzz.utils import default_process

from lockgate.parties.match import screener
from lockgate.parties.match.asked import query as prepared

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.screening_data import NamePair, Query
    from benchmarks.screening_quality import Scored

    from lockgate.parties.match import Screener

    Ask = Callable[[Query], Scored]
    Same = Callable[[str, str], float]

_CANDIDATES = 50  # entries' names that nomenklatura is given for a query, as the service made of it gives it
_SCHEMAS = {"person": "Person", "organisation": "Organization", "vessel": "Vessel", "aircraft": "Airplane"}
_SHOWN = ("f1", "recall_at_2", "aliases_at_2", "names_a_second", "p50_ms", "p99_ms", "pairs_f1", "pairs_strong_right")


def run(sample: int, seed: int) -> Report:
    """All matchers on one sample of the labelled queries: half of it tunes the threshold, the other half is reported.

    Args:
        sample: How many queries.
        seed: Seed of the sample.
    """
    need()
    try:
        names = f"nomenklatura {version('nomenklatura')}, rapidfuzz {version('rapidfuzz')}"
    except PackageNotFoundError:
        raise SkippedError("nomenklatura is not installed; make bench-screening sets it up") from None
    made = screener(entries())
    chosen = [Random(seed).sample(half, sample // 2) for half in halves(queries())]
    known = {
        "ours": (lambda one: made.scores(one.name, one.hidden), None),
        "logic_v1": nomenklatura(made, "logic-v1"),
        "logic_v2": nomenklatura(made, "logic-v2"),
        "token_sort": token_sort(),
    }
    found = {name: measured(ask, chosen) for name, (ask, _) in known.items()}
    for name, (_, same) in known.items():
        if same is not None:
            found[name] |= pair_figures(same)
    figures = {f"{name}_{key}": value for name, one in found.items() for key, value in one.items()}
    for peer in ("logic_v1", "logic_v2", "token_sort"):
        figures[f"times_{peer}"] = round(found["ours"]["names_a_second"] / found[peer]["names_a_second"], 1)
    figures["f1_ahead"] = round(found["ours"]["f1"] - max(found[peer]["f1"] for peer in found if peer != "ours"), 4)
    return Report(
        figures,
        [
            f"{sample} labelled queries, half to tune each threshold, half reported; {names}.",
            f"nomenklatura scores the {_CANDIDATES} best names of our index; its time is that of scoring alone,",
            "ours is that of finding, aligning and scoring; token_sort compares with all names.",
            f"figures of each: {', '.join(_SHOWN)}",
        ],
    )


def measured(ask: Ask, chosen: list[list[Query]]) -> dict[str, float]:
    """Quality and time of one matcher."""
    took: list[float] = []
    halves_ = []
    for half in chosen:
        outcomes = []
        for one in half:
            start = time.process_time_ns()
            scored = ask(one)
            took.append((time.process_time_ns() - start) / 1e6)
            right = max((score for entry, score in scored if entry in one.truth), default=0.0)
            outcomes.append(Outcome(one, max((score for _, score in scored), default=0.0), right))
        halves_.append(outcomes)
    tune, rest = halves_
    best, quiet = rates(rest, best_f1(tune)), rates(rest, at_alarms(tune))
    return {
        "f1": round(best.f1, 4),
        "recall_at_2": round(quiet.recall, 4),
        "aliases_at_2": round(quiet.aliases, 4),
        "names_a_second": round(len(took) / sum(took) * 1000),
        "p50_ms": round(quantile(took, 0.5), 2),
        "p99_ms": round(quantile(took, 0.99), 2),
    }


def pair_figures(same: Same) -> dict[str, float]:
    """Labelled pairs: even rows tune the threshold, all are reported; best case for a peer."""
    found = [(one, same(one.first, one.second)) for one in pairs()]
    steps = sorted({score for _, score in found[::2]})

    def f1(rows: list[tuple[NamePair, float]], least: float) -> float:
        right = sum(one.same and score >= least for one, score in rows)
        wrong = sum(one.same != (score >= least) for one, score in rows)
        return 2 * right / max(2 * right + wrong, 1)

    least = max(steps, key=lambda step: f1(found[::2], step))
    strong = [one.same == (score >= least) for one, score in found if one.strong]
    return {"pairs_f1": round(f1(found, least), 4), "pairs_strong_right": round(sum(strong) / len(strong), 4)}


def nomenklatura(made: Screener, name: str) -> tuple[Ask, Same]:
    """A matcher of nomenklatura over candidates of our index; each name is an entity with an id of its own.

    It remembers its reading of a name by the entity's id, so two names must never share one.
    """
    algorithm = import_module("nomenklatura.matching").get_algorithm(name)
    proxy = import_module("followthemoney.proxy").EntityProxy
    config = algorithm.default_config()
    numbers = iter(range(1_000_000_000))

    def entity(schema: str, text: str) -> Any:
        return proxy.from_dict({"id": f"q{next(numbers)}", "schema": schema, "properties": {"name": [text]}})

    listed: dict[tuple[int, int], Any] = {}

    def listed_entity(at: int, which: int) -> Any:
        if (at, which) not in listed:
            entry = entries()[at]
            listed[at, which] = entity(_SCHEMAS.get(entry.kind, "LegalEntity"), entry.names[which].text)
        return listed[at, which]

    candidates: dict[int, list[tuple[int, int]]] = {}
    for one in queries():  # found before the clock runs
        candidates[one.id] = _bearers(made, one)

    def ask(one: Query) -> Scored:
        asked = entity("LegalEntity", one.name)
        return [
            (at, float(algorithm.compare(asked, listed_entity(at, which), config).score))
            for at, which in candidates[one.id]
        ]

    def same(first: str, second: str) -> float:
        score: float = algorithm.compare(entity("LegalEntity", first), entity("LegalEntity", second), config).score
        return score

    return ask, same


def _bearers(made: Screener, one: Query) -> list[tuple[int, int]]:
    asked = prepared(one.name)
    rows = made.names.candidates(asked.features, _CANDIDATES) if asked.tokens else []
    found = [bearer for row in rows for bearer in made.names.bearers(row)]
    return [(at, which) for at, which in found if (at, entries()[at].names[which].text) not in one.hidden][:_CANDIDATES]


def token_sort() -> tuple[Ask, Same]:
    """Rapidfuzz's token_sort_ratio against all names."""
    bearers = [(at, name.text) for at, entry in enumerate(entries()) for name in entry.names]
    texts = [default_process(text) for _, text in bearers]

    def ask(one: Query) -> Scored:
        likeness = cdist([default_process(one.name)], texts, scorer=token_sort_ratio)[0]
        best = likeness.argsort()[::-1][: 2 * _CANDIDATES].tolist()
        return [(bearers[at][0], float(likeness[at]) / 100) for at in best if bearers[at] not in one.hidden]

    def same(first: str, second: str) -> float:
        like: float = token_sort_ratio(first, second, processor=default_process)
        return like / 100

    return ask, same
