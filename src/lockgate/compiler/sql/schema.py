"""The tables that a user fills: one line each, and what a line holds several of. Columns are named after facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lockgate.compiler.sql.text import name_of

if TYPE_CHECKING:
    from lockgate.compiler.layout import Layout, Slot
    from lockgate.compiler.model import Collection, Fact

LINE = "lockgate_line"
WIDE = 60
"""Sets over more values than this are a table of their own, not one column for each value."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table to fill.

    ``kind`` is truth, text, date, whole or number; ``fact`` the fact that it holds (empty for keys), ``part`` which end
    of a number or which word of a set; ``silent`` what stands there if nobody says anything.
    """

    name: str
    kind: str
    fact: str = ""
    part: str = ""
    decimals: int = 0
    about: str = ""
    silent: str = ""
    key: bool = False


@dataclass(slots=True)
class Table:
    """A table to fill."""

    name: str
    about: str
    columns: list[Column] = field(default_factory=list)


class Schema:
    """Tables by element (empty: the line itself), and by set fact where a set has too many values for columns."""

    def __init__(self, layout: Layout, facts: set[str], collections: set[str]) -> None:
        self.layout = layout
        source = layout.symbols.source
        self.collections = {name: item for name, item in source.collections.items() if name in collections}
        self.parents = {item.element: item.of for item in source.collections.values()}
        kinds = {layout.symbols.facts[name].element for name in facts}
        kinds |= {item.element for item in self.collections.values()}
        kinds |= {self.parents[kind] for kind in kinds if kind}
        self.tables: dict[str, Table] = {}
        self.sets: dict[str, Table] = {}
        for kind in layout.sizes:
            if kind in kinds or not kind:
                self.tables[kind] = self._table(kind, facts)

    def keys(self, kind: str) -> list[str]:
        """Columns that name an element: its line, its owner, its own number."""
        if not kind:
            return ["line"]
        return [*self.keys(self.parents[kind]), f"{kind}_no"]

    def _table(self, kind: str, facts: set[str]) -> Table:
        about = f"One row for each {kind} of a line." if kind else "One row for each line of an order."
        table = Table(f"lockgate_{kind}" if kind else LINE, about)
        table.columns = [Column(key, "whole", about=_KEYS.get(key, "its number"), key=True) for key in self.keys(kind)]
        if self.roles(kind):
            table.columns.append(Column("role", "text", about=f"one of {', '.join(self.roles(kind))}"))
        for fact in self.layout.facts.get(kind, []):
            if fact.id in facts:
                self._fact(table, fact)
        for name in self.completes(kind):
            table.columns.append(Column(f"{name}_complete", "truth", part=name, about=_COMPLETE.format(name)))
        return table

    def roles(self, kind: str) -> list[str]:
        """The roles in which elements of a kind can be."""
        found = [item for item in self.collections.values() if item.element == kind]
        return list(dict.fromkeys(role for item in found for role in (*item.roles, *item.stands_in)))

    @property
    def cast(self) -> tuple[str, list[str]]:
        """The kind of element that plays roles, and the roles."""
        kind = next(item.element for item in self.collections.values() if item.roles)
        return kind, self.roles(kind)

    def completes(self, kind: str) -> list[str]:
        """What a row of a table says to be complete: roles and collections that belong to it."""
        found: list[str] = []
        for item in self.collections.values():
            if item.of == kind:
                found += [*item.roles, *item.stands_in] if item.roles else [item.id]
        return list(dict.fromkeys(found))

    def _fact(self, table: Table, fact: Fact) -> None:
        slot = self.layout.slots[fact.id]
        name, about = name_of(fact.id), _about(fact)
        if slot.kind == "number" and fact.id == "as_of":
            table.columns.append(Column(name, "date", fact.id, "low", about=about))
        elif slot.kind == "number":
            kind = "date" if fact.type == "date" else "number"
            places = fact.decimals if fact.type == "number" else 0
            table.columns += [
                Column(f"{name}_low", kind, fact.id, "low", places, about),
                Column(f"{name}_high", kind, fact.id, "high", places, about="its upper bound, the same if known"),
            ]
        elif slot.kind == "set" and len(slot.bits) > WIDE:
            self._wide(table, fact)
        elif slot.kind == "set":
            silent = "" if fact.kind == "world" else "FALSE"
            table.columns += [
                Column(
                    f"{name}_{name_of('', word)[1:]}", "truth", fact.id, word, about=f"{about} {word}", silent=silent
                )
                for word in slot.bits
            ]
        else:
            silent = "FALSE" if fact.kind == "knowledge" and fact.type == "boolean" else ""
            table.columns.append(
                Column(name, "truth" if is_truth(fact) else "text", fact.id, about=about, silent=silent)
            )

    def _wide(self, table: Table, fact: Fact) -> None:
        name = name_of(fact.id)
        about = f"{_about(fact)} TRUE: maybe more"
        table.columns.append(Column(f"{name}_open", "truth", fact.id, "open", about=about))
        wide = Table(f"lockgate_{name}", f"{fact.question} One row for each.")
        wide.columns = [
            *(Column(key, "whole", about=_KEYS.get(key, "its number"), key=True) for key in self.keys(fact.element)),
            Column("code", "text", fact.id, "code", about="one of them"),
            Column("certain", "truth", fact.id, "certain", about="TRUE, or FALSE if it only may be one of them"),
        ]
        self.sets[fact.id] = wide


_KEYS = {"line": "number of the line"}
_COMPLETE = "TRUE: all of {0} are in the table below; FALSE: there may be more; NULL: nobody mentioned any"


def _about(fact: Fact) -> str:
    silence = {"evidence": " NULL: not shown.", "knowledge": " FALSE: not known; NULL: nobody can say."}
    unit = f" In {fact.unit}." if fact.unit else ""
    return f"{fact.question}{unit}{silence.get(fact.kind, '')}"


def is_truth(fact: Fact) -> bool:
    """Whether a fact is kept as TRUE or FALSE."""
    return fact.type == "boolean"


def is_wide(slot: Slot) -> bool:
    """Whether a set is kept in a table of its own."""
    return slot.kind == "set" and len(slot.bits) > WIDE


def present(collection: Collection) -> str:
    """Name of the column that says whether the elements of a collection are all there are."""
    return f"{name_of(collection.id)}_all"
