"""Conditions and values as people read them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

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
    Term,
)
from lockgate.compiler.layout import FAR, Layout, Slot

if TYPE_CHECKING:
    from lockgate.compiler.unit import Cells

_MANY = 6


def plain(number: Fraction) -> str:
    """A number without a trailing point, with thousands separated.

    >>> plain(Fraction(26900000)), plain(Fraction("5.92"))
    ('26,900,000', '5.92')
    """
    if number.denominator == 1:
        return f"{number.numerator:,}"
    text = f"{float(number):,.6f}".rstrip("0").rstrip(".")
    return text or "0"


def amount(value: Fraction, unit: str) -> str:
    """A number with its unit; plain shares are percentages.

    >>> amount(Fraction(26900000), "TPP"), amount(Fraction("0.07"), "share")
    ('26,900,000 TPP', '7 %')
    """
    return f"{plain(value)} {unit}".strip() if unit not in ("share", "ratio") else f"{plain(value * 100)} %"


def quantity(cell: int, scale: int, unit: str = "") -> str:
    """A scaled integer in the unit of its fact; no bound is shown as infinity."""
    if cell >= FAR:
        return "no upper bound"
    if cell <= -FAR:
        return "no lower bound"
    return f"{plain(Fraction(cell, scale))}{' ' + unit if unit else ''}"


def listed(names: tuple[str, ...]) -> str:
    """A list of values, cut where it gets long."""
    shown = ", ".join(names[:_MANY])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > _MANY else shown


class Phrases:
    """Renders conditions of one layout."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.facts = layout.symbols.facts

    def node(self, node: Node) -> str:
        """A condition on one line."""
        if isinstance(node, Bool):
            return "TRUE" if node.value else "FALSE"
        if isinstance(node, (And, Or)):
            word = " AND " if isinstance(node, And) else " OR "
            return word.join(
                f"({self.node(arg)})" if isinstance(arg, (And, Or)) else self.node(arg) for arg in node.args
            )
        if isinstance(node, Not):
            return f"NOT ({self.node(node.arg)})" if isinstance(node.arg, (And, Or)) else f"NOT {self.node(node.arg)}"
        if isinstance(node, Named):
            return node.name
        return self.leaf(node)

    def leaf(self, node: Node) -> str:
        """A comparison, fold or reference; worked out once for each node."""
        found = self.layout.texts.get(id(node))
        if found is None:
            found = (node, self.write(node))
            self.layout.texts[id(node)] = found
        return found[1]

    def write(self, node: Node) -> str:
        """See `leaf`."""
        if isinstance(node, Member):
            return self.member(node)
        if isinstance(node, Overlap):
            return f"{node.fact} includes {' or '.join(node.sets) or listed(node.names)}"
        if isinstance(node, Same):
            return f"{node.left} = {node.right}"
        if isinstance(node, Linear):
            return self.linear(node)
        if isinstance(node, Fold):
            word = "some of" if node.kind == "has" else "each of"
            return f"{word} {node.collection}: {self.node(node.cond)}"
        assert isinstance(node, Holds)  # noqa: S101 - steps are no part of a rule's own condition
        return f"'{node.name}' holds"

    def member(self, node: Member) -> str:
        """A membership test; groups by their name rather than by their members."""
        if self.facts[node.fact].type == "boolean":
            return node.fact if node.names == ("true",) else f"NOT {node.fact}"
        if node.sets:
            return f"{node.fact} in {' or '.join(node.sets)}"
        if len(node.names) == 1:
            return f"{node.fact} = {node.names[0]}"
        return f"{node.fact} is one of {listed(node.names)}"

    def linear(self, node: Linear) -> str:
        """A comparison with the known number on the right."""
        left = [term for term in node.terms if term.coef > 0 and term.ref is not None]
        right = [term for term in node.terms if term.coef < 0 and term.ref is not None]
        constants = [term for term in node.terms if term.ref is None]
        flip = not left
        sign = {">=": "<=", ">": "<"}[node.op] if flip else node.op
        mine, other = (right, left) if flip else (left, right)
        date_like = any(isinstance(term.ref, str) and self.facts[term.ref].type == "date" for term in node.terms)
        amount = sum((term.coef for term in constants), Fraction(0)) * (1 if flip else -1)
        sides = [self.term(term) for term in mine], [self.term(term) for term in other]
        if constants or not other:
            names = [name for term in constants for name in term.params]
            negative = amount < 0 and bool(other)  # a named limit stands on the side on which it is no negative number
            value = _day(amount) if date_like and not other else plain(abs(amount) if negative else amount)
            sides[not negative].append(f"{' + '.join(names)} ({value})" if names else value)
        return f"{' + '.join(sides[0])} {sign} {' + '.join(sides[1])}"

    def term(self, term: Term) -> str:
        """A number times its coefficient."""
        text = self.number(term.ref) if term.ref is not None else ""
        coef = abs(term.coef)
        names = " x ".join(term.params)
        return f"{names or plain(coef)} x {text}" if coef != 1 or names else text

    def number(self, ref: str | NumFold) -> str:
        """A fact or a fold that gives a number."""
        if isinstance(ref, str):
            return ref
        where = f" where {self.node(ref.cond)}" if ref.cond is not None else ""
        return f"{ref.kind} of {ref.field or ref.collection} over {ref.collection}{where}"

    def value(self, fact: str, cells: Cells) -> str:
        """What is known of a fact."""
        slot = self.layout.slots[fact]
        if slot.kind == "number":
            return self.span(slot, cells)
        if slot.kind == "set":
            return self.several(slot, cells)
        mask = cells[slot.at]
        if mask == slot.full and len(slot.bits) > 1:
            return "unknown"
        names = slot.of(mask)
        if self.facts[fact].type == "boolean" and len(names) == 1:
            return {"true": "yes", "false": "no", "absent": "not shown"}[names[0]]
        return names[0] if len(names) == 1 else f"one of {listed(names)}"

    def span(self, slot: Slot, cells: Cells) -> str:
        """A number or its bounds."""
        fact = self.facts[slot.fact]
        low, high = cells[slot.at], cells[slot.at + 1]
        if fact.type == "date":
            if low >= FAR:
                return "not shown"
            return _day(Fraction(low)) if low == high else "unknown"
        if low == high:
            return quantity(low, slot.scale, fact.unit)
        if high >= FAR and (low <= -FAR or (fact.minimum is not None and low <= fact.minimum * slot.scale)):
            return "unknown"
        return f"between {quantity(low, slot.scale)} and {quantity(high, slot.scale, fact.unit)}"

    def several(self, slot: Slot, cells: Cells) -> str:
        """A set: what is in it and what may be."""
        certain, possible = cells[slot.at], cells[slot.at + 1]
        names = slot.of(certain)
        if possible == certain:
            return listed(names) if names else "none"
        return f"{listed(names)} and perhaps more" if names else "unknown"


def _day(number: Fraction) -> str:
    return date.fromordinal(int(number)).isoformat()
