"""The parts of a book from workers, in order: handed out, gathered, checked for gaps."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lockgate.books.check.chunks import Done
from lockgate.books.spread.engines import ENGINES, check_engine
from lockgate.books.spread.job import Failure, Share, job_of
from lockgate.books.write.guard import writing
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from lockgate.books.check.options import Options
    from lockgate.books.decide.decider import Look
    from lockgate.books.read.joined import Joiner
    from lockgate.books.read.source import Source
    from lockgate.books.spread.job import Piece


class Workers:
    """Decides the parts of a book on an engine: a `lockgate.books.check.options.Spread`.

    Args:
        engine: ``ray`` or ``spark``.
        workers: how many run at a time on this machine; 0 for one a core.

    Errors: `InputError` for an engine that is unknown or not set up.
    """

    def __init__(self, engine: str, workers: int = 0) -> None:
        check_engine(engine)
        self.engine = engine
        self.workers = workers or os.cpu_count() or 1

    def parts(self, source: Source, joiner: Joiner, look: Look, options: Options, done: int) -> Generator[Done]:
        """The parts in order, from the first that is not ``done``."""
        if "-" in source.names:
            hint = "put it into a file that all workers can read"
            raise InputError("standard input cannot be read by several", place="-", hint=hint)
        shares = shares_of(source.partitions(options.chunk), done, self.workers)
        if not shares:
            return
        with _scratch(options) as scratch, ENGINES[self.engine](self.workers) as engine:
            job = job_of(source, joiner, look, options, scratch)
            for piece in _ordered(engine.run(job, shares), done):
                source.notes += [note for note in piece.notes if note not in source.notes]
                yield Done(
                    piece.number, piece.counts, piece, piece.rejects, piece.summary, read=piece.read, cpu=piece.cpu
                )
                Path(piece.data).unlink(missing_ok=True) if piece.data else None


def shares_of(partitions: int, done: int, workers: int) -> list[Share]:
    """One partition a share where each can be entered; otherwise every worker reads all, and decides its share.

    >>> shares_of(4, 2, 2)
    [Share(first=2, end=3, at=0, of=1), Share(first=3, end=4, at=0, of=1)]
    >>> shares_of(0, 2, 2)
    [Share(first=2, end=0, at=0, of=2), Share(first=2, end=0, at=1, of=2)]
    """
    if partitions:
        return [Share(number, number + 1) for number in range(done, partitions)]
    return [Share(done, 0, at, workers) for at in range(workers)]


def _ordered(found: Iterable[list[Piece] | Failure], first: int) -> Iterator[Piece]:
    """Pieces in order; what comes early waits."""
    waiting: dict[int, Piece] = {}
    for some in found:
        if isinstance(some, Failure):
            raise some.error()
        waiting.update((piece.number, piece) for piece in some)
        while first in waiting:
            yield waiting.pop(first)
            first += 1
    if waiting:
        what = f"workers left out part {first}"
        raise InputError(what, hint="the book was changed meanwhile, or workers see another file of the same name")


@contextmanager
def _scratch(options: Options) -> Iterator[Path]:
    """A folder beside the result, where workers write; nothing of it stays."""
    if options.out and options.out != "-":
        out = Path(options.out).absolute()
        folder = out.with_name(f".{out.name}.pieces")
        shutil.rmtree(folder, ignore_errors=True)
        with writing(folder):
            folder.mkdir()
    else:
        folder = Path(tempfile.mkdtemp(prefix="lockgate-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
