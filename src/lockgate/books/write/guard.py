"""Errors of files as one message that says what is kept and how to go on."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def writing(path: Path, kept: str = "") -> Iterator[None]:
    """Errors while a file is written; ``kept`` says what stays and how to go on."""
    try:
        yield
    except OSError as error:
        full = error.errno in _FULL or "No space left" in str(error)
        what = "there is no room left" if full else (error.strerror or str(error))
        hint = (f"make room; {kept}" if kept else "make room, and run it again") if full else kept or "check the folder"
        raise InputError(f"cannot write: {what}", place=str(path), hint=hint) from None


def put(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
