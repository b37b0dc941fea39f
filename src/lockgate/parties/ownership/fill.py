"""Owners, headquarters and ultimate parents put into a transaction where it says nothing; what it says, wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lockgate.door import base, values, words
from lockgate.door.declarations import fold
from lockgate.door.figures import is_blank, text_of
from lockgate.door.model import SetValue
from lockgate.errors import InputError
from lockgate.parties.ownership.share import Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.compiler.load import Table
    from lockgate.door.declarations import Declarations
    from lockgate.door.model import Transaction
    from lockgate.parties.ownership.graph import Party, Stake
    from lockgate.parties.ownership.outlook import Outlook

_PLACES = 4
"""So many rows of a file are named as evidence; the others are counted."""
_NOBODY = frozenset({"none", "[]"})


@dataclass(frozen=True, slots=True)
class Filling:
    """A transaction with what a graph says of its parties.

    Attributes:
        raw: the mapping, copied; what was stated stands as it was.
        filled: path of each fact that was filled, its value in words, and the evidence (files, rows, day).
        conflicts: facts that were stated one way while the graph says another; the stated ones are kept.
        notes: parties that could not be told apart, and what was stated only in part.
    """

    raw: Table
    filled: tuple[tuple[str, str, str], ...]
    conflicts: tuple[str, ...]
    notes: tuple[str, ...]

    def told(self, transaction: Transaction) -> Transaction:
        """The transaction typed from ``raw``, saying what was filled and what contradicts it."""
        return replace(
            transaction,
            assumed=(*self.filled, *transaction.assumed),
            conflicts=(*transaction.conflicts, *self.conflicts),
            notes=(*transaction.notes, *self.notes),
        )


def fill(raw: Mapping[str, Any], found: Outlook, declared: Declarations) -> Filling:
    """The transaction with owners, headquarters and ultimate parents from a graph of its day.

    A party is looked up by its ``id``, and without one by its name, in any case and spacing.
    """
    return Filler(found, declared).fill(raw)


class Filler:
    """Fills many transactions of one day: names are looked up in a table that is made once."""

    def __init__(self, found: Outlook, declared: Declarations) -> None:
        self._found = found
        self._declared = declared
        self._names = _Names(found)

    def fill(self, raw: Mapping[str, Any]) -> Filling:
        """See `fill`."""
        merged = base.copy(raw)
        work = _Work(self._found, self._declared, self._names)
        parties = merged.get("parties")
        if isinstance(parties, Mapping):
            for role, party in parties.items():
                for path, one in _each(party, str(role)):
                    work.party(one, path)
        return Filling(merged, tuple(work.filled), tuple(work.conflicts), tuple(work.notes))


def _each(raw: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The mappings that stand for one party each."""
    if isinstance(raw, dict):
        if "known" in raw:
            yield from _each(raw["known"], path)
        else:
            yield path, raw
    elif isinstance(raw, (list, tuple)):
        for index, one in enumerate(raw):
            yield from _each(one, f"{path}[{index}]")


class _Names:
    """Parties of the graph by id and by folded name."""

    def __init__(self, found: Outlook) -> None:
        self.ids = set(found.graph.names())
        self.named: dict[str, list[str]] = {}
        for name in sorted(self.ids):
            label = found.graph.party(name).label
            for text in {fold(name), fold(label)}:
                self.named.setdefault(text, []).append(name)

    def of(self, raw: Mapping[str, Any]) -> list[str]:
        """Ids that a party of the transaction may be."""
        own = text_of(raw.get("id"))
        if own and str(own).strip() in self.ids:
            return [str(own).strip()]
        label = text_of(raw.get("name"))
        return self.named.get(fold(label), []) if label and fold(label) else []


class _Work:
    def __init__(self, found: Outlook, declared: Declarations, names: _Names) -> None:
        self.found = found
        self.declared = declared
        self.names = names
        self.filled: list[tuple[str, str, str]] = []
        self.conflicts: list[str] = []
        self.notes: list[str] = []

    def party(self, raw: dict[str, Any], path: str) -> None:
        ids = self.names.of(raw)
        if len(ids) > 1:
            self.notes.append(f"{path}: several parties of the graph are called that ({', '.join(ids)}): state its id")
        if len(ids) != 1:
            return
        facts = self.found.maker.facts(ids[0])
        self.lists(raw, path, self.found.graph.party(ids[0]))
        if "owners" in facts:
            self.owners(raw, path, ids[0], facts["owners"])
        if "headquarters" in facts:
            place = self.found.graph.party(ids[0]).place
            self.one(raw, "headquarters", facts["headquarters"], f"{path}.headquarters", self.why([place]))
        if "ultimate_parent" in facts:
            self.parent(raw, path, ids[0], facts["ultimate_parent"])

    def owners(self, raw: dict[str, Any], path: str, name: str, owners: list[dict[str, Any]]) -> None:
        stakes = self.found.graph.owners.get(name, ())
        evidence = self.why(self.places(name))
        if is_blank(raw.get("owners")):
            raw["owners"] = owners
            self.filled.append((f"{path}.owners", _told(owners), evidence))
            return
        stated, known = self.stated(raw["owners"]), {fold(self.label(one)): one.share for one in stakes}
        if stated is not None and stated != known:
            self.conflict(f"{path}.owners", "otherwise", _told(owners), evidence)

    def stated(self, raw: Any) -> dict[str, Share] | None:
        """Stated owners by name; None where they say nothing that could differ."""
        text = text_of(raw)
        if text is not None:
            return {} if text.strip().casefold() in _NOBODY else None
        rows = raw.get("known", [raw]) if isinstance(raw, Mapping) else raw
        return {
            fold(str(text_of(row.get("name")) or "")): _share(row.get("share"))
            for row in rows
            if isinstance(row, Mapping)
        }

    def parent(self, raw: dict[str, Any], path: str, name: str, facts: dict[str, Any]) -> None:
        chain = self.found.maker.parent(name).chain
        evidence = self.why([stake.place for stake in chain])
        above = raw.get("ultimate_parent")
        if is_blank(above):
            above = raw["ultimate_parent"] = {}
        elif not isinstance(above, dict):  # a country alone is short for where it sits
            above = raw["ultimate_parent"] = {"headquarters": above}
        for key in ("headquarters", "name", "id"):
            if key in facts:
                self.one(above, key, facts[key], f"{path}.ultimate_parent.{key}", evidence)
        if not above:
            del raw["ultimate_parent"]

    def one(self, raw: dict[str, Any], key: str, value: Any, path: str, evidence: str) -> None:
        """One fact: filled where it is blank, compared where it is stated."""
        told = _word(value)
        if is_blank(raw.get(key)):
            raw[key] = value
            self.filled.append((path, told, evidence))
            return
        stated = text_of(raw[key])
        if stated is None or words.is_unknown(stated):
            return
        if not self.agrees(key, stated, value):
            self.conflict(path, f"as {stated}", told, evidence)

    def lists(self, raw: dict[str, Any], path: str, party: Party) -> None:
        """Lists on which a file says that the party itself stands, or that it stands on none."""
        if party.maybe is None and not party.lists:
            return
        evidence = self.why([party.place])
        told = ", ".join(sorted(party.lists)) or "none"
        if is_blank(raw.get("lists")):
            open_words = ["unknown"] if party.maybe is None else []
            raw["lists"] = (
                {"certain": sorted(party.lists), "possible": sorted(party.lists | party.maybe)}
                if party.maybe
                else [*sorted(party.lists), *open_words]
            )
            self.filled.append((f"{path}.lists", told, evidence))
            return
        try:
            stated = values.value(self.declared.facts["party.lists"], raw["lists"], self.declared)
        except InputError:  # the door says what is wrong with it
            return
        if isinstance(stated, SetValue) and stated.possible is not None and not party.lists <= stated.possible:
            self.conflict(f"{path}.lists", f"as {', '.join(sorted(stated.possible)) or 'none'}", told, evidence)

    def conflict(self, path: str, stated: str, told: str, evidence: str) -> None:
        """What was stated is used; both sides are told."""
        self.conflicts.append(f"{path}: stated {stated}, but {told} by the {evidence}; what was stated is used")

    def agrees(self, key: str, stated: str, value: Any) -> bool:
        if key != "headquarters":
            return fold(stated) == fold(str(value))
        possible = value["one_of"] if isinstance(value, dict) else [value]
        try:
            return words.country(stated, self.declared) in possible
        except InputError:  # the door says what is wrong with it
            return True

    def label(self, stake: Stake) -> str:
        return self.found.graph.party(stake.owner).label

    def places(self, name: str) -> list[str]:
        """Rows on which the owners' facts rest: through all tiers that count."""
        main = self.found.found[self.found.main.regime.id]
        met, waiting, places = {name}, [name], []
        while waiting:
            for stake in self.found.graph.owners.get(waiting.pop(), ()):
                places.append(stake.place)
                if stake.owner not in met and stake.owner in main.possible:
                    met.add(stake.owner)
                    waiting.append(stake.owner)
        return places

    def why(self, places: Iterable[str]) -> str:
        return f"graph of owners as of {self.found.day}: {_shown(places)}"


def _shown(places: Iterable[str]) -> str:
    """Files with their rows, each file once."""
    rows: dict[str, list[str]] = {}
    for place in dict.fromkeys(place for text in places for place in text.split("; ") if place):
        file, _, row = place.partition(", ")
        rows.setdefault(file, []).append(row)
    return "; ".join(f"{file}, {_few(found)}" if any(found) else file for file, found in rows.items()) or "no row"


def _few(rows: list[str]) -> str:
    numbers = [row.removeprefix("row ") for row in rows]
    more = f" and {len(rows) - _PLACES} more" if len(rows) > _PLACES else ""
    word = "rows" if len(rows) > 1 and all(row.startswith("row ") for row in rows) else ""
    return f"{word} {', '.join(numbers[:_PLACES])}{more}" if word else f"{', '.join(rows[:_PLACES])}{more}"


def _share(raw: Any) -> Share:
    text = text_of(raw)
    try:
        return Share.of(text) if text is not None else Share()
    except InputError:
        return Share()


def _told(owners: list[dict[str, Any]]) -> str:
    """Owners in words."""
    return "; ".join(f"{one['name']} {_word(one['share'])} on {_word(one['list'])}" for one in owners) or "nobody"


def _word(value: Any) -> str:
    if isinstance(value, dict):
        if "one_of" in value:
            return " or ".join(value["one_of"])
        if "low" in value:
            return f"{value['low']} to {value['high']}"
        certain = ", ".join(value["certain"])
        return (
            f"{certain or 'none'}, perhaps {', '.join(one for one in value['possible'] if one not in value['certain'])}"
        )
    if isinstance(value, list):
        return ", ".join(one if one != "unknown" else "perhaps more" for one in value)
    return str(value)
