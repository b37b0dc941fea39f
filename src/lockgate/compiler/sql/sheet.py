"""Columns that are worked out one after the other, and the stages in which they can be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lockgate.compiler.sql.text import FALSE, TRUE, Names

_NAME = re.compile(r"\b[a-z_][a-z0-9_]*\b")


@dataclass(slots=True)
class Source:
    """What stage zero reads: a table with its alias, and what is joined to it."""

    table: str
    alias: str
    joins: list[str] = field(default_factory=list)

    def join(self, text: str) -> None:
        """Add a join once."""
        if text not in self.joins:
            self.joins.append(text)


class Sheet:
    """The columns of one kind of row. Equal expressions are one column, whoever asks for them."""

    def __init__(self, name: str, keys: list[str], source: Source) -> None:
        self.name = name
        self.keys = keys
        self.source = source
        self.names = Names()
        self.texts: dict[str, str] = {}
        self.columns: dict[str, str] = {}
        self.layer: dict[str, int] = {}
        self.needs: dict[str, set[str]] = {}
        for key in keys:
            self.names.fresh(key)

    def read(self, hint: str, text: str) -> str:
        """A column of stage zero: an expression over the source."""
        return self._new(hint, text, 0)

    def column(self, hint: str, text: str) -> str:
        """A column over other columns of this sheet; constants and plain names stay what they are."""
        if text in (TRUE, FALSE) or text in self.columns:
            return text
        return self._new(hint, text, -1)

    def _new(self, hint: str, text: str, layer: int) -> str:
        known = self.texts.get(text)
        if known is not None:
            return known
        name = self.names.fresh(hint)
        needs = {found for found in _NAME.findall(text) if found in self.columns} if layer else set()
        self.texts[text] = name
        self.columns[name] = text
        self.needs[name] = needs
        self.layer[name] = 0 if not layer else 1 + max((self.layer[other] for other in needs), default=0)
        return name

    def wanted(self, outputs: list[str]) -> set[str]:
        """The columns that the outputs need, directly or through others."""
        found: set[str] = set()
        todo = [name for name in outputs if name in self.columns]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self.needs[name]
        return found

    def worked_out(self, outputs: list[str]) -> list[tuple[str, str]]:
        """The columns beyond stage zero that the outputs need, in order, with their texts."""
        wanted = self.wanted(outputs)
        return [(name, text) for name, text in self.columns.items() if name in wanted and self.layer[name]]

    def stages(self, outputs: list[str]) -> list[tuple[str, str]]:
        """Names and texts of the selects that give the outputs; each reads the one before it."""
        wanted = self.wanted(outputs)
        order = [name for name in self.columns if name in wanted]
        last = max((self.layer[name] for name in order), default=0)
        until = {name: self.layer[name] for name in order}
        for name in order:
            for other in self.needs[name]:
                until[other] = max(until[other], self.layer[name])
        until |= dict.fromkeys((name for name in outputs if name in until), last + 1)
        found = []
        for layer in range(last + 1):
            new = [f"{self.columns[name]} AS {name}" for name in order if self.layer[name] == layer]
            kept = [name for name in order if self.layer[name] < layer < until[name]]
            found.append((self.stage(layer), self._select(layer, kept, new)))
        return found

    def stage(self, layer: int) -> str:
        """Name of a stage."""
        return f"lg_{self.name}_{layer}"

    def _select(self, layer: int, kept: list[str], new: list[str]) -> str:
        if layer:
            return f"SELECT {', '.join([*self.keys, *kept, *new])} FROM {self.stage(layer - 1)}"  # noqa: S608 - as in `facts`
        keys = [f"{self.source.alias}.{key} AS {key}" for key in self.keys]
        joins = "".join(f" {join}" for join in self.source.joins)
        return f"SELECT {', '.join([*keys, *new])} FROM {self.source.table} AS {self.source.alias}{joins}"  # noqa: S608 - as in `facts`
