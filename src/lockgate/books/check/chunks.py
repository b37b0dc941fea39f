"""One chunk of a book: read, typed, decided and counted; the same for a run in this process and for workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from lockgate.books.check.memory import keep_blocks
from lockgate.books.check.tally import Counted, Tally
from lockgate.books.decide.decider import Decider
from lockgate.books.typed.groups import DAY, texts
from lockgate.books.typed.lines import LineReader
from lockgate.books.write.columns import Rows, as_text, block, head
from lockgate.books.write.rejects import as_csv
from lockgate.engine.determine import declarations_of
from lockgate.errors import InputError
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from lockgate.books.check.options import Ledger, Options
    from lockgate.books.decide.decider import Look
    from lockgate.books.model import Chunk, Mapping, Reject
    from lockgate.books.read.joined import Joiner
    from lockgate.books.read.source import Source
    from lockgate.books.typed.lines import Lines
    from lockgate.books.write.forms import Form


CONTENTS = 100_000
"""Different contents of columns that are kept: a book in which all lines differ would fill the memory with them."""


class Written(Protocol):
    """Decided lines that can be put into a growing file."""

    def put(self, form: Form, stream: BinaryIO, *, first: bool) -> bytes:
        """Write them; gives what the form must remember of them."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a chunk came to.

    Attributes:
        number: of the partition.
        counts: its lines, those decided and those rejected.
        rows: the decided lines.
        rejects: what is wrong with the others, as lines of CSV.
        summary: what it adds to the summary.
        read: how much of the source was read by then.
        keys: distinct keys that were decided by then; None if nobody knows.
        cpu: seconds that other processes spent on it.
    """

    number: int
    counts: tuple[int, int, int]
    rows: Written
    rejects: bytes
    summary: Any
    read: int = 0
    keys: int | None = None
    cpu: float = 0.0


class Work:
    """Decides chunk after chunk of one book; what was decided once is kept.

    Attributes:
        shape: types of the raw columns that are carried along; those of the first chunk if nobody says.
    """

    def __init__(
        self,
        mapping: Mapping,
        look: Look,
        options: Options,
        *,
        ledger: Ledger | None = None,
        shape: pa.Schema | None = None,
    ) -> None:
        keep_blocks()
        self.look, self.options, self.ledger, self.shape = look, options, ledger, shape
        self.mapping = mapping
        self.reader = self._reader()
        self.decider = Decider(look, self.reader)
        self.tally = Tally(self.decider)
        self.texts = texts(mapping)
        self.prefixes = {
            posture: f"{posture.replace(':', '_')}_" if number else "" for number, posture in enumerate(look.postures)
        }

    def _reader(self) -> LineReader:
        switches = Switches.read(self.look.readings)
        declared, first_day = declarations_of(self.look.book), self.look.book.first_day
        return LineReader(self.mapping, declared, switches, first_day=first_day, as_of=self.options.as_of)

    def go_on(self, decider: Decider) -> None:
        """Go on with a decider that has seen the book before."""
        self.decider, self.reader, self.tally = decider, decider.reader, Tally(decider)

    def _let_go(self) -> None:
        """Forget contents of columns when there are very many of them; accounts refer to them to the end."""
        if self.ledger is None and sum(len(store.parts) for store in self.reader.stores.values()) > CONTENTS:
            self.reader = self._reader()
            self.decider = self.decider.renewed(self.reader)
            self.tally = Tally(self.decider)

    def part(self, chunk: Chunk) -> Done:
        """Decide a chunk, child files joined to it."""
        self._let_go()
        lines = self.reader.read(chunk)
        answers = self.decider.decide(lines)
        if self.ledger is not None:
            answers = dict(self.ledger.see(chunk, lines, self.decider, answers))
        known = {posture: self.decider.answers[posture].all for posture in self.look.postures}
        blocks = [block(prefix, known[posture], answers[posture]) for posture, prefix in self.prefixes.items()]
        accounts = self.ledger.columns(self.prefixes) if self.ledger is not None else None
        rejects = _sorted(chunk, lines)
        first = head(chunk, lines, self.texts)
        summary = self.tally.count(Counted(lines, first, rejects), answers, known)
        decided = len(lines.index)
        counts = chunk.lines, decided, chunk.rejected + chunk.table.num_rows - decided
        rows = Rows(first, blocks, self._inputs(chunk, lines), accounts)
        return Done(chunk.partition, counts, rows, as_csv(rejects), summary, chunk.done, self.decider.keys)

    def _inputs(self, chunk: Chunk, lines: Lines) -> pa.Table | None:
        """The raw columns of the decided lines, in the types of the first chunk or as text."""
        if not self.options.with_input:
            return None
        found = _plain(chunk.table if len(lines.index) == chunk.table.num_rows else chunk.table.take(lines.index))
        if self.shape is None:
            self.shape = found.schema
        return _shaped(found, self.shape, chunk)


def columns_of(source: Source, joiner: Joiner, options: Options) -> Sequence[str] | None:
    """Columns that mean something; all if they are carried along."""
    if options.with_input:
        return None
    mapping = joiner.mapping
    nested = {child.path for child in mapping.children}
    taken = [one for one in mapping.used if one.header not in nested or one.header in source.headers]
    fixed = options.as_of is not None
    used = [one.header for one in taken if not (fixed and one.path == DAY)]
    return list(dict.fromkeys([*used, *joiner.needed]))


def shape_of(chunk: Chunk) -> pa.Schema:
    """Types of the raw columns that a chunk, as the first one, settles for all."""
    found: pa.Schema = _plain(chunk.table).schema
    return found


def _sorted(chunk: Chunk, lines: Lines) -> list[Reject]:
    """Everything that is wrong with the lines of a chunk, by row."""
    found = [*chunk.rejects, *lines.rejects]
    return sorted(found, key=lambda one: one.row) if chunk.rejects else found


def _plain(table: pa.Table) -> pa.Table:
    """Columns that hold nothing are text."""
    import pyarrow as pa  # noqa: PLC0415 - only with raw columns

    columns = {name: table.column(name) for name in table.column_names}
    return pa.table(
        {name: one.cast(pa.string()) if pa.types.is_null(one.type) else one for name, one in columns.items()}
    )


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
            column = _as(column, field.type)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            what = f"column {field.name} holds {column.type}, and {field.type} in the first part"
            raise InputError(what, place=chunk.file, hint="leave --with-input away") from None
        columns.append(column)
    return pa.table(columns, schema=shape)


def _as(column: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    """A column in the type of the first part; anything can be written as text, also where each word is kept once."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    if pa.types.is_string(wanted):
        return as_text(column)
    if pa.types.is_dictionary(wanted) and pa.types.is_string(wanted.value_type) and column.type != wanted:
        return as_text(column).dictionary_encode().cast(wanted)
    return column.cast(wanted)
