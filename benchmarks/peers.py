"""Other engines on the same 67 grounded provisions: first they must agree with ours, then they are timed."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from random import Random
from typing import TYPE_CHECKING, Any

from benchmarks.clock import Report, quantile, typical
from benchmarks.inputs import case_lines, lines, prepared
from benchmarks.population import population
from benchmarks.subset import Subset, completed, subset
from benchmarks.translate import JsonLogic, Program, Zen, plain

from lockgate.engine.decide import state_of
from lockgate.engine.outcome import judge

if TYPE_CHECKING:
    from lockgate.compiler.unit import Cells

zen = import_module("zen")
json_logic = import_module("json_logic")
Answer = dict[str, Any]
Ask = Callable[[dict[str, Any]], Answer]


@dataclass(frozen=True, slots=True)
class Known:
    """A fully known transaction: slots with folds for our engine, JSON for the others, and what ours answers."""

    cells: Cells
    data: dict[str, Any]
    expected: Answer


def run(generated: int, seed: int, timed: int, blocks: int) -> Report:
    """Agreement on every fully known transaction, then time on a fixed sample of them."""
    chosen = subset()
    program = Program(chosen)
    known = transactions(chosen, program, generated, seed)
    logic, graph = logic_engine(program), zen_engine(program)
    for one in known:
        agree("json-logic", one, logic(one.data))
        agree("zen-engine", one, graph(one.data))
    sample = Random(seed).sample(known, min(timed, len(known)))
    choose = chosen.unit.decide_function
    assert choose is not None
    mine = [typical(functools.partial(choose, one.cells), 50, blocks) for one in sample]
    full = [typical(ours(chosen, one.cells), 50, blocks) for one in sample]
    theirs = {
        "json_logic": [typical(asking(logic, one.data), 2, blocks) for one in sample],
        "zen": [typical(asking(graph, one.data), 2, blocks) for one in sample],
        "zen_text": [typical(asking(graph, json.dumps(one.data)), 2, blocks) for one in sample],
    }
    figures: dict[str, float] = {"provisions": len(chosen.unit.rules), "agreeing": len(known), "differing": 0}
    figures["ours_us"] = round(quantile(mine, 0.5), 3)
    figures["ours_outcome_us"] = round(quantile(full, 0.5), 3)
    figures |= {f"{name}_us": round(quantile(found, 0.5), 1) for name, found in theirs.items()}
    best = {"json_logic": figures["json_logic_us"], "zen": min(figures["zen_us"], figures["zen_text_us"])}
    figures |= {f"{name}_times": round(micros / figures["ours_us"], 1) for name, micros in best.items()}
    names = ("zen-engine", "panzi-json-logic")
    return Report(
        figures,
        [
            f"{len(chosen.unit.rules)} provisions as of {chosen.unit.day}, {chosen.unit.posture}; all engines give",
            f"the same truths on {len(known)} fully known transactions, {len(sample)} of them timed.",
            "ours: the generated function; every truth twice (possibly, surely), and what covers what;",
            "ours_outcome: with the outcome table. Folds are inputs for all; no unused facts are handed over.",
            "zen_text: facts as JSON text, which spares a walk through a dictionary; the better one counts.",
            ", ".join(f"{name} {version(name)}" for name in names),
        ],
    )


def transactions(chosen: Subset, program: Program, generated: int, seed: int) -> list[Known]:
    """Cases and generated orders with every open fact filled in; those that our engine finds certain in every part."""
    rng = Random(seed)
    found = []
    unit = chosen.unit
    for line in [*case_lines(), *lines(population(generated, seed))]:
        cells = completed(prepared(line).cells, unit.layout, rng) + [0] * (2 * len(unit.folds))
        expected = answer(chosen, program, cells)
        if expected is not None:
            found.append(Known(cells, program.data(cells), expected))
    return found


def answer(chosen: Subset, program: Program, cells: Cells) -> Answer | None:
    """Truth of every rule and value of every stage; None where even full facts leave something open."""
    unit = chosen.unit
    assert unit.fold_function is not None
    assert unit.decide_function is not None
    unit.fold_function(cells)
    possible, certain, _ = unit.decide_function(cells)
    if possible != certain:
        return None
    found: Answer = {}
    for stage in unit.chains:
        slot = unit.layout.slots[f"class.{stage}"]
        values = [value for value, bit in slot.bits.items() if cells[slot.at] & bit]
        found[plain(slot.fact)] = values[0] if len(values) == 1 else chosen.book.source.stages[stage].default
    in_stage = {rule.id for chain in unit.chains.values() for rule in chain}
    return found | {program.keys[rule.id]: bool(certain & rule.bit) for rule in unit.rules if rule.id not in in_stage}


def agree(name: str, one: Known, got: Answer) -> None:
    """Stop at the first difference."""
    wrong = {key: (value, got.get(key)) for key, value in one.expected.items() if got.get(key) != value}
    assert not wrong, f"{name} differs: {wrong}"


def ours(chosen: Subset, cells: Cells) -> Callable[[], object]:
    """Our engine on slots whose folds are computed: generated functions and the outcome table."""
    unit = chosen.unit
    choose = unit.decide_function
    assert choose is not None
    return lambda: judge(state_of(unit, *choose(cells)))


def logic_engine(program: Program) -> Ask:
    """JsonLogic has no names for results: rule by rule, each result laid beside the facts."""
    steps = JsonLogic(program).steps

    def ask(facts: dict[str, Any]) -> Answer:
        data = dict(facts)
        for key, logic in steps:
            data[key] = json_logic.jsonLogic(logic, data)
        return data

    return ask


def zen_engine(program: Program) -> Callable[[Any], Answer]:
    """One decision graph, compiled once."""
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(Zen(program).graph())))

    def ask(facts: Any) -> Answer:
        found: Answer = decision.evaluate(facts)["result"]
        return found

    return ask


def asking(ask: Callable[[Any], Answer], facts: Any) -> Callable[[], object]:
    """A question ready to be timed."""
    return functools.partial(ask, facts)
