"""The formulas say the same as the generated functions, on random complete transactions; zero differences."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("z3", reason="the extra check is not installed")

import z3  # type: ignore[import-untyped]  # it ships no types
from tests.checks.support import survey

from lockgate.checks.survey import Survey, conditions
from lockgate.checks.witness import Judge, Writer
from lockgate.compiler.timeline import POSTURES
from lockgate.compiler.write import CORE
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from lockgate.checks.law import Law
    from lockgate.checks.world import World
    from lockgate.compiler.unit import Rule
    from lockgate.engine.decide import Decided

BITS = frozenset(CORE) - {"classifies"}
"""Effects whose provisions have a bit in a decision; what classifies decides a stage."""


def amounts(world: World, name: str) -> list[int]:
    """Numbers around the thresholds of the rulebook in the unit of a fact, as whole numbers of its slot."""
    unknown = world.unknowns[name]
    fact, scale = world.facts[unknown.fact], world.layout.slots[unknown.fact].scale
    least = int(0 if fact.minimum is None else fact.minimum * scale)
    most = None if fact.maximum is None else int(fact.maximum * scale)
    values = [value for one in world.source.parameters.values() if one.unit == fact.unit for _, value, _ in one.values]
    around = [int(value * scale) + step for value in values for step in (-1, 0, 1)]
    return [one for one in (least, least + 1, *around) if one >= least and (most is None or one <= most)]


def drawn(law: Law, names: set[str], chance: random.Random) -> dict[str, Any]:
    """A random complete transaction."""
    world = law.world
    found: dict[str, Any] = {}
    for name in sorted(names):
        unknown = world.unknowns[name]
        if unknown.kind == "number" and world.facts[unknown.fact].type == "date":
            today = unknown.fact == "as_of"
            found[name] = law.first.toordinal() + (0 if today else chance.randint(-400, 10))
        elif unknown.kind == "number":
            found[name] = chance.choice(amounts(world, name))
        else:
            likely = {"member": 0.15, "mentioned": 0.6, "there": 0.7}.get(unknown.kind, 0.5)
            found[name] = chance.random() < likely
    return found


def complete(law: Law, rules: list[Rule], chance: random.Random) -> tuple[Any, dict[str, Any]] | None:
    """A model and its facts, if they fit together."""
    reader, world = law.shelf.reader, law.world
    formulas = [law.formula(node) for rule in rules for _, node in conditions(rule)]
    formulas += [law.truth(rule) for rule in rules if rule.provision.effect in BITS]
    names = set().union(*(reader.names(formula) for formula in formulas))
    while True:
        limits = [limit for limit in law.limits(names) if limit is not True]
        more = names.union(*(reader.names(limit) for limit in limits))
        if more == names:
            break
        names = more
    for _ in range(6):
        found = drawn(law, names, chance)
        for name in sorted(names):
            unknown = world.unknowns[name]
            if (
                unknown.kind == "there"
            ):  # an element is there only with the one before it, and in a role that is mentioned
                before = name.replace(f"[{unknown.index}]", f"[{unknown.index - 1}]") if unknown.index else ""
                role = f"mentioned {unknown.where.partition('[')[0]}"
                found[name] = found[name] and found.get(before, True) and (unknown.fact != "parties" or found[role])
        model = z3.Model()
        for name, value in found.items():
            model.update_value(
                world.variables[name], z3.BoolVal(value) if isinstance(value, bool) else z3.IntVal(value)
            )
        if all(z3.is_true(model.eval(limit, model_completion=True)) for limit in limits):
            return model, found
    return None


def true(model: Any, formula: Any) -> bool:
    return formula if isinstance(formula, bool) else z3.is_true(model.eval(formula, model_completion=True))


def differences(laws: list[Law], seeds: range, many: int) -> tuple[int, list[str]]:
    """Random transactions that were compared, and where formulas and engine differ."""
    judge, compared, wrong = Judge(default_rulebook()), 0, []
    for seed in seeds:
        chance = random.Random(seed)
        law = chance.choice(laws)
        rules = chance.sample(law.unit.rules, min(many, len(law.unit.rules)))
        made = complete(law, rules, chance)
        if made is None:
            continue
        model, found = made
        decided = judge.decided(Writer(law.world).witness(found, law.unit))
        assert decided is not None, judge.problems[-1]
        compared += 1
        for rule in rules:
            for role, node in conditions(rule):
                said = true(model, law.formula(node))
                if decided.evaluator.value(node) != (said, said):
                    wrong.append(f"{seed} {rule.id} {role}")
            if rule.provision.effect in BITS:
                said = true(model, law.truth(rule))
                if (bool(decided.possible & rule.bit), bool(decided.certain & rule.bit)) != (said, said):
                    wrong.append(f"{seed} {rule.id}")
        wrong += [f"{seed} {stage}" for stage in law.unit.chains if not same_stage(law, stage, model, found, decided)]
    return compared, wrong


def same_stage(law: Law, stage: str, model: Any, found: dict[str, Any], decided: Decided) -> bool:
    """Whether a stage has the same value, if all that it reads is stated."""
    values = default_rulebook().symbols.facts[f"class.{stage}"].values
    formulas = {value: law.stage(f"class.{stage}", (value,)) for value in values}
    if not all(law.shelf.reader.names(formula) <= found.keys() for formula in formulas.values()):
        return True
    return decided.values(stage) == tuple(value for value in values if true(model, formulas[value]))


def test_formulas_agree_with_the_generated_functions() -> None:
    laws = [*survey().laws, *survey("enforced").laws]
    compared, wrong = differences(laws, range(120), 12)
    assert wrong == []
    assert compared > 80


@pytest.mark.slow
def test_formulas_agree_on_thousands_of_transactions() -> None:
    laws = Survey(default_rulebook(), postures=POSTURES).laws
    compared, wrong = differences(laws, range(3500), 12)
    assert wrong == []
    assert compared > 2000
