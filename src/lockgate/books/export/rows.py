"""Typed lines as rows of the tables that the query reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.compiler.layout import FAR
from lockgate.compiler.sql.schema import Column, Schema, is_truth
from lockgate.compiler.sql.words import SEVERAL, code_of
from lockgate.compiler.write import KIND
from lockgate.door.model import Categorical
from lockgate.errors import InputError

if TYPE_CHECKING:
    from lockgate.compiler.layout import Slot
    from lockgate.compiler.sql.words import Words
    from lockgate.compiler.unit import Cells
    from lockgate.door.model import Element, Group, Item, Transaction
    from lockgate.engine.prepare import Prepared, Preparer

Row = tuple[Any, ...]
_LARGEST = 10**38


class Loader:
    """Collects lines as rows, table by table; also the codes that stand for one of several words.

    >>> from lockgate.compiler.sql import lower
    >>> from lockgate.door.build import build
    >>> from lockgate.engine.determine import declarations_of, default_rulebook, preparer_of
    >>> book = default_rulebook()
    >>> query = lower(book, first=book.current_to, last=book.current_to)
    >>> typed = build({"as_of": "2026-11-01", "destination": {"one_of": ["CN", "HK"]}}, declarations_of(book))
    >>> prepared = preparer_of(book).prepare(typed, typed.items[0], typed.as_of, {})
    >>> loader = Loader(query.schema, query.words, preparer_of(book))
    >>> loader.add(1, typed, typed.items[0], prepared)
    >>> loader.several
    {'lockgate_country': {'CN|HK': None}}
    """

    def __init__(self, schema: Schema, words: Words, preparer: Preparer) -> None:
        self.schema = schema
        self.words = words
        self.preparer = preparer
        self.layout = schema.layout
        self.rows: dict[str, list[Row]] = {table.name: [] for table in (*schema.tables.values(), *schema.sets.values())}
        self.several: dict[str, dict[str, None]] = {}

    def add(self, line: int, transaction: Transaction, item: Item | None, prepared: Prepared) -> None:
        """Add one line of a transaction, as the engine prepared it."""
        groups = {"circuits": item.circuits} if item is not None else {}
        groups |= {"licences": transaction.licences, "sites": transaction.sites}
        done: dict[str, bool | None] = {}
        for name, collection in self.schema.collections.items():
            if collection.of == "" and not collection.roles:
                done[name] = self.group(collection.element, (line,), groups.get(name))
        for role, group in transaction.roles.items():
            done[role] = self.group(self.schema.cast[0], (line,), group, role)
        self.put("", (line,), prepared.cells, done, self.kind_of(item))

    def kind_of(self, item: Item | None) -> dict[str, str | None]:
        """The kind of an item where the column is not simply what the engine works with.

        Nobody said it: the query takes it from the entry that is stated, as the engine does. It was said to be any:
        that is a choice of all words, since nothing at all would be silence.
        """
        said = item.values.get(KIND) if item is not None else None
        if said is None:
            return {KIND: None}
        slot = self.layout.slots[KIND]
        if not isinstance(said, Categorical) or slot.mask(said.possible) != slot.full:
            return {}
        code = SEVERAL.join(slot.names)
        self.several.setdefault(self.words.of(KIND).table, {})[code] = None
        return {KIND: code}

    def group(self, kind: str, keys: tuple[int, ...], group: Group | None, role: str = "") -> bool | None:
        """Add the elements of a group; returns whether they are all."""
        if group is None:
            return None
        if kind in self.schema.tables:
            for element in group.elements:
                self.element(kind, keys, element, role)
        return group.complete

    def element(self, kind: str, keys: tuple[int, ...], element: Element, role: str) -> None:
        """Add one element and what it has."""
        name = self.schema.tables[kind].name
        own = (*keys, len(self.rows[name]) + 1)
        cells = self.preparer.blanks[kind].copy()
        self.preparer.fill(cells, element.values)
        self.rows[name].append(())  # takes the number
        place = len(self.rows[name]) - 1
        done = {
            inner.id: self.group(inner.element, own, element.children.get(inner.id))
            for inner in self.schema.collections.values()
            if inner.of == kind
        }
        self.put(kind, own, cells, done, {"role": role})
        self.rows[name][place] = self.rows[name].pop()

    def put(
        self,
        kind: str,
        keys: tuple[int, ...],
        cells: Cells,
        done: dict[str, bool | None],
        given: dict[str, str | None],
    ) -> None:
        """Add a row of a table."""
        table = self.schema.tables[kind]
        found: list[Any] = list(keys)
        for column in table.columns[len(keys) :]:
            if column.name in given or column.fact in given:
                found.append(given.get(column.name, given.get(column.fact)))
            elif not column.fact:
                found.append(done.get(column.part))
            else:
                found.append(self.content(column, cells, keys))
        self.rows[table.name].append(tuple(found))

    def content(self, column: Column, cells: Cells, keys: tuple[int, ...]) -> Any:
        """What stands in one column."""
        slot = self.layout.slots[column.fact]
        if slot.kind == "number":
            return self.end(column, slot, cells)
        if slot.kind == "set" and column.fact in self.schema.sets:
            return self.wide(slot, cells, keys)
        if slot.kind == "set":
            bit = slot.bits[column.part]
            return True if cells[slot.at] & bit else None if cells[slot.at + 1] & bit else False
        return self.word(column.fact, slot, cells[slot.at])

    def word(self, fact: str, slot: Slot, mask: int) -> Any:
        """A word, yes or no; None for silence."""
        declared = self.layout.symbols.facts[fact]
        if declared.kind == "evidence" and mask == self.layout.absent(declared)[0]:
            return None
        code = code_of(slot, mask)
        if is_truth(declared):
            if code is not None and SEVERAL in code:
                raise InputError(f"'{fact}' is shown or not", hint="the tables have no place for half a proof")
            return None if code is None else code == "true"
        if code is not None and SEVERAL in code:
            self.several.setdefault(self.words.of(fact).table, {})[code] = None
        return code

    def end(self, column: Column, slot: Slot, cells: Cells) -> Any:
        """One end of a number; None for no bound, and for both if nothing was said."""
        declared = self.layout.symbols.facts[column.fact]
        ends = tuple(cells[slot.at : slot.at + 2])
        scaled = ends[column.part == "high"]
        if (ends == self.layout.absent(declared) and ends[0] != ends[1]) or abs(scaled) == FAR:
            return None
        if abs(scaled) >= _LARGEST:
            raise InputError(f"{scaled // slot.scale} is too large for a table", place=column.name)
        if column.kind == "date":
            return date.fromordinal(scaled)
        return Decimal(scaled).scaleb(-column.decimals)

    def wide(self, slot: Slot, cells: Cells, keys: tuple[int, ...]) -> bool:
        """Add the members of a set that has a table of its own; returns whether there may be more."""
        certain, possible = cells[slot.at], cells[slot.at + 1]
        more = bool(possible == slot.full)
        rows = self.rows[self.schema.sets[slot.fact].name]
        listed = slot.of(certain) if more else slot.of(possible)
        rows += [(*keys, code, bool(certain & slot.bits[code])) for code in listed]
        return more
