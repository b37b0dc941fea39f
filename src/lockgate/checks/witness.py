"""An answer of the solver as a transaction that anybody can run, and the ordinary engine's word on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.layout import ABSENT
from lockgate.compiler.located import plain
from lockgate.door.build import NAMES, attempt
from lockgate.door.model import LookedUp
from lockgate.engine.decide import Decided, decide
from lockgate.engine.determine import declarations_of, own_shipment, preparer_of

if TYPE_CHECKING:
    from lockgate.checks.solve import Found
    from lockgate.checks.world import Unknown, World
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Unit

SCHEMA = "lockgate.transaction/1"
_PARTY, _OWNER, _CIRCUIT, _LICENCE, _SITE = "party.", "owner.", "circuit.", "licence.", "site."
_ROWS = {"circuits": "circuits", "licences": "licences", "sites": "installed"}


@dataclass(frozen=True, slots=True)
class Witness:
    """A transaction to run, the posture to run it in, the readings that are not the usual ones, and a look at lists.

    ``matched`` says whether names were matched against lists first: nobody states that in a transaction.
    """

    transaction: dict[str, Any]
    posture: str
    readings: dict[str, str] = field(default_factory=dict)
    matched: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {"posture": self.posture}
        found |= {"readings": self.readings} if self.readings else {}
        found |= {"names_matched": self.matched} if self.matched is not None else {}
        return {**found, "transaction": self.transaction}


class Writer:
    """Writes answers of the solver as transactions."""

    def __init__(self, world: World) -> None:
        self.world = world

    def witness(self, found: Found, unit: Unit) -> Witness:
        """The transaction of an answer; a fact that the solver did not need is left out."""
        facts = self.facts(found)
        readings = {
            name.removeprefix("reading."): value for (name, _), value in facts.items() if name.startswith("reading.")
        }
        usual = {item.id: item.default for item in self.world.source.readings.values()}
        raw: dict[str, Any] = {"schema": SCHEMA, "as_of": facts.get(("as_of", ""), unit.day.isoformat())}
        for (name, where), value in facts.items():
            if not where and name not in ("as_of", NAMES) and not name.startswith("reading.") and value is not None:
                put(raw, name, value)
        self._circuits(raw, found, facts)
        self._parties(raw, found, facts)
        for row in ("licences", "sites"):
            if f"there {row}[0]" in found:
                listed = self._row(row, found, facts)
                put(raw, row if row == "licences" else "holder.installed", listed)
        chosen = {name: value for name, value in sorted(readings.items()) if value != usual[name]}
        matched = facts.get((NAMES, ""))
        # a rulebook just read gives text that knows its place
        return Witness(plain(raw), unit.posture, plain(chosen), None if matched is None else matched == "true")

    def facts(self, found: Found) -> dict[tuple[str, str], Any]:
        """The facts of an answer by name and element; None is a fact that is absent."""
        codes: dict[tuple[str, str], int] = {}
        sets: dict[tuple[str, str], list[str]] = {}
        facts: dict[tuple[str, str], Any] = {}
        unknowns = self.world.unknowns
        for name, value in found.items():
            unknown = unknowns[name]
            key = (unknown.fact, unknown.where)
            if unknown.kind == "bit":
                codes[key] = codes.get(key, 0) | (int(value) << (len(self.world.codes[key]) - 1 - unknown.index))
            elif unknown.kind == "member":
                sets.setdefault(key, []).extend([unknown.member] if value else [])
            elif unknown.kind == "number":
                facts[key] = self.number(unknown, int(value), found)
        for key, code in codes.items():
            values = self.world.tables.values(key[0])
            word = values[min(code, len(values) - 1)]
            facts[key] = None if word == ABSENT else word
        return {**facts, **{key: sorted(members) for key, members in sets.items()}}

    def number(self, unknown: Unknown, value: int, found: Found) -> Any:
        """A number or a day, as it is written."""
        if found.get(f"{unknown.fact}@{unknown.where}!", True) is False:
            return None
        if self.world.facts[unknown.fact].type == "date":
            return date.fromordinal(value).isoformat()
        return decimal(Fraction(value, self.world.layout.slots[unknown.fact].scale))

    def _row(self, name: str, found: Found, facts: dict[tuple[str, str], Any], path: str = "") -> list[dict[str, Any]]:
        base = path or name
        row = []
        for index in range(self.world.others):
            where = f"{base}[{index}]"
            if found.get(f"there {where}"):
                row.append(element({fact: value for (fact, at), value in facts.items() if at == where}))
        return row

    def _circuits(self, raw: dict[str, Any], found: Found, facts: dict[tuple[str, str], Any]) -> None:
        if "there circuits[0]" in found:
            row = self._row("circuits", found, facts)
            put(raw, "item.circuits", [{"count": 1, **one} for one in row])

    def _parties(self, raw: dict[str, Any], found: Found, facts: dict[tuple[str, str], Any]) -> None:
        """Roles that are mentioned, with who is in them; a role that nobody mentions is left out."""
        parties: dict[str, Any] = {}
        for name, value in found.items():
            unknown = self.world.unknowns[name]
            if unknown.kind == "mentioned" and value:
                row = []
                for index in range(self.world.parties):
                    where = f"{unknown.where}[{index}]"
                    if found.get(f"there {where}"):
                        one = element({fact: content for (fact, at), content in facts.items() if at == where})
                        if f"there {where}.owners[0]" in found:
                            one["owners"] = self._row("owners", found, facts, f"{where}.owners")
                        row.append(one)
                parties[unknown.where] = row if len(row) != 1 else row[0]
        if parties:
            raw["parties"] = {role: content or "none" for role, content in parties.items()}


def element(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts of one element under their own names."""
    found: dict[str, Any] = {}
    for fact, value in facts.items():
        if value is not None:
            put(found, fact.partition(".")[2], value)
    return found


def put(raw: dict[str, Any], path: str, value: Any) -> None:
    """Write a value under a path with dots.

    >>> raw = {}
    >>> put(raw, "item.kind", "ic")
    >>> raw
    {'item': {'kind': 'ic'}}
    """
    *heads, last = path.split(".")
    for head in heads:
        raw = raw.setdefault(head, {})
    raw[last] = value


def decimal(value: Fraction) -> int | str:
    """An exact number as JSON takes it: whole, or a decimal as text.

    >>> decimal(Fraction(4800)), decimal(Fraction("5.92"))
    (4800, '5.92')
    """
    if value.denominator == 1:
        return value.numerator
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    text = f"{abs(value) * 10**digits}".rjust(digits + 1, "0")
    return f"{'-' if value < 0 else ''}{text[:-digits]}.{text[-digits:]}"


class Judge:
    """The ordinary door and engine: what they say about a witness."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.problems: list[str] = []

    def decided(self, witness: Witness) -> Decided | None:
        """The decision on a witness, or None if the door refuses it."""
        looked_up = None if witness.matched is None else LookedUp(witness.matched)
        transaction, problems = attempt(witness.transaction, declarations_of(self.book), looked_up=looked_up)
        if transaction is None:
            self.problems.append("; ".join(f"{one.place}: {one.message}" for one in problems))
            return None
        item = transaction.items[0] if transaction.items else None
        assert transaction.as_of is not None  # noqa: S101 - every witness has a day
        unit = self.book.unit(transaction.as_of, witness.posture)
        own = own_shipment(transaction, item)
        prepared = preparer_of(self.book).prepare(own, item, transaction.as_of, witness.readings)
        return decide(unit, prepared, settle=False)
