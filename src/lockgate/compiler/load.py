"""First stage: YAML files in, nested lists and mappings of located text out.

Every scalar stays text. The usual loaders read ``NO`` as false, ``4E091`` as a number and ``740.20`` as 740.2;
here the declaration of a field, not its look, decides its type. Every text knows its file and line.
"""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING, Any, Self

import yaml

from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from pathlib import Path

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_ERRORS = (yaml.YAMLError, getattr(sys.modules.get("yaml._yaml"), "YAMLError", yaml.YAMLError))
"""The C parser keeps the errors that it met first, even if the package is imported anew (coverage does that)."""


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


def load_text(text: str, name: str) -> Any:
    """Read YAML text; scalars stay located text, mappings are checked for doubled keys.

    >>> load_text("- {code: NO, eccn: 4E091}", "x.yaml")
    [{'code': 'NO', 'eccn': '4E091'}]
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except _ERRORS as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise RulebookError(f"this is not valid YAML: {what}", place=place) from None
    return None if node is None else _build(node, name)


def load_yaml(path: Path, name: str | None = None) -> Any:
    """Read one YAML file as UTF-8; see `load_text`."""
    shown = name or path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise RulebookError("this file is not UTF-8 text", place=shown, hint="save it as UTF-8") from None
    except OSError as error:
        raise RulebookError(f"cannot read the file: {error.strerror}", place=shown) from None
    return load_text(text, shown)


def _build(node: Any, name: str) -> Any:
    line = node.start_mark.line + 1
    if node.id == "scalar":
        return Located(node.value, name, line)
    if node.id == "sequence":
        return [_build(child, name) for child in node.value]
    table = Table()
    table.place = f"{name}:{line}"
    for key_node, value_node in node.value:
        if key_node.id != "scalar":
            raise RulebookError("a key must be plain text", place=f"{name}:{key_node.start_mark.line + 1}")
        key = key_node.value
        if key in table:
            raise RulebookError(f"the key '{key}' stands twice", place=f"{name}:{key_node.start_mark.line + 1}")
        table[key] = _build(value_node, name)
    return table


BESIDE = frozenset({"cases", "coverage.yaml", "not_encoded.yaml", "sources.yaml"})
"""What stands in a rulebook folder beside the law: worked cases, and what the coverage reads and writes."""


def rulebook_files(folder: Path) -> list[Path]:
    """All YAML files of a rulebook in a stable order; what stands beside the law is left out."""
    found = (path for path in folder.rglob("*.yaml") if path.relative_to(folder).parts[0] not in BESIDE)
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def source_hash(folders: tuple[Path, ...]) -> str:
    """SHA-256 over the names and bytes of all rulebook files: the key of the compiled cache.

    Errors: `RulebookError` for a file that cannot be read.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in rulebook_files(folder):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(b"\0")
            try:
                digest.update(path.read_bytes())
            except OSError as error:
                raise RulebookError(f"cannot read the file: {error.strerror}", place=str(path)) from None
            digest.update(b"\0")
    return digest.hexdigest()
