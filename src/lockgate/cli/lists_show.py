"""How lists, their state and their changes look on a terminal."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from lockgate.cli.paper import STRONG, paper, put, rows, section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from lockgate.parties.lists import Added, Candidate, Diff, Freshness, Known
    from lockgate.parties.lists.diff import Changed
    from lockgate.parties.model import Entry, Refusal

_ID = 12
_VALUE = 60
_UNREAD = 72
_MOST_REASONS = 12


@dataclass(frozen=True, slots=True)
class State:
    """One side of a comparison."""

    source: str
    label: str
    entries: Sequence[Entry]


def imported(
    one: Candidate, added: Added | None, refusals: Sequence[Refusal], before: Known | None = None
) -> dict[str, Any]:
    """What an import gave, as plain data; ``before`` is the snapshot that it was measured against."""
    return {
        "schema": "lockgate.list-import/1",
        "source": one.feed.id,
        "format": one.format,
        "published": one.published.isoformat(),
        "published_from": one.published_from,
        "snapshot": added.known.id if added else None,
        "new": added.new if added else None,
        "measured_against": before.id if before else None,
        "counts": dict(one.counts),
        "names": sum(len(entry.names) for entry in one.entries),
        "split": dict(one.split),
        "wordings": dict(one.wordings),
        "unread": _unread(one),
        "remarks": one.reading.remarks,
        "refusals": [asdict(refusal) for refusal in refusals],
        "accepted": added.known.meta.accepted if added else "",
        "files": [{"name": raw.name, "sha256": raw.source().sha256} for raw in one.files],
    }


def put_imported(one: Candidate, added: Added | None, refusals: Sequence[Refusal], before: Known | None = None) -> None:
    """Say what an import gave, and whether there was anything to measure it against."""
    from lockgate.parties.lists import lists
    from lockgate.parties.lists.guard import spoken

    table = lists()
    counts = [
        (name, f"{count:,}", table[name].name if name in table else "not known here")
        for name, count in one.counts.items()
    ]
    put(
        paper(),
        Text(f"{one.feed.name}, published {one.published} ({_source(one.published_from)})", STRONG),
        _became(added),
        rows(counts, ("list", "entries", "")),
        *(
            []
            if before
            else [Text("first snapshot of this feed, with nothing to measure it against: are the counts plausible?")]
        ),
        Text(_names(one)),
        *(Text(line) for line in _wordings(one)),
        *(Text(f"accepted although {spoken(refusal)}") for refusal in refusals[:_MOST_REASONS]),
        *(
            [Text(f"{len(one.reading.remarks)} remarks on rows that were kept, see --json")]
            if one.reading.remarks
            else []
        ),
    )


def put_status(shown: Sequence[Known], fresh: Freshness, folder: Path) -> None:
    """Say which lists are there and what they settle."""
    console = paper()
    if not shown:
        put(
            console,
            Text(f"no list is there for {fresh.day} in {folder}"),
            Text("lockgate lists import FILE brings one"),
        )
    else:
        head = ("feed", "published", "age", "entries", "state", "snapshot")
        put(console, rows([_known(one, fresh) for one in shown], head, fixed=(0, 1, 2, 3, 5)))
    lines = [(one.list_id, one.state, ", ".join(one.words), one.reason) for one in fresh.lists]
    title = f"Lists behind party.lists on {fresh.day}; stale after {fresh.max_age_days} days"
    put(console, section(title, rows(lines, ("list", "state", "words", "why"), fixed=(0, 1))))
    if fresh.unknown_words:
        put(
            console,
            Text(),
            Text("Open for every party that is not found on them: " + ", ".join(sorted(fresh.unknown_words))),
        )


def put_diff(found: Diff, before: str, after: str, most: int) -> None:
    """Say what changed."""
    console = paper()
    put(console, Text(f"{before} to {after}", STRONG))
    counts = (
        f"{len(found.appeared)} appeared, {len(found.left)} left, {len(found.changed)} changed, {found.same} the same"
    )
    put(console, Text(counts))
    for title, entries in (("Appeared", found.appeared), ("Left", found.left)):
        if entries:
            put(console, section(title, rows(map(_entry, entries[:most]))), *_more(entries, most))
    if found.changed:
        lines = [line for one in found.changed[:most] for line in _changed(one)]
        put(console, section("Changed", rows(lines, fixed=())), *_more(found.changed, most))


def _became(added: Added | None) -> Text:
    if added is None:
        return Text("read and checked; nothing was kept")
    return Text(f"{'snapshot' if added.new else 'known already, snapshot'} {added.known.id[:_ID]}")


def _source(known_from: str) -> str:
    words = {"stated": "as stated", "content": "its content says", "name": "the file's name says"}
    return words.get(known_from, "the server says")


def _names(one: Candidate) -> str:
    split = ", ".join(f"{count} {origin.replace('_', ' ')}" for origin, count in one.split.items() if count)
    total = sum(len(entry.names) for entry in one.entries)
    return f"{total:,} names" + (f"; read out of others: {split}" if split else "")


def _wordings(one: Candidate) -> Iterator[str]:
    for what, name in (("requirement", "licence requirements"), ("policy", "licence policies")):
        count, unread = one.wordings[what], one.wordings[f"{what}_unread"]
        if count:
            yield f"{count - unread} of {count} wordings of {name} read whole"
    for text in _unread(one):
        yield f"not read: {text if len(text) <= _UNREAD else text[:_UNREAD] + '...'}"


def _unread(one: Candidate) -> list[str]:
    wordings = [word for entry in one.entries for word in (entry.requirement, entry.policy) if word]
    return sorted({text for word in wordings for text in word.unread})


def _known(one: Known, fresh: Freshness) -> tuple[str, str, str, str, str, str]:
    age = (fresh.day - one.current_on(fresh.day)).days
    state = "partial" if one.meta.partial else "stale" if age > fresh.max_age_days else "whole"
    if one.meta.accepted:
        state += f", accepted: {one.meta.accepted}"
    total = sum(one.meta.counts.values())
    return one.meta.source, str(one.meta.published), f"{age} days", f"{total:,}", state, one.id[:_ID]


def _entry(one: Entry) -> tuple[str, str, str]:
    return one.list_id, one.title, ", ".join(one.countries)


def _changed(one: Changed) -> Iterator[tuple[str, str, str]]:
    yield one.after.list_id, one.after.title, "" if one.printed else "only read in another way"
    old, new = one.before.to_dict(), one.after.to_dict()
    for change in one.changes:
        yield "", f"  {change.field}", f"{_value(old.get(change.field))} -> {_value(new.get(change.field))}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        text = "; ".join(_value(one) for one in value)
    elif isinstance(value, dict):
        text = str(value.get("text") or value.get("value") or value)
    else:
        text = "nothing" if value is None else str(value)
    return text if len(text) <= _VALUE else f"{text[:_VALUE]}..."


def _more(found: Sequence[Any], most: int) -> list[Text]:
    return [Text(f"  and {len(found) - most} more, see --most or --json")] if len(found) > most else []
