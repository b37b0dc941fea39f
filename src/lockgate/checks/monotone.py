"""Laws about change: more computing power, one more listed party or more knowledge never loosens an outcome.

z3 looks for one complete transaction and a second one that differs only by such a change and comes out milder. Finding
none is a proof, within the bounds of the world, for every transaction of the unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import z3  # type: ignore[import-untyped]  # it ships no types

from lockgate.checks.outcome import loosened, outcomes, swap
from lockgate.checks.solve import Asker
from lockgate.checks.witness import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lockgate.checks.law import Law
    from lockgate.checks.solve import Found
    from lockgate.checks.witness import Witness
    from lockgate.checks.world import Unknown, World

POWER = ("circuit.tpp", "circuit.performance_density", "shipment.tpp")
LISTED = ("party.lists", "owner.list")
NO_RESTRICTION = ("supp8_", "announced_")
"""Beginnings of the lists that name who is favoured."""


ALWAYS = frozenset({"exporter"})
"""Somebody always exports: to name who is no further party."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of some variables, and how the new value stands to the old one."""

    name: str
    touches: Callable[[World, Unknown], bool]
    limit: Callable[[Any, Any], Any]


def _more(before: Any, after: Any) -> Any:
    return after >= before


def _also(before: Any, after: Any) -> Any:
    return z3.Implies(before, after)


def _restricting(unknown: Unknown) -> bool:
    return unknown.kind == "member" and unknown.fact in LISTED and not unknown.member.startswith(NO_RESTRICTION)


def _known(world: World, unknown: Unknown) -> bool:
    fact = world.facts.get(unknown.fact)
    return (
        fact is not None
        and fact.kind == "knowledge"
        and fact.type in ("boolean", "set")
        and unknown.kind in ("bit", "member")
    )


def _added(world: World, unknown: Unknown) -> bool:
    """Whether a role may be filled that nobody stands in for, and that stands in for nobody."""
    role = unknown.where.partition("[")[0]
    standing = {other for item in world.source.collections.values() for other in item.stands_in}
    alone = {
        item.roles[0] for item in world.source.collections.values() if len(item.roles) == 1 and item.absent == "none"
    }
    mine = unknown.kind == "mentioned" or (unknown.kind == "there" and unknown.where == f"{role}[0]")
    return mine and role in alone - standing - ALWAYS


CHANGES = (
    Change("power", lambda _, unknown: unknown.kind == "number" and unknown.fact in POWER, _more),
    Change("listed", lambda _, unknown: _restricting(unknown), _also),
    Change("knowledge", _known, _also),
    Change("party", _added, _also),
)
"""More TPP (with the density and the shipment that come with it), one more list, more knowledge, one more party."""


@dataclass(frozen=True, slots=True)
class Loosening:
    """Two transactions: the second has more of something, and a milder outcome."""

    change: str
    before: Witness
    after: Witness


def loosening(law: Law, change: Change, without: Iterable[str] = (), *, usual: bool = True) -> Loosening | None:
    """A change that loosens an outcome, or None where none can; ``without`` leaves provisions out on both sides.

    With ``usual`` contested readings are the usual ones. The law must be fresh: what it was asked before is kept.
    """
    law.without = frozenset(without)
    world = law.world
    names = set().union(*(law.shelf.reader.names(formula) for formula in outcomes(law).values()))
    pairs = {name: _twin(world, name) for name in sorted(names) if change.touches(world, world.unknowns[name])}
    formula = loosened(law, [(world.variables[name], twin) for name, twin in pairs.items()])
    if formula is False:
        return None
    asker = Asker(law, [formula])
    asker.solver.add(*[change.limit(world.variables[name], twin) for name, twin in pairs.items()])
    asker.solver.add(*[swap(limit, [(world.variables[n], t) for n, t in pairs.items()]) for limit in law.limits(names)])
    asker.solver.add(*asker.plain if usual else [])
    answer = asker.ask(formula)
    if answer is None:
        return None
    found = answer.facts
    writer = Writer(world)
    before: Found = {name: value for name, value in found.items() if name not in {_twin_name(one) for one in pairs}}
    after = {name: found.get(_twin_name(name), value) for name, value in before.items()}
    return Loosening(change.name, writer.witness(before, law.unit), writer.witness(after, law.unit))


def _twin_name(name: str) -> str:
    return f"{name}'"


def _twin(world: World, name: str) -> Any:
    """The variable of the same fact in the second transaction."""
    unknown = world.unknowns[name]
    return world.variable(
        _twin_name(name), type(unknown)(unknown.kind, unknown.fact, f"{unknown.where}'", unknown.index, unknown.member)
    )
