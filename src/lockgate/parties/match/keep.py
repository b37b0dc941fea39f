"""The index on disk: arrays as .npy files, mapped into memory, in a folder named by the lists and by the matcher.

What is kept never changes an answer: a folder that is not whole, or of another matcher, is not read.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.parties.match.index import Arrays, Index
from lockgate.parties.match.places import PlaceArrays, Places
from lockgate.parties.match.screen import Screener, screener
from lockgate.parties.match.version import matcher_version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.parties.model import Entry

_KEEP = 4  # indexes that are kept; the ones that were made first go
_ROOM = "match"


def index_folder() -> Path:
    """Where indexes are kept: LOCKGATE_CACHE, or the user's cache folder."""
    named = os.environ.get("LOCKGATE_CACHE")
    if named:
        return Path(named) / _ROOM
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "lockgate" / _ROOM


def kept_screener(entries: Sequence[Entry], snapshots: Sequence[str], folder: Path | None = None) -> Screener:
    """A screener whose index is read from disk, or made and kept there.

    Args:
        entries: The entries of the snapshots, always in the same order for the same ids.
        snapshots: Ids of the snapshots.
        folder: Where indexes are kept; the user's cache folder by default.
    """
    key = hashlib.sha256(
        " ".join([*snapshots, str(len(entries)), matcher_version(), np.__version__]).encode()
    ).hexdigest()
    root = folder or index_folder()
    place = root / key[:32]
    found = _read(place, entries, snapshots)
    if found is None:
        found = screener(entries, snapshots)
        with suppress(OSError):
            _write(found, root, place)
    return found


def _read(place: Path, entries: Sequence[Entry], snapshots: Sequence[str]) -> Screener | None:
    try:
        if not _ours(place):
            return None
        names = Arrays(**{one.name: _array(place, one.name) for one in fields(Arrays)})
        places = PlaceArrays(**{one.name: _array(place, one.name) for one in fields(PlaceArrays)})
    except (OSError, ValueError, EOFError):
        return None
    return Screener(Index(names, entries), Places(places, entries), tuple(snapshots))


def _array(place: Path, name: str) -> Any:
    mapped = np.load(place / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    return mapped.view(np.ndarray)  # the same memory, but cheap to slice


def _ours(place: Path) -> bool:
    """Whether the folder is this user's, and nobody else may write to it."""
    if not hasattr(os, "getuid"):
        return place.is_dir()
    found = place.stat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def _write(made: Screener, root: Path, place: Path) -> None:
    """Write beside and move into place, so that nobody reads half of it."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=root))
    try:
        for arrays in (made.names.arrays, made.places.arrays):
            for one in fields(arrays):
                np.save(fresh / f"{one.name}.npy", getattr(arrays, one.name), allow_pickle=False)
        fresh.rename(place)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
    kept = sorted((one for one in root.iterdir() if one.is_dir()), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in kept[_KEEP:]:
        shutil.rmtree(old, ignore_errors=True)
