"""Other engines on the same 67 grounded provisions: first they must agree with ours, then they are timed."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator
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


def run(generated: int, seed: int, timed: float, blocks: int) -> Report:
    """Agreement on every fully known transaction, then time on a fixed sample of them."""
    chosen = subset()
    program = Program(chosen)
    logic, graph = logic_engine(program), zen_engine(program)
    sample: list[Known] = []
    agreeing, rng = 0, Random(seed)
    for one in transactions(chosen, program, generated, seed):
        agree("json-logic", one, logic(one.data))
        agree("zen-engine", one, graph(one.data))
        agreeing += 1
        if rng.random() < timed:
            sample.append(one)
    asked = [ready(chosen, logic, graph, one) for one in sample]
    took: dict[str, list[float]] = {name: [] for name in asked[0]}
    for questions in asked:  # engines take turns, so that they share whatever else the machine does
        for name, question in questions.items():
            took[name].append(typical(question, 50 if name.startswith("ours") else 5, blocks))
    typically = {name: quantile(found, 0.5) for name, found in took.items()}
    figures: dict[str, float] = {"provisions": len(chosen.unit.rules), "agreeing": agreeing, "differing": 0}
    figures |= {f"{name}_us": round(micros, 3) for name, micros in typically.items()}
    best = {"json_logic": typically["json_logic"], "zen": min(typically["zen"], typically["zen_text"])}
    figures |= {f"{name}_times": round(micros / typically["ours"], 1) for name, micros in best.items()}
    names = ("zen-engine", "panzi-json-logic")
    return Report(
        figures,
        [
            f"{len(chosen.unit.rules)} provisions as of {chosen.unit.day}, {chosen.unit.posture}; all engines give",
            f"the same truths on {agreeing} fully known transactions, {len(sample)} of them timed.",
            "ours: the generated function; every truth twice (possibly, surely), and what covers what;",
            "ours_outcome: with the outcome table. Folds are inputs for all; no unused facts are handed over.",
            "zen_text: facts as JSON text, which spares a walk through a dictionary; the better one counts.",
            ", ".join(f"{name} {version(name)}" for name in names),
        ],
    )


def transactions(chosen: Subset, program: Program, generated: int, seed: int) -> Iterator[Known]:
    """Cases and generated orders with every open fact filled in; those that our engine finds certain in every part."""
    rng = Random(seed)
    unit = chosen.unit
    for line in [*case_lines(), *lines(population(generated, seed))]:
        cells = completed(prepared(line).cells, unit.layout, rng) + [0] * (2 * len(unit.folds))
        expected = answer(chosen, program, cells)
        if expected is not None:
            yield Known(cells, program.data(cells), expected)


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


def ready(chosen: Subset, logic: Ask, graph: Callable[[Any], Answer], one: Known) -> dict[str, Callable[[], object]]:
    """The same question to every engine, ready to be timed."""
    choose = chosen.unit.decide_function
    assert choose is not None
    return {
        "ours": functools.partial(choose, one.cells),
        "ours_outcome": ours(chosen, one.cells),
        "json_logic": functools.partial(logic, one.data),
        "zen": functools.partial(graph, one.data),
        "zen_text": functools.partial(graph, json.dumps(one.data)),
    }
