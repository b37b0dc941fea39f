"""First stage: YAML files in, nested lists and mappings of located text out.

Every scalar stays text. The usual loaders read ``NO`` as false, ``4E091`` as a number and ``740.20`` as 740.2;
here the declaration of a field, not its look, decides its type. Every text knows its file and line.
"""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING, Any

import yaml

from lockgate.compiler.located import Located, Table
from lockgate.compiler.yaml_events import EventReader
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from pathlib import Path

_ERRORS = (yaml.YAMLError, getattr(sys.modules.get("yaml._yaml"), "YAMLError", yaml.YAMLError))
"""The C parser keeps the errors that it met first, even if the package is imported anew (coverage does that)."""


def load_text(text: str, name: str) -> Any:
    """Read YAML text; scalars stay located text, mappings are checked for doubled keys.

    >>> load_text("- {code: NO, eccn: 4E091}", "x.yaml")
    [{'code': 'NO', 'eccn': '4E091'}]
    """
    try:
        documents = EventReader(text, name, RulebookError).documents()
    except _ERRORS as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise RulebookError(f"this is not valid YAML: {what}", place=place) from None
    if len(documents) > 1:
        raise RulebookError("this file holds several YAML documents", place=name, hint="keep one, without ---")
    return documents[0] if documents else None


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


BESIDE = frozenset(
    {"cases", "checks.yaml", "claims.yaml", "coverage.yaml", "not_encoded.yaml", "regimes.yaml", "sources.yaml"}
)
"""What stands in a rulebook folder beside the law: cases, what the coverage reads and writes, claims, regimes."""


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


__all__ = ["Located", "Table", "load_text", "load_yaml", "rulebook_files", "source_hash"]
