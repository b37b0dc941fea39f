"""The same grounded conditions for other engines: a program of named steps, written as JsonLogic or as ZEN expressions.

Facts come as plain JSON: words for categorical facts, scaled integers for numbers, lists of words for sets. Folds over
collections are computed beforehand and are inputs, for every engine alike.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import (
    And,
    Bool,
    Fold,
    Holds,
    Linear,
    Member,
    Named,
    Node,
    Not,
    NumFold,
    Or,
    Overlap,
    Same,
    StepOk,
    conj,
    disj,
    negate,
)
from lockgate.compiler.write import STATED

if TYPE_CHECKING:
    from benchmarks.subset import Subset

    from lockgate.compiler.layout import Slot
    from lockgate.compiler.unit import Cells, Rule

FAR_AWAY = 10**18
"""Stands for "no such day or number" in engines whose numbers are bounded."""


@dataclass(frozen=True, slots=True)
class Step:
    """One result: a rule that holds or not, or a stage that takes the value of its first rule that holds."""

    key: str
    cond: Node | None
    choices: tuple[tuple[Node, str], ...] = ()
    default: str = ""
    stated: Node | None = None


def plain(name: str) -> str:
    """A fact's name as an identifier."""
    return "f_" + re.sub(r"\W", "_", name)


class Program:
    """The steps of a subset in the order of decision."""

    def __init__(self, subset: Subset) -> None:
        self.subset = subset
        self.unit = subset.unit
        self.layout = subset.unit.layout
        self.keys = {rule.id: f"r{index}" for index, rule in enumerate(self.unit.rules)}
        self.steps = [self.stage(name) if name in self.unit.chains else self.rule(name) for name in self.order()]

    @functools.cached_property
    def read(self) -> frozenset[str]:
        """Names of the inputs that some condition reads: engines are handed nothing else."""
        return frozenset(name for _, text in Zen(self).steps for name in re.findall(r"\b[fk]_?\w+", text))

    def order(self) -> list[str]:
        """What an engine without a notion of last things decides last: closures and authorizations."""
        late = {rule.id for rule in self.unit.rules if rule.provision.effect in ("closes", "authorizes")}
        names = self.subset.order
        return [*(name for name in names if name not in late), *(name for name in names if name in late)]

    def any_of(self, mask: int) -> Node:
        """Some rule of a mask holds."""
        return disj(*(Holds(rule.id) for rule in self.unit.picked(mask)))

    def rule(self, name: str) -> Step:
        rule = next(rule for rule in self.unit.rules if rule.id == name)
        cond = rule.cond
        if rule.exempt_by:
            cond = conj(cond, negate(self.any_of(rule.exempt_by)))
        if rule.provision.effect == "closes":
            cond = conj(self.any_of(self.unit.masks["requires"]), cond)
        if rule.provision.effect == "authorizes":
            cond = self.authorization(rule)
        return Step(self.keys[name], self.expanded(cond))

    def authorization(self, rule: Rule) -> Node:
        """It answers a requirement that holds, its conditions are met, no step was refused, nothing shuts it."""
        steps = (disj(negate(step.cond), StepOk(step.step.shown_by, step.wait)) for step in rule.steps)
        answers = []
        for target in self.unit.picked(rule.targets):
            shut = [Holds(self.unit.rule(bit).id) for bit, scope in rule.closed_by if scope & target.bit]
            answers.append(conj(Holds(target.id), negate(disj(*shut))))
        return conj(rule.cond, *steps, disj(*answers))

    def stage(self, name: str) -> Step:
        chain = self.unit.chains[name]
        stated = None
        if name == "eccn" and self.unit.levels:
            stated = disj(*self.fitting())
        default = self.layout.symbols.source.stages[name].default
        choices = tuple((self.expanded(rule.cond), rule.provision.value) for rule in chain)
        return Step(plain(f"class.{name}"), None, choices, default, stated)

    def fitting(self) -> list[Node]:
        """The entry that the maker states goes with the level that the figures give."""
        level, stated = self.layout.slots["class.level"], self.layout.slots[STATED]
        words: dict[str, list[str]] = {}
        for bit, levels in self.unit.levels.items():
            entry = next(name for name, mine in stated.bits.items() if mine == bit)
            for value, mine in level.bits.items():
                if levels & mine:
                    words.setdefault(value, []).append(entry)
        return [conj(Member("class.level", (value,)), Member(STATED, tuple(found))) for value, found in words.items()]

    def expanded(self, node: Node) -> Node:
        """References to tags and names become references to single rules; names of definitions go away."""
        if isinstance(node, And):
            return conj(*(self.expanded(arg) for arg in node.args))
        if isinstance(node, Or):
            return disj(*(self.expanded(arg) for arg in node.args))
        if isinstance(node, Not):
            return negate(self.expanded(node.arg))
        if isinstance(node, Named):
            return self.expanded(node.arg)
        if isinstance(node, Holds) and node.name not in self.keys:
            return self.any_of(self.unit.holds[node.name])
        return node

    # ---- facts

    def data(self, cells: Cells) -> dict[str, Any]:
        """The facts that the conditions read, from fully known slots, as JSON; folds included."""
        found: dict[str, Any] = {}
        for slot in self.layout.slots.values():
            if self.layout.symbols.facts[slot.fact].element or slot.fact.startswith("class."):
                continue
            found[plain(slot.fact)] = shown(slot, cells)
        for fold, at in self.unit.fold_at.items():
            found[f"k{at}"] = bool(cells[at]) if isinstance(fold, Fold) else min(cells[at], FAR_AWAY)
        plainly: dict[str, Any] = json.loads(json.dumps({name: found[name] for name in found if name in self.read}))
        return plainly

    def sum_of(self, node: Linear) -> tuple[list[tuple[int, str]], int]:
        """Coefficients, inputs and the constant of a comparison with zero."""
        terms, constant = scaled_terms(node, self.layout)
        return [(coef, self.number(ref)) for coef, ref in terms], constant

    def number(self, ref: str | NumFold) -> str:
        return plain(ref) if isinstance(ref, str) else f"k{self.unit.fold_at[ref]}"


def shown(slot: Slot, cells: Cells) -> Any:
    """The one value that stands in a slot."""
    if slot.kind == "number":
        return max(-FAR_AWAY, min(cells[slot.at], FAR_AWAY))
    if slot.kind == "set":
        return [name for name, bit in slot.bits.items() if cells[slot.at] & bit]
    return next((name for name, bit in slot.bits.items() if cells[slot.at] == bit), None)


def bound(terms: list[tuple[int, str]], constant: int, op: str) -> tuple[str, str, int] | None:
    """(input, operator, threshold) of a comparison with a single number: the simplest form for every engine."""
    if len(terms) != 1:
        return None
    coef, name = terms[0]
    strict = op == ">" and constant % coef == 0
    if coef > 0:
        return name, ">" if strict else ">=", -(constant // coef)
    return name, "<" if strict else "<=", constant // -coef


class Dialect:
    """Writes a condition node by node."""

    def node(self, node: Node) -> Any:
        """What the method for this kind of node writes."""
        return getattr(self, f"on_{type(node).__name__.lower()}")(node)


class JsonLogic(Dialect):
    """Writes conditions as JsonLogic."""

    def __init__(self, program: Program) -> None:
        self.program = program
        texts = [(step.key, json.dumps(self.step(step))) for step in program.steps]
        self.steps = [(key, json.loads(text)) for key, text in texts]  # plain words, as from a file

    def step(self, step: Step) -> Any:
        if step.cond is not None:
            return self.node(step.cond)
        chain: list[Any] = [part for cond, value in step.choices for part in (self.node(cond), value)]
        if step.stated is None:
            return {"if": [*chain, step.default]}
        return {"if": [self.node(step.stated), var(plain(STATED)), *chain, step.default]}

    def on_bool(self, node: Bool) -> Any:
        return node.value

    def on_and(self, node: And) -> Any:
        return {"and": [self.node(arg) for arg in node.args]}

    def on_or(self, node: Or) -> Any:
        return {"or": [self.node(arg) for arg in node.args]}

    def on_not(self, node: Not) -> Any:
        return {"!": [self.node(node.arg)]}

    def on_member(self, node: Member) -> Any:
        fact = var(plain(node.fact))
        return {"==": [fact, node.names[0]]} if len(node.names) == 1 else {"in": [fact, list(node.names)]}

    def on_overlap(self, node: Overlap) -> Any:
        return {"some": [var(plain(node.fact)), {"in": [var(""), list(node.names)]}]}

    def on_same(self, node: Same) -> Any:
        return {"==": [var(plain(node.left)), var(plain(node.right))]}

    def on_holds(self, node: Holds) -> Any:
        return var(self.program.keys[node.name])

    def on_fold(self, node: Fold) -> Any:
        return var(f"k{self.program.unit.fold_at[node]}")

    def on_linear(self, node: Linear) -> Any:
        terms, constant = self.program.sum_of(node)
        simple = bound(terms, constant, node.op)
        if simple is not None:
            return {simple[1]: [var(simple[0]), simple[2]]}
        return {node.op: [{"+": [*({"*": [coef, var(name)]} for coef, name in terms), constant]}, 0]}

    def on_stepok(self, node: StepOk) -> Any:
        fact = var(plain(node.fact))
        if self.program.layout.slots[node.fact].kind != "number":
            return {"!=": [fact, "false"]}
        return {"or": [{">=": [fact, FAR_AWAY]}, {"<=": [{"+": [fact, node.wait]}, var("f_as_of")]}]}


def var(name: str) -> dict[str, str]:
    """A reference of JsonLogic."""
    return {"var": name}


class Zen(Dialect):
    """Writes conditions as ZEN expressions and the whole as one decision graph."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.keys = {step.key for step in program.steps}
        self.steps = [(step.key, self.step(step)) for step in program.steps]

    def graph(self) -> dict[str, Any]:
        """Input, one expression node, output."""
        rows = [{"id": key, "key": key, "value": text} for key, text in self.steps]
        nodes = [
            {"id": "in", "name": "in", "type": "inputNode", "content": {}},
            {"id": "rules", "name": "rules", "type": "expressionNode", "content": {"expressions": rows}},
            {"id": "out", "name": "out", "type": "outputNode", "content": {}},
        ]
        edges = [
            {"id": "e1", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "e2", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ]
        return {"nodes": nodes, "edges": edges}

    def step(self, step: Step) -> str:
        if step.cond is not None:
            return str(self.node(step.cond))
        text = quoted(step.default)
        for cond, value in reversed(step.choices):
            text = f"{self.node(cond)} ? {quoted(value)} : ({text})"
        return text if step.stated is None else f"{self.node(step.stated)} ? {plain(STATED)} : ({text})"

    def ref(self, key: str) -> str:
        """Results of the same node are read through ``$``."""
        return f"$.{key}" if key in self.keys else key

    def on_bool(self, node: Bool) -> str:
        return str(node.value).lower()

    def on_and(self, node: And) -> str:
        return "(" + " and ".join(self.node(arg) for arg in node.args) + ")"

    def on_or(self, node: Or) -> str:
        return "(" + " or ".join(self.node(arg) for arg in node.args) + ")"

    def on_not(self, node: Not) -> str:
        return f"(not {self.node(node.arg)})"

    def on_member(self, node: Member) -> str:
        fact = self.ref(plain(node.fact))
        one = len(node.names) == 1
        return f"({fact} == {quoted(node.names[0])})" if one else f"({fact} in {listed(node.names)})"

    def on_overlap(self, node: Overlap) -> str:
        return f"some({self.ref(plain(node.fact))}, # in {listed(node.names)})"

    def on_same(self, node: Same) -> str:
        return f"({self.ref(plain(node.left))} == {self.ref(plain(node.right))})"

    def on_holds(self, node: Holds) -> str:
        return self.ref(self.program.keys[node.name])

    def on_fold(self, node: Fold) -> str:
        return f"k{self.program.unit.fold_at[node]}"

    def on_linear(self, node: Linear) -> str:
        terms, constant = self.program.sum_of(node)
        simple = bound(terms, constant, node.op)
        if simple is not None:
            return f"({simple[0]} {simple[1]} {simple[2]})"
        total = " + ".join(f"({coef}) * {name}" for coef, name in terms)
        return f"({total} + ({constant}) {node.op} 0)"

    def on_stepok(self, node: StepOk) -> str:
        fact = plain(node.fact)
        if self.program.layout.slots[node.fact].kind != "number":
            return f"({fact} != 'false')"
        return f"({fact} >= {FAR_AWAY} or {fact} + {node.wait} <= f_as_of)"


def quoted(word: str) -> str:
    """A word of the ZEN language."""
    return f"'{word}'"


def listed(words: tuple[str, ...]) -> str:
    """A list of words of the ZEN language."""
    return "[" + ", ".join(map(quoted, words)) + "]"
