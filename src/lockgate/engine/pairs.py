"""Conditions as functions over slots: what the evaluator asks of a node, worked out once for each node of a unit.

A function takes the evaluator and the places of the elements and gives (possibly, surely). Nodes below AND and OR are
turned into functions when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import And, Bool, Fold, Holds, Linear, Member, Named, Not, Or, Overlap, Same, StepOk
from lockgate.compiler.layout import FAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from lockgate.compiler.ir import Node, NumFold
    from lockgate.compiler.layout import Layout
    from lockgate.compiler.unit import Cells, Unit
    from lockgate.engine.evaluate import Evaluator

    Pair = tuple[bool, bool]
    Places = dict[str, Cells]
    Ask = Callable[[Evaluator, Places], Pair]

_YES, _OPEN, _NO = (True, True), (True, False), (False, False)


def asked(unit: Unit, node: Node) -> Ask:
    """The function of a node; kept with the node, so that its id stays its own."""
    found = unit.asked.get(id(node))
    if found is None:
        found = unit.asked[id(node)] = (_MAKERS[type(node)](unit, node), node)
    function: Ask = found[0]
    return function


def terms(unit: Unit, node: Linear) -> tuple[list[tuple[int, str | NumFold]], int]:
    """Integer coefficients and constant of a comparison, worked out once."""
    found = unit.terms.get(id(node))
    if found is None:
        found = unit.terms[id(node)] = (scaled_terms(node, unit.layout), node)
    scaled: tuple[list[tuple[int, str | NumFold]], int] = found[0]
    return scaled


def _joined(unit: Unit, node: And | Or) -> Ask:
    """AND stops where something is not possible, OR where something is sure; what is in between stays open."""
    key, args, either = id(node), node.args, isinstance(node, Or)
    start, stop, decides, opens = (_NO, _YES, 1, 0) if either else (_YES, _NO, 0, 1)
    functions: tuple[Ask, ...] = ()

    def ask(evaluator: Evaluator, at: Places) -> Pair:
        nonlocal functions
        whole = at is evaluator.root
        if whole and key in evaluator.known:
            return evaluator.known[key]
        functions = functions or tuple([asked(unit, arg) for arg in args])
        found = start
        for function in functions:
            pair = function(evaluator, at)
            if pair[decides] == either:
                found = stop
                break
            if pair[opens] == either:
                found = _OPEN
        if whole:
            evaluator.known[key] = found
        return found

    return ask


def _not(unit: Unit, node: Not) -> Ask:
    inner = asked(unit, node.arg)

    def ask(evaluator: Evaluator, at: Places) -> Pair:
        possible, sure = inner(evaluator, at)
        return not sure, not possible

    return ask


def _named(unit: Unit, node: Named) -> Ask:
    return asked(unit, node.arg)


def _bool(_: Unit, node: Bool) -> Ask:
    found = (node.value, node.value)
    return lambda _, __: found


def _member(unit: Unit, node: Member) -> Ask:
    slot = unit.layout.slots[node.fact]
    place, mask, element = slot.at, slot.mask(node.names), _element(unit.layout, node.fact)
    outside = ~mask

    def ask(_: Evaluator, at: Places) -> Pair:
        cell = at[element][place]
        return (cell & mask) != 0, not cell & outside

    return ask


def _overlap(unit: Unit, node: Overlap) -> Ask:
    slot = unit.layout.slots[node.fact]
    place, mask, element = slot.at, slot.mask(node.names), _element(unit.layout, node.fact)

    def ask(_: Evaluator, at: Places) -> Pair:
        cells = at[element]
        return (cells[place + 1] & mask) != 0, (cells[place] & mask) != 0

    return ask


def _same(unit: Unit, node: Same) -> Ask:
    slots, layout = unit.layout.slots, unit.layout
    one, other = slots[node.left].at, slots[node.right].at
    mine, theirs = _element(layout, node.left), _element(layout, node.right)

    def ask(_: Evaluator, at: Places) -> Pair:
        left, right = at[mine][one], at[theirs][other]
        return (left & right) != 0, left == right and not left & (left - 1)

    return ask


def _holds(unit: Unit, node: Holds) -> Ask:
    mask = unit.holds.get(node.name, 0)
    return lambda evaluator, _: ((evaluator.possible & mask) != 0, (evaluator.certain & mask) != 0)


def _linear(unit: Unit, node: Linear) -> Ask:
    """A comparison over bounds."""
    parts, constant = terms(unit, node)
    strict = node.op == ">"
    if len(parts) == 1 and isinstance(parts[0][1], str):
        return _threshold(unit, parts[0][0], parts[0][1], constant, strict=strict)

    def ask(evaluator: Evaluator, at: Places) -> Pair:
        low = high = constant
        for coef, ref in parts:
            least, most = evaluator.number(ref, at)
            low += coef * (least if coef > 0 else most)
            high += coef * (most if coef > 0 else least)
        return (high > 0, low > 0) if strict else (high >= 0, low >= 0)

    return ask


def _threshold(unit: Unit, coef: int, fact: str, constant: int, *, strict: bool) -> Ask:
    """One fact against a number."""
    place, element = unit.layout.slots[fact].at, _element(unit.layout, fact)
    lower, upper = (place, place + 1) if coef > 0 else (place + 1, place)

    def ask(_: Evaluator, at: Places) -> Pair:
        cells = at[element]
        low, high = constant + coef * cells[lower], constant + coef * cells[upper]
        return (high > 0, low > 0) if strict else (high >= 0, low >= 0)

    return ask


def _fold(unit: Unit, node: Fold) -> Ask:
    """`has` and `every`; over the whole transaction they stand in slots already."""
    place, has, collection = unit.fold_at.get(node, 0), node.kind == "has", node.collection
    inner = asked(unit, node.cond)

    def ask(evaluator: Evaluator, at: Places) -> Pair:
        if place and len(at) == 1 and place + 1 < len(at[""]):
            return bool(at[""][place]), bool(at[""][place + 1])
        elements, complete = evaluator.elements(collection, at)
        pairs = [inner(evaluator, spot) for spot in evaluator.inside(collection, elements, at)]
        if has:
            sure = any(t for _, t in pairs)
            return sure or not complete or any(p for p, _ in pairs), sure
        return all(p for p, _ in pairs), complete and all(t for _, t in pairs)

    return ask


def _step(unit: Unit, node: StepOk) -> Ask:
    def ask(evaluator: Evaluator, _: Places) -> Pair:
        cells = evaluator.root[""]
        state = step_state(unit, cells, node.fact, node.wait)
        ok = state in ("open", "done")
        return ok or (state == "waiting" and may_be_over(unit, cells, node)), ok

    return ask


def _element(layout: Layout, fact: str) -> str:
    """The element in whose slots a fact lies."""
    return layout.symbols.facts[fact].element


def step_state(unit: Unit, cells: Cells, fact: str, wait: int) -> str:
    """State of a step: open, done, failed, or waiting."""
    slot = unit.layout.slots[fact]
    if slot.kind == "number":
        filed = cells[slot.at]
        if filed == FAR:
            return "open"
        return "done" if cells[slot.at + 1] + wait <= cells[unit.layout.slots["as_of"].at] else "waiting"
    if cells[slot.at] == slot.bits["false"]:
        return "failed"
    return "done" if cells[slot.at] == slot.bits["true"] else "open"


def may_be_over(unit: Unit, cells: Cells, node: StepOk) -> bool:
    """Whether the waiting time of a step has run if it was filed on the earliest day that is possible."""
    slot = unit.layout.slots[node.fact]
    today: int = cells[unit.layout.slots["as_of"].at]
    return bool(cells[slot.at] + node.wait <= today)


_MAKERS: dict[type[Any], Callable[[Unit, Any], Ask]] = {
    And: _joined,
    Or: _joined,
    Not: _not,
    Named: _named,
    Bool: _bool,
    Member: _member,
    Overlap: _overlap,
    Same: _same,
    Holds: _holds,
    Linear: _linear,
    Fold: _fold,
    StepOk: _step,
}
