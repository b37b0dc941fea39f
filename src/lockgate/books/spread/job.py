"""What workers are told, and what they give back: plain values that can be sent."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lockgate.door.problems import BadInputError, Problem
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import pyarrow as pa

    from lockgate.books.check.options import Options
    from lockgate.books.decide.decider import Look
    from lockgate.books.model import Mapping as Meaning
    from lockgate.books.read.joined import Joiner
    from lockgate.books.read.source import Options as Reading
    from lockgate.books.read.source import Source
    from lockgate.books.write.forms import Form
    from lockgate.errors import LockgateError


@dataclass(frozen=True, slots=True)
class Job:
    """A book and how it is looked at, in values that can be sent to other processes.

    Attributes:
        names: files of the book; workers find them at the same places.
        folders: of the rulebook, then overlays; empty for the one that ships with Lockgate.
        sha256: hash of the rulebook; a worker that has another one refuses.
        scratch: folder that all workers can write.
        key: tells one job from another.
    """

    names: tuple[str, ...]
    reading: Reading
    columns: Sequence[str] | None
    mapping: Meaning
    options: Options
    folders: tuple[str, ...]
    sha256: str
    postures: tuple[str, ...]
    known_at: date | None
    readings: Mapping[str, str]
    shape: pa.Schema | None
    scratch: str
    key: str = field(default_factory=lambda: uuid.uuid4().hex)


def job_of(source: Source, joiner: Joiner, look: Look, options: Options, scratch: Path) -> Job:
    """What workers must know of a book."""
    from lockgate.books.check.chunks import columns_of, shape_of  # noqa: PLC0415 - brings the engine
    from lockgate.compiler.rulebook import BUILT_IN  # noqa: PLC0415 - as above

    columns = columns_of(source, joiner, options)
    shape = None
    if options.with_input and (first := next(source.chunks(options.chunk, columns), None)) is not None:
        shape = shape_of(joiner.join(first))
    folders = look.book.folders
    own = folders == (BUILT_IN,)
    return Job(
        names=tuple(str(Path(name).resolve()) for name in source.names),
        reading=source.options,
        columns=columns,
        mapping=joiner.stated,
        options=replace(options, folder=(options.folder or Path()).resolve()),
        folders=() if own else tuple(str(folder.resolve()) for folder in folders),
        sha256=look.book.sha256,
        postures=look.postures,
        known_at=look.known_at,
        readings=dict(look.readings),
        shape=shape,
        scratch=str(scratch),
    )


@dataclass(frozen=True, slots=True)
class Share(Collection[int]):
    """Partitions that one task decides, from ``first`` to before ``end``, every ``of``-th of them; 0 is no end.

    >>> [number for number in range(10) if number in Share(3, 8)], [n for n in range(10) if n in Share(2, 0, 1, 3)]
    ([3, 4, 5, 6, 7], [4, 7])
    """

    first: int
    end: int = 0
    at: int = 0
    of: int = 1

    def __contains__(self, number: object) -> bool:
        return (
            isinstance(number, int)
            and number >= self.first
            and not (self.end and number >= self.end)
            and number % self.of == self.at % self.of
        )

    def __iter__(self) -> Iterator[int]:
        return (number for number in range(self.first, self.end) if number in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Others(Collection[int]):
    """All partitions but those of a share: what a worker skips.

    >>> [number for number in range(5) if number in Others(Share(1, 3))]
    [0, 3, 4]
    """

    def __init__(self, share: Share) -> None:
        self.share = share

    def __contains__(self, number: object) -> bool:
        return number not in self.share

    def __iter__(self) -> Iterator[int]:
        raise TypeError("there is no end to them")

    def __len__(self) -> int:
        raise TypeError("there is no end to them")


@dataclass(frozen=True, slots=True)
class Piece:
    """A partition that a worker decided; its lines stand in a file of the scratch folder.

    Attributes:
        data: name of that file; empty if no lines are written.
        footer: what the form must remember of it.
        read: how much of the source was read.
        cpu: seconds that the worker spent on it.
        notes: what a user should know about the source up to there.
    """

    number: int
    counts: tuple[int, int, int]
    rejects: bytes
    summary: Any
    data: str
    footer: bytes
    read: int
    cpu: float
    notes: tuple[str, ...] = ()

    def put(self, form: Form, stream: BinaryIO, *, first: bool) -> bytes:
        """Copy what the worker wrote."""
        del form, first
        with Path(self.data).open("rb") as file:
            shutil.copyfileobj(file, stream, 1 << 20)
        return self.footer


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in a worker, in words."""

    message: str
    place: str | None = None
    hint: str | None = None
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, error: LockgateError) -> Failure:
        """The words of an error."""
        problems = error.problems if isinstance(error, BadInputError) else ()
        return cls(error.message, error.place, error.hint, problems)

    def error(self) -> InputError:
        """The error again."""
        if self.problems:
            return BadInputError(self.problems)
        return InputError(self.message, place=self.place, hint=self.hint)
