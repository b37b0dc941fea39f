"""What missing facts do: remove facts from decided transactions and count what is released that needs a licence."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from benchmarks.clock import Report
from benchmarks.inputs import POSTURES, Line, case_lines, lines, prepared, rulebook, slots
from benchmarks.mask import without, without_roles
from benchmarks.population import population
from benchmarks.two_valued import two_valued

from lockgate.compiler.ground import Texts
from lockgate.engine.decide import decide, state_of
from lockgate.engine.outcome import AUTHORIZED, CANNOT_DECIDE, LICENCE, NO_REQUIREMENT, NOT_SUBJECT, PROHIBITED, judge

if TYPE_CHECKING:
    from datetime import date

    from lockgate.compiler.unit import Unit

GO = (NOT_SUBJECT, NO_REQUIREMENT, AUTHORIZED)
STOP = (LICENCE, PROHIBITED)
Masker = Callable[[Line, float, Random], Line]
MASKERS: dict[str, Masker] = {
    "world": functools.partial(lambda line, share, rng: without(line, "world", share, rng)),
    "knowledge": functools.partial(lambda line, share, rng: without(line, "knowledge", share, rng)),
    "evidence": functools.partial(lambda line, share, rng: without(line, "evidence", share, rng)),
    "roles": without_roles,
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A transaction that needs a licence or is prohibited on its full facts, in one posture."""

    line: Line
    posture: str


@dataclass(slots=True)
class Count:
    """What happened to masked transactions."""

    tried: int = 0
    ours_released: int = 0
    ours_stopped: int = 0
    two_valued_released: int = 0


@functools.cache
def _texts() -> Texts:
    return Texts(rulebook().symbols)


@functools.cache
def _rival(segment: date, posture: str) -> Unit:
    return two_valued(rulebook(), _texts(), segment, posture)


def ours(line: Line, posture: str) -> str:
    """Outcome of the engine."""
    return decide(rulebook().unit(line.day, posture), prepared(line)).verdict.outcome


def theirs(line: Line, posture: str) -> str:
    """Outcome of the two-valued engine over the same conditions, by the same table."""
    unit = _rival(rulebook().calendar.segment(line.day), posture)
    cells = slots(unit, prepared(line))
    assert unit.decide_function is not None
    return judge(state_of(unit, *unit.decide_function(cells))).outcome


def questions(generated: int, seed: int) -> list[Line]:
    """The worked cases about transactions and the generated orders."""
    found = [*case_lines(), *lines(population(generated, seed))]
    return [line for line in found if line.transaction.subject == "transaction"]


def stops(asked: list[Line]) -> tuple[list[Stop], dict[str, int]]:
    """Those that need a licence where both engines say so on the full facts, and how the outcomes spread."""
    found, spread = [], dict.fromkeys(("asked", "decided", "stopped", "stopped_by_both"), 0)
    for line in asked:
        for posture in POSTURES:
            outcome = ours(line, posture)
            spread["asked"] += 1
            spread["decided"] += outcome != CANNOT_DECIDE
            if outcome in STOP:
                spread["stopped"] += 1
                if theirs(line, posture) in STOP:
                    spread["stopped_by_both"] += 1
                    found.append(Stop(line, posture))
    return found, spread


def masked(found: list[Stop], kind: str, share: float, seed: int) -> tuple[Count, list[str]]:
    """Remove facts from each and ask both engines again; the names of what we released, which must stay empty."""
    rng = Random(f"{seed} {kind} {share}")
    count, bad = Count(), []
    for stop in found:
        line = MASKERS[kind](stop.line, share, rng)
        mine = ours(line, stop.posture)
        count.tried += 1
        count.ours_stopped += mine in STOP
        count.two_valued_released += theirs(line, stop.posture) in GO
        if mine in GO:
            count.ours_released += 1
            bad.append(f"{stop.line.name} ({stop.posture}): {mine}")
    return count, bad


def run(generated: int, seed: int, shares: list[float]) -> Report:
    """Every kind of fact at every share."""
    found, spread = stops(questions(generated, seed))
    figures: dict[str, float] = {**spread}
    report = Report(
        figures,
        [
            f"{spread['asked']} questions, {spread['decided']} decided, {spread['stopped']} stopped (licence or ban);",
            f"{spread['stopped_by_both']} of these both engines stop on the full facts: facts are taken from these.",
            "'roles' leaves whole parties out, which nobody can notice from the rest; counted apart, like knowledge.",
        ],
    )
    for kind in MASKERS:
        for share in shares:
            count, bad = masked(found, kind, share, seed)
            name = f"{kind}_{round(share * 100)}"
            figures[f"{name}_released"] = count.ours_released
            figures[f"{name}_two_valued_released"] = count.two_valued_released
            figures[f"{name}_two_valued_share"] = round(count.two_valued_released / max(1, count.tried), 4)
            figures[f"{name}_still_stopped_share"] = round(count.ours_stopped / max(1, count.tried), 4)
            report.lines += [f"released: {name}: {text}" for text in bad[:3]]
    return report
