"""Screening: a party against the entries of lists, with reasons. A function of its inputs alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from lockgate.parties.match.address import Tier
from lockgate.parties.match.asked import query
from lockgate.parties.match.band import BANDS, settings
from lockgate.parties.match.build import build
from lockgate.parties.match.compare import compare
from lockgate.parties.match.places import build_places, same_number
from lockgate.parties.match.reasons import reasons
from lockgate.parties.match.result import Evidence, Hit, Party, Screening
from lockgate.parties.match.score import share, weights
from lockgate.parties.match.version import matcher_version
from lockgate.parties.match.window import LONGEST_TEXT, stretches, windows

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lockgate.parties.match.asked import Query
    from lockgate.parties.match.compare import Compared
    from lockgate.parties.match.index import Index
    from lockgate.parties.match.places import Places
    from lockgate.parties.match.result import State
    from lockgate.parties.model import Entry, ListedName

_PLAIN = re.compile(r"[A-Za-z0-9][^A-Za-z0-9]*[A-Za-z0-9]")
_SURE = 30  # characters in which a name shows its letters
_ROWS = 20  # rows that share letters with the name
_NEAR = 0.7  # share of the best row's telling letters from which more than a few of them are
_ROWS_OF_INITIALS = 60  # the same for a name with initials, which say little by their letters
_ALIGNED = 10  # rows that are aligned with it
_UPLIFT = 4.0  # log odds that evidence beside the name may add at most, so that rows below need not be looked at
_STRETCH = -0.7  # log odds that a match costs which leaves the rest of our text aside
_HOPELESS = -5.0  # log odds below which no other evidence makes a match
_IDENTICAL = 0.7  # log odds at least of a name that is written as the listed one is, whatever its words say
_NOTED = 20  # things noted at most, for one party; how many more there are is told
_TIERS = {Tier.ROOM: "room", Tier.BUILDING: "building", Tier.STREET: "street"}


class Match(NamedTuple):
    """A row that stands for an entry: which of its names, the comparison, and the log odds of the names alone."""

    entry: int
    name: int
    row: Compared
    asked: Query
    logit: float


@dataclass(frozen=True, slots=True)
class Screener:
    """Lists, ready to screen against.

    Args:
        names: The index of names.
        places: The index of addresses and numbers.
        snapshots: Ids of the lists.

    >>> from lockgate.parties.model import Entry, ListedName
    >>> listed = Entry(
    ...     "x:1", "entity_list", "x", "Example Photon Works", names=(ListedName("Example Photon Works", "primary"),)
    ... )
    >>> found = screener([listed]).screen(Party("Photon Works Example Ltd"))
    >>> found.hits[0].name
    'Example Photon Works'
    """

    names: Index
    places: Places
    snapshots: tuple[str, ...] = ()
    matcher: str = field(default_factory=matcher_version)

    def scores(self, name: str, hidden: Collection[tuple[int, str]] = ()) -> list[tuple[int, float]]:
        """Entries whose names come near this one, with the score of the names alone, the best first.

        Args:
            name: The name.
            hidden: Names of entries to leave out, as number of the entry and text: for tests that hide an alias.
        """
        found = sorted(self._matches(name, hidden), key=lambda one: (-one.logit, one.entry))
        return [(one.entry, share(one.logit)) for one in found]

    def screen(self, party: Party) -> Screening:
        """What the lists hold about a party."""
        problems = []
        too_long = len(party.name) > LONGEST_TEXT
        if too_long:
            problems.append(f"the name has {len(party.name)} characters; the first {LONGEST_TEXT} were screened")
        readable = not too_long and _readable(party.name)
        if not readable and not too_long:
            problems.append(_unreadable(party.name))
        found = self._judged(party, self._matches(party.name[:LONGEST_TEXT]) if readable or too_long else [])
        hits = [hit for hit in found if hit.band != "none"]
        noted = [hit for hit in found if hit.band == "none"]
        more = max(len(noted) - _NOTED, 0)
        screened = readable or (not too_long and bool(party.addresses or party.identifiers))
        band = hits[0].band if hits else "none" if screened else ""
        kept = tuple(noted[:_NOTED])
        return Screening(party, band, tuple(hits), kept, tuple(problems), self.snapshots, self.matcher, more)

    def _matches(self, name: str, hidden: Collection[tuple[int, str]] = ()) -> list[Match]:
        """The best row of every entry that comes near the name."""
        best: dict[int, Match] = {}
        parts = [(part, 0.0) for part in windows(name)]
        parts.extend((part, _STRETCH) for whole, _ in tuple(parts) for part in stretches(whole))
        for part, added in parts:
            asked = query(part)
            compared = self._near(asked) if asked.tokens else []
            if not compared:
                continue
            logits = (weights().logits([one.numbers for one in compared]) + added).tolist()
            for one, said in zip(compared, logits, strict=True):
                equal = said < _IDENTICAL and asked.plain == self.names.plain(one.row)
                logit = _IDENTICAL + added if equal else said
                if logit < _HOPELESS:
                    continue
                for entry, number in self.names.bearers(one.row):
                    if hidden and (entry, self.names.entries[entry].names[number].text) in hidden:
                        continue
                    before = best.get(entry)
                    if before is None or logit > before.logit:
                        best[entry] = Match(entry, number, one, asked, logit)
        return list(best.values())

    def _near(self, asked: Query) -> list[Compared]:
        """Rows that share letters with the name, and those that are written as it is, compared with it."""
        most = _ROWS_OF_INITIALS if asked.initials else _ROWS
        rows = self.names.candidates(asked.features, most, near=_NEAR)
        # names of nothing but common words are lost among others that share those
        same = [row for row in self.names.same(asked.plain) if row not in rows]
        return compare(self.names, asked, same + rows, _ALIGNED) if same or rows else []

    def _judged(self, party: Party, matches: Sequence[Match]) -> list[Hit]:
        """Hits of all entries that come into question, by name, address or number; the best first."""
        least = settings().bands["possible"]
        more = _UPLIFT if party.countries or party.addresses or party.identifiers else 0.0
        by_entry = {one.entry: one for one in matches if share(one.logit + more) >= least}
        tiers = self._tiers(party)
        numbered = {entry for number in party.identifiers for entry in self.places.bearers(number)}
        found = []
        for entry in sorted({*by_entry, *tiers, *numbered}):
            hit = self._hit(party, self.names.entries[entry], by_entry.get(entry), tiers.get(entry))
            if hit is not None:
                found.append(hit)
        return sorted(found, key=lambda hit: (-BANDS.index(hit.band), -hit.score, hit.entry))

    def _tiers(self, party: Party) -> dict[int, tuple[str, int, Tier]]:
        """For each entry the nearest of its addresses: ours, the number of theirs, how near."""
        best: dict[int, tuple[str, int, Tier]] = {}
        for text in party.addresses:
            for entry, number, how in self.places.near(text):
                if entry not in best or how > best[entry][2]:
                    best[entry] = (text, number, how)
        return best

    def _hit(self, party: Party, entry: Entry, match: Match | None, near: tuple[str, int, Tier] | None) -> Hit | None:
        """What an entry is to a party, or None if it is nothing worth a line."""
        name = entry.names[match.name] if match else None
        evidence = [*_numbers(party, entry), *_places(entry, near), *_countries(party, entry)]
        if match and name:
            evidence.extend(_kinds(party, entry, name))
        second = any(one.state == "agree" for one in evidence)
        logit = (match.logit if match else _nobody()) + sum(one.adds for one in evidence)
        score = share(logit)
        band = settings().band(score)
        needs = ""
        if any(one.what == "identifier" and one.state == "agree" for one in evidence):
            band, score = "certain", 1.0
        elif near and near[2] == Tier.ROOM and (entry.address_only or match is None):
            band, score = ("certain", 1.0) if entry.address_only else ("possible", score)
            needs = "" if entry.address_only else "the name, too"
        elif match and name and not second and not _alone(self.names, match, name):
            said = settings().band(share(logit - settings().adds("name", name.kind)))
            needs = "" if said == "none" else f"second evidence: {_why(name)} says too little on its own"
            band = "none"
        elif match is None:
            needs = "the name, or the same room"
            if not near or near[2] == Tier.STREET:
                return None
        if band == "none" and not needs:
            return None
        if not needs and band != "certain":
            needs = _needs(evidence)
        tokens = reasons(self.names, match.asked, match.row, name.text) if match and name else ()
        return Hit(
            entry.id,
            entry.list_id,
            entry.title,
            name.text if name else "",
            name.kind if name else "",
            band,
            round(score, 4),
            tokens,
            tuple(evidence),
            needs,
            entry.words,
            entry.citation,
            entry.countries,
            entry.url,
            entry.sha256,
        )


def screener(entries: Sequence[Entry], snapshots: Sequence[str] = ()) -> Screener:
    """A screener over entries, its index made anew."""
    return Screener(build(entries), build_places(entries), tuple(snapshots))


def _readable(name: str) -> bool:
    """Whether the name has two letters or digits at least; plain Latin text is not read for that."""
    if _PLAIN.search(name, 0, _SURE):
        return True
    return any(len(query(part).plain) >= 2 for part in windows(name))


def _unreadable(name: str) -> str:
    if not name.strip():
        return "no name is given"
    if any(query(part).plain for part in windows(name)):
        return "one letter names nobody"
    return "there is no letter or digit in the name that can be read"


def _nobody() -> float:
    """Log odds of a party of which no name comes near: those of a name with nothing in common."""
    return weights().bias


def _alone(index: Index, match: Match, name: ListedName) -> bool:
    """Whether the name says enough without second evidence; a short name may, if ours says more that agrees."""
    return settings().stands_alone(name.kind, len(index.plain(match.row.row)))


def _why(name: ListedName) -> str:
    return {"weak": "a weak alias", "acronym": "an acronym"}.get(name.kind, "so short a name")


def _needs(evidence: Sequence[Evidence]) -> str:
    missing = [what for what in ("country", "address", "identifier") if all(one.what != what for one in evidence)]
    return f"not compared: {', '.join(missing)}" if missing else ""


def _numbers(party: Party, entry: Entry) -> list[Evidence]:
    found = []
    for ours in party.identifiers:
        same = next((one for one in entry.identifiers if same_number(ours, one.value)), None)
        if same is not None:
            found.append(Evidence("identifier", ours, f"{same.kind} {same.value}".strip(), "agree", 0.0))
    return found


def _places(entry: Entry, near: tuple[str, int, Tier] | None) -> list[Evidence]:
    if near is None:
        return []
    ours, number, how = near
    adds = settings().adds("address", _TIERS[how])
    theirs = f"{entry.addresses[number].text} (same {_TIERS[how]})"
    return [Evidence("address", ours, theirs, "agree" if how > Tier.STREET else "absent", adds)]


def _countries(party: Party, entry: Entry) -> list[Evidence]:
    if not party.countries or not entry.countries:
        return []
    ours, theirs = set(party.countries), set(entry.countries)
    same = bool(ours & theirs) or any(ours & group and theirs & group for group in settings().one_country)
    state: State = "agree" if same else "differ"
    adds = settings().adds("country", state)
    return [Evidence("country", ", ".join(sorted(ours)), ", ".join(sorted(theirs)), state, adds)]


def _kinds(party: Party, entry: Entry, name: ListedName) -> list[Evidence]:
    found = []
    if party.kind and entry.kind != "unknown":
        state: State = "agree" if party.kind == entry.kind else "differ"
        found.append(Evidence("kind", party.kind, entry.kind, state, settings().adds("kind", state)))
    if adds := settings().adds("name", name.kind):
        found.append(Evidence("kind of name", "", f"{name.kind} name", "absent", adds))
    return found
