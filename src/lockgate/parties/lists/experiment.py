"""Entries straight from one file, without a store: for benchmarks and experiments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.parties.lists.entries import content_hash, entry, identify
from lockgate.parties.lists.files import read_file, text_of
from lockgate.parties.lists.readers import csl

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.parties.model import Entry


def load_csl(path: Path) -> tuple[Entry, ...]:
    """The entries of a Consolidated Screening List with one JSON record a line, in the order of the file.

    The store keeps entries in the order of their ids instead; labelled queries count rows of the file.
    """
    raw = read_file(path)
    drafts = csl.read_lines(text_of(raw), raw.name).drafts
    hashes = [content_hash(draft) for draft in drafts]
    ids = identify(drafts, hashes)
    rows = zip(drafts, ids, hashes, strict=True)
    return tuple(entry(draft, "csl", name, sha256) for draft, name, sha256 in rows)
