"""A cache of compiled parts, keyed by the hash of the rulebook's files and of this program.

Only files that belong to this user, in a folder that nobody else may write to, are read back. A part that cannot be
read or written is simply made again; the cache never changes an answer.
"""

from __future__ import annotations

import gc
import hashlib
import io
import os
import pickle
import re
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from lockgate.compiler.model import Provision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Part = TypeVar("Part")
_OWN = re.compile(r"[0-9a-f]{32}")
_KEEP = 8
_NAME = 32


def cache_folder() -> Path:
    """Where compiled parts are kept: LOCKGATE_CACHE, or the user's cache folder."""
    named = os.environ.get("LOCKGATE_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "lockgate"


@cache
def program_hash() -> str:
    """Hash of the program's own files: another program never reads this one's parts."""
    digest = hashlib.sha256()
    root = Path(__file__).parent.parent
    for room in ("compiler", "door", "items"):
        for path in sorted((root / room).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


class _Writing(pickle.Pickler):
    """Keeps provisions that the reader will have by their id."""

    def __init__(self, file: io.BytesIO, provisions: Mapping[str, Provision]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.provisions = provisions

    def persistent_id(self, obj: Any) -> str | None:
        """The id of a provision that stands in the source."""
        known = isinstance(obj, Provision) and self.provisions.get(obj.id) is obj
        return obj.id if known else None


class _Reading(pickle.Unpickler):
    """Puts provisions back in their places."""

    def __init__(self, file: io.BytesIO, provisions: Mapping[str, Provision]) -> None:
        super().__init__(file)
        self.provisions = provisions

    def persistent_load(self, pid: str) -> Provision:
        """The provision of an id."""
        return self.provisions[pid]


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without a look for garbage: thousands of records come in at once and all of them stay."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


class Parts:
    """The cached parts of one rulebook."""

    def __init__(self, sha256: str, folder: Path | None = None) -> None:
        key = hashlib.sha256(f"{sha256} {program_hash()} {sys.version}".encode()).hexdigest()[:_NAME]
        self.root = folder or cache_folder()
        self.folder = self.root / key

    def get(self, name: str, make: Callable[[], Part]) -> Part:
        """The part of that name; made, and kept if possible, when it is not there."""
        found = self.read(name)
        if found is None:
            found = make()
            self.write(name, found)
        part: Part = found
        return part

    def read(self, name: str, provisions: Mapping[str, Provision] | None = None) -> Any:
        """A kept part, or None. With ``provisions``, those that the part names are taken from there."""
        path = self.folder / name
        try:
            if not self._ours(self.folder) or not self._ours(path):
                return None
            with _undisturbed():
                return _Reading(io.BytesIO(path.read_bytes()), provisions or {}).load()
        except (
            OSError,
            KeyError,
            pickle.PickleError,
            EOFError,
            AttributeError,
            ImportError,
            IndexError,
            TypeError,
            ValueError,
        ):
            return None

    def write(self, name: str, part: Any, provisions: Mapping[str, Provision] | None = None) -> None:
        """Keep a part: written beside and moved into place, so that nobody reads half of it.

        Of ``provisions``, only the id is kept: every stretch of the law holds most of them.
        """
        try:
            kept = io.BytesIO()
            _Writing(kept, provisions or {}).dump(part)
            content = kept.getvalue()
            fresh = not self.folder.exists()
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(temporary).replace(self.folder / name)
            if fresh:
                self._tidy()
        except (OSError, pickle.PickleError, TypeError, AttributeError):
            return

    @staticmethod
    def _ours(path: Path) -> bool:
        state = path.stat()
        mine = not hasattr(os, "getuid") or state.st_uid == os.getuid()
        return mine and not state.st_mode & 0o022

    def _tidy(self) -> None:
        """Keep the newest few rulebooks; folders that are not this cache's own stay untouched."""
        own = (path for path in self.root.iterdir() if path.is_dir() and _OWN.fullmatch(path.name))
        for old in sorted(own, key=lambda path: path.stat().st_mtime)[:-_KEEP]:
            for path in old.iterdir():
                path.unlink(missing_ok=True)
            old.rmdir()
