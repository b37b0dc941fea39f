"""YAML parser events to lists and mappings of located text: for rulebooks and for what users write.

Events, not nodes: the C composer overflows its stack on deep nesting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from lockgate.compiler.located import Located, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.errors import LockgateError

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_MOST_NODES = 5_000_000


class EventReader:
    """Parser events to lists and mappings. Events, not nodes: the C composer overflows its stack on deep nesting."""

    def __init__(self, text: str, name: str, error: type[LockgateError], deepest: int = 40) -> None:
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=LOADER))
        self.name = name
        self.error = error
        self.deepest = deepest
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.size = 0  # with every reference written out, so that references cannot blow up

    def documents(self) -> list[Any]:
        """All documents of the stream that hold something."""
        found = []
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.anchors.clear()
                document = self.build(next(self.events), 0)
                if document != "":
                    found.append(document)
        return found

    def build(self, event: Any, depth: int) -> Any:
        """What one event and those below it stand for."""
        line = event.start_mark.line + 1
        place = f"{self.name}:{line}"
        self.size += 1
        if depth > self.deepest or self.size > _MOST_NODES:
            raise self.error(
                "this is nested too deeply or too large",
                place=place,
                hint="a few levels are enough for every file here",
            )
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise self.error(f"nothing is called '{event.anchor}' before", place=place, hint="define it above")
            built, size = self.anchors[event.anchor]
            self.size += size
            return built
        before = self.size
        built = self.content(event, line, depth)
        if event.anchor:
            self.anchors[event.anchor] = built, self.size - before
        return built

    def content(self, event: Any, line: int, depth: int) -> Any:
        """A text, list or mapping."""
        if isinstance(event, yaml.ScalarEvent):
            return Located(event.value, self.name, line)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(f"{self.name}:{line}", depth)
        built = []
        while not isinstance(child := next(self.events), yaml.SequenceEndEvent):
            built.append(self.build(child, depth + 1))
        return built

    def mapping(self, place: str, depth: int) -> Table:
        """The entries of a mapping; doubled keys are refused."""
        table = Table()
        table.place = place
        event: Any
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.build(event, depth + 1)
            if not isinstance(key, Located):
                spot = f"{self.name}:{event.start_mark.line + 1}"
                raise self.error("a key must be plain text", place=spot, hint="check brackets and question marks")
            if key in table:
                raise self.error(f"the key '{key}' stands twice", place=key.place, hint="keep one of them")
            table[key] = self.build(next(self.events), depth + 1)
        return table
