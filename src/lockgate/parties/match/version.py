"""Version of the matcher, and a hash of what it is made of: answers of one version rest on one program and its data."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files

VERSION = "2"
"""Raised when the same input may give another answer."""


@cache
def matcher_version() -> str:
    """The version, and a hash of the matcher's own files and of the library that transliterates."""
    digest = hashlib.sha256()
    room = files("lockgate.parties.match")
    paths = [*room.iterdir(), *room.joinpath("data").iterdir()]
    for path in sorted(paths, key=lambda path: path.name):
        if path.name.endswith((".py", ".tsv", ".json")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    digest.update(version("anyascii").encode())
    return f"{VERSION}-{digest.hexdigest()[:12]}"
