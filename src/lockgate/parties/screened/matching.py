"""The matcher of names, addresses and numbers, as screening of transactions and books uses it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lockgate.parties.match.evidence import weigh
from lockgate.parties.match.keep import kept_screener
from lockgate.parties.match.result import Party
from lockgate.parties.match.screen import Screener, screener
from lockgate.parties.screened.subject import Hit, Matcher, Met, Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.parties.match.index import Index
    from lockgate.parties.match.result import Hit as Found
    from lockgate.parties.match.result import Screening
    from lockgate.parties.model import Entry

_TOLD = 3
"""So many words without a partner, and so many noted names, are told."""


class ListMatcher:
    """Finds parties among entries, see `Matcher`."""

    def __init__(self, entries: Sequence[Entry], like: Matcher | None = None, snapshots: Sequence[str] = ()) -> None:
        self.entries = {one.id: one for one in entries}
        self.screener: Screener | None = None
        if entries:
            self.screener = kept_screener(entries, snapshots) if snapshots else screener(entries)
        if self.screener is not None and isinstance(like, ListMatcher) and like.screener is not None:
            _weigh_as(self.screener.names, like.screener.names)
            places, whole = self.screener.places, like.screener.places
            places.arrays = replace(places.arrays, place_weight=whole.arrays.place_weight)

    def meet(self, subject: Subject) -> Met:
        """The entries that it may be."""
        if self.screener is None:
            return Met()
        party = Party(
            subject.name,
            subject.kind,
            countries=subject.countries,
            addresses=subject.addresses,
            identifiers=subject.identifiers,
            id=subject.id,
        )
        found = self.screener.screen(party)
        hits = tuple(self._hit(one) for one in found.hits)
        noted = tuple(f"{one.name or one.title} ({one.list_id}, {one.entry})" for one in found.noted[:_TOLD])
        return Met(hits, noted, _problems(found))

    def _hit(self, one: Found) -> Hit:
        assert one.band != "none"  # noqa: S101 - the matcher keeps those apart
        return Hit(self.entries[one.entry], one.band, one.name or one.title, _why(one))


def _problems(found: Screening) -> tuple[str, ...]:
    """Why a party could not be screened, or not whole; without a name, an address or a number may still tell."""
    told = found.problems if not found.band or found.party.name.strip() else ()
    return told or (() if found.band else ("it could not be screened",))


def _why(one: Found) -> str:
    """What agrees and what does not, in a few words."""
    agree = sum(pair.state == "agree" for pair in one.tokens)
    apart = [f"{pair.ours or '-'} / {pair.theirs or '-'}" for pair in one.tokens if pair.state != "agree"]
    parts = [f"{agree} of {len(one.tokens)} words agree"] if agree else []
    parts += [f"not: {', '.join(apart[:_TOLD])}"] if agree and apart else []
    parts += [
        f"{each.what} {each.state}s ({each.ours} / {each.theirs})"
        for each in one.evidence
        if each.ours and each.state != "absent"
    ]
    return ", ".join([*parts, *([one.needs] if one.needs else [])])


def _weigh_as(names: Index, whole: Index) -> None:
    """Give the words of a small index the weights that they have in a large one, and teach it the others."""
    own = len(names.forms)
    for key, at in whole.words.items():
        place = names.words.setdefault(key, len(names.weights))
        if place == len(names.weights):
            names.weights.append(whole.weights[at])
        else:
            names.weights[place] = whole.weights[at]
    here = names.weights[:own]
    names.says = weigh(names.kinds, here)
    names.telling = [said if told > 0 else 0.0 for said, told in zip(here, names.telling, strict=True)]


def matcher_of(entries: Sequence[Entry], like: Matcher | None = None, snapshots: Sequence[str] = ()) -> Matcher:
    """A matcher for some entries, see `MatcherOf`."""
    return ListMatcher(entries, like, snapshots)
