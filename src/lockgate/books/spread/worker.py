"""One worker: decides the partitions that it is given, by the same code as a run in one process."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.books.spread.job import Failure, Others, Piece
from lockgate.errors import InputError, LockgateError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.books.check.chunks import Done
    from lockgate.books.decide.decider import Look
    from lockgate.books.spread.job import Job, Share

_here: list[Worker] = []
"""The worker of this process; what it decided once serves the next share of the same job."""


def work(job: Job, share: Share) -> list[Piece] | Failure:
    """Decide the partitions of a share."""
    try:
        if not _here or _here[0].job.key != job.key:
            while _here:
                _here.pop().close()
            _here.append(Worker(job))
        return list(_here[0].pieces(share))
    except LockgateError as error:
        return Failure.of(error)
    except Exception as error:  # noqa: BLE001 - whatever it was, it must come home in words
        what = f"a worker failed: {type(error).__name__}: {error}"
        return Failure(what, hint="without --on the same part is decided in this process")


class Worker:
    """Reads, decides and writes partitions of one job."""

    def __init__(self, job: Job) -> None:
        from lockgate.books.check.chunks import Work  # noqa: PLC0415 - brings the engine, in workers only
        from lockgate.books.read.joined import Joiner  # noqa: PLC0415 - as above
        from lockgate.books.read.source import open_source  # noqa: PLC0415 - as above
        from lockgate.books.write.forms import form_of  # noqa: PLC0415 - as above

        self.job = job
        self.scratch = Path(job.scratch)
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.source = open_source(job.names, job.reading)
        self.joiner = Joiner(job.mapping, job.options.folder, beside=self.scratch)
        self.work = Work(self.joiner.mapping, _look(job), job.options, shape=job.shape)
        self.form: Any = form_of(job.options.out) if job.options.out else None

    def close(self) -> None:
        """Let go of child files."""
        self.joiner.close()

    def pieces(self, share: Share) -> Iterator[Piece]:
        """The partitions of a share, each written when it comes."""
        cpu = time.process_time()
        for chunk in self.source.chunks(self.job.options.chunk, self.job.columns, skip=Others(share)):
            done = self.work.part(self.joiner.join(chunk))
            data, footer = self._write(done)
            now = time.process_time()
            notes = tuple(self.source.notes)
            yield Piece(done.number, done.counts, done.rejects, done.summary, data, footer, done.read, now - cpu, notes)
            cpu = now
            if share.end and done.number + share.of >= share.end:
                return

    def _write(self, done: Done) -> tuple[str, bytes]:
        if self.form is None:
            return "", b""
        from lockgate.books.write.guard import writing  # noqa: PLC0415 - as above

        path = self.scratch / f"{done.number:05}"
        write = partial(done.rows.put, self.form, first=not done.number)
        with writing(path), path.open("wb") as file:
            return str(path), write(file)


def _look(job: Job) -> Look:
    """The same rulebook, read where the worker runs."""
    from lockgate import Rulebook  # noqa: PLC0415 - as above
    from lockgate.books.decide.decider import Look  # noqa: PLC0415 - as above

    book = Rulebook.load(job.folders[0] if job.folders else None, job.folders[1:], cached=True)
    if book.sha256 != job.sha256:
        what = f"a worker has another rulebook: {book.sha256[:12]} instead of {job.sha256[:12]}"
        raise InputError(what, hint="set up the same version of Lockgate on all machines")
    return Look(book, job.postures, job.known_at, dict(job.readings))
