"""A book with its child files joined in, as one source of chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lockgate.books.model import Chunk
    from lockgate.books.read import Source
    from lockgate.books.read.joined import Joiner


class Joined:
    """Chunks of a source with the elements of child files as nested columns."""

    def __init__(self, source: Source, joiner: Joiner) -> None:
        self.source = source
        self.joiner = joiner
        self.size = source.size
        self.notes = source.notes
        self.names = source.names

    def chunks(self, size: int, columns: Sequence[str] | None = None) -> Iterator[Chunk]:
        """The lines in order; ``columns`` may name those that are joined in."""
        wanted = None
        if columns is not None:
            own = set(self.source.headers)
            wanted = [*dict.fromkeys(name for name in (*columns, *self.joiner.needed) if name in own)]
        for chunk in self.source.chunks(size, wanted):
            yield self.joiner.join(chunk)
