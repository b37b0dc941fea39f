"""Two typed transactions fact by fact: what differs, and the one with some facts taken from the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lockgate.door.figures import text_of
from lockgate.door.model import Categorical, Element, Group, Interval, Item, Text, Transaction, Value
from lockgate.door.values import shown
from lockgate.engine.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.door.declarations import Declarations

NOT_STATED = "not stated"
OTHERS = "other items"
_COUNTED = ("units", "circuits")
"""Stands for all items but the one compared: they count through the total of the shipment."""
DAY = "as_of"
_NOBODY = Group((), complete=False)
Content = Value | Group | str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What one and the other transaction state; None where nothing is stated. ``fact`` is empty for what is no fact."""

    first: Content
    second: Content
    fact: str = ""

    @property
    def decides(self) -> bool:
        """Whether rules can read it: names and numbers in one's own books they cannot."""
        return not isinstance(self.first or self.second, Text)

    def told(self, side: Content, declared: Declarations) -> str:
        """One side as people read it."""
        if side is None:
            return NOT_STATED
        if isinstance(side, str):
            return side
        if isinstance(side, Group):
            return _group_words(side)
        fact = declared.facts[self.fact]
        if isinstance(side, Interval) and fact.type != "date":
            return _number_words(side, "" if fact.unit in _COUNTED else fact.unit)
        return shown(side, fact)


Differences = dict[str, Difference]


def chip_path(pair: Pair) -> str:
    """Where the name of the compared item stands."""
    return f"items[{pair.one or 0}].chip"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two transactions and the items of them that are compared; None where a transaction has no items."""

    first: Transaction
    second: Transaction
    one: int | None = None
    other: int | None = None

    def items(self) -> tuple[Item | None, Item | None]:
        """The two items."""
        return (
            None if self.one is None else self.first.items[self.one],
            None if self.other is None else self.second.items[self.other],
        )


def differences(pair: Pair) -> Differences:
    """Facts that are not the same, by path. The day is not among them: it is part of how one looks.

    >>> from lockgate.door.build import build
    >>> one, other = (build({"destination": code, "item": {"quantity": 1}}) for code in ("MY", "SG"))
    >>> list(differences(Pair(one, other, 0, 0)))
    ['destination']
    """
    found: Differences = {}
    first, second = pair.first, pair.second
    _values(found, "", first.values, second.values)
    one, other = pair.items()
    if one is not None and other is not None:
        if one.chip and one.chip != other.chip:
            found[chip_path(pair)] = Difference(one.chip, other.chip or NOT_STATED)
        _values(found, "", one.values, other.values)
        _group(found, "circuit", one.circuits, other.circuits)
        if _rest(first, pair.one) != _rest(second, pair.other):
            found[OTHERS] = Difference(_counted(first), _counted(second))
    same = aliases(first, second)
    for role in dict.fromkeys((*first.roles, *second.roles)):
        if role not in same:
            _group(found, role, first.roles.get(role), second.roles.get(role))
    _group(found, "licences", first.licences, second.licences)
    _group(found, "holder.installed", first.sites, second.sites)
    for flag in dict.fromkeys((*first.flags, *second.flags)):
        if first.flags.get(flag) != second.flags.get(flag):
            found[f"flags.{flag}"] = Difference(first.flags.get(flag), second.flags.get(flag))
    return found


def _rest(transaction: Transaction, index: int | None) -> list[Any]:
    return [(item.values, _bare(item.circuits)) for at, item in enumerate(transaction.items) if at != index]


def _bare(group: Group) -> Any:
    return [element.values for element in group.elements], group.complete


def _counted(transaction: Transaction) -> str:
    return f"{len(transaction.items) - 1} more"


def aliases(first: Transaction, second: Transaction) -> dict[str, str]:
    """Roles that both transactions fill by naming another role (``end_user: consignee``); they follow that role."""
    mine, theirs = named_roles(first), named_roles(second)
    return {role: target for role, target in mine.items() if theirs.get(role) == target}


def named_roles(transaction: Transaction) -> dict[str, str]:
    """Roles that are filled by naming another role."""
    parties = transaction.raw.get("parties") or {}
    found = {}
    for role, stated in parties.items() if hasattr(parties, "items") else ():
        target = text_of(stated)
        if role in transaction.roles and target is not None and target != role and target in transaction.roles:
            found[str(role)] = str(target)
    return found


def joined_roles(transaction: Transaction) -> Transaction:
    """The same transaction in which a role that names another role is the same party, not one that looks alike."""
    same = named_roles(transaction)
    roles = {role: transaction.roles[same.get(role, role)] for role in transaction.roles}
    return replace(transaction, roles=roles) if same else transaction


def _values(found: Differences, prefix: str, mine: Mapping[str, Value], theirs: Mapping[str, Value]) -> None:
    for fact in dict.fromkeys((*mine, *theirs)):
        one, other = mine.get(fact), theirs.get(fact)
        if one != other and fact != DAY:
            found[_path(prefix, fact)] = Difference(one, other, fact)


def _path(prefix: str, fact: str) -> str:
    return f"{prefix}.{fact.partition('.')[2]}" if prefix else fact


def _group(found: Differences, prefix: str, mine: Group | None, theirs: Group | None) -> None:
    """Element by element where both sides have as many; otherwise the group is one fact."""
    if mine is None and theirs is None:
        return
    if mine is None or theirs is None or _shape(mine) != _shape(theirs):
        found[prefix] = Difference(mine, theirs)
        return
    for name, one, other in _elements(prefix, mine, theirs):
        _values(found, name, one.values, other.values)
        for child in dict.fromkeys((*one.children, *other.children)):
            _group(found, f"{name}.{child}", one.children.get(child, _NOBODY), other.children.get(child, _NOBODY))


def _shape(group: Group) -> tuple[int, bool]:
    return len(group.elements), group.complete


def _elements(prefix: str, mine: Group, theirs: Group) -> list[tuple[str, Element, Element]]:
    several = len(mine.elements) > 1
    both = zip(mine.elements, theirs.elements, strict=True)
    return [(f"{prefix}[{at}]" if several else prefix, one, other) for at, (one, other) in enumerate(both)]


def of_the_chip(pair: Pair, paths: Iterable[str]) -> frozenset[str]:
    """Those of the differing facts that differ because another chip is named: the catalogue gives them on a side.

    A user changes them by naming the other chip; stated of this one they would contradict the catalogue.
    """
    one, other = pair.items()
    if one is None or other is None or not one.chip or one.chip == other.chip:
        return frozenset()
    groups = one.circuits, other.circuits
    if _shape(groups[0]) != _shape(groups[1]):
        given = {"circuit"}
    else:
        both = _elements("circuit", *groups)
        given = {_path(name, fact) for name, *sides in both for side in sides for fact in side.own}
    given |= {*one.own, *other.own}
    return frozenset(path for path in paths if path in given)


# ---- one transaction with some facts of the other


def mixed(pair: Pair, chosen: frozenset[str]) -> Transaction:
    """The first transaction with the facts at these paths as the second states them.

    What was read is left out of it: the figures stand, they are not counted anew.
    """
    first, second = pair.first, pair.second
    if chip_path(pair) in chosen:
        chosen |= of_the_chip(pair, differences(pair))
    roles = {role: group for role, group in first.roles.items() if role not in chosen or role in second.roles}
    for role in dict.fromkeys((*first.roles, *second.roles)):
        group = _mixed_group(role, first.roles.get(role), second.roles.get(role), chosen)
        if group is not None:
            roles[role] = group
    for role, target in aliases(first, second).items():
        if target in roles:
            roles[role] = roles[target]
    values = _mixed_values("", first.values, second.values, chosen)
    subject = values.get("subject")
    return replace(
        first,
        subject=(subject.known if isinstance(subject, Categorical) else None) or "transaction",
        values=values,
        items=_mixed_items(pair, chosen),
        roles=roles,
        licences=_mixed_group("licences", first.licences, second.licences, chosen) or _NOBODY,
        sites=_mixed_group("holder.installed", first.sites, second.sites, chosen) or _NOBODY,
        flags=_mixed_flags(first.flags, second.flags, chosen),
        raw={},
    )


def _mixed_items(pair: Pair, chosen: frozenset[str]) -> tuple[Item, ...]:
    one, other = pair.items()
    if one is None or other is None:
        return (pair.second if "subject" in chosen else pair.first).items
    values = _mixed_values("", one.values, other.values, chosen)
    circuits = _mixed_group("circuit", one.circuits, other.circuits, chosen) or _NOBODY
    mine = replace(one, values=values, circuits=circuits)
    if OTHERS in chosen:
        rest = [item for at, item in enumerate(pair.second.items) if at != pair.other]
    else:
        rest = [item for at, item in enumerate(pair.first.items) if at != pair.one]
    return (mine, *rest)


def _mixed_values(
    prefix: str, mine: Mapping[str, Value], theirs: Mapping[str, Value], chosen: frozenset[str]
) -> dict[str, Value]:
    found = dict(mine)
    for fact in (*mine, *(fact for fact in theirs if fact not in mine)):
        if _path(prefix, fact) in chosen:
            if fact in theirs:
                found[fact] = theirs[fact]
            else:
                del found[fact]
    return found


def _mixed_flags(mine: Mapping[str, str], theirs: Mapping[str, str], chosen: frozenset[str]) -> dict[str, str]:
    wanted = {flag for flag in (*mine, *theirs) if f"flags.{flag}" in chosen}
    kept = {flag: answer for flag, answer in mine.items() if flag not in wanted}
    return kept | {flag: answer for flag, answer in theirs.items() if flag in wanted}


def _mixed_group(prefix: str, mine: Group | None, theirs: Group | None, chosen: frozenset[str]) -> Group | None:
    if prefix in chosen:
        return theirs
    if mine is None or theirs is None or _shape(mine) != _shape(theirs) or not _touched(prefix, chosen):
        return mine
    return Group(
        tuple(_mixed_element(name, one, other, chosen) for name, one, other in _elements(prefix, mine, theirs)),
        mine.complete,
    )


def _touched(prefix: str, chosen: frozenset[str]) -> bool:
    return any(path.startswith(prefix) for path in chosen)


def _mixed_element(name: str, one: Element, other: Element, chosen: frozenset[str]) -> Element:
    children = {}
    for child in dict.fromkeys((*one.children, *other.children)):
        mine, theirs = one.children.get(child, _NOBODY), other.children.get(child, _NOBODY)
        children[child] = _mixed_group(f"{name}.{child}", mine, theirs, chosen) or _NOBODY
    return replace(one, values=_mixed_values(name, one.values, other.values, chosen), children=children)


# ---- in words


def _group_words(group: Group) -> str:
    if not group.elements:
        return "none" if group.complete else "unknown"
    return f"{len(group.elements)} named{'' if group.complete else ', perhaps more'}"


def _number_words(number: Interval, unit: str) -> str:
    low, high = (None if end is None else f"{plain(end)} {unit}".rstrip() for end in (number.low, number.high))
    if low == high:
        return low or "unknown"
    return f"at least {low}" if high is None else f"at most {high}" if low is None else f"{low} to {high}"
