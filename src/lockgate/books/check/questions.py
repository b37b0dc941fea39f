"""The question that a missing fact stands for, from its path in a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lockgate.compiler.model import Fact
    from lockgate.compiler.rulebook import Rulebook


class Questions:
    """Questions of a rulebook, by path.

    >>> from lockgate import Rulebook
    >>> Questions(Rulebook.load(cached=True)).of("consignee.headquarters")[1]
    'customer'
    """

    def __init__(self, book: Rulebook) -> None:
        self.facts = book.layout.symbols.facts
        self.collections = book.source.collections
        self.roles = {role for one in self.collections.values() for role in one.roles}

    def of(self, path: str) -> tuple[str, str]:
        """The question, and who usually knows the answer."""
        fact = self._fact(path)
        if fact is not None:
            return fact.question, fact.known_by
        name = path.rpartition(".")[2]
        collection = self.collections.get(name)
        return (collection.question or f"Which {name} are there?") if collection is not None else "", "exporter"

    def _fact(self, path: str) -> Fact | None:
        if path in self.facts:
            return self.facts[path]
        parts = path.split(".")
        for cut in range(1, len(parts)):
            element = self._element(parts[cut - 1].partition("[")[0])
            name = ".".join((element, *parts[cut:]))
            if element and name in self.facts:
                return self.facts[name]
        return None

    def _element(self, name: str) -> str:
        if name in self.roles:
            return "party"
        collection = self.collections.get(name)
        if collection is not None:
            return collection.element
        return "item" if name == "items" else ""
