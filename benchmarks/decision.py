"""One decision on prepared facts, one posture, with the full rulebook: the worked cases in both postures."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.clock import Report, quantile, spread, typical
from benchmarks.inputs import POSTURES, case_lines, prepared, rulebook, slots

from lockgate.engine.decide import decide
from lockgate.engine.outcome import CANNOT_DECIDE

if TYPE_CHECKING:
    from lockgate.compiler.unit import Cells, Unit

CORE = ("defines", "classifies", "prohibits", "requires", "exempts", "authorizes", "closes")
"""Effects that a decision computes; policies, flags and remarks are read off afterwards, for the answer."""


def run(calls: int, blocks: int) -> Report:
    """Time `decide` and its parts on every line of every case, in both postures."""
    whole, each, core, generated, settled = [], [], [], [], []
    sizes, cores = [], []
    for line in case_lines():
        one = prepared(line)
        for posture in POSTURES:
            unit = rulebook().unit(line.day, posture)
            decided = decide(unit, one)
            took = typical(lambda unit=unit, one=one: decide(unit, one), calls, blocks)  # type: ignore[misc]
            whole.append(took)
            if decided.settled or decided.verdict.outcome == CANNOT_DECIDE:
                settled.append(took)
            sizes.append(len(unit.rules))
            cores.append(sum(unit.masks[effect].bit_count() for effect in CORE))
            each.append(took / sizes[-1])
            core.append(took / cores[-1])
            generated.append(functions_only(unit, slots(unit, one), calls, blocks))
    figures = {
        **spread(whole, "us"),
        "functions_p50_us": round(quantile(generated, 0.5), 3),
        "per_provision_us": round(median(each), 4),
        "per_decided_provision_us": round(median(core), 4),
        "provisions_in_force": median(sizes),
        "provisions_decided": median(cores),
        "lines": len(whole),
        "open_p50_us": round(quantile(settled, 0.5), 3) if settled else 0.0,
        "floor_call_us": round(typical(lambda: None, 10_000, 5), 4),
    }
    provisions = rulebook().source.provisions
    return Report(
        figures,
        [
            f"{len(whole)} decisions: every line of every case, both postures; {len(provisions)} provisions, of which",
            f"{min(sizes)} to {max(sizes)} are in force; {min(cores)} to {max(cores)} of these bear on the outcome",
            "(the others are review policies, flags, limits and remarks, read off for the full answer).",
            "p50 and p99 run over inputs; each input is the median of blocks of equal calls.",
        ],
    )


def functions_only(unit: Unit, cells: Cells, calls: int, blocks: int) -> float:
    """The generated functions without copying facts and without reading the outcome table."""
    fold, choose = unit.fold_function, unit.decide_function
    assert fold is not None
    assert choose is not None

    def both() -> None:
        fold(cells)
        choose(cells)

    return typical(both, calls, blocks)
