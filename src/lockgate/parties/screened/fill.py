"""Lists and owners put into a transaction before it is decided: facts that nobody stated, each with its evidence.

What was stated wins, and a contradiction is told. A baseline is no statement: what was found goes before it; it still
answers for words of ``party.lists`` that stand for no screening list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lockgate.door import base, values, words
from lockgate.door.figures import is_blank, text_of
from lockgate.door.model import LookedUp, SetValue, Source
from lockgate.errors import InputError
from lockgate.parties.ownership.facts import OTHERS
from lockgate.parties.ownership.fill import fill as fill_owners
from lockgate.parties.screened.finding import reach
from lockgate.parties.screened.owners import relevant, states_lists, subject_in
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lockgate.compiler.load import Table
    from lockgate.door.declarations import Declarations, Fact
    from lockgate.parties.ownership.graph import Graph
    from lockgate.parties.ownership.outlook import Outlook
    from lockgate.parties.screened.desk import Desk
    from lockgate.parties.screened.finding import Finding


@dataclass(frozen=True, slots=True)
class Filled:
    """A transaction with what was looked up, ready for the door, and how it was found."""

    raw: Table
    looked_up: LookedUp


def fill(  # noqa: PLR0913 - a transaction and everything that is looked up for it
    raw: Mapping[str, Any],
    declared: Declarations,
    *,
    desk: Desk | None = None,
    owners: Outlook | None = None,
    stated: Graph | None = None,
    folder: Path | None = None,
) -> Filled:
    """The transaction with lists, owners, headquarters and ultimate parents where it says nothing.

    Args:
        raw: the mapping as read; it is copied.
        declared: what may be stated.
        desk: screening on the day of the transaction; None if no names are to be matched.
        owners: a graph of owners of that day, screened already (see `lockgate.parties.screened.owners.screened`).
        stated: the graph as its files state it, before it was screened.
        folder: where files of baselines are looked for.
    """
    work = _Work(declared, desk)
    merged = base.copy(raw)
    if owners is not None:
        filling = fill_owners(raw, owners, declared)
        merged = filling.raw
        work.conflicts += filling.conflicts
        work.notes += filling.notes
        kept = filling.filled if desk is None else _told_by_files(filling.filled, merged, stated)
        work.sources += [Source(path, value, (why,)) for path, value, why in kept]
    if desk is not None:
        work.screen(merged, _baseline(raw, declared, folder))
        if owners is not None:
            work.owned(merged, owners)
    listed = desk.told() if desk is not None else ()
    found = LookedUp(
        desk is not None,
        tuple(work.sources),
        tuple(work.questions.items()),
        listed,
        tuple(dict.fromkeys(work.notes)),
        tuple(dict.fromkeys(work.conflicts)),
    )
    return Filled(merged, found)


def subject_of(raw: Mapping[str, Any], declared: Declarations) -> Subject:
    """A party of a transaction, or an owner, as it is screened.

    >>> from lockgate.door.declarations import load
    >>> subject_of({"name": "Example Works", "location": "Malaysia", "identifiers": "A-1; B-2"}, load())
    Subject(name='Example Works', countries=('MY',), addresses=(), identifiers=('A-1', 'B-2'), id='', kind='')
    """
    countries = [_country(raw.get(key), declared) for key in ("location", "headquarters")]
    address, numbers = _text(raw.get("address")), _text(raw.get("identifiers"))
    return Subject(
        _text(raw.get("name")),
        tuple(dict.fromkeys(code for code in countries if code)),
        (address,) if address else (),
        tuple(part.strip() for part in numbers.split(";") if part.strip()),
        _text(raw.get("id")),
    )


def parties(raw: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The parties of a transaction with the path that names each in answers."""
    stated = raw.get("parties")
    if isinstance(stated, Mapping):
        for role, party in stated.items():
            yield from _each(party, str(role))


def owners_in(party: Mapping[str, Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The named owners of a party."""
    return (
        (place, one) for place, one in _each(party.get("owners"), f"{path}.owners") if _text(one.get("name")) != OTHERS
    )


def named_parties(raw: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The parties of a transaction and their owners."""
    for path, party in parties(raw):
        yield path, party
        yield from owners_in(party, path)


def _each(raw: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(raw, dict):
        if "known" in raw:
            yield from _each(raw["known"], path)
        else:
            yield path, raw
    elif isinstance(raw, (list, tuple)):
        for index, one in enumerate(raw):
            yield from _each(one, f"{path}[{index}]")


def _told_by_files(
    filled: Iterable[tuple[str, str, str]], merged: Table, stated: Graph | None
) -> list[tuple[str, str, str]]:
    """What a graph filled, without lists of parties that no file states: those are screened with all that is known."""
    kept = []
    own = dict(parties(merged))
    for path, value, why in filled:
        place, _, key = path.rpartition(".")
        if key == "lists" and place in own and (stated is None or not states_lists(stated, own[place])):
            del own[place]["lists"]
        else:
            kept.append((path, value, why))
    return kept


def _baseline(raw: Mapping[str, Any], declared: Declarations, folder: Path | None) -> dict[str, Any]:
    """What baselines say of the lists of each party, by path; what is wrong with a baseline, the door says."""
    try:
        merged, _ = base.merge(raw, declared, folder)
    except InputError:
        return {}
    return {path: party.get("lists") for path, party in parties(merged)}


@dataclass(slots=True)
class _Work:
    declared: Declarations
    desk: Desk | None
    sources: list[Source] = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    def screen(self, merged: Table, baseline: Mapping[str, Any]) -> None:
        """Every party and every owner by name; owners from a graph carry what its screened parties pass on."""
        drawn = {one.fact for one in self.sources}
        for path, party in parties(merged):
            self.one(party, "lists", path, self.declared.facts["party.lists"], baseline.get(path))
            if f"{path}.owners" in drawn:
                continue
            for place, owner in owners_in(party, path):
                self.one(owner, "list", place, self.declared.facts["owner.list"], None)
        for role, stated in (merged.get("parties") or {}).items():  # the same party in another role, by its name
            same = text_of(stated)
            if same is not None:
                again = {path: text for path, text in self.questions.items() if path.partition(".")[0] == same}
                self.questions.update({f"{role}{path.removeprefix(same)}": text for path, text in again.items()})

    def one(self, raw: dict[str, Any], key: str, path: str, fact: Fact, assumed: Any) -> None:
        """The lists of one party or owner: filled where nothing is stated, compared where something is."""
        assert self.desk is not None  # noqa: S101 - only called with one
        found = self.desk.finding(subject_of(raw, self.declared))
        where = f"{path}.{key}"
        self.notes += found.notes
        stated = raw.get(key)
        text = text_of(stated)
        if not is_blank(stated) and not (text is not None and words.is_unknown(text)):
            self.compare(stated, found, where, fact)
            return
        value = self.value(found, fact, assumed)
        raw[key] = _written(value)
        self.sources.append(Source(where, _told(value), found.evidence))
        if question := found.question(path):
            self.questions[where] = question

    def value(self, found: Finding, fact: Fact, assumed: Any) -> SetValue:
        """The words of a finding; those that no screening list stands for are taken from a baseline, or stay open."""
        assert self.desk is not None  # noqa: S101 - as above
        own = frozenset(fact.values)
        told = reach(self.desk.on.freshness)
        beyond = self.typed(assumed, fact)
        rest = own - told
        certain, possible = (frozenset(), rest) if beyond is None else (beyond.certain & rest, _possible(beyond, rest))
        certain |= found.certain & own
        return SetValue(certain, certain | possible | (found.possible & own))

    def typed(self, raw: Any, fact: Fact) -> SetValue | None:
        """A stated set; None where it says nothing or cannot be read, which the door will say."""
        if raw is None:
            return None
        try:
            value = values.value(fact, raw, self.declared)
        except InputError:
            return None
        return value if isinstance(value, SetValue) else None

    def compare(self, raw: Any, found: Finding, where: str, fact: Fact) -> None:
        """What was stated against what was found; the state of the lists is no contradiction, a match is."""
        stated = self.typed(raw, fact)
        if stated is None:
            return
        own = frozenset(fact.values)
        against = frozenset() if stated.possible is None else found.certain & own - stated.possible
        maybe = frozenset() if stated.possible is None else found.met & own - stated.possible - against
        lines = [line for one, line in zip(found.judged, found.evidence, strict=False) if not one.out]
        why = f"({' | '.join(lines)}); what was stated is used"
        for words_, how in ((against, "stands"), (maybe, "may stand")):
            if words_:
                under = f"{found.subject.label} {how} under {', '.join(sorted(words_))}"
                self.conflicts.append(f"{where}: stated as {_told(stated)}, but {under} {why}")

    def owned(self, merged: Table, owners: Outlook) -> None:
        """Evidence and questions about those who stand above a party in the graph."""
        assert self.desk is not None  # noqa: S101 - as above
        for index, one in enumerate(self.sources):
            path, _, key = one.fact.rpartition(".")
            if key != "owners":
                continue
            raw = dict(parties(merged)).get(path, {})
            told = []
            for number, (_, names) in enumerate(relevant(raw, owners)):
                asked = []
                for name in names:
                    found = self.desk.finding(subject_in(owners.graph, name))
                    self.notes += found.notes
                    self.contradicted(found, name, owners, f"{one.fact}[{number}].list")
                    if found.judged:
                        told += [f"{found.subject.label}: {line}" for line in found.evidence[: len(found.judged)]]
                    if any(judged.open for judged in found.judged):
                        asked.append(found.question(f"above {path}"))
                if asked:
                    self.questions[f"{one.fact}[{number}].list"] = " ".join(asked)
            self.sources[index] = replace(one, evidence=(*one.evidence, *dict.fromkeys(told)))

    def contradicted(self, found: Finding, name: str, owners: Outlook, where: str) -> None:
        """Lists that a file of owners states, against what was found: the stated ones are used."""
        party = owners.graph.party(name)
        more = found.certain & frozenset(self.declared.facts["owner.list"].values) - party.lists
        if more:
            lines = " | ".join(found.evidence[: len(found.judged)])
            self.conflicts.append(
                f"{where}: {party.place or 'the graph'} says otherwise, but {party.label} stands under "
                f"{', '.join(sorted(more))} ({lines}); what was stated is used"
            )


def _possible(stated: SetValue, rest: frozenset[str]) -> frozenset[str]:
    return rest if stated.possible is None else stated.possible & rest


def _written(value: SetValue) -> Any:
    """A set as a transaction file has it."""
    certain, possible = sorted(value.certain), sorted(value.possible or ())
    return certain if certain == possible else {"certain": certain, "possible": possible}


def _told(value: SetValue) -> str:
    certain = ", ".join(sorted(value.certain))
    if value.possible is None:
        return f"{certain or 'nothing'}, perhaps more"
    maybe = ", ".join(sorted(value.possible - value.certain))
    return f"{certain or 'none'}, perhaps {maybe}" if maybe else certain or "none"


def _text(raw: Any) -> str:
    return "" if is_blank(raw) else str(text_of(raw) or "").strip()


def _country(raw: Any, declared: Declarations) -> str:
    text = _text(raw)
    try:
        return words.country(text, declared) if text and not words.is_unknown(text) else ""
    except InputError:  # the door says what is wrong with it
        return ""
