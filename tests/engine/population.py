"""Random transactions over every fact that the rulebook declares, for the properties that must hold for all of them.

What a maker states (`item.stated_eccn`) is taken by the engine to fit the figures: it names the entry where the figures
leave the level open or agree with it. Drafts keep to that; a statement that contradicts the figures is no completion.

A draft is a flat table of facts by place. Dropping entries makes it partial, filling them again at random makes one of
its completions; both keep everything else as it was. Numbers are drawn around the thresholds of the rulebook.
"""

from __future__ import annotations

import functools
import random
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from lockgate.door.build import build
from lockgate.door.model import Categorical, Element, Group, Interval, Item, SetValue, Transaction, Value
from lockgate.engine.decide import decide
from lockgate.engine.determine import default_rulebook, preparer_of
from lockgate.items.catalogue import load as load_catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.model import Fact

REGIMES = tuple(
    date.fromisoformat(day)
    for day in (
        *("2022-10-15", "2022-11-01", "2023-02-01", "2023-09-15", "2023-12-05", "2024-06-01", "2024-12-15"),
        *(
            "2025-01-14",
            "2025-03-01",
            "2025-05-14",
            "2025-06-15",
            "2025-10-15",
            "2026-01-20",
            "2026-08-01",
            "2027-05-01",
        ),
    )
)
PLACES = ("US", "CN", "HK", "MO", "TW", "GB", "MY", "AE", "IN", "CH", "SG", "KP", "RU", "IR", "KH", "SY", "JP", "IL")
PARTY_ROLES = (
    "consignee",
    "end_user",
    "purchaser",
    "exporter",
    "owner",
    "operator",
    "customer",
    "recipient",
    "designer",
)
USUAL: Mapping[str, tuple[str, ...]] = {
    "activity": ("export",) * 6 + ("reexport", "export_from_abroad", "transfer", "deemed_export"),
    "item.kind": ("ic",) * 4 + ("server",) * 3 + ("board", "die", "hbm", "weights"),
    "channel": ("direct",) * 3 + ("distributor",),
    "destination_region": ("other",) * 9 + ("crimea",),
    "origin": ("US", "US", "TW", "KR"),
    "item.designer_status": ("approved", "approved", "authorized", "unlisted"),
    "party.veu": ("none",) * 4 + ("data_center", "uveu", "nveu"),
}
"""Values of facts of which an even draw would give mostly odd transactions."""
STATED_KEY = ("item", "item.stated_eccn")
_OTHER_SUBJECTS = ("holder.", "applicant.", "training.")
Key = tuple[str, str]


@dataclass(frozen=True)
class Draft:
    """Facts by (place, fact); places are "", "item", "circuit", "party:ROLE" and "owner:ROLE"."""

    day: date
    facts: Mapping[Key, Value]
    owned: frozenset[str]
    """Roles whose owners are known to be complete."""

    def transaction(self) -> Transaction:
        """The typed transaction."""
        roles = tuple(place.partition(":")[2] for place in dict.fromkeys(place for place, _ in self.facts))
        circuit = Element(self.at("circuit"), "items[0].circuits[0]", {})
        item = Item(self.at("item"), Group((circuit,), complete=True), (), "")
        parties = {role: Group((self.party(role),), complete=True) for role in roles if role in PARTY_ROLES}
        return Transaction(
            subject="transaction",
            values=self.at(""),
            items=(item,),
            roles=parties,
            licences=Group((), complete=True),
            sites=Group((), complete=True),
            flags={},
            as_of=self.day,
            assumed=(),
            notes=(),
            conflicts=(),
            id="",
            label="",
            raw={},
        )

    def at(self, place: str) -> dict[str, Value]:
        """Facts of one place."""
        return {fact: value for (where, fact), value in self.facts.items() if where == place and fact != "there"}

    def party(self, role: str) -> Element:
        """One party with its owner, if it has one."""
        owner = self.at(f"owner:{role}")
        owners = (Element(owner, f"{role}.owners[0]", {}),) if owner else ()
        return Element(self.at(f"party:{role}"), role, {"owners": Group(owners, complete=role in self.owned)})


# ---- values


@functools.lru_cache(maxsize=1)
def declared() -> dict[str, list[Fact]]:
    """World, knowledge and evidence facts of a transaction, by element."""
    found: dict[str, list[Fact]] = {}
    for fact in default_rulebook().symbols.facts.values():
        skip = fact.kind == "inner" or fact.type == "text" or fact.id in {"as_of", "subject", "shipment.tpp"}
        if not skip and not fact.id.startswith(_OTHER_SUBJECTS):
            found.setdefault("item" if fact.id.startswith("item.") else fact.element, []).append(fact)
    return found


@functools.lru_cache(maxsize=64)
def thresholds(unit: str) -> tuple[Fraction, ...]:
    """The numbers of the rulebook in a unit."""
    parameters = default_rulebook().source.parameters.values()
    return tuple(sorted({value for item in parameters if item.unit == unit for _, value, _ in item.values}))


def known(text: str) -> Categorical:
    return Categorical(frozenset({text}))


def number(amount: Fraction) -> Interval:
    return Interval(amount, amount)


def number_value(fact: Fact, chance: random.Random) -> Interval:
    step = Fraction(1) if fact.type == "integer" else Fraction(1, 10**fact.decimals)
    amount = chance.choice((*thresholds(fact.unit), Fraction(0), Fraction(1), Fraction(chance.randint(1, 60_000))))
    amount += chance.choice((-step, Fraction(0), step))
    amount = amount if fact.minimum is None else max(amount, fact.minimum)
    amount = amount if fact.maximum is None else min(amount, fact.maximum)
    return number(Fraction(amount // step) * step)


def value(fact: Fact, day: date, chance: random.Random) -> Value:
    """A known value of a fact."""
    if fact.type in {"number", "integer"}:
        return number_value(fact, chance)
    if fact.type == "date":
        return number(Fraction(day.toordinal() + chance.randint(-60, 10)))
    if fact.id in USUAL:
        return known(chance.choice(USUAL[fact.id]))
    if fact.type == "set":
        many = chance.choice((0, 0, 0, 0, 0, 1)) if fact.id != "end_use" else chance.randint(1, 2)
        members = frozenset(chance.sample(sorted(PLACES if fact.id == "transit" else fact.values), many))
        return SetValue(members, members)
    if fact.type == "country":
        return known(chance.choice(PLACES))
    return known(chance.choice(fact.values))


# ---- drafts


@functools.lru_cache(maxsize=1)
def chips() -> tuple[Item, ...]:
    """Items of the catalogue, as the door makes them."""
    return tuple(build({"item": {"chip": name, "quantity": 1}}).items[0] for name in load_catalogue().ids)


def stated(values: Mapping[str, Value], place: str) -> dict[Key, Value]:
    """Facts of a chip that are known exactly; bounds are drawn anew like anything unknown."""
    return {
        (place, fact): content
        for fact, content in values.items()
        if isinstance(content, (Categorical, Interval)) and content.known is not None
    }


def draft(seed: int) -> Draft:
    """A transaction in which every world fact is known; knowledge and evidence are there now and then."""
    chance = random.Random(seed)
    day = chance.choice(REGIMES)
    facts: dict[Key, Value] = {}
    roles = ["consignee", *chance.sample(PARTY_ROLES[1:], chance.randint(0, 3))]
    owned = [role for role in roles if chance.random() < 0.25]
    for place in ("", "item", "circuit", *(f"party:{role}" for role in roles), *(f"owner:{role}" for role in owned)):
        for fact in declared()[place.partition(":")[0]]:
            likely = {"world": 1.0, "evidence": 0.35}.get(fact.kind, 0.12)
            if chance.random() < likely:
                facts[place, fact.id] = value(fact, day, chance)
    chip = chance.choice(chips())
    facts.update({key: content for key, content in stated(chip.values, "item").items() if key[1] in usable("item")})
    facts.update(stated(chip.circuits.elements[0].values, "circuit"))
    activity = facts["", "activity"]
    if isinstance(activity, Categorical) and str(activity.known).startswith("deemed") and "recipient" not in roles:
        roles.append("recipient")
        facts.update({("party:recipient", fact.id): value(fact, day, chance) for fact in declared()["party"]})
    facts["", "shipment.tpp"] = value(default_rulebook().symbols.facts["shipment.tpp"], day, chance)
    return classified(Draft(day, facts, frozenset(roles)), chance)


def by_figures(found: Draft) -> tuple[str, ...]:
    """Entries that the figures leave possible, whatever the maker states."""
    book = default_rulebook()
    transaction = without(found, {STATED_KEY}).transaction()
    prepared = preparer_of(book).prepare(transaction, transaction.items[0], found.day, {})
    return decide(book.unit(found.day), prepared, settle=False).values("eccn")


def classified(found: Draft, chance: random.Random) -> Draft:
    """The draft with a statement of the maker that fits the figures."""
    return put(found, STATED_KEY, known(chance.choice(statable(found))))


def statable(found: Draft) -> tuple[str, ...]:
    """Entries that a maker may state without contradicting the figures."""
    entries = tuple(entry for entry in by_figures(found) if entry != "other")
    return entries or tuple(sorted(unlisted()))


@functools.lru_cache(maxsize=1)
def unlisted() -> frozenset[str]:
    """Entries that stand for no level."""
    return frozenset(item.id for item in default_rulebook().source.eccns.values() if item.level == "none")


def fits(found: Draft) -> bool:
    """Whether what the maker states fits the figures."""
    stated_entry = found.facts.get(STATED_KEY)
    return not isinstance(stated_entry, Categorical) or bool(stated_entry.possible & set(statable(found)))


@functools.lru_cache(maxsize=4)
def usable(place: str) -> frozenset[str]:
    return frozenset(fact.id for fact in declared()[place])


def facts_of_kind(found: Draft, kind: str) -> list[Key]:
    """Entries of a kind, in a fixed order."""
    facts = default_rulebook().symbols.facts
    return sorted(key for key in found.facts if facts[key[1]].kind == kind)


def without(found: Draft, keys: set[Key], owners: frozenset[str] = frozenset()) -> Draft:
    """The draft with some entries unknown, and some roles whose owners are not all known."""
    left = {key: content for key, content in found.facts.items() if key not in keys}
    gone = {key for key in left if key[0].startswith("owner:") and key[0].partition(":")[2] in owners}
    return replace(
        found, facts={key: content for key, content in left.items() if key not in gone}, owned=found.owned - owners
    )


def partial(found: Draft, share: float, seed: int) -> Draft:
    """The draft with a share of its world facts unknown."""
    chance = random.Random(seed)
    gone = {key for key in facts_of_kind(found, "world") if chance.random() < share}
    for key in list(gone):
        if key[0].startswith(("party:", "owner:")) and not set(found.at(key[0])) - {
            fact for where, fact in gone if where == key[0]
        }:
            gone.discard(key)  # an element without any fact would not be there
    return without(found, gone, frozenset(role for role in sorted(found.owned) if chance.random() < share))


def completion(full: Draft, part: Draft, seed: int) -> Draft:
    """One completion of a partial draft: what is missing is drawn anew, or the full draft if that fits nothing."""
    chance = random.Random(seed)
    facts = dict(part.facts)
    declared_facts = default_rulebook().symbols.facts
    for key in sorted(set(full.facts) - set(part.facts)):
        if key[0].startswith("owner:") and chance.random() < 0.5 and key[0].partition(":")[2] not in part.owned:
            continue
        facts[key] = value(declared_facts[key[1]], full.day, chance) if chance.random() < 0.7 else full.facts[key]
    for role in full.owned - part.owned:
        for fact in declared()["owner"]:
            if any(place == f"owner:{role}" for place, _ in facts):
                facts.setdefault((f"owner:{role}", fact.id), value(fact, full.day, chance))
    found = Draft(full.day, facts, full.owned)
    if STATED_KEY not in part.facts:
        return classified(found, chance)
    return found if fits(found) else full


def put(found: Draft, key: Key, content: Value) -> Draft:
    """The draft with one entry changed or added."""
    return replace(found, facts={**found.facts, key: content})
