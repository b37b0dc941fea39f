"""Check a book: chunk by chunk read, typed, decided, written and counted."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.books.check.options import Options
from lockgate.books.check.summary import Summary
from lockgate.books.check.tally import Counted, Tally
from lockgate.books.check.targets import target_of
from lockgate.books.classes.parts import SHIPMENT
from lockgate.books.decide.decider import Decider
from lockgate.books.read.joined import Joiner
from lockgate.books.typed.groups import DAY, QUANTITY, texts
from lockgate.books.typed.lines import LineReader
from lockgate.books.write.columns import Rows, as_text, block, head
from lockgate.engine.determine import declarations_of
from lockgate.errors import InputError
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from lockgate.books.check.options import Ledger
    from lockgate.books.check.targets import Target
    from lockgate.books.decide.decider import Look
    from lockgate.books.model import Chunk, Mapping, Reject
    from lockgate.books.read import Source
    from lockgate.books.typed.lines import Lines

    Step = Callable[[Summary, int], None]


def check(  # noqa: PLR0913 - what a check is made of
    source: Source,
    mapping: Mapping,
    look: Look,
    options: Options | None = None,
    *,
    step: Step | None = None,
    ledger: Ledger | None = None,
    resumed: Callable[[int, int], None] | None = None,
) -> Summary:
    """Decide every line of a book.

    Args:
        source: the book, as `lockgate.books.read.open_source` gives it.
        mapping: what its columns mean.
        look: whose law, what was known, which sides of readings.
        options: what is written where.
        step: told after each chunk, with the summary so far and how much of the source was read.
        ledger: keeps accounts over lines.
        resumed: told how many parts, with how many lines, an earlier run finished.

    Errors: `InputError` for a source, mapping or place that cannot be used; what was finished until then is kept.
    """
    wanted = options or Options()
    with Joiner(mapping, wanted.folder) as joiner:
        return _Run(source, joiner, look, wanted, ledger).run(step, resumed)


class _Run:
    """One run over a book."""

    def __init__(self, source: Source, joiner: Joiner, look: Look, options: Options, ledger: Ledger | None) -> None:
        self.source, self.joiner, self.look, self.options, self.ledger = source, joiner, look, options, ledger
        self.mapping = mapping = joiner.mapping
        declared = declarations_of(look.book)
        switches = Switches.read(look.readings)
        first_day = look.book.first_day
        self.reader = LineReader(mapping, declared, switches, first_day=first_day, as_of=options.as_of)
        self.decider = Decider(look, self.reader)
        self.tally = Tally(self.decider)
        self.texts = texts(mapping)
        scale = self.tally.facets.scale
        names = tuple(Path(name).name if name != "-" else "standard input" for name in source.names)
        self.summary = Summary(look, names, (scale(QUANTITY), scale(SHIPMENT)))
        self.shape: pa.Schema | None = None

    def run(self, step: Step | None, resumed: Callable[[int, int], None] | None) -> Summary:
        """All chunks."""
        wall, cpu = time.perf_counter(), time.process_time()
        self._refuse_own()
        target = target_of(self.options, self._about())
        try:
            if self.ledger is not None:
                chunks = self.source.chunks(self.options.chunk, self._columns())
                self.ledger.prepare((self.joiner.join(chunk) for chunk in chunks), self.mapping)
            self._take_up(target)
            if resumed is not None and target.done:
                resumed(len(target.done), self.summary.lines)
            for chunk in self.source.chunks(self.options.chunk, self._columns(), skip=_numbers(target)):
                self._chunk(self.joiner.join(chunk), target)
                self._clock(wall, cpu)
                if step is not None:
                    step(self.summary, chunk.done)
            if not self.summary.lines:
                self._chunk(self.joiner.join(self._nothing()), target)
            if self.ledger is not None:
                self.summary.accounts = self.ledger.accounts()
            self.summary.notes += [note for note in self.source.notes if note not in self.summary.notes]
            target.finish(self.summary)
        except BaseException:
            target.stop()
            raise
        self._clock(wall, cpu)
        return self.summary

    def _nothing(self) -> Chunk:
        """No lines, with all columns: so that a result without lines has them too."""
        import pyarrow as pa  # noqa: PLC0415 - rare

        from lockgate.books.model import Chunk  # noqa: PLC0415 - as above

        headers = self._columns() or self.source.headers
        return Chunk(pa.table({name: pa.array([], pa.string()) for name in headers}), 1, None, self.source.names[0], 0)

    def _clock(self, wall: float, cpu: float) -> None:
        self.summary.wall_seconds = time.perf_counter() - wall
        self.summary.cpu_seconds = time.process_time() - cpu

    def _refuse_own(self) -> None:
        """A result that would take the place of the book itself."""
        for out in filter(None, (self.options.out, self.options.rejects)):
            if any(name != "-" and Path(out).resolve() == Path(name).resolve() for name in self.source.names):
                raise InputError("this is the book itself", place=out, hint="name another file")

    def _take_up(self, target: Target) -> None:
        for part in target.done:
            self.summary.add((part.lines, part.decided, part.rejected), part.summary)
        if target.done:
            self.summary.distinct = None

    def _columns(self) -> Sequence[str] | None:
        """Columns that mean something; all if they are carried along."""
        if self.options.with_input:
            return None
        nested = {child.path for child in self.mapping.children}
        taken = [one for one in self.mapping.used if one.header not in nested or one.header in self.source.headers]
        fixed = self.options.as_of is not None
        used = [one.header for one in taken if not (fixed and one.path == DAY)]
        return list(dict.fromkeys([*used, *self.joiner.needed]))

    def _chunk(self, chunk: Chunk, target: Target) -> None:
        lines = self.reader.read(chunk)
        answers = self.decider.decide(lines)
        if self.ledger is not None:
            answers = dict(self.ledger.see(chunk, lines, self.decider, answers))
        known = {posture: self.decider.answers[posture].all for posture in self.look.postures}
        prefixes = {
            posture: f"{posture.replace(':', '_')}_" if number else ""
            for number, posture in enumerate(self.look.postures)
        }
        blocks = [block(prefix, known[posture], answers[posture]) for posture, prefix in prefixes.items()]
        accounts = self.ledger.columns(prefixes) if self.ledger is not None else None
        rejects = _sorted(chunk, lines)
        first = head(chunk, lines, self.texts)
        part = self.tally.count(Counted(lines, first, rejects), answers, known)
        decided = len(lines.index)
        counts = chunk.lines, decided, chunk.rejected + chunk.table.num_rows - decided
        target.add(counts, Rows(first, blocks, self._inputs(chunk, lines), accounts), rejects, part)
        self.summary.add(counts, part)
        if self.summary.distinct is not None:
            self.summary.distinct = self.decider.keys

    def _inputs(self, chunk: Chunk, lines: Lines) -> pa.Table | None:
        """The raw columns of the decided lines, in the types of the first chunk or as text."""
        if not self.options.with_input:
            return None
        import pyarrow as pa  # noqa: PLC0415 - only then

        table = chunk.table if len(lines.index) == chunk.table.num_rows else chunk.table.take(lines.index)
        columns = {name: _plain(table.column(name)) for name in table.column_names}
        found = pa.table(columns)
        if self.shape is None:
            self.shape = found.schema
        return _shaped(found, self.shape, chunk)

    def _about(self) -> dict[str, Any]:
        """What a work folder is about: parts of anything else are not taken up."""
        look, options = self.look, self.options
        meaning = json.dumps(asdict(self.mapping), sort_keys=True, default=str)
        return {
            "book": [_print(name) for name in self.source.names],
            "form of the book": asdict(self.source.options),
            "child files": [_print(str(self._child(child.file))) for child in self.mapping.children],
            "mapping": hashlib.sha256(meaning.encode()).hexdigest(),
            "rulebook": look.book.sha256,
            "postures": list(look.postures),
            "known-at day": look.known_at,
            "readings": dict(look.readings),
            "day for all lines": options.as_of,
            "raw columns": options.with_input,
            "chunk size": options.chunk,
            "form of the result": Path(options.out).suffix,
            "accounts": type(self.ledger).__name__ if self.ledger is not None else "",
        }

    def _child(self, name: str) -> Path:
        folder = self.options.folder
        return Path(name) if folder is None else folder / name


def _numbers(target: Target) -> set[int]:
    return {part.number for part in target.done}


def _print(name: str) -> list[Any]:
    """Name, size and time of a file."""
    if name == "-":
        return ["standard input", time.time_ns()]
    found = Path(name).stat()
    return [str(Path(name).resolve()), found.st_size, found.st_mtime_ns]


def _sorted(chunk: Chunk, lines: Lines) -> list[Reject]:
    """Everything that is wrong with the lines of a chunk, by row."""
    found = [*chunk.rejects, *lines.rejects]
    return sorted(found, key=lambda one: one.row) if chunk.rejects else found


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa  # noqa: PLC0415 - as above

    return column.cast(pa.string()) if pa.types.is_null(column.type) else column


def _shaped(found: pa.Table, shape: pa.Schema, chunk: Chunk) -> pa.Table:
    """Every part has the same columns."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    if found.schema.names != shape.names:
        other = set(found.schema.names) ^ set(shape.names)
        what = f"other columns than in the first part: {', '.join(sorted(other))}"
        raise InputError(what, place=chunk.file, hint="leave --with-input away")
    columns = []
    for field in shape:
        column = found.column(field.name)
        try:
            column = as_text(column) if pa.types.is_string(field.type) else column.cast(field.type)
        except pa.ArrowInvalid:
            what = f"column {field.name} holds {column.type}, and {field.type} in the first part"
            raise InputError(what, place=chunk.file, hint="leave --with-input away") from None
        columns.append(column)
    return pa.table(columns, schema=shape)
