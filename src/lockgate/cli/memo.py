"""`lockgate memo`: a saved determination as a document."""

from __future__ import annotations

from typing import Annotated

import typer

from lockgate.cli.papers import MemoDate, Out, check_memo, read_record, write_memo
from lockgate.errors import InputError


def command(
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="What determine --save wrote.")],
    out: Out,
    memo_date: MemoDate = None,
) -> None:
    """Write the memo of a saved determination, as it was saved."""
    record = read_record(source)
    if record.altered:
        hint = f"see what differs with: lockgate verify {source}; or determine again"
        raise InputError("the file was changed after it was saved", place=source, hint=hint)
    check_memo(out, "--out")
    write_memo(record, out, memo_date, "--out")
