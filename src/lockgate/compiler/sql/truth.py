"""Grounded conditions as SQL: each is two expressions, *may be true* (P) and *is true* (T), neither ever NULL.

The same logic as `lockgate.compiler.emit`, over columns instead of masks: what a comparison needs of a fact (the pair
of truths for a set of countries, the two ends of a number) is a column of stage zero.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import TYPE_CHECKING, NamedTuple, Protocol

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
)
from lockgate.compiler.sql.text import EPOCH, FALSE, TRUE, both, chosen, either, negated
from lockgate.compiler.symbols import STAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from lockgate.compiler.layout import Layout
    from lockgate.compiler.sql.dialects import Dialect

Pair = tuple[str, str]


class Number(NamedTuple):
    """A number as columns: its ends (NULL without bound) and whether it never came (and so lies beyond all)."""

    low: str
    high: str
    never: str = FALSE
    decimals: int = 0
    is_day: bool = False
    bounded: bool = False


class Facts(Protocol):
    """Where a condition finds what it reads; one for each kind of row."""

    def member(self, fact: str, names: tuple[str, ...], said: str) -> Pair:
        """The pair for a word being one of these."""

    def overlap(self, fact: str, names: tuple[str, ...], said: str) -> Pair:
        """The pair for a set holding one of these."""

    def same(self, left: str, right: str) -> Pair:
        """The pair for two words being the same."""

    def truths(self, fact: str) -> str:
        """The column of a truth that may be NULL."""

    def number(self, ref: str | NumFold) -> Number:
        """The columns of a number."""

    def fold(self, node: Fold) -> Pair:
        """The pair of a truth over a collection."""

    def shared(self, node: Named, make: Callable[[], Pair]) -> Pair:
        """The pair of a definition: its columns, if several ask for it."""


class Stages(Protocol):
    """What conditions read of earlier decisions: provisions that hold, values of a `one` stage."""

    def holds(self, name: str) -> Pair:
        """The pair for an earlier provision."""

    def value(self, stage: str, names: tuple[str, ...]) -> Pair:
        """The pair for the value of a stage being one of these."""


class Truths:
    """Writes conditions over one kind of row."""

    def __init__(self, layout: Layout, dialect: Dialect, facts: Facts, stages: Stages | None = None) -> None:
        self.layout = layout
        self.dialect = dialect
        self.facts = facts
        self.stages = stages

    @property
    def earlier(self) -> Stages:
        """Earlier decisions; what stands inside a fold never asks for them."""
        assert self.stages is not None  # noqa: S101 - the compiler refuses such conditions
        return self.stages

    def pair(self, node: Node) -> Pair:
        """Both expressions of a condition."""
        if isinstance(node, Bool):
            return (TRUE, TRUE) if node.value else (FALSE, FALSE)
        if isinstance(node, And):
            pairs = [self.pair(arg) for arg in node.args]
            return both(p for p, _ in pairs), both(t for _, t in pairs)
        if isinstance(node, Or):
            pairs = [self.pair(arg) for arg in node.args]
            return either(p for p, _ in pairs), either(t for _, t in pairs)
        if isinstance(node, Not):
            possibly, surely = self.pair(node.arg)
            return negated(surely), negated(possibly)
        if isinstance(node, Named):
            return self.facts.shared(node, lambda: self.pair(node.arg))
        return self.leaf(node)

    def leaf(self, node: Node) -> Pair:
        """Both expressions of a comparison, a fold or a reference."""
        if isinstance(node, Member):
            return self.member(node)
        if isinstance(node, Overlap):
            return self.facts.overlap(node.fact, node.names, " ".join(node.sets))
        if isinstance(node, Same):
            return self.same(node)
        if isinstance(node, Linear):
            return self.linear(node)
        if isinstance(node, Fold):
            return self.facts.fold(node)
        if isinstance(node, Holds):
            return self.earlier.holds(node.name)
        assert isinstance(node, StepOk)  # noqa: S101 - the grounder leaves no other node
        return self.step(node)

    def member(self, node: Member) -> Pair:
        """A word is one of these; all or none of its words is no question."""
        slot = self.layout.slots[node.fact]
        mask = slot.mask(node.names)
        if mask in (0, slot.full):
            return (TRUE, TRUE) if mask else (FALSE, FALSE)
        if node.fact.startswith(STAGE):
            return self.earlier.value(node.fact.removeprefix(STAGE), node.names)
        return self.facts.member(node.fact, node.names, " ".join(node.sets))

    def same(self, node: Same) -> Pair:
        """Two words are the same; of a stage, word by word."""
        if not (node.left.startswith(STAGE) or node.right.startswith(STAGE)):
            return self.facts.same(node.left, node.right)
        words = self.layout.slots[node.left].names
        pairs = [(self.member(Member(node.left, (word,))), self.member(Member(node.right, (word,)))) for word in words]
        return either(both([left[0], right[0]]) for left, right in pairs), either(
            both([left[1], right[1]]) for left, right in pairs
        )

    # ---- numbers

    def linear(self, node: Linear) -> Pair:
        """A sum compared with zero."""
        parts, constant = scaled_terms(node, self.layout)
        if not parts:
            found = TRUE if constant > 0 or (constant == 0 and node.op == ">=") else FALSE
            return found, found
        if len(parts) == 1:
            return self.single(*parts[0], constant, node.op)
        return self.sum_of([(coef, self.facts.number(ref)) for coef, ref in parts], constant, node.op)

    def single(self, coef: int, ref: str | NumFold, constant: int, op: str) -> Pair:
        """One number against a limit, rounded exactly to the decimals that the number has."""
        number = self.facts.number(ref)
        limit = -(constant // coef) if coef > 0 else constant // -coef
        strict = op == ">" and constant % coef == 0
        sign = (">" if coef > 0 else "<") + ("" if strict else "=")
        value = self.value(limit, number)
        ends = (number.high, number.low) if coef > 0 else (number.low, number.high)
        possibly, surely = (f"({end} {sign} {value})" for end in ends)
        if not number.bounded:
            possibly, surely = f"COALESCE({possibly}, TRUE)", f"COALESCE({surely}, FALSE)"
        if number.never == FALSE:
            return possibly, surely
        if coef > 0:  # what never came lies beyond every limit
            return either([number.never, possibly]), either([number.never, surely])
        return both([negated(number.never), possibly]), both([negated(number.never), surely])

    def value(self, scaled: int, number: Number) -> str:
        """A limit in the units of its column."""
        if number.is_day:
            return str(scaled - EPOCH)
        if not number.decimals:
            return str(scaled)
        return self.dialect.literal(plain(Fraction(scaled, 10**number.decimals)), number.decimals)

    def sum_of(self, parts: list[tuple[int, Number]], constant: int, op: str) -> Pair:
        """Several numbers against each other; whole coefficients, the negative ones on the other side."""
        constant += sum(coef * EPOCH for coef, number in parts if number.is_day)
        whole = [coef * 10**number.decimals for coef, number in parts]
        divisor = gcd(constant, *whole)
        scaled = [(coef // divisor, number) for coef, (_, number) in zip(whole, parts, strict=True)]
        rest = constant // divisor
        found = [self.finite(scaled, rest, op, sure=sure) for sure in (False, True)]
        if any(number.never != FALSE for _, number in parts):
            weights = [coef for coef, _ in parts]
            found = [self.endless(scaled, weights, rest, op, sure=sure) for sure in (False, True)]
        return found[0], found[1]

    def finite(self, parts: list[tuple[int, Number]], rest: int, op: str, *, sure: bool) -> str:
        """The comparison where every open end points the same way: NULL is TRUE if it may be, FALSE if it must be."""
        ends = [(coef, number.high if (coef > 0) != sure else number.low) for coef, number in parts]
        return f"COALESCE({compared(ends, rest, op)}, {FALSE if sure else TRUE})"

    def endless(self, parts: list[tuple[int, Number]], weights: list[int], rest: int, op: str, *, sure: bool) -> str:
        """The comparison where what never came is in the sum: first all that has no end is weighed."""
        weighed, ends = [], []
        for (coef, number), weight in zip(parts, weights, strict=True):
            high = (coef > 0) != sure
            end = number.high if high else number.low
            ends.append((coef, end if number.bounded else f"COALESCE({end}, 0)"))
            arms = [] if number.never == FALSE else [(number.never, str(weight))]
            arms += [] if number.bounded else [(f"{end} IS NULL", str(weight if high else -weight))]
            weighed.append(chosen(arms, "0"))
        total = f"({' + '.join(weighed)})"
        return either([f"({total} > 0)", both([f"({total} = 0)", compared(ends, rest, op)])])

    def step(self, node: StepOk) -> Pair:
        """A step does not close its authorization: neither refused nor still waiting."""
        if self.layout.slots[node.fact].kind != "number":
            found = f"COALESCE({self.facts.truths(node.fact)}, TRUE)"
            return found, found
        filed, today = self.facts.number(node.fact), self.facts.number("as_of").low
        over = [f"(({end} + {node.wait}) <= {today})" for end in (filed.low, filed.high)]
        return (
            either([filed.never, f"COALESCE({over[0]}, TRUE)"]),
            either([filed.never, f"COALESCE({over[1]}, FALSE)"]),
        )


def compared(ends: list[tuple[int, str]], rest: int, op: str) -> str:
    """Whole multiples of columns against each other.

    >>> compared([(1, "a"), (-4, "b")], -5, ">=")
    '(a >= ((4 * b) + 5))'
    """
    sides: tuple[list[str], list[str]] = ([], [])
    for coef, end in ends:
        sides[coef < 0].append(end if abs(coef) == 1 else f"({abs(coef)} * {end})")
    if rest:
        sides[rest < 0].append(str(abs(rest)))
    left, right = (f"({' + '.join(side)})" if len(side) > 1 else (side or ["0"])[0] for side in sides)
    return f"({left} {op} {right})"


def plain(value: Fraction) -> str:
    """A number with finitely many decimals, written out.

    >>> plain(Fraction(148, 25)), plain(Fraction(-1, 2)), plain(Fraction(4800))
    ('5.92', '-0.5', '4800')
    """
    shift = 0
    while value.denominator != 1:
        value *= 10
        shift += 1
    digits = f"{abs(value.numerator):0{shift + 1}d}"
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-shift]}.{digits[-shift:]}" if shift else digits)
