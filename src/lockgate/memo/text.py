"""Text of users on paper: what cannot or must not be printed becomes visible."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\ufff0-\uffff"
    "\ud800-\uf8ff\U000e0000-\U0010ffff]"
)
"""Controls, marks that turn the reading direction, invisible and private characters, halves of characters."""


def visible(text: str) -> str:
    r"""The text with every character that cannot be seen written by its number.

    Marks that turn the reading direction could make a name look like another one.

    >>> visible("Acme\u202e Ltd\x07"), visible("line\nnext\ttab")
    ('Acme[U+202E] Ltd[U+0007]', 'line next tab')
    """
    plain = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if plain.isascii() and plain.isprintable():
        return plain
    return _SUSPECT.sub(lambda match: numbered(match[0]), unicodedata.normalize("NFC", plain))


def numbered(character: str) -> str:
    """A character by its number.

    >>> numbered("\U00012000")
    '[U+12000]'
    """
    return f"[U+{ord(character):04X}]"


def mapped(content: Any, change: Any) -> Any:
    """Plain data with every text changed; the keys stay.

    >>> mapped({"a": ["b", 1]}, str.upper)
    {'a': ['B', 1]}
    """
    if isinstance(content, str):
        return change(content)
    if isinstance(content, dict):
        return {key: mapped(value, change) for key, value in content.items()}
    if isinstance(content, list):
        return [mapped(value, change) for value in content]
    return content
