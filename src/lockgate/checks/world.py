"""The unknowns of the solver: one complete transaction with a bounded number of parties, owners, circuits and papers.

A categorical fact is a number in binary, a set one truth for each member, a number an integer in the units of its slot.
A role may be left out, or mentioned with nobody in it, or with somebody; stand-ins are those of `engine.prepare`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import z3  # type: ignore[import-untyped]  # it ships no types

from lockgate.checks.logic import both, either, neither, opposite
from lockgate.compiler.layout import FAR, Layout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.checks.tables import Tables
    from lockgate.compiler.model import Collection, Fact, Source

Formula = Any
"""A truth of z3, or a plain True or False."""
_MOST = 10**15
_DAYS = (date(2015, 1, 1).toordinal(), date(2049, 12, 31).toordinal())
_PAIRS = (("shipment.aboard_on", "shipment.delivered_on"), ("licence.valid_from", "licence.valid_to"))


@dataclass(frozen=True, slots=True)
class Unknown:
    """What one variable of the solver stands for: a bit, a member, an amount, whether shown, or whether there."""

    kind: str
    fact: str
    where: str
    index: int = 0
    member: str = ""


class World:
    """Variables by name, made when they are first asked for, with what limits them."""

    def __init__(self, layout: Layout, tables: Tables, parties: int = 1, others: int = 2) -> None:
        self.layout = layout
        self.source: Source = layout.symbols.source
        self.facts = layout.symbols.facts
        self.tables = tables
        self.parties, self.others = parties, others
        self.unknowns: dict[str, Unknown] = {}
        self.variables: dict[str, Formula] = {}
        self.limits: dict[str, list[Formula]] = {}
        self.codes: dict[tuple[str, str], list[Formula]] = {}
        self.inside: dict[tuple[str, str, frozenset[str]], Formula] = {}
        self.found: dict[tuple[str, str], list[tuple[Formula, str]]] = {}

    # ---- variables

    def variable(self, name: str, unknown: Unknown) -> Formula:
        """The variable of a name."""
        if name not in self.variables:
            number = unknown.kind == "number"
            self.variables[name] = z3.Int(name) if number else z3.Bool(name)
            self.unknowns[name] = unknown
            self.limits[name] = []
        return self.variables[name]

    def code(self, fact: str, where: str) -> list[Formula]:
        """The bits of a categorical fact, the highest first."""
        key = (fact, where)
        if key not in self.codes:
            many = max(0, (len(self.tables.values(fact)) - 1).bit_length())
            self.codes[key] = [
                self.variable(f"{fact}@{where}#{index}", Unknown("bit", fact, where, index)) for index in range(many)
            ]
        return self.codes[key]

    def one_of(self, fact: str, where: str, names: Iterable[str]) -> Formula:
        """Whether a fact has one of these values."""
        wanted = frozenset(names)
        key = (fact, where, wanted)
        if key not in self.inside:
            values = self.tables.values(fact)
            self.inside[key] = choose([value in wanted for value in values], self.code(fact, where))
        return self.inside[key]

    def same(self, left: tuple[str, str], right: tuple[str, str]) -> Formula:
        """Whether two facts have the same value."""
        common = [value for value in self.tables.values(left[0]) if value in set(self.tables.values(right[0]))]
        return either(both([self.one_of(*left, (value,)), self.one_of(*right, (value,))]) for value in common)

    def member(self, fact: str, where: str, value: str) -> Formula:
        """Whether a set has a member."""
        return self.variable(f"{fact}@{where}+{value}", Unknown("member", fact, where, member=value))

    def number(self, name: str, where: str) -> Formula:
        """A number in the units of its slot; a day of evidence that is not shown lies far away."""
        fact, slot = self.facts[name], self.layout.slots[name]
        key = f"{name}@{where}"
        new = key not in self.variables
        amount = self.variable(key, Unknown("number", name, where))
        if new:
            low, high = self._ends(fact, slot.scale)
            self.limits[key] += [amount >= low, amount <= high]
            self._in_order(name, where)
        if fact.kind in ("world", "inner"):
            return amount
        return z3.If(self.variable(f"{key}!", Unknown("shown", name, where)), amount, z3.IntVal(FAR))

    @staticmethod
    def _ends(fact: Fact, scale: int) -> tuple[int, int]:
        """The least and the greatest number of a fact, in the units of its slot."""
        if fact.type == "date":
            return _DAYS
        high = _MOST * scale if fact.maximum is None else int(fact.maximum * scale)
        return (-high if fact.minimum is None else int(fact.minimum * scale)), high

    def _in_order(self, name: str, where: str) -> None:
        for earlier, later in _PAIRS:
            if name in (earlier, later) and all(f"{one}@{where}" in self.variables for one in (earlier, later)):
                first, last = (self.variables[f"{one}@{where}"] for one in (earlier, later))
                self.limits[f"{earlier}@{where}"].append(first <= last)
                self.limits[f"{later}@{where}"].append(first <= last)

    # ---- elements

    def elements(self, name: str, owner: str) -> list[tuple[Formula, str]]:
        """The elements that a collection may have: when each is there, and what it is called."""
        key = (name, owner)
        if key not in self.found:
            collection = self.source.collections[name]
            self.found[key] = (
                self._by_role(collection)
                if collection.roles
                else self._row(name, f"{owner}.{name}" if owner else name, self.others)
            )
        return self.found[key]

    def _row(self, name: str, path: str, many: int) -> list[tuple[Formula, str]]:
        """Elements of which the second is there only if the first is."""
        row: list[tuple[Formula, str]] = []
        for index in range(many):
            where = f"{path}[{index}]"
            flag = self.variable(f"there {where}", Unknown("there", name, where, index))
            if row:
                self.limits[f"there {where}"].append(z3.Implies(flag, row[-1][0]))
            row.append((flag, where))
        return row

    def mentioned(self, role: str) -> Formula:
        """Whether a role is mentioned at all."""
        return self.variable(f"mentioned {role}", Unknown("mentioned", "", role))

    def people(self, role: str) -> list[tuple[Formula, str]]:
        """The parties in a role."""
        key = (f"role {role}", "")
        if key not in self.found:
            row = self._row("parties", role, self.parties)
            if row:
                self.limits[f"there {role}[0]"].append(z3.Implies(row[0][0], self.mentioned(role)))
            self.found[key] = row
        return self.found[key]

    def _by_role(self, collection: Collection) -> list[tuple[Formula, str]]:
        """Those in the roles; a single role that nobody mentioned is taken by its first stand-in that is."""
        row = [pair for role in collection.roles for pair in self.people(role)]
        if len(collection.roles) == 1:
            absent = [collection.roles[0]]
            for role in collection.stands_in:
                here = both([self.mentioned(role), neither(self.mentioned(one) for one in absent)])
                row += [(both([here, flag]), where) for flag, where in self.people(role)]
                absent.append(role)
        return row

    def complete(self, names: set[str]) -> list[Formula]:
        """What must be mentioned so that collections over these variables are known to be complete."""
        found = []
        singles = [
            item for item in self.source.collections.values() if len(item.roles) == 1 and item.absent == "unknown"
        ]
        anchors = {role for item in singles for role in (*item.roles, *item.stands_in)}
        for item in self.source.collections.values():
            if item.roles and item.absent == "unknown" and all(f"mentioned {role}" in names for role in item.roles):
                some = (*item.roles, *item.stands_in) if len(item.roles) == 1 else sorted(anchors & set(item.roles))
                found.append(either(self.mentioned(role) for role in some))
        return found


def choose(wanted: list[bool], bits: list[Formula]) -> Formula:
    """A truth table over bits, the highest first; codes beyond the table mean its last entry.

    >>> choose([False, True, True], [z3.Bool("high"), z3.Bool("low")])
    Or(high, low)
    """
    if all(wanted) or not any(wanted):
        return wanted[0]
    half = 1 << (len(bits) - 1)
    without = choose(wanted[:half], bits[1:])
    given = choose(wanted[half:] or wanted[-1:], bits[1:])
    bit = bits[0]
    if without is False:
        return both([bit, given])
    if given is False:
        return both([opposite(bit), without])
    if given is True:
        return either([bit, without])
    if without is True:
        return either([opposite(bit), given])
    return without if without is given else z3.If(bit, given, without)
