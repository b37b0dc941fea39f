"""The work folder of a result: parts that are done stay, and the same command goes on from there.

Beside ``result.parquet`` stands ``result.parquet.parts/``: the growing files ``data`` and ``rejects``, what the work is
about in ``manifest.json``, and for each part that is done ``00017.json`` (and ``00017.footer`` where the
form has footers). A part counts once its JSON file is there; what stands in the growing files beyond the last part is
cut off. At the end the growing file is made whole and takes the place of the result.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from lockgate.books.write.guard import put, writing
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SCHEMA = "lockgate.book-parts/1"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a part stands in a growing file, and the hash of its bytes."""

    offset: int
    size: int
    sha256: str

    @property
    def end(self) -> int:
        """Where the next part begins."""
        return self.offset + self.size


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is done.

    Attributes:
        number: of the partition.
        lines: how many lines it has; ``decided`` and ``rejected`` add up to them.
        data: where its result stands.
        rejects: where its rejected rows stand.
        summary: what it adds to the summary; empty once it is written.
        footer: what the form must remember of it.
    """

    number: int
    lines: int
    decided: int
    rejected: int
    data: Stretch
    rejects: Stretch
    summary: Mapping[str, Any]
    footer: bytes = field(default=b"", repr=False)

    def text(self) -> str:
        """As JSON, without the footer."""
        # what it adds to the summary is many small lists, which need not be copied
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        places = {name: asdict(found[name]) for name in ("data", "rejects")}
        return json.dumps({**found, **places, "footer": hashlib.sha256(self.footer).hexdigest()}, sort_keys=True)

    @classmethod
    def read(cls, path: Path) -> Part | None:
        """A part from its files; None if they do not fit."""
        try:
            found = json.loads(path.read_text("utf-8"))
            beside = path.with_suffix(".footer")
            footer = beside.read_bytes() if beside.exists() else b""
            if hashlib.sha256(footer).hexdigest() != found.pop("footer"):
                return None
            found["data"], found["rejects"] = Stretch(**found["data"]), Stretch(**found["rejects"])
            return cls(**found, footer=footer)
        except (OSError, ValueError, TypeError, KeyError):
            return None


class Folder:
    """The work folder of one result.

    Attributes:
        parts: that are done, in order.
        resumed: how many of them were done before this run.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out.with_name(f"{out.name}.parts")
        self.data, self.rejects = self.path / "data", self.path / "rejects"
        self.parts: list[Part] = []
        self.resumed = 0
        self._lock: BinaryIO | None = None

    @property
    def kept(self) -> str:
        """What stays when the work stops, in words."""
        done = f"{len(self.parts)} finished part{'' if len(self.parts) == 1 else 's'} stay in {self.path.name}"
        return f"{done}; the same command goes on from there, --fresh starts over"

    def open(self, about: Mapping[str, Any], *, fresh: bool = False) -> None:
        """Make the folder, or take up what an earlier run with the same words left in it.

        Errors: `InputError` if the parts are about something else, or if another run is at work on them.
        """
        try:
            with writing(self.path):
                self.path.mkdir(exist_ok=True)
                self._hold()
                if fresh:
                    self._empty()
                self._begin(about)
        except BaseException:
            self.close(remove=False)
            raise

    def _begin(self, about: Mapping[str, Any]) -> None:
        manifest = self.path / "manifest.json"
        text = json.dumps({"schema": SCHEMA, **about}, sort_keys=True, indent=1, default=str)
        if manifest.exists():
            self._check(manifest, json.loads(text))
            self._take_up()
        else:
            self._empty()
            put(manifest, text.encode())
        for grown in (self.data, self.rejects):
            grown.touch()
        self._cut()

    def _hold(self) -> None:
        """Keep other runs out; the system lets go when this one ends, however it ends."""
        self._lock = (self.path / "lock").open("wb")
        try:
            import fcntl  # noqa: PLC0415 - not everywhere
        except ImportError:  # pragma: no cover - on other systems nobody is kept out
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InputError(
                "another run is writing this result", place=str(self.out), hint="wait for it, or name another --out"
            ) from None

    def _empty(self) -> None:
        for path in self.path.iterdir():
            if path.name != "lock":
                path.unlink()

    def _check(self, manifest: Path, about: Mapping[str, Any]) -> None:
        try:
            known = json.loads(manifest.read_text("utf-8"))
        except ValueError:
            known = {}
        other = [name for name in {**known, **about} if known.get(name) != about.get(name)]
        if other:
            what = f"the parts of an earlier run are about something else: other {', '.join(sorted(other))}"
            raise InputError(what, place=str(self.path), hint="--fresh starts over; or finish that run first")

    def _take_up(self) -> None:
        """Parts whose bytes are as they were written, up to the first that is not."""
        for number in range(len(list(self.path.glob("*.json")))):
            part = Part.read(self.path / f"{number:05}.json")
            if part is None or not all(
                _intact(path, stretch) for path, stretch in ((self.data, part.data), (self.rejects, part.rejects))
            ):
                break
            self.parts.append(part)
        self.resumed = len(self.parts)

    def _cut(self) -> None:
        """Cut off what stands beyond the last part, and forget parts after it."""
        for grown, end in ((self.data, self.data_end), (self.rejects, self.rejects_end)):
            os.truncate(grown, end)
        for path in self.path.glob("[0-9]*.*"):
            if int(path.stem) >= len(self.parts):
                path.unlink()

    @property
    def data_end(self) -> int:
        """Where the next part of the result begins."""
        return self.parts[-1].data.end if self.parts else 0

    @property
    def rejects_end(self) -> int:
        """Where the next rejected rows begin."""
        return self.parts[-1].rejects.end if self.parts else 0

    def add(
        self,
        counts: tuple[int, int, int],
        write: Callable[[BinaryIO], bytes],
        rejects: bytes,
        summary: Mapping[str, Any],
    ) -> None:
        """Write a part: ``counts`` are lines, decided and rejected; ``write`` puts the result into a stream."""
        number = len(self.parts)
        with writing(self.data, self.kept):
            try:
                stretch, footer = _grown(self.data, self.data_end, write)
                told, _ = _grown(self.rejects, self.rejects_end, lambda stream: _all(stream, rejects))
                part = Part(number, *counts, stretch, told, summary, footer)
                if footer:
                    put(self.path / f"{number:05}.footer", footer)
                put(self.path / f"{number:05}.json", part.text().encode())
            except BaseException:
                self._cut()
                raise
        # what it adds to the summary stands in its file, and whoever wrote it has counted it
        self.parts.append(replace(part, summary={}))

    def place(self) -> None:
        """Put the finished result where it belongs."""
        with writing(self.out, self.kept):
            if self.out.exists():
                self.data.chmod(self.out.stat().st_mode & 0o777)
            self.data.replace(self.out)

    def close(self, *, remove: bool) -> None:
        """Let go of the folder; with ``remove`` nothing of it stays."""
        if self._lock is not None:
            self._lock.close()
        if remove:
            shutil.rmtree(self.path, ignore_errors=True)


def _all(stream: BinaryIO, data: bytes) -> bytes:
    stream.write(data)
    return b""


class _Hashed:
    """A stream that hashes what goes through it."""

    closed = False

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.size = 0
        self.hash = hashlib.sha256()

    def write(self, data: Any) -> int:
        """Write all."""
        view = memoryview(data).cast("B")
        self.stream.write(view)
        self.hash.update(view)
        self.size += len(view)
        return len(view)

    def flush(self) -> None:
        """The file is flushed when it is closed."""

    def close(self) -> None:
        """The file is closed by the one who opened it."""


def _grown(path: Path, offset: int, write: Callable[[BinaryIO], bytes]) -> tuple[Stretch, bytes]:
    """Add to a file; where the addition stands, and what the writer gave."""
    with path.open("ab") as file:
        stream: Any = _Hashed(file)
        given = write(stream)
    return Stretch(offset, stream.size, stream.hash.hexdigest()), given


def _intact(path: Path, stretch: Stretch) -> bool:
    """Whether the bytes of a part are those that were written."""
    found = hashlib.sha256()
    left = stretch.size
    try:
        with path.open("rb") as file:
            file.seek(stretch.offset)
            while left and (block := file.read(min(left, _BLOCK))):
                found.update(block)
                left -= len(block)
    except OSError:
        return False
    return not left and found.hexdigest() == stretch.sha256
