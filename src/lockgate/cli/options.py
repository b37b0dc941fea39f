"""Options that several commands share, and what they mean."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.errors import InputError, RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate import Rulebook


class Gate(StrEnum):
    """Whose outcome sets the exit code."""

    enforced = "enforced"
    codified = "codified"
    strictest = "strictest"


With = Annotated[
    list[Path] | None,
    typer.Option("--with", metavar="DIR", help="Lay a folder of further provisions over the rulebook (repeatable)."),
]
RulebookDir = Annotated[
    Path | None, typer.Option("--rulebook", metavar="DIR", help="Use this rulebook folder instead of the built-in one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of tables.")]


def open_rulebook(overlays: Iterable[Path] | None, folder: Path | None = None) -> Rulebook:
    """The rulebook with overlays; compiled parts are kept between runs."""
    from lockgate import Rulebook

    extra = tuple(overlays or ())
    for overlay in extra:
        if not overlay.is_dir():
            raise RulebookError("this overlay is no folder", place=str(overlay), hint="--with takes a folder")
    if folder is not None and folder.is_dir() and not (folder / "rulebook.yaml").is_file():
        hint = "a rulebook folder holds a file rulebook.yaml; an overlay is laid over one by --with"
        raise RulebookError("this folder is no rulebook", place=str(folder), hint=hint)
    return Rulebook.load(folder, extra, cached=True)


def readings_of(stated: Iterable[str] | None) -> dict[str, str]:
    """`ID=VALUE` pairs.

    >>> readings_of(["lpp_740_2=lenient"])
    {'lpp_740_2': 'lenient'}
    """
    found = {}
    for text in stated or ():
        name, sign, value = text.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise InputError(f"'{text}' is no reading", place="--reading", hint="write --reading lpp_740_2=lenient")
        found[name.strip()] = value.strip()
    return found
