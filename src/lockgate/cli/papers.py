"""Files that `determine` leaves behind: the saved determination, and the memo."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.files import check_place, put
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.cli.determine import Line
    from lockgate.cli.orders import Orders
    from lockgate.inquiry.look import Look
    from lockgate.inquiry.record.saved import Saved

Save = Annotated[
    Path | None, typer.Option("--save", metavar="FILE", help="Save facts and answers, for lockgate verify and memo.")
]
MemoTo = Annotated[
    Path | None, typer.Option("--memo", metavar="FILE", help="Write a memo: a name that ends in .pdf or .html.")
]
MemoDate = Annotated[
    str | None, typer.Option("--memo-date", metavar="DAY", help="Date that the memo bears; none if not given.")
]
Out = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The memo: a name that ends in .pdf or .html.")]
KINDS = (".pdf", ".html", ".htm")


@dataclass(slots=True)
class Papers:
    """What is to be written after the answers are known; wrong names are refused before anything is decided."""

    save: Path | None
    memo: Path | None
    memo_date: str | None
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse what could not be written later."""
        from lockgate.memo.content import day_of

        if self.save is not None:
            check_place(self.save, "--save")
        if self.memo is not None:
            check_memo(self.memo, "--memo")
        if self.memo_date is not None and self.memo is None:
            raise InputError("there is no memo to date", place="--memo-date", hint="add --memo out.pdf")
        day_of(self.memo_date)

    def keep(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines as they come, kept for the files."""
        for line in lines:
            self.lines.append(line)
            yield line

    def write(self, orders: Orders, look: Look) -> None:
        """Write the files."""
        from lockgate.inquiry.record.saved import save

        answers = [(line.transaction, line.found) for line in self.lines]
        record = save(answers, look, [one.to_dict() for one in orders.rejected])
        if self.save is not None:
            put(self.save, record.text(), "--save")
        if self.memo is not None:
            write_memo(record, self.memo, self.memo_date, "--memo")


def papers_of(save: Path | None, memo: Path | None, memo_date: str | None) -> Papers | None:
    """The files that are wanted, or None."""
    return None if save is None and memo is None and memo_date is None else Papers(save, memo, memo_date)


def check_memo(path: Path, option: str) -> None:
    """Refuse a memo that could not be written: its name, its place, or no typesetter."""
    if path.suffix.casefold() not in KINDS:
        raise InputError(f"'{path.name}' names no kind of memo", place=option, hint="end it in .pdf or .html")
    check_place(path, option)
    if path.suffix.casefold() == ".pdf":
        from lockgate.memo.pdf import require

        require()


def write_memo(record: Saved, path: Path, day: str | None, option: str) -> None:
    """Write a memo; characters that no font shows are named on standard error."""
    from lockgate.memo.content import content

    made = content(record, day=day)
    if path.suffix.casefold() != ".pdf":
        from lockgate.memo.html import html

        put(path, html(made), option)
        return
    from lockgate.memo.pdf import pdf

    printed = pdf(made, record.text())
    put(path, printed.data, option)
    if printed.unshown:
        names = ", ".join(f"{one} (U+{ord(one):04X})" for one in printed.unshown)
        sys.stderr.write(f"note: no font at hand shows {names}: printed by number; the attached record holds them\n")


def read_record(path: str) -> Saved:
    """A saved determination from a file or standard input (``-``)."""
    from lockgate.door.read import read_text
    from lockgate.inquiry.record.saved import read_saved

    if path != "-":
        source: Any = Path(path)
        if source.is_dir():
            raise InputError("this is a folder", place=path, hint="name a file that --save wrote")
        return read_saved(read_text(source), path)
    try:
        return read_saved(sys.stdin.buffer.read().decode("utf-8-sig"), "standard input")
    except UnicodeDecodeError:
        raise InputError("this is not UTF-8 text", place="standard input", hint="send it as it was saved") from None
