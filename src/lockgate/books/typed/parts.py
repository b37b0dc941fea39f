"""A part of a transaction: what one content of one group of columns gives, and how parts make a whole."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lockgate.books.typed.groups import BASE, DAY, ITEM, QUANTITY
from lockgate.door.build import attempt
from lockgate.door.model import Interval, Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.door.declarations import Declarations
    from lockgate.door.model import Group as Elements
    from lockgate.door.model import Item, Value
    from lockgate.door.problems import Problem
    from lockgate.items import Switches

_NO_SUBJECT = "a book holds transactions, not questions about holders or training runs"


@dataclass(frozen=True, slots=True)
class Part:
    """What one content of a group gives; ``problems`` reject the lines that have it.

    ``drops`` are facts that the baseline gives and that this content says to be unknown.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    item: Item | None = None
    roles: Mapping[str, Elements] = field(default_factory=dict)
    licences: Elements | None = None
    sites: Elements | None = None
    flags: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    whole: Transaction | None = None
    base: Any = None
    drops: frozenset[str] = frozenset()


class Typist:
    """Types the contents of groups by the ordinary door; a baseline is typed once for each of its names."""

    def __init__(self, declared: Declarations, switches: Switches) -> None:
        self.declared = declared
        self.switches = switches
        self.bases: dict[str, tuple[Transaction | None, tuple[Problem, ...]]] = {}

    def base(self, name: Any) -> Part:
        """What a baseline gives when nothing else is stated."""
        key = repr(name)
        if key not in self.bases:
            whole, wrong = self._attempt({BASE: name} if name is not None else {})
            self.bases[key] = whole, tuple(wrong)
        found, problems = self.bases[key]
        return Part(problems=problems, whole=found, base=name)

    def part(self, group: str, stated: Mapping[str, Any], base: Any) -> Part:
        """What some values (by path) give beyond the baseline."""
        return self.typed(group, stated, base)[0]

    def typed(
        self, group: str, stated: Mapping[str, Any], base: Any
    ) -> tuple[Part, Transaction | None, Transaction | None]:
        """The same, with the transaction that the values make on the baseline, and the baseline by itself."""
        raw = nested(stated)
        under = self.base(base).whole
        found, problems = self._attempt(raw if base is None else {**raw, BASE: base})
        if found is None or under is None:
            return Part(problems=tuple(problems)), found, under
        return _part(group, found, under, base), found, under

    def _attempt(self, raw: Mapping[str, Any]) -> tuple[Transaction | None, list[Problem]]:
        return attempt(raw, self.declared, switches=self.switches)


def _part(group: str, found: Transaction, under: Transaction, base: Any) -> Part:
    """What a transaction has beyond its baseline, as far as a group states it."""
    if found.subject != under.subject:
        return Part(problems=(_problem("subject", _NO_SUBJECT),))
    if group == QUANTITY:
        known = found.items[0].values.get(QUANTITY)
        return Part(values={QUANTITY: known} if known is not None else {}, base=base)
    own = {fact: value for fact, value in found.values.items() if under.values.get(fact) != value}
    if group == DAY and found.as_of is None:
        return Part(problems=(_problem(DAY, "the day of the transaction is missing"),))
    return Part(
        values=own,
        item=found.items[0] if group == ITEM and found.items else None,
        roles={role: members for role, members in found.roles.items() if under.roles.get(role) != members},
        licences=found.licences if group == "licences" else None,
        sites=found.sites if group.startswith("holder") else None,
        flags={flag: state for flag, state in found.flags.items() if under.flags.get(flag) != state},
        base=base,
        drops=frozenset(under.values).difference(found.values),
    )


def _problem(place: str, message: str) -> Problem:
    from lockgate.door.problems import Problem  # noqa: PLC0415 - rare

    return Problem(place, message, "write it in a column of its own, or use --as-of" if place == DAY else "")


def nested(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path as the door reads them.

    >>> nested({"parties.consignee.location": "MY", "destination": "MY"})
    {'parties': {'consignee': {'location': 'MY'}}, 'destination': 'MY'}
    """
    found: dict[str, Any] = {}
    for path, value in stated.items():
        node = found
        *above, last = path.split(".")
        for name in above:
            node = node.setdefault(name, {})
        node[last] = value
    return found


def compose(base: Part, parts: Iterable[Part]) -> Transaction:
    """The typed transaction that the parts of a line make on their baseline."""
    whole = base.whole
    assert whole is not None  # noqa: S101 - lines with a faulty baseline are rejected before
    values, roles, flags = dict(whole.values), dict(whole.roles), dict(whole.flags)
    item, licences, sites, quantity = whole.items[0], whole.licences, whole.sites, None
    for part in parts:
        roles.update(part.roles)
        flags.update(part.flags)
        quantity = part.values.get(QUANTITY, quantity)
        values = {fact: value for fact, value in values.items() if fact not in part.drops} if part.drops else values
        values.update({fact: value for fact, value in part.values.items() if fact != QUANTITY})
        item = part.item or item
        licences = part.licences or licences
        sites = part.sites or sites
    if quantity is not None:
        item = replace(item, values={**item.values, QUANTITY: quantity})
    return replace(
        whole, values=values, items=(item,), roles=roles, licences=licences, sites=sites, flags=flags, as_of=None
    )


def day_of(part: Part) -> int:
    """The day number of a part that states one day."""
    value = part.values[DAY]
    assert isinstance(value, Interval)  # noqa: S101 - the door refuses days that are no single day
    assert value.low is not None  # noqa: S101 - as above
    return int(value.low)
