"""Lines on which every emitter must give the same: worked cases, random ones, conditions driven either way, limits."""

from __future__ import annotations

import functools
import io
import json
import random
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.engine.population import REGIMES, Draft, draft, partial
from tests.rulebook.cases import all_cases

from lockgate.compiler.emit import scaled_terms
from lockgate.compiler.ir import Fold, Linear, Member, NumFold, Overlap, children
from lockgate.compiler.layout import ABSENT
from lockgate.compiler.timeline import CODIFIED, POSTURES
from lockgate.door.build import build
from lockgate.door.model import Categorical, Interval, SetValue
from lockgate.engine.determine import declarations_of, default_rulebook, own_shipment, preparer_of
from lockgate.engine.evaluate import Evaluator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule, Unit
    from lockgate.door.model import Item, Transaction, Value
    from lockgate.engine.prepare import Prepared

FOLDER = Path(__file__).parent / "vectors"
TEN = REGIMES[:: max(1, len(REGIMES) // 10)][:5] + REGIMES[-5:]
"""Ten days, each in another regime."""
SHARES = (0.0, 0.05, 0.15, 0.30)


@dataclass(frozen=True)
class Vector:
    """One line on a day."""

    name: str
    transaction: Transaction
    item: Item | None
    day: date

    def prepared(self) -> Prepared:
        """Its slots."""
        whole = own_shipment(self.transaction, self.item)
        return preparer_of(default_rulebook()).prepare(whole, self.item, self.day, {})

    @property
    def whole(self) -> Transaction:
        """The transaction as it is decided."""
        return own_shipment(self.transaction, self.item)


def written(name: str, raw: Any) -> Iterator[Vector]:
    """The lines of a transaction as a user writes it."""
    transaction = build(raw, declarations_of(default_rulebook()))
    assert transaction.as_of is not None, name
    for index, item in enumerate(transaction.items or (None,)):
        yield Vector(f"{name}/{index}", transaction, item, transaction.as_of)


def cases() -> Iterator[Vector]:
    """The worked cases of the rulebook, and questions that are no transaction."""
    for name, case in all_cases():
        if case.get("kind") != "rulebook_question":
            yield from written(name, case["transaction"])
    for subject in ("holder", "applicant", "training_run"):
        for day in TEN:
            yield from written(f"{subject}-{day}", {"as_of": day.isoformat(), "subject": subject})


def from_files(folder: Path = FOLDER) -> Iterator[Vector]:
    """Further vectors: JSON lines of raw transactions, each with its day."""
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                yield from written(f"{path.stem}:{number}", json.loads(line))


@functools.cache
def solved(day: date | None = None) -> tuple[Vector, ...]:
    """Pairs of lines that differ in one comparison each, made by the solver; of one day, or of all stretches."""
    pytest.importorskip("z3", reason="vectors of the solver need the extra check")
    from lockgate.checks.run import Scope, check

    out = io.StringIO()
    check(default_rulebook(), Scope(day, POSTURES, "", ()), out=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    named = [(f"solved-{row['provision']}-{number}", row["transaction"]) for number, row in enumerate(rows)]
    return tuple(vector for name, raw in named for vector in written(name, raw))


def of(name: str, found: Draft, day: date) -> Vector:
    """A draft as a line of a day."""
    transaction = found.transaction()
    return Vector(name, transaction, transaction.items[0], day)


def at_random(seeds: Iterable[int], days: Iterable[date] = TEN) -> Iterator[Vector]:
    """Random lines with more and more facts missing, in every regime."""
    chosen = list(days)
    for seed in seeds:
        for index, share in enumerate(SHARES):
            day = chosen[(seed + index * 3) % len(chosen)]
            yield of(f"random-{seed}-{share}", partial(draft(seed), share, seed), day)


def several(seeds: Iterable[int], days: Iterable[date] = TEN) -> Iterator[Vector]:
    """Random lines on which words are one of several, numbers lie within bounds, and sets may hold more."""
    chosen = list(days)
    for seed in seeds:
        rng = random.Random(seed)
        found = draft(seed)
        facts = {key: looser(key[1], content, rng) for key, content in found.facts.items()}
        yield of(f"several-{seed}", replace(found, facts=facts), chosen[seed % len(chosen)])


def looser(fact: str, content: Value, rng: random.Random) -> Value:
    """Less than was known; evidence stays as it is, since it is shown or not."""
    declared = default_rulebook().symbols.facts[fact]
    if rng.random() < 0.5 or declared.kind == "evidence":
        return content
    if isinstance(content, Categorical):
        more = rng.sample(declared.values, min(len(declared.values), rng.choice((1, 1, 2))))
        return Categorical(content.possible | set(more))
    if isinstance(content, SetValue):
        more = rng.sample(declared.values, 1)
        return SetValue(content.certain, rng.choice((content.certain | set(more), None)))
    if isinstance(content, Interval):
        least = content.low - 1 if content.low is not None and content.low >= 1 else None
        low, high = content.low, content.high
        return Interval(*rng.choice(((least, high), (low, None), (None, high), (low, high))))
    return content


# ---- every condition either way


@functools.cache
def conditions() -> tuple[tuple[Rule, date], ...]:
    """Every provision in every wording, with the first day of it."""
    book = default_rulebook()
    found: dict[tuple[str, Node], tuple[Rule, date]] = {}
    for day in (book.first_day, *(day for day in book.calendar.days if day > book.first_day)):
        for rule in book.unit(day, CODIFIED).rules:
            found.setdefault((rule.id, rule.cond), (rule, day))
    return tuple(found.values())


def driven(tries: int, step: int = 1) -> Iterator[Vector]:
    """For every provision, lines on which its condition is true, false and open, as far as a few tries reach."""
    book = default_rulebook()
    for index, (rule, day) in enumerate(conditions()[::step]):
        rng = random.Random(index)
        seen: set[tuple[bool, bool]] = set()
        unit = book.unit(day, CODIFIED)
        for turn in range(tries):
            vector = of(f"{rule.id}-{day}-{turn}", steered(draft(index % 97), rule.cond, day, rng), day)
            pair = value_of(unit, vector, rule.cond)
            if pair not in seen:
                seen.add(pair)
                yield vector


def value_of(unit: Unit, vector: Vector, cond: Node) -> tuple[bool, bool]:
    """Truth of a condition by itself; what it reads of earlier stages is not there."""
    return Evaluator(unit, vector.prepared().cells).value(cond)


def steered(found: Draft, cond: Node, day: date, rng: random.Random) -> Draft:
    """The draft with every fact that a condition reads set on one side of it, or taken away."""
    facts = dict(found.facts)
    gone = rng.random() < 0.4
    for atom, place in atoms(cond, ("",), rng):
        if isinstance(atom, (Member, Overlap)):
            choose(facts, place, atom, rng)
        elif isinstance(atom, Linear):
            limit(facts, place, atom, day, rng.choice((-1, 0, 1)))
        if gone and rng.random() < 0.3:
            for key in [key for key in facts if key[0] == place and key[1] in read_by(atom)]:
                if sum(key[0] == other[0] for other in facts) > 1:
                    del facts[key]
    return replace(found, facts=facts)


def atoms(node: Node, places: tuple[str, ...], rng: random.Random) -> Iterator[tuple[Node, str]]:
    """The comparisons of a condition, each with the place where its facts lie."""
    if isinstance(node, Fold):
        collection = default_rulebook().source.collections[node.collection]
        inner = f"owner:{places[-1].partition(':')[2]}" if node.collection == "owners" else node.collection
        if collection.roles:
            inner = f"party:{rng.choice(collection.roles)}"
        elif node.collection == "circuits":
            inner = "circuit"
        yield from atoms(node.cond, (*places, inner), rng)
    elif isinstance(node, (Member, Overlap, Linear)):
        for fact in read_by(node)[:1]:
            element = default_rulebook().symbols.facts[fact].element
            outside = "item" if fact.startswith("item.") else ""
            yield node, places[-1] if element else outside
    else:
        for child in children(node):
            yield from atoms(child, places, rng)


def read_by(node: Node) -> list[str]:
    """Facts that a comparison reads."""
    if isinstance(node, (Member, Overlap)):
        return [node.fact]
    if isinstance(node, Linear):
        return [term.ref for term in node.terms if isinstance(term.ref, str)]
    return []


def choose(facts: dict[tuple[str, str], Value], place: str, atom: Member | Overlap, rng: random.Random) -> None:
    """Put a word on one side of a comparison."""
    declared = default_rulebook().symbols.facts[atom.fact]
    if declared.kind == "inner" or not fitting(place, declared.element):
        return
    inside = [word for word in atom.names if word in declared.values and word != ABSENT]
    outside = [word for word in declared.values if word not in atom.names]
    words = inside if rng.random() < 0.7 and inside else outside or inside
    if not words:
        return
    word = rng.choice(words)
    if declared.type == "set":
        facts[place, atom.fact] = SetValue(frozenset({word}), frozenset({word}))
    else:
        facts[place, atom.fact] = Categorical(frozenset({word}))


def fitting(place: str, element: str) -> bool:
    """Whether facts of an element lie in a place of a draft."""
    kind = place.partition(":")[0]
    return kind == element or (not element and kind in ("", "item"))


def limit(facts: dict[tuple[str, str], Value], place: str, atom: Linear, day: date, steps: int) -> None:
    """Put the first number of a comparison on its limit, or one step beside it; the others are taken as known."""
    book = default_rulebook()
    parts, constant = scaled_terms(atom, book.layout)
    if not parts or isinstance(parts[0][1], NumFold):
        return
    coef, ref = parts[0][0], str(parts[0][1])
    rest = Fraction(constant)
    for other, name in parts[1:]:
        content = facts.get((place, str(name)))
        amount = content.low if isinstance(content, Interval) and content.low is not None else Fraction(0)
        if name == "as_of":
            amount = Fraction(day.toordinal())
        rest += other * amount * (1 if isinstance(name, NumFold) else book.layout.slots[name].scale)
    declared = book.symbols.facts[ref]
    if declared.kind == "inner" or ref == "as_of" or not fitting(place, declared.element):
        return
    scale = book.layout.slots[ref].scale
    amount = Fraction((-rest / coef).__floor__() + steps, scale)
    if declared.minimum is not None and declared.type != "date":
        amount = max(amount, declared.minimum)
    if declared.maximum is not None:
        amount = min(amount, declared.maximum)
    if declared.type == "date":
        amount = max(amount, Fraction(700_000))
    facts[place, ref] = Interval(amount, amount)


def boundaries(step: int = 1) -> Iterator[Vector]:
    """Every comparison of a number, on its limit and one step of the number's decimals on either side."""
    seen: set[Node] = set()
    for rule, day in conditions():
        for atom, place in atoms(rule.cond, ("",), random.Random(0)):
            if isinstance(atom, Linear) and atom not in seen:
                seen.add(atom)
                if len(seen) % step == 0:
                    for steps in (-1, 0, 1):
                        found = draft(len(seen) % 53)
                        facts = dict(found.facts)
                        limit(facts, place, atom, day, steps)
                        yield of(f"limit-{len(seen)}-{steps}", replace(found, facts=facts), day)


@functools.cache
def ordinary() -> tuple[Vector, ...]:
    """The vectors of the ordinary suite: all kinds, few of each."""
    return (
        *list(cases())[::4],
        *at_random(range(40)),
        *several(range(40)),
        *driven(3, step=4),
        *boundaries(step=3),
        *list(from_files())[::10],
    )


@functools.cache
def full() -> tuple[Vector, ...]:
    """All vectors."""
    return (
        *cases(),
        *at_random(range(150)),
        *several(range(150)),
        *driven(6),
        *boundaries(),
        *from_files(),
        *solved(date(2025, 6, 1)),
    )
