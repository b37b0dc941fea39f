"""What a condition reads: groups of columns, comparisons of several facts, days, readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.books.classes.parts import SHIPMENT
from lockgate.books.typed.groups import BASE, DAY, ITEM, QUANTITY
from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import Fold, Holds, Linear, Member, NumFold, Overlap, Same, StepOk, children, walk
from lockgate.engine.prepare import KIND, SHIPMENT_TPP, STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.books.classes.keys import Keyer
    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule, Unit

Reads = frozenset[str]
READING = "reading"
"""Stands for all contested readings."""
_CLASS = "class."
_MARK = "behind "
_PREFIX = "reading."


class Reach:
    """What the conditions of a unit read, as columns of a key: groups, crosses, waits, days; and `READING`."""

    def __init__(self, unit: Unit, keyer: Keyer) -> None:
        self.unit = unit
        self.keyer = keyer
        self.parts = keyer.parts
        self.source = unit.layout.symbols.source
        self.known: dict[int, tuple[Node, Reads]] = {}
        self.comparing: dict[int, tuple[Node, Reads]] = {}
        self.rules: dict[str, Reads] = {}
        self.whole: dict[Reads, Reads] = {}
        self.crosses = {(one.terms, one.constant, one.strict): name for name, one in keyer.crosses.items()}
        self.stating: dict[str, Reads] = {}
        self.bases: Reads = frozenset({BASE} if len(self.parts.lists[BASE]) > 1 else ())
        """What no column states, baselines may give, if there are several."""
        self.named: dict[str, Reads] = {}
        self.all_named: dict[Reads, Reads] = {}

    def node(self, node: Node) -> Reads:
        """The columns that a condition reads."""
        return self._closed(self._plain(node))

    def _plain(self, node: Node) -> Reads:
        """What a condition reads itself; what stands behind earlier provisions is named by marks."""
        found = self.known.get(id(node))
        if found is None:
            found = self.known[id(node)] = (node, self._node(node))
        return found[1]

    def _closed(self, reads: Reads) -> Reads:
        """The columns behind marks."""
        return _followed(reads, self.rules, self.whole)

    def _node(self, node: Node) -> Reads:
        if isinstance(node, Member):
            return self._stage() if node.fact.startswith(_CLASS) else self.fact(node.fact)
        if isinstance(node, Overlap):
            return self.fact(node.fact)
        if isinstance(node, Same):
            return self.fact(node.left) | self.fact(node.right)
        if isinstance(node, Holds):
            return self._holds(node.name)
        if isinstance(node, StepOk):
            return self.shown(node.fact)
        if isinstance(node, Linear):
            return self._linear(node)
        inner = _union(self._plain(child) for child in children(node))
        return inner | self.collection(node.collection) if isinstance(node, Fold) else inner

    def _linear(self, node: Linear) -> Reads:
        cross = self.cross(node)
        if cross:
            return frozenset({cross}) if self._stated(cross) else frozenset()
        found: Reads = frozenset()
        for term in node.terms:
            if isinstance(term.ref, NumFold):
                found |= self.collection(term.ref.collection) | self.fact(term.ref.field)
                found |= self._plain(term.ref.cond) if term.ref.cond is not None else frozenset()
            elif term.ref is not None:
                found |= self.fact(term.ref)
        return found

    def cross(self, node: Linear) -> str:
        """The column of a comparison of several facts, or empty."""
        if any(not isinstance(term.ref, str) for term in node.terms if term.ref is not None):
            return ""
        parts, constant = scaled_terms(node, self.unit.layout)
        terms = tuple((coef, ref) for coef, ref in parts if isinstance(ref, str))
        return self.crosses.get((terms, constant, node.op == ">"), "")

    def _stated(self, cross: str) -> bool:
        facts = {*self.keyer.crosses[cross].facts}
        return any(self.parts.provides[name] & facts for name in self.parts.lists if name != BASE)

    def fact(self, fact: str) -> Reads:
        """The groups that state a fact; of a fact within an element none, since its collection counts."""
        if fact.startswith(_PREFIX):
            return frozenset({READING})
        if fact not in self.stating:
            found = {name for name in self.parts.lists if name != BASE and fact in self.parts.provides[name]}
            if fact == SHIPMENT_TPP:
                found = {SHIPMENT} & {*self.parts.lists}
            if found & {DAY}:
                found = (found - {DAY}) | {"today"}
            self.stating[fact] = frozenset(found) or self.bases
        return self.stating[fact]

    def compared(self, node: Node) -> Reads:
        """The facts that a condition compares, itself and through earlier stages."""
        found = self.comparing.get(id(node))
        if found is None:
            facts = _followed(_union(self._facts(inner) for inner in walk(node)), self.named, self.all_named)
            found = self.comparing[id(node)] = (node, facts)
        return found[1]

    def _named(self, rule: Rule) -> Reads:
        mark = f"{_MARK}{rule.bit}"
        if mark not in self.named:
            self.named[mark] = frozenset()
            conds = [rule.cond, *(step.cond for step in (*rule.duties, *rule.steps))]
            conds += [extra for extra in (rule.raised, rule.must) if extra is not None]
            found = _union(self._facts(node) for cond in conds for node in walk(cond))
            found |= {step.step.shown_by for step in rule.duties if step.step.shown_by}
            others = [*self.unit.picked(rule.exempt_by), *(self.unit.rule(bit) for bit, _ in rule.closed_by)]
            self.named[mark] = found.union(*(self._named(other) for other in others))
        return frozenset({mark})

    def _facts(self, node: Node) -> Reads:
        if isinstance(node, Member) and node.fact.startswith(_CLASS):
            return self._of_stage()
        if isinstance(node, (Member, Overlap, StepOk)):
            return frozenset({node.fact})
        if isinstance(node, Same):
            return frozenset({node.left, node.right})
        if isinstance(node, Linear):
            refs = [term.ref for term in node.terms if term.ref is not None]
            return frozenset(ref.field if isinstance(ref, NumFold) else ref for ref in refs)
        if isinstance(node, Holds):
            return _union(self._named(rule) for rule in self.unit.picked(self.unit.holds.get(node.name, 0)))
        return frozenset()

    def _of_stage(self) -> Reads:
        """The facts that classification reads."""
        mark = f"{_MARK}class"
        if mark not in self.named:
            self.named[mark] = frozenset()
            nodes = [node for chain in self.unit.chains.values() for rule in chain for node in walk(rule.cond)]
            self.named[mark] = _union(self._facts(node) for node in nodes) | {STATED, KIND}
        return frozenset({mark})

    def behind(self, reads: Reads) -> Reads:
        """What stands behind columns: the facts that are compared, and what a shipment is made of."""
        facts = {fact for name in reads if name in self.keyer.crosses for fact in self.keyer.crosses[name].facts}
        found = reads.union(*(self.fact(fact) for fact in facts))
        return found | ({ITEM, QUANTITY} & {*self.parts.lists}) if SHIPMENT in found else found

    def shown(self, fact: str) -> Reads:
        """Columns of a step that is shown by a fact: waiting times count the days since."""
        named = {name: group for name, (wait, group) in self.keyer.waits.items() if wait.fact == fact}
        waits = {name for name, group in named.items() if self._waits(group, fact)}
        return frozenset(waits) | self.fact(fact) if waits else self.fact(fact)

    def _waits(self, group: str, fact: str) -> bool:
        return group != BASE and fact in self.parts.provides[group]

    def collection(self, name: str) -> Reads:
        """The groups that give elements of a collection."""
        collection = self.source.collections[name]
        if collection.of:
            return frozenset()
        if collection.roles:
            wanted = {f"parties.{role}" for role in (*collection.roles, *collection.stands_in)}
            return frozenset(wanted & {*self.parts.lists}) or self.bases
        group = {"circuits": ITEM, "licences": "licences"}.get(name, "holder.installed")
        days = frozenset({"as_of"}) if name == "licences" and self.keyer.seen & self.keyer.dated else frozenset()
        return (frozenset({group}) & {*self.parts.lists} or self.bases) | days

    def stage(self) -> Reads:
        """What classification reads."""
        return self._closed(self._stage())

    def of_stage(self) -> Reads:
        """The facts that classification compares."""
        return _followed(self._of_stage(), self.named, self.all_named)

    def _stage(self) -> Reads:
        mark = f"{_MARK}class"
        if mark not in self.rules:
            self.rules[mark] = frozenset()
            chains = [rule.cond for chain in self.unit.chains.values() for rule in chain]
            self.rules[mark] = _union(self._plain(cond) for cond in chains) | self.fact(STATED) | self.fact(KIND)
        return frozenset({mark})

    def _holds(self, name: str) -> Reads:
        return _union(self._rule(rule) for rule in self.unit.picked(self.unit.holds.get(name, 0)))

    def _rule(self, rule: Rule) -> Reads:
        mark = f"{_MARK}{rule.bit}"
        if mark not in self.rules:
            self.rules[mark] = frozenset()
            conds = [rule.cond, *(step.cond for step in rule.duties), *(step.cond for step in rule.steps)]
            conds += [extra for extra in (rule.raised, rule.must) if extra is not None]
            found = _union(self._plain(cond) for cond in conds)
            found |= _union(self.shown(step.step.shown_by) for step in rule.duties if step.step.shown_by)
            others = [*self.unit.picked(rule.exempt_by), *(self.unit.rule(bit) for bit, _ in rule.closed_by)]
            self.rules[mark] = found | _union(self._rule(other) for other in others)
        return frozenset({mark})


def _union(parts: Iterable[Reads]) -> Reads:
    return frozenset().union(*parts)


def _followed(reads: Reads, behind: Mapping[str, Reads], known: dict[Reads, Reads]) -> Reads:
    """What stands behind marks: provisions lean on each other in circles, so marks are followed to the end."""
    found = known.get(reads)
    if found is None:
        seen: set[str] = set()
        waiting = set(reads)
        while waiting:
            one = waiting.pop()
            seen.add(one)
            if one.startswith(_MARK):
                waiting |= behind[one] - seen
        found = known[reads] = frozenset(one for one in seen if not one.startswith(_MARK))
    return found
