"""Files that commands leave behind: written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def check_place(path: Path, option: str) -> None:
    """Refuse a file that could not be written."""
    if path.is_dir():
        raise InputError(f"'{path}' is a folder", place=option, hint="name a file in it")
    if not path.absolute().parent.is_dir():
        raise InputError(f"there is no folder '{path.parent}'", place=option, hint="make it, or name another")


def put(path: Path, data: bytes | str, option: str) -> None:
    """Write a file whole or not at all: beside it, then moved into place. Devices are written to as they are.

    Errors: `InputError` that blames ``option``, for a file that cannot be written.
    """
    data = data.encode() if isinstance(data, str) else data
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        beside = target.with_name(f".{target.name[:40]}.{os.getpid()}")
        try:
            with beside.open("xb") as file:
                file.write(data)
            if target.exists():
                beside.chmod(target.stat().st_mode & 0o777)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot write '{path}': {error.strerror}", place=option, hint="check the folder") from None
