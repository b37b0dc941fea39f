"""Contents of one shape: the door types one of them, and the others differ from it by the values of their cells only.

The door types each fact of a party, and most facts of a transaction, by itself; a baseline fills in what was not
stated, whatever was stated beside it. So once a content of a *shape* is typed (which columns are blank, which are said
to be unknown, and which baseline), a further content of that shape has the same facts, with the values of its own
cells; each distinct cell is typed once. Whatever is not of this kind goes through the door as a whole: items (the
figures of a chip depend on each other), owners and other nested values, facts that imply others, and every cell in
which something is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.books.typed.groups import BASE, DAY, QUANTITY
from lockgate.books.typed.parts import Part
from lockgate.books.typed.raw import raw_value
from lockgate.door.declarations import Fact
from lockgate.door.figures import is_blank, text_of
from lockgate.door.model import Element, Interval
from lockgate.door.model import Group as Elements
from lockgate.door.problems import WordError
from lockgate.door.values import value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lockgate.books.model import MappedColumn
    from lockgate.books.typed.groups import Group
    from lockgate.books.typed.parts import Typist
    from lockgate.door.declarations import Declarations, Tree
    from lockgate.door.model import Transaction, Value

_BLANK, _OPEN, _STATED = "blank", "open", "stated"
_PARTIES = "parties."
_APART = frozenset({"subject", "flags", "licences", "shipment", "item", "items", "holder", "parties"})
"""Keys of a transaction that the door reads in a way of their own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell by itself: whether it states something, as the door is given it, and as the door types it."""

    state: str
    raw: Any = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class _OfFact:
    """Parts of a group that is one fact, which ``under`` is the baseline's value of."""

    part: Part
    fact: str
    under: Value | None

    def made(self, stated: Mapping[str, Value]) -> Part:
        """The part with a value of the fact."""
        own = stated[self.fact]
        if own != self.under:
            return Part(values={**self.part.values, self.fact: own}, base=self.part.base, drops=self.part.drops)
        values = {fact: one for fact, one in self.part.values.items() if fact != self.fact}
        return Part(values=values, base=self.part.base, drops=self.part.drops)


@dataclass(frozen=True, slots=True)
class _OfParty:
    """Parts of a group that is one party; ``under`` are the members that the baseline gives."""

    part: Part
    role: str
    element: Element
    under: Elements | None

    def made(self, stated: Mapping[str, Value]) -> Part:
        """The part with values of facts of the party."""
        one = self.element
        members = Elements((Element({**one.values, **stated}, one.path, one.children, one.own),), complete=True)
        roles = {} if members == self.under else {self.role: members}
        return Part(values=self.part.values, roles=roles, base=self.part.base, drops=self.part.drops)


class Alike:
    """Types contents of one group by the shapes that were seen.

    Attributes:
        made: how many parts were made without the door.
    """

    def __init__(self, typist: Typist, group: Group, facts: Sequence[Fact]) -> None:
        self.typist, self.group, self.facts = typist, group, facts
        self.cells: list[dict[int, Cell | None]] = [{} for _ in facts]
        self.shapes: dict[tuple[Any, ...], _OfFact | _OfParty | None] = {}
        self.made = 0

    def part(self, numbers: tuple[int, ...], content: tuple[Any, ...], base: Callable[[], Any]) -> Part | None:
        """The part of a content, or None if the door must see it as a whole.

        ``numbers`` tell the values of its columns apart, ``base`` reads the baseline of the line.
        """
        cells = []
        for column, fact, number, known, one in zip(
            self.group.columns, self.facts, numbers, self.cells, content, strict=False
        ):
            if number not in known:
                known[number] = self._cell(column, fact, one)
            cell = known[number]
            if cell is None:
                return None
            cells.append(cell)
        shape = (*[cell.state for cell in cells], *numbers[len(cells) :])
        if shape not in self.shapes:
            self.shapes[shape] = self._learned(cells, content[len(content) - len(self.group.presence) :], base)
        pattern = self.shapes[shape]
        if pattern is None:
            return None
        self.made += 1
        return pattern.made(
            {fact.id: cell.value for fact, cell in zip(self.facts, cells, strict=True) if cell.value is not None}
        )

    def _cell(self, column: MappedColumn, fact: Fact, one: Any) -> Cell | None:
        """A cell typed by itself; None if something is wrong or unusual about it."""
        if isinstance(one, (list, tuple, dict)):
            return None
        try:
            raw = raw_value(column, one)
            if raw is None:
                return Cell(_BLANK)
            typed = value(fact, raw, self.typist.declared)
        except WordError:
            return None
        if is_blank(raw) or (fact.id == DAY and not (isinstance(typed, Interval) and typed.known is not None)):
            return None
        return Cell(_OPEN if typed is None else _STATED, raw, typed)

    def _learned(
        self, cells: Sequence[Cell], present: Sequence[bool], base: Callable[[], Any]
    ) -> _OfFact | _OfParty | None:
        """What all contents of the shape of some cells have in common; None if that cannot be said."""
        group, typist = self.group, self.typist
        stated: dict[str, Any] = dict(group.constants)
        stated |= {
            column.path: cell.raw for column, cell in zip(group.columns, cells, strict=True) if cell.state != _BLANK
        }
        stated |= {column.path: SOMEBODY for column, there in zip(group.presence, present, strict=True) if there}
        try:
            part, found, under = typist.typed(group.id, stated, base())
        except WordError:
            return None
        if found is None or under is None or part.problems or part.flags or part.item is not None:
            return None
        wanted = {fact.id: cell.value for fact, cell in zip(self.facts, cells, strict=True) if cell.value is not None}
        if group.id.startswith(_PARTIES):
            return _party(group.id.removeprefix(_PARTIES), part, found, under, wanted)
        fact = self.facts[0].id
        there = found.items[0].values if group.id == QUANTITY else found.values
        if fact not in wanted or there.get(fact) != wanted[fact]:
            return None
        return _OfFact(part, fact, None if group.id == QUANTITY else under.values.get(fact))


SOMEBODY = "somebody"
"""What the door is told where only counts that something stands there."""


def _party(
    role: str, part: Part, found: Transaction, under: Transaction, wanted: Mapping[str, Value]
) -> _OfParty | None:
    members = found.roles.get(role)
    others = {name: one for name, one in found.roles.items() if name != role}
    parties = found.raw.get("parties", {})
    # a baseline may say that one party is another: then what is stated of one shows in several
    linked = any(text_of(one) in found.roles for one in parties.values())
    if linked or members is None or len(members.elements) != 1 or not members.complete:
        return None
    (element,) = members.elements
    same = all(element.values.get(fact) == one for fact, one in wanted.items())
    if not same or part.values or others != {name: one for name, one in under.roles.items() if name != role}:
        return None
    return _OfParty(part, role, element, under.roles.get(role))


def alike(typist: Typist, group: Group) -> Alike | None:
    """The typist of contents of a group by shape; None if the door must see each as a whole."""
    facts = _facts(group, typist.declared)
    paths = [column.path for column in (*group.columns, *group.presence)]
    if not facts or len({*paths}) < len(paths):
        return None
    return Alike(typist, group, facts)


def _facts(group: Group, declared: Declarations) -> list[Fact] | None:
    """The facts of the columns of a group, if each is typed by itself."""
    paths = [column.path for column in group.columns]
    found: list[Fact | None] = [None]
    if group.id == QUANTITY and paths == [QUANTITY]:
        found = [_leaf(declared.trees["item"], "quantity")]
    elif group.id.startswith(_PARTIES) and group.id.removeprefix(_PARTIES) in declared.roles:
        found = [_leaf(declared.trees["party"], path.removeprefix(f"{group.id}.")) for path in paths]
    elif paths == [group.id] and group.id.partition(".")[0] not in _APART and group.id != BASE and not group.presence:
        found = [_leaf(declared.trees[""], group.id)]
    linked = {implied for fact in declared.facts.values() for implied in fact.implies.values()}
    facts = [fact for fact in found if fact is not None and not fact.implies and fact.id not in linked]
    return facts if len(facts) == len(found) else None


def _leaf(tree: Tree, path: str) -> Fact | None:
    """The fact at a path within a tree."""
    node: Fact | Tree | None = tree
    for name in path.split("."):
        node = node.get(name) if isinstance(node, dict) else None
    return node if isinstance(node, Fact) else None
