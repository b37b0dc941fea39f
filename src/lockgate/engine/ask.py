"""What to ask next: the facts that keep an answer open, the one that settles most for the least effort first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from lockgate.compiler.ir import Fold, Linear, Member, Node, NumFold, Overlap, Same
from lockgate.engine.decide import Decided, relevant, run
from lockgate.engine.evaluate import Evaluator
from lockgate.engine.outcome import CANNOT_DECIDE
from lockgate.engine.prepare import COUNT, QUANTITY, TPP
from lockgate.engine.prove import fact_path
from lockgate.engine.split import assume, sides
from lockgate.engine.words import Phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lockgate.compiler.ir import Holds
    from lockgate.compiler.unit import Cells, Rule, Unit
    from lockgate.door.model import Transaction
    from lockgate.engine.evaluate import Leaf, Places

_MOST = 12
"""Questions beyond this many are not ranked: nobody asks them all at once."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact to ask for."""

    fact: str
    question: str
    known_by: str
    settles: float
    hangs: tuple[str, ...] = ()
    """Provisions whose conditions this fact keeps open."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"fact": self.fact, "question": self.question, "known_by": self.known_by}


def missing(decided: Decided) -> tuple[Missing, ...]:
    """Facts that keep the outcome open, best question first. Empty when the outcome is decided."""
    if decided.verdict.outcome != CANNOT_DECIDE:
        return ()
    conditions = [(rule, rule.cond) for rule in relevant(decided)]
    return _ranked(decided, open_leaves(decided, conditions), _settles)


def reworded(found: tuple[Missing, ...], transaction: Transaction) -> tuple[Missing, ...]:
    """The same questions; where a look at lists or owners left something to settle, they say what."""
    if transaction.looked_up is None:
        return found
    own = dict(transaction.looked_up.questions)
    return tuple(replace(one, question=own.get(one.fact, one.question)) for one in found)


def missing_limits(decided: Decided, subject: str) -> tuple[Missing, ...]:
    """Facts that keep limits on a holder, an applicant or a training run open."""
    evaluator, conditions = decided.evaluator, []
    for rule in decided.unit.of("limits"):
        applies, surely = evaluator.value(rule.cond)
        if rule.provision.subject != subject or not applies:
            continue
        assert rule.must is not None  # noqa: S101 - the loader refuses a limit without one
        possibly, met = evaluator.value(rule.must)
        if not met and (possibly or not surely):
            conditions += [(rule, rule.cond), (rule, rule.must)]
    return _ranked(decided, open_leaves(decided, conditions), lambda *_: 0.0)


def _ranked(
    decided: Decided, leaves: Iterable[tuple[Leaf, dict[str, None]]], settles: Callable[[Decided, Leaf], float]
) -> tuple[Missing, ...]:
    """The open facts behind comparisons, the one that settles most for the least effort first."""
    phrases = Phrases(decided.unit.layout)
    asked: dict[str, tuple[float, int, Missing]] = {}
    hangs: dict[str, dict[str, None]] = {}
    for leaf, rules in leaves:
        share: float | None = None
        for path, question, known_by, cost, _ in facts_of(decided, phrases, leaf):
            hangs.setdefault(path, {}).update(rules)
            if share is None:
                share = settles(decided, leaf) if len(asked) < _MOST else 0.0
            score = share / cost
            if path not in asked or asked[path][0] < score:
                position = asked[path][1] if path in asked else len(asked)
                asked[path] = (score, position, Missing(path, question, known_by, share))
    run(decided.unit, decided.cells)
    ranked = sorted(asked.values(), key=lambda entry: (-entry[0], entry[1]))
    return tuple(replace(item, hangs=tuple(hangs[item.fact])) for _, _, item in ranked)


def open_leaves(decided: Decided, conditions: Iterable[tuple[Rule, Node]]) -> list[tuple[Leaf, dict[str, None]]]:
    """The unknown comparisons that keep conditions open, each once, with the rules that hang on it.

    All of them are collected before any is tried: a trial writes into the slots that the evaluator reads.
    """
    evaluator = _Walker(decided.unit, decided.cells, decided.possible, decided.certain)
    found: dict[tuple[int, int], tuple[Leaf, dict[str, None]]] = {}
    for rule, condition in conditions:
        for leaf in evaluator.open_leaves(condition):
            _, own = found.setdefault(_key(leaf), (leaf, {}))
            own[rule.id] = None
    return list(found.values())


def _key(leaf: Leaf) -> tuple[int, int]:
    """Which comparison of which element; both live as long as the decision."""
    return id(leaf.node), id(leaf.places[-1][1])


class _Walker(Evaluator):
    """An evaluator that walks once behind each stage and each name: many rules hang on the same ones."""

    def __init__(self, unit: Unit, cells: Cells, possible: int, certain: int) -> None:
        super().__init__(unit, cells, possible, certain)
        self.behind: dict[str, tuple[Leaf, ...]] = {}

    def open_stage(self, node: Member, at: Places) -> Iterator[Leaf]:
        """See `Evaluator.open_stage`."""
        name = " ".join((node.fact, *node.names))
        return self.once(name, lambda: super(_Walker, self).open_stage(node, at))

    def open_rules(self, node: Holds) -> Iterator[Leaf]:
        """See `Evaluator.open_rules`."""
        return self.once(node.name, lambda: super(_Walker, self).open_rules(node))

    def once(self, name: str, walk: Callable[[], Iterator[Leaf]]) -> Iterator[Leaf]:
        """The leaves behind a name, each once."""
        if name not in self.behind:
            self.behind[name] = tuple({_key(leaf): leaf for leaf in walk()}.values())
        return iter(self.behind[name])


def _settles(decided: Decided, leaf: Leaf) -> float:
    """Share of the sides of a comparison on which the outcome would be decided."""
    restrictions = sides(decided.evaluator, leaf)
    if not restrictions:
        return 0.0
    done = 0
    for restriction in restrictions:
        with assume(restriction):
            done += run(decided.unit, decided.cells)[3].outcome != CANNOT_DECIDE
    return done / len(restrictions)


class Asked(NamedTuple):
    """A question about an open fact; ``fact`` is empty for a collection."""

    path: str
    question: str
    known_by: str
    cost: int
    fact: str = ""


def _question(decided: Decided, phrases: Phrases, name: str, places: dict[str, Any]) -> Asked:
    fact = phrases.facts[name]
    path = fact_path(name, phrases, places, decided.prepared.paths)
    return Asked(path, fact.question, fact.known_by, fact.cost, name)


def _inputs(decided: Decided, phrases: Phrases, places: dict[str, Any]) -> list[Asked]:
    """The open facts of which the aggregate of a shipment is made."""
    layout = decided.unit.layout
    circuits, complete = places[""][layout.groups["circuits"]]
    spots = [(QUANTITY, places), *((name, {**places, "circuit": one}) for one in circuits for name in (TPP, COUNT))]
    found = [_question(decided, phrases, name, spot) for name, spot in spots if _is_open(decided, phrases, name, spot)]
    return found if complete else [*found, _collection(phrases, "circuits", places, decided)]


def _is_open(decided: Decided, phrases: Phrases, name: str, places: dict[str, Any]) -> bool:
    slot = decided.unit.layout.slots[name]
    cells = places[phrases.facts[name].element]
    return bool(cells[slot.at] & (cells[slot.at] - 1) if slot.kind == "one" else cells[slot.at] != cells[slot.at + 1])


def facts_of(decided: Decided, phrases: Phrases, leaf: Leaf) -> list[Asked]:
    """Every open fact that a comparison reads, as a question."""
    node, places = leaf.node, dict(leaf.places)
    if isinstance(node, Fold):
        return [_collection(phrases, node.collection, places, decided)]
    found = []
    for name in _names(node):
        if not _is_open(decided, phrases, name, places):
            continue
        if phrases.facts[name].derived:
            found += _inputs(decided, phrases, places)
        else:
            found.append(_question(decided, phrases, name, places))
    if isinstance(node, Linear):
        folds = [term.ref for term in node.terms if isinstance(term.ref, NumFold)]
        found += [_collection(phrases, fold.collection, places, decided) for fold in folds]
    return found


def _collection(phrases: Phrases, name: str, places: dict[str, Any], decided: Decided) -> Asked:
    collection = phrases.layout.symbols.source.collections[name]
    owner = decided.prepared.paths.get(id(places.get(collection.of)), "") if collection.of else ""
    path = f"{owner}.{name}" if owner else name
    if len(collection.roles) > 1:
        path = "consignee"
    return Asked(path, collection.question or f"Which {name} are there?", "exporter", 2)


def _names(node: Node) -> list[str]:
    if isinstance(node, (Member, Overlap)):
        return [node.fact]
    if isinstance(node, Same):
        return [node.left, node.right]
    assert isinstance(node, Linear)  # noqa: S101 - the evaluator yields no other comparison
    return [term.ref for term in node.terms if isinstance(term.ref, str)]
