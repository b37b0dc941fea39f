"""Restricted-party lists: read, kept as snapshots, compared; how fresh they are.

>>> from lockgate.parties.lists import lists
>>> lists()["entity_list"].words
('entity_list', 'entity_list_fn1', 'entity_list_fn4', 'entity_list_fn5')
"""

from lockgate.parties.lists.combine import Combined, combined
from lockgate.parties.lists.current import ListsOn, lists_on
from lockgate.parties.lists.diff import Diff, apply, diff
from lockgate.parties.lists.experiment import load_csl
from lockgate.parties.lists.fetch import fetch
from lockgate.parties.lists.files import RawFile, read_file
from lockgate.parties.lists.freshness import Freshness, freshness
from lockgate.parties.lists.guard import ListRefused, review
from lockgate.parties.lists.intake import Candidate, read_files
from lockgate.parties.lists.store import Added, Known, Store, data_folder
from lockgate.parties.lists.tables import feeds, limits, lists
from lockgate.parties.lists.words import ListWords, words_on

__all__ = [
    "Added",
    "Candidate",
    "Combined",
    "Diff",
    "Freshness",
    "Known",
    "ListRefused",
    "ListWords",
    "ListsOn",
    "RawFile",
    "Store",
    "apply",
    "combined",
    "data_folder",
    "diff",
    "feeds",
    "fetch",
    "freshness",
    "limits",
    "lists",
    "lists_on",
    "load_csl",
    "read_file",
    "read_files",
    "review",
    "words_on",
]
