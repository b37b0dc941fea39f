"""The store of snapshots: a folder in the user's data, one immutable file a snapshot, and a log of what came when.

Snapshots are named by the hash of their content and never written again. The log only grows: one line for each import
or fetch, so that a list fetched again and found unchanged counts as fresh from that day on.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from lockgate.errors import InputError
from lockgate.parties.lists import pack
from lockgate.parties.model import INCOMPLETE, SnapshotMeta

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.parties.lists.intake import Candidate
    from lockgate.parties.model import Refusal, Snapshot

_CUT = INCOMPLETE - {"vanished"}
_SHORTEST_ID = 6
_MOST_NOTES = 200


@dataclass(frozen=True, slots=True)
class Known:
    """A snapshot that the store has: its id, how it came to be, and when it was fetched from its publisher again.

    ``checked`` holds the days (UTC) on which the publisher's own address gave exactly this content.
    """

    id: str
    meta: SnapshotMeta
    checked: tuple[str, ...] = ()

    def current_on(self, day: date) -> date:
        """The last day, up to ``day``, on which this was what the publisher had."""
        days = [found for text in self.checked if (found := _date(text)) <= day]
        return max([self.meta.published, *days])

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"id": self.id, "checked": list(self.checked), **self.meta.to_dict()}


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a candidate: the snapshot, and whether it is new to the store."""

    known: Known
    new: bool


def data_folder() -> Path:
    """Where lists and other data of the user are kept: LOCKGATE_DATA, or the user's data folder."""
    named = os.environ.get("LOCKGATE_DATA")
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "lockgate"


class Store:
    """The snapshots in a folder; by default in the user's data folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = (folder or data_folder()) / "lists"
        self._log = self.folder / "log.jsonl"

    def known(self) -> tuple[Known, ...]:
        """All snapshots, in the order in which they first came."""
        found: dict[str, Known] = {}
        for line in self._lines():
            name, when = line["id"], line["retrieved"]
            if name not in found:
                found[name] = Known(name, pack.meta_of(line["meta"], retrieved=when, url=line["url"]))
            if line["checked"]:
                one = found[name]
                found[name] = replace(one, checked=(*one.checked, when))
        return tuple(found.values())

    def as_of(self, day: date, known_at: date | None = None) -> dict[str, Known]:
        """For each feed the latest snapshot published on or before a day.

        ``known_at`` leaves out what was published later than that day, too. Of two that were published on one day, the
        one that came last counts.
        """
        last = min(day, known_at) if known_at else day
        found: dict[str, Known] = {}
        for one in self.known():
            before = found.get(one.meta.source)
            if one.meta.published <= last and (before is None or one.meta.published >= before.meta.published):
                found[one.meta.source] = one
        return found

    def latest(self, source: str) -> Known | None:
        """The snapshot of a feed that was published last, or None."""
        own = [one for one in self.known() if one.meta.source == source]
        return max(own, key=lambda one: one.meta.published) if own else None

    def find(self, name: str) -> Known:
        """A snapshot by its id, the beginning of its id, its feed (the latest), or FEED@DAY (as of that day)."""
        source, sign, text = name.partition("@")
        if sign:
            return self._on(source, text)
        if newest := self.latest(name):
            return newest
        fitting = [one for one in self.known() if len(name) >= _SHORTEST_ID and one.id.startswith(name)]
        if len(fitting) == 1:
            return fitting[0]
        what = "several snapshots begin so" if fitting else "no snapshot is called so"
        raise InputError(
            f"{what}: {name}", hint="lockgate lists status --all shows their ids; FEED or FEED@DAY will do"
        )

    def snapshot(self, known: Known) -> Snapshot:
        """The entries of a snapshot; `InputError` if its file is gone or damaged."""
        path = self._path(known.id)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError(f"cannot read the snapshot: {error.strerror}", place=str(path)) from None
        meta = known.meta
        return pack.unpack(content, known.id, retrieved=meta.retrieved, url=meta.url, place=str(path))

    def before(self, source: str, day: date) -> Known | None:
        """What one published on ``day`` is measured against: the latest that came uncut, if there is one."""
        own = [one for one in self.known() if one.meta.source == source and one.meta.published <= day]
        uncut = [one for one in own if not _CUT.intersection(refusal.code for refusal in one.meta.refusals)]
        return max(uncut or own, key=lambda one: one.meta.published, default=None)

    def add(
        self, candidate: Candidate, *, retrieved: str, url: str = "", checked: bool = False, accept: str = ""
    ) -> Added:
        """Keep a candidate as a snapshot.

        Args:
            candidate: what the files hold.
            retrieved: when they came, ISO 8601 in UTC.
            url: where they were fetched; empty for files from disk.
            checked: they come from the publisher's own address, so that is what the publisher has on that day.
            accept: why it is to be taken although there are reasons against it.

        Errors: `ListRefused` with all reasons, if there are any and none was accepted; `InputError` if the folder
        cannot be written.
        """
        source = candidate.feed.id
        if candidate.published > _date(retrieved) + timedelta(days=1):
            raise InputError(
                f"{source} would be of {candidate.published}, a day still to come",
                hint="say --published with the right day",
            )
        refusals = self.check(candidate, accept)
        meta = _meta(candidate, retrieved, url)
        meta = replace(meta, refusals=refusals[:_MOST_NOTES], accepted=accept.strip() if refusals else "")
        name, content = pack.pack(meta, candidate.entries)
        had = {one.id: one for one in self.known()}
        try:
            self._write(self._path(name), content)
            self._note(name, meta, checked, name in had)
        except OSError as error:
            raise InputError(f"cannot write: {error.strerror}", place=str(self.folder)) from None
        known = next(one for one in self.known() if one.id == name)
        return Added(known, name not in had)

    def check(self, candidate: Candidate, accept: str = "") -> tuple[Refusal, ...]:
        """The reasons against a candidate; `ListRefused` if there are any and nobody said why it is to be taken."""
        from lockgate.parties.lists.guard import ListRefused, review  # noqa: PLC0415 - most only read a store

        before = self.before(candidate.feed.id, candidate.published)
        refusals = review(candidate, before.meta if before else None)
        if refusals and not accept.strip():
            raise ListRefused(f"{candidate.feed.name} of {candidate.published} ({candidate.feed.id})", refusals)
        return refusals

    def _on(self, source: str, text: str) -> Known:
        from lockgate.parties.lists.dates import day  # noqa: PLC0415 - as above

        when = day(text)
        if when is None:
            raise InputError(f"this is no day: {text}", hint="write the day as 2025-06-01")
        found = self.as_of(when).get(source)
        if found is None:
            raise InputError(f"no snapshot of {source} was published on or before {text}")
        return found

    def _path(self, name: str) -> Path:
        return self.folder / "snapshots" / name[:2] / f"{name}.jsonl.gz"

    def _lines(self) -> list[Mapping[str, Any]]:
        """The log; a last line that a crash left unfinished is passed over."""
        try:
            text = self._log.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except OSError as error:
            raise InputError(f"cannot read the log of lists: {error.strerror}", place=str(self._log)) from None
        whole, _, _ = text.rpartition("\n")
        try:
            return [json.loads(line) for line in whole.split("\n") if line]
        except ValueError:
            raise InputError("the log of lists is damaged", place=str(self._log)) from None

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)

    def _note(self, name: str, meta: SnapshotMeta, checked: bool, again: bool) -> None:
        line: dict[str, Any] = {"id": name, "retrieved": meta.retrieved, "url": meta.url, "checked": checked}
        if not again:
            line["meta"] = meta.to_dict()
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        with self._log.open("a+b") as file:
            _lock(file)
            file.seek(0)
            kept = file.read()
            file.truncate(kept.rfind(b"\n") + 1)  # a line that a crash left unfinished goes
            file.write(text.encode("utf-8", "surrogatepass"))


def _meta(candidate: Candidate, retrieved: str, url: str) -> SnapshotMeta:
    from lockgate.parties.lists.intake import PARSER  # noqa: PLC0415 - as above

    return SnapshotMeta(
        source=candidate.feed.id,
        format=candidate.format,
        files=tuple(raw.source() for raw in candidate.files),
        published=candidate.published,
        published_from=candidate.published_from,
        retrieved=retrieved,
        parser=PARSER,
        url=url,
        counts=candidate.counts,
        names=sum(len(one.names) for one in candidate.entries),
        split=candidate.split,
        columns=tuple(candidate.reading.columns),
        wordings=candidate.wordings,
        remarks=tuple(candidate.reading.remarks[:_MOST_NOTES]),
    )


def _lock(file: BinaryIO) -> None:
    """One writer at a time, where the system has such locks; closing the file opens it again."""
    with suppress(ImportError):
        import fcntl  # noqa: PLC0415 - not on every system

        fcntl.flock(file, fcntl.LOCK_EX)


def _date(text: str) -> date:
    return date.fromisoformat(text[:10])
