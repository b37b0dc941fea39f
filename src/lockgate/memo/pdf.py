"""A memo as PDF/A-3a by Typst, with the saved determination attached.

Fonts come from Python packages and from Typst itself, never from the machine, so that the same memo gives the same
bytes everywhere. What no font can show is printed by its number and named.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.errors import InputError
from lockgate.memo.text import mapped, numbered, visible

if TYPE_CHECKING:
    from types import ModuleType

    from lockgate.memo.blocks import Memo

STANDARD = "a-3a"
ATTACHED = "determination.json"
FONTS = ("manimgx_fonts", "manimgx_fonts_cjk")
"""Packages that carry fonts (Noto): other scripts than Latin, Greek and Cyrillic; Chinese, Japanese and Korean."""
_TEMPLATE = Path(__file__).parent / "templates" / "memo.typ"
_UNSHOWN = re.compile(r'the text `("(?:[^"\\]|\\.)*")` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_LONG = re.compile(r"\S{32}(?=\S)")
_BREAK = "\u200b"
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and the characters that no font at hand could show (printed by their numbers)."""

    data: bytes
    unshown: tuple[str, ...]


def require() -> ModuleType:
    """The typesetter, or a clear message about the extra that brings it."""
    try:
        import typst  # noqa: PLC0415 - an extra, and only this face needs it
    except ImportError:
        hint = "install the extra: pip install 'lockgate[memo]'; or write .html, which needs nothing more"
        raise InputError("a PDF needs the typesetter Typst, which is not installed", hint=hint) from None
    return typst


def pdf(memo: Memo, record: str = "") -> Printed:
    """The memo as PDF/A, with ``record`` attached as it is (JSON text; none if empty).

    Errors: `lockgate.errors.InputError` without the extra ``memo``.
    """
    plain = mapped(memo.to_dict(), visible)
    unshown: dict[str, None] = {}
    for _ in range(_ROUNDS):
        try:
            return Printed(_compiled(_ready(plain, unshown), record), tuple(unshown))
        except require().TypstError as error:
            lacking = [one for one in _lacking(str(error.diagnostic)) if one not in unshown]
            if not lacking:
                raise
            unshown |= dict.fromkeys(lacking)
    raise AssertionError("each round names at least one more character")


def _ready(plain: Any, unshown: dict[str, None]) -> Any:
    """Texts as they are set: unknown characters by number, long words with places to break."""
    marks = {ord(character): numbered(character) for character in unshown}
    made = {**plain, "unshown": sorted(marks.values())}
    return mapped(made, lambda text: _LONG.sub(lambda match: match[0] + _BREAK, text.translate(marks)))


def _lacking(diagnostic: str) -> list[str]:
    """The characters that Typst names in its errors.

    >>> _lacking('the text `"\U00012000"` could not be displayed with font `"Libertinus Serif"`')
    ['\U00012000']
    """
    found = []
    for quoted in _UNSHOWN.findall(diagnostic):
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), quoted[1:-1])
        found += [character for character in text.replace('\\"', '"') if not character.isascii()]
    return found


def _compiled(content: Any, record: str) -> bytes:
    inputs = {"memo": json.dumps(content, ensure_ascii=False), "record": record, "name": ATTACHED}
    found: bytes = require().compile(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        sys_inputs=inputs,
        pdf_standards=[STANDARD],
        timestamp=datetime.fromisoformat(content["stamp"]).replace(tzinfo=UTC),
    )
    return found


@functools.cache
def _fonts() -> Any:
    """The fonts of the packages that are installed and of Typst; those of the machine are left out."""
    return require().Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(path) for path in font_folders()]
    )


def font_folders() -> list[Path]:
    """Folders of the font packages that are installed."""
    specs = [find_spec(name) for name in FONTS]
    return [Path(spec.origin).parent for spec in specs if spec is not None and spec.origin]
