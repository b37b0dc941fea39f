"""Where the decided lines of a book go: nowhere, to standard output, or to a work folder that becomes a file."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from lockgate.books.write import rejects as reject_files
from lockgate.books.write.folder import Folder
from lockgate.books.write.forms import form_of
from lockgate.books.write.guard import writing

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from lockgate.books.check.chunks import Written
    from lockgate.books.check.options import Options
    from lockgate.books.check.summary import Summary
    from lockgate.books.write.folder import Part
    from lockgate.books.write.forms import Form

STDOUT = "-"


class Target(Protocol):
    """Takes the decided lines of each chunk."""

    done: Sequence[Part]
    """Parts that an earlier run finished."""

    def add(self, counts: tuple[int, int, int], rows: Written, rejects: bytes, summary: Any) -> None:
        """The lines of one chunk."""

    def finish(self, summary: Summary) -> None:
        """All chunks are in."""

    def stop(self) -> None:
        """Something went wrong, or somebody stopped it; nothing half-written stays."""


class Stream:
    """Lines to standard output, or nowhere; rejects are gathered in a file beside their place."""

    def __init__(self, options: Options, form: Form | None) -> None:
        self.form = form
        self.done: Sequence[Part] = ()
        self.first = True
        self.out = Path(options.rejects) if options.rejects else None
        self.beside = self.out.with_name(f".{self.out.name}.gathered") if self.out is not None else None
        if self.beside is not None:
            with writing(self.beside):
                self.beside.write_bytes(b"")

    def add(self, counts: tuple[int, int, int], rows: Written, rejects: bytes, summary: Any) -> None:
        """Hand the lines on."""
        del counts, summary
        if self.form is not None:
            stream: BinaryIO = sys.stdout.buffer
            rows.put(self.form, stream, first=self.first)
            stream.flush()
            self.first = False
        if self.beside is not None and rejects:
            with writing(self.beside), self.beside.open("ab") as file:
                file.write(rejects)

    def finish(self, summary: Summary) -> None:
        """Put the rejects in their place."""
        del summary
        if self.beside is not None and self.out is not None:
            reject_files.finish(self.beside, self.out, "")
        self.stop()

    def stop(self) -> None:
        """Nothing of the rejects stays behind."""
        if self.beside is not None:
            self.beside.unlink(missing_ok=True)


class Kept:
    """Lines to a work folder that becomes the result; what is done stays if the work stops."""

    def __init__(self, options: Options, form: Form, about: Mapping[str, Any]) -> None:
        self.form = form
        self.command = options.command
        self.stated = bool(options.rejects)
        self.rejects = Path(options.rejects or f"{options.out}.rejects.csv")
        self.folder = Folder(Path(options.out))
        self.folder.open(about, fresh=options.fresh)
        self.done: Sequence[Part] = tuple(self.folder.parts)

    @property
    def skip(self) -> Collection[int]:
        """Parts that need not be read again."""
        return {part.number for part in self.done}

    def add(self, counts: tuple[int, int, int], rows: Written, rejects: bytes, summary: Any) -> None:
        """Keep a part."""
        write = partial(rows.put, self.form, first=not self.folder.parts)
        self.folder.add(counts, write, rejects, summary)

    def finish(self, summary: Summary) -> None:
        """Make the file whole and put it, and the rejects, in their places."""
        folder = self.folder
        told = {"lockgate.summary": json.dumps(summary.to_dict(timed=False), sort_keys=True, ensure_ascii=False)}
        stamp = summary.look.book
        words = {
            "lockgate.rulebook": f"{stamp.version} {stamp.sha256}",
            "lockgate.postures": ",".join(summary.look.postures),
            "lockgate.command": self.command,
            **told,
        }
        with writing(folder.out, folder.kept):
            self.form.finish(folder.data, [(part.data.offset, part.footer) for part in folder.parts], words)
        if self.stated or summary.rejected or self.rejects.exists():
            reject_files.finish(folder.rejects, self.rejects, folder.kept)
        folder.place()
        folder.close(remove=True)

    def stop(self) -> None:
        """Let go; an empty folder goes away."""
        self.folder.close(remove=not self.folder.parts)


def target_of(options: Options, about: Mapping[str, Any]) -> Target:
    """The target that options ask for."""
    if options.rejects:
        reject_files.check_name(options.rejects)
    if not options.out:
        return Stream(options, None)
    form = form_of(options.out)
    return Stream(options, form) if options.out == STDOUT else Kept(options, form, about)


__all__ = ["Kept", "Stream", "Target", "target_of"]
