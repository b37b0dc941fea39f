"""Check a book: chunk by chunk read, typed, decided, written and counted."""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.books.check.chunks import Work, columns_of, shape_of
from lockgate.books.check.memory import collect_rarely
from lockgate.books.check.options import Options
from lockgate.books.check.summary import Summary
from lockgate.books.check.targets import target_of
from lockgate.books.classes.parts import SHIPMENT
from lockgate.books.read.joined import Joiner
from lockgate.books.typed.groups import QUANTITY
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from lockgate.books.check.chunks import Done
    from lockgate.books.check.options import Before, Ledger, Spread
    from lockgate.books.check.targets import Target
    from lockgate.books.decide.decider import Look
    from lockgate.books.model import Chunk, Mapping
    from lockgate.books.read import Source

    Step = Callable[[Summary, int], None]


def check(  # noqa: PLR0913 - what a check is made of
    source: Source,
    mapping: Mapping,
    look: Look,
    options: Options | None = None,
    *,
    step: Step | None = None,
    ledger: Ledger | None = None,
    before: Before | None = None,
    resumed: Callable[[int, int], None] | None = None,
    spread: Spread | None = None,
) -> Summary:
    """Decide every line of a book.

    Args:
        source: the book, as `lockgate.books.read.open_source` gives it.
        mapping: what its columns mean.
        look: whose law, what was known, which sides of readings.
        options: what is written where.
        step: told after each chunk, with the summary so far and how much of the source was read.
        ledger: keeps accounts over lines.
        before: told while these are prepared, see `Ledger.prepare`.
        resumed: told how many parts, with how many lines, an earlier run finished.
        spread: decides the parts elsewhere: `lockgate.books.spread.Workers`; accounts are not kept then.

    Errors: `InputError` for a source, mapping or place that cannot be used; what was finished until then is kept.
    """
    wanted = options or Options()
    if spread is not None and ledger is not None:
        raise InputError("accounts are kept in one process", hint="leave the ledger or the workers away")
    with Joiner(mapping, wanted.folder) as joiner, collect_rarely():
        return _Run(source, joiner, look, wanted, ledger).run(step, before, resumed, spread)


class _Run:
    """One run over a book."""

    def __init__(self, source: Source, joiner: Joiner, look: Look, options: Options, ledger: Ledger | None) -> None:
        self.source, self.joiner, self.look, self.options, self.ledger = source, joiner, look, options, ledger
        self.mapping = joiner.mapping
        self.columns = columns_of(source, joiner, options)
        self.work = Work(self.mapping, look, options, ledger=ledger)
        self.elsewhere = 0.0
        scale = self.work.tally.facets.scale
        names = tuple(Path(name).name if name != "-" else "standard input" for name in source.names)
        self.summary = Summary(look, names, (scale(QUANTITY), scale(SHIPMENT)))

    def run(
        self,
        step: Step | None,
        before: Before | None,
        resumed: Callable[[int, int], None] | None,
        spread: Spread | None,
    ) -> Summary:
        """All chunks."""
        wall, cpu = time.perf_counter(), time.process_time()
        self._refuse_own()
        target = target_of(self.options, self._about())
        try:
            if self.ledger is not None:
                chunks = (self.joiner.join(one) for one in self.source.chunks(self.options.chunk, self.columns))
                self.work.go_on(self.ledger.prepare(chunks, self.mapping, before))
            self._take_up(target)
            if resumed is not None and target.done:
                resumed(len(target.done), self.summary.lines)
            with closing(self._parts(target, spread)) as parts:
                for part in parts:
                    self._take(part, target)
                    self._clock(wall, cpu)
                    if step is not None:
                        step(self.summary, part.read)
                    del part
            if not self.summary.lines:
                self._take(self.work.part(self.joiner.join(self._nothing())), target)
            if self.ledger is not None:
                self.summary.accounts = self.ledger.accounts()
            self.summary.notes += [note for note in self.source.notes if note not in self.summary.notes]
            target.finish(self.summary)
        except BaseException:
            target.stop()
            raise
        self._clock(wall, cpu)
        return self.summary

    def _parts(self, target: Target, spread: Spread | None) -> Generator[Done]:
        """The parts that are still to do, in order."""
        if spread is None:
            self._keep_types(target)
            for chunk in self.source.chunks(self.options.chunk, self.columns, skip=_numbers(target)):
                yield self.work.part(self.joiner.join(chunk))
        else:
            with closing(spread.parts(self.source, self.joiner, self.look, self.options, len(target.done))) as parts:
                yield from parts

    def _keep_types(self, target: Target) -> None:
        """Raw columns keep the types of the first part, also where that one was finished by an earlier run."""
        if self.options.with_input and target.done:
            first = next(self.source.chunks(self.options.chunk, self.columns))
            self.work.shape = shape_of(self.joiner.join(first))

    def _nothing(self) -> Chunk:
        """No lines, with all columns: so that a result without lines has them too."""
        import pyarrow as pa  # noqa: PLC0415 - rare

        from lockgate.books.model import Chunk  # noqa: PLC0415 - as above

        headers = self.columns or self.source.headers
        return Chunk(pa.table({name: pa.array([], pa.string()) for name in headers}), 1, None, self.source.names[0], 0)

    def _clock(self, wall: float, cpu: float) -> None:
        self.summary.wall_seconds = time.perf_counter() - wall
        self.summary.cpu_seconds = time.process_time() - cpu + self.elsewhere

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

    def _take(self, found: Done, target: Target) -> None:
        """Hand a part on and count it."""
        target.add(found.counts, found.rows, found.rejects, found.summary)
        self.summary.add(found.counts, found.summary)
        self.elsewhere += found.cpu
        if self.summary.distinct is not None:
            self.summary.distinct = found.keys

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
