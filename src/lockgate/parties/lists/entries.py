"""Records to entries: names split, wordings read, words given, ids and hashes made.

An id must outlive a new publication, and the order of rows must not matter. OFAC numbers its records; the others have
none that lasts, so there the id is a hash of the list and the name. Where several records of a list share a name, the
first (by its day, citation and address) keeps that id and the others add a hash of what tells them apart.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from lockgate.parties.lists import names
from lockgate.parties.lists.wordings import table, wording, words_of
from lockgate.parties.model import Entry, ListedName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from lockgate.parties.lists.draft import Draft
    from lockgate.parties.lists.names import Split

_ID_LENGTH = 16


def build(drafts: Sequence[Draft], source: str, step: Callable[[], None] = lambda: None) -> list[Entry]:
    """Entries in the order of their ids. ``step`` is called for each record, for a progress bar."""
    hashes = [content_hash(draft) for draft in drafts]
    ids = identify(drafts, hashes)
    found = []
    for draft, name, sha256 in zip(drafts, ids, hashes, strict=True):
        found.append(entry(draft, source, name, sha256))
        step()
    return sorted(found, key=lambda one: one.id)


def entry(draft: Draft, source: str, name: str, sha256: str) -> Entry:
    """One entry of a record."""
    info = table(draft.list_id)
    bare_address = bool(info and info.address_rows and names.is_address_row(draft.title))
    splits = [] if bare_address else _splits(draft)
    requirement, policy = wording(draft.requirement, "requirement"), wording(draft.policy, "policy")
    words, possible = words_of(info, requirement, draft.programmes) if info else ((), ())
    kind = draft.kind
    if kind == "unknown" and splits:
        kind = splits[0].kind
    places = [address.country for address in draft.addresses]
    return Entry(
        id=name,
        list_id=draft.list_id,
        source=source,
        title=draft.title,
        kind=kind,
        names=_unique(splits, draft),
        addresses=tuple(draft.addresses),
        countries=tuple(dict.fromkeys(code for code in (*draft.countries, *places) if code)),
        identifiers=tuple(draft.identifiers),
        births=tuple(draft.births),
        nationalities=tuple(dict.fromkeys(draft.nationalities)),
        programmes=tuple(draft.programmes),
        words=words,
        possible_words=possible,
        successors=any(one.successors for one in splits),
        requirement=requirement,
        policy=policy,
        starts=draft.starts,
        ends=draft.ends,
        undated=bool(info and info.dated and draft.starts is None and draft.ends is None),
        citation=draft.citation,
        remarks=draft.remarks,
        details=tuple(sorted(draft.details.items())),
        url=draft.url,
        sha256=sha256,
    )


def identify(drafts: Sequence[Draft], hashes: Sequence[str]) -> list[str]:
    """Stable ids, one for each record; exact copies get a number behind."""
    shared: dict[str, list[int]] = defaultdict(list)
    for index, draft in enumerate(drafts):
        shared[_plain_id(draft)].append(index)
    found = [""] * len(drafts)
    for plain, indexes in shared.items():
        indexes.sort(key=lambda index: (_order(drafts[index]), hashes[index]))
        taken: dict[str, int] = {}
        for rank, index in enumerate(indexes):
            name = plain if not rank else f"{plain}.{_hash(_order(drafts[index]))[:8]}"
            taken[name] = taken.get(name, 0) + 1
            found[index] = name if taken[name] == 1 else f"{name}.{taken[name]}"
    return found


def content_hash(draft: Draft) -> str:
    """SHA-256 of what was printed; neither the order of columns nor of values in a set counts."""
    return _hash(
        {
            "list": draft.list_id,
            "title": draft.title,
            "kind": draft.kind,
            "aliases": sorted(draft.aliases),
            "derived": sorted(draft.derived),
            "addresses": sorted(_address(one) for one in draft.addresses),
            "countries": sorted(set(draft.countries)),
            "identifiers": sorted([one.kind, one.value, one.country] for one in draft.identifiers),
            "births": sorted(one.text for one in draft.births),
            "nationalities": sorted(set(draft.nationalities)),
            "programmes": sorted(draft.programmes),
            "requirement": draft.requirement,
            "policy": draft.policy,
            "starts": draft.starts,
            "ends": draft.ends,
            "citation": draft.citation,
            "remarks": draft.remarks,
            "details": draft.details,
            "url": draft.url,
        }
    )


def _splits(draft: Draft) -> list[Split]:
    return [names.split(draft.title), *(names.split(text, kind) for text, kind in draft.aliases)]


def _unique(splits: Iterable[Split], draft: Draft) -> tuple[ListedName, ...]:
    """Names in order, each text once; a name that the list prints goes before one that was read out of another."""
    found: dict[str, ListedName] = {}
    for one in splits:
        for name in one.names:
            if name.text not in found or (name.listed and not found[name.text].listed):
                found[name.text] = name
    for text in draft.derived:
        found.setdefault(text, ListedName(text, "derived", "affiliated"))
    if not found and splits and names.tidy(draft.title):
        found[draft.title] = ListedName(draft.title, "primary")
    return tuple(found.values())


def _plain_id(draft: Draft) -> str:
    if draft.key:
        return f"{draft.list_id}:{draft.key}"
    folded = " ".join(draft.title.casefold().split())
    return f"{draft.list_id}:{_hash([draft.list_id, folded])[:_ID_LENGTH]}"


def _order(draft: Draft) -> list[Any]:
    day = draft.starts.isoformat() if draft.starts else ""
    return [day, draft.citation, sorted(set(draft.countries)), sorted(_address(one) for one in draft.addresses)]


def _address(one: Any) -> list[str]:
    return [one.text, one.country, one.street, one.city, one.state, one.postal_code]


def _hash(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=date.isoformat)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
