"""Style and references of a rulebook folder or an overlay: what the compiler lets pass and an editor would not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import source_hash
from lockgate.compiler.records import read_rulebook
from lockgate.compiler.rulebook import BUILT_IN, Rulebook
from lockgate.compiler.timeline import POSTURES
from lockgate.compiler.types import check_types
from lockgate.errors import InputError, LockgateError, RulebookError
from lockgate.reading.files import files_of
from lockgate.reading.findings import ERROR, SEVERITIES, Finding, finding
from lockgate.reading.soundness import soundness
from lockgate.reading.style import style

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


@dataclass(frozen=True, slots=True)
class Lint:
    """What was found in a folder, in the order of its files. JSON: ``lockgate.lint/1``."""

    folder: str
    compiles: bool
    files: int
    findings: tuple[Finding, ...]

    def count(self, severity: str) -> int:
        """How many findings have a severity."""
        return sum(1 for one in self.findings if one.severity == severity)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": "lockgate.lint/1",
            "folder": self.folder,
            "compiles": self.compiles,
            "files": self.files,
            "counts": {severity: self.count(severity) for severity in SEVERITIES},
            "findings": [one.to_dict() for one in self.findings],
        }


def lint(folder: Path | str | None = None, base: Path | str | None = None) -> Lint:
    """Look through a rulebook (the built-in one by default), or through an overlay laid over ``base``.

    A folder without ``rulebook.yaml`` is an overlay. If it does not compile, every fault that can be told apart is
    reported and nothing else. Worked cases are decided: that takes some seconds the first time.

    Errors: `InputError` if there is no such folder, or nothing in it that could be checked.
    """
    own = Path(folder) if folder is not None else BUILT_IN
    if not own.is_dir():
        wrong = "this is a file, not a folder" if own.exists() else "there is no such folder"
        raise InputError(wrong, place=str(own), hint="name a rulebook folder or an overlay")
    if not any(own.rglob("*.yaml")):
        hint = "an overlay holds provisions in files that end in .yaml"
        raise InputError("there is no file to check in this folder", place=str(own), hint=hint)
    overlay = not (own / "rulebook.yaml").is_file()
    folders = (Path(base) if base is not None else BUILT_IN, own) if overlay else (own,)
    book = compiled(folders)
    found = [] if book else list(faults(folders))
    shown = own.resolve().name if overlay else ""
    files = []
    if book is not None:
        files = [file for file in files_of(folders) if not overlay or file.shown.startswith(f"{shown}/")]
        mine = {file.shown for file in files} | {f"{own.name}/cases"}
        found = [one for file in files for one in style(file)]
        found += [one for one in soundness(book, own) if one.file in mine]
    return Lint(str(own), book is not None, len(files), tuple(sorted(set(found))))


def compiled(folders: tuple[Path, ...]) -> Rulebook | None:
    """The rulebook with all of it compiled, or None; compiled parts are kept."""
    try:
        book = Rulebook.load(folders[0], folders[1:], cached=True)
        for day, posture in _stretches(book):
            book.unit(day, posture)
    except LockgateError:
        return None
    return book


def faults(folders: tuple[Path, ...]) -> Iterator[Finding]:
    """What the compiler refuses: in the files, then in the records, then in what they mean on each day."""
    gathered: list[RulebookError] = []
    try:
        source = read_rulebook(folders[0], folders[1:], gathered)
        if not gathered:
            check_types(source, gathered)
        if not gathered:
            _compile(Rulebook(source, source_hash(folders), folders), gathered)
    except RulebookError as error:  # what cannot be read on past
        gathered.append(error)
    for fault in gathered:
        yield finding("LG000", fault.place or folders[-1].name, fault.message, fault.hint or "", ERROR)


def _compile(book: Rulebook, gathered: list[RulebookError]) -> None:
    """Compile, and keep each fault once, on however many days it shows."""
    seen: set[str] = set()
    for day, posture in _stretches(book):
        try:
            book.unit(day, posture)
        except RulebookError as fault:
            key = f"{fault.place} {fault.message.partition(' on 2')[0]}"
            if key not in seen:
                seen.add(key)
                gathered.append(fault)


def _stretches(book: Rulebook) -> Iterator[tuple[date, str]]:
    """Every stretch of days in both postures; proposals, which hold on every day, once."""
    yield from ((day, posture) for day in book.calendar.days for posture in POSTURES)
    yield from ((book.calendar.days[-1], posture) for posture in book.postures if posture not in POSTURES)
