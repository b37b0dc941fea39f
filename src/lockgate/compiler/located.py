"""Text and mappings that know where they stand in a file."""

from __future__ import annotations

from typing import Any, Self


class Located(str):
    """Text that knows where it stands.

    >>> text = Located("NO", "groups.yaml", 3)
    >>> text == "NO", text.place
    (True, 'groups.yaml:3')
    """

    __slots__ = ("file", "line")
    file: str
    line: int

    def __new__(cls, text: str, file: str, line: int) -> Self:
        """Make located text."""
        self = super().__new__(cls, text)
        self.file = file
        self.line = line
        return self

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Kept parts hold plain text: places are needed only while files are read."""
        return (str, (str(self),))

    def __copy__(self) -> Self:
        """Located text does not change: a copy is itself."""
        return self

    def __deepcopy__(self, _memo: object) -> Self:
        """See `__copy__`."""
        return self

    @property
    def place(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}"


class Table(dict[str, Any]):
    """A YAML mapping that knows where it starts."""

    __slots__ = ("place",)
    place: str


def plain(value: Any) -> Any:
    """The same value with text that does not know its place, so that it can be kept and written.

    >>> type(plain({"a": [Located("NO", "groups.yaml", 3)]})["a"][0])
    <class 'str'>
    """
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, str) else value
