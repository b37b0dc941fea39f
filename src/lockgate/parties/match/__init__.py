"""Screening of names, addresses and numbers against lists, with reasons.

>>> from lockgate.parties.model import Entry, ListedName
>>> listed = [
...     Entry("x:1", "entity_list", "x", "Example Photon Works", names=(ListedName("Example Photon Works", "primary"),))
... ]
>>> found = screener(listed).screen(Party("EXAMPLE PHOTN WORKS CO., LTD."))
>>> found.hits[0].band, found.hits[0].tokens[1].theirs
('likely', 'photon')
"""

from lockgate.parties.match.band import BANDS, Band, settings
from lockgate.parties.match.keep import index_folder, kept_screener
from lockgate.parties.match.pair import same_name
from lockgate.parties.match.result import SCHEMA, Evidence, Hit, Pair, Party, Screening
from lockgate.parties.match.screen import Screener, screener
from lockgate.parties.match.version import matcher_version

__all__ = [
    "BANDS",
    "SCHEMA",
    "Band",
    "Evidence",
    "Hit",
    "Pair",
    "Party",
    "Screener",
    "Screening",
    "index_folder",
    "kept_screener",
    "matcher_version",
    "same_name",
    "screener",
    "settings",
]
