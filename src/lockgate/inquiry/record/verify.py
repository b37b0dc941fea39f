"""A saved determination recomputed: the same, or different because of the file, the law, an overlay or the program."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lockgate.engine.determine import default_rulebook, determine
from lockgate.errors import InputError, ItemsError
from lockgate.inquiry.look import Look
from lockgate.inquiry.record.differ import Change, changes, provisions
from lockgate.inquiry.record.saved import program_stamp, retyped, rulebook_stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.inquiry.record.saved import Saved, SavedLine

SCHEMA = "lockgate.verification/1"
SAME, NOT_REPRODUCED = 0, 40
_SHORT = 12
_OF_THE_LAW = frozenset({"rulebook", "overlay"})


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a saved answer could not be reproduced as it stands.

    ``kind`` is altered, rulebook, overlay, program or unexplained.
    """

    kind: str
    text: str

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {"kind": self.kind, "text": self.text}


@dataclass(frozen=True, slots=True)
class LineCheck:
    """One saved answer against the one computed now.

    Attributes:
        id, label: of the transaction.
        was, now: outcomes; ``now`` is None where nothing could be computed (or for questions about limits).
        changes: what differs, outcome first; empty where the answers are the same.
        only_then, only_now: provisions that hold (or may hold) on one side only.
        error: why the saved facts cannot be read any more.
    """

    id: str
    label: str
    was: str | None
    now: str | None
    changes: tuple[Change, ...] = ()
    only_then: tuple[str, ...] = ()
    only_now: tuple[str, ...] = ()
    error: str = ""

    @property
    def same(self) -> bool:
        """Whether the answer is the same word for word."""
        return not self.changes and not self.error

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id or None,
            "label": self.label or None,
            "same": self.same,
            "was": self.was,
            "now": self.now,
            "only_then": list(self.only_then),
            "only_now": list(self.only_now),
            "changes": [one.to_dict() for one in self.changes],
            "error": self.error or None,
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether saved answers came out the same, and if not, why.

    ``same`` asks for more than equal answers: the file must be as it was saved, and the rulebook the stamped one.
    ``reproduced`` lets the rulebook be another one.
    """

    causes: tuple[Cause, ...]
    lines: tuple[LineCheck, ...]
    rejected: int
    stamped: Mapping[str, Any]
    at_hand: Mapping[str, Any]
    program: Mapping[str, str]
    program_at_hand: Mapping[str, str]

    @property
    def same(self) -> bool:
        """Recomputed under the stamped rulebook, with the same result."""
        return not self.causes

    @property
    def answers_same(self) -> bool:
        """Whether every answer came out the same, under whatever rulebook is at hand."""
        return all(line.same for line in self.lines)

    @property
    def reproduced(self) -> bool:
        """The file is as it was saved and its answers came out the same; the law at hand may be another."""
        return self.answers_same and all(cause.kind in _OF_THE_LAW for cause in self.causes)

    @property
    def exit_code(self) -> int:
        """0 the same answer, be it under another rulebook; 40 another answer, or a file that was changed."""
        return SAME if self.reproduced else NOT_REPRODUCED

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": SCHEMA,
            "same": self.same,
            "because": [one.to_dict() for one in self.causes],
            "answers_same": self.answers_same,
            "reproduced": self.reproduced,
            "lines": [line.to_dict() for line in self.lines],
            "rejected": self.rejected,
            "rulebook": {"stamped": dict(self.stamped), "at_hand": dict(self.at_hand)},
            "program": {"stamped": dict(self.program), "at_hand": dict(self.program_at_hand)},
        }


def verify(record: Saved, book: Rulebook | None = None) -> Verification:
    """Recompute a saved determination under the rulebook at hand (the built-in one if None).

    >>> from lockgate.inquiry.record.saved import save
    >>> look = Look(as_of="2025-06-01")
    >>> order = look.typed({"activity": "export", "origin": "US", "destination": "MY", "item": {"chip": "nvidia-l40"}})
    >>> verify(save([(order, look.determine(order))], look)).same
    True
    """
    law = book or default_rulebook()
    at_hand, program = rulebook_stamp(law), program_stamp()
    lines = tuple(_check(line, record, law) for line in record.lines)
    causes = [*_altered(record), *_law(record.rulebook, at_hand)]
    if not all(line.same for line in lines):
        causes += _program(record, program)
        causes = causes or [Cause("unexplained", _UNEXPLAINED)]
    return Verification(tuple(causes), lines, len(record.rejected), record.rulebook, at_hand, record.program, program)


_UNEXPLAINED = (
    "the answer does not follow from the facts in the file, although rulebook, program and hash are the same: "
    "somebody changed the file and its hash, or this is a fault in Lockgate"
)


def _altered(record: Saved) -> list[Cause]:
    text = "the file was changed after it was saved: its content does not fit its hash"
    return [Cause("altered", text)] if record.altered else []


def _law(stamped: Mapping[str, Any], at_hand: Mapping[str, Any]) -> list[Cause]:
    found = []
    if stamped["law"] != at_hand["law"]:
        text = (
            f"the law or its encoding changed since: saved under {_stamp(stamped)}, at hand is {_stamp(at_hand)}; "
            "--rulebook DIR takes another folder"
        )
        found.append(Cause("rulebook", text))
    found += _overlays(stamped["overlays"], at_hand["overlays"])
    if not found and stamped["sha256"] != at_hand["sha256"]:
        found.append(Cause("overlay", "the same overlays are laid over the rulebook in another order"))
    return found


def _stamp(stamp: Mapping[str, Any]) -> str:
    return f"rulebook {stamp['version']} (sha256 {stamp['law'][:_SHORT]})"


def _overlays(stamped: list[Mapping[str, str]], at_hand: list[Mapping[str, str]]) -> list[Cause]:
    had, have = {one["sha256"]: one["name"] for one in stamped}, {one["sha256"]: one["name"] for one in at_hand}
    lost, more = {sha: had[sha] for sha in had if sha not in have}, {sha: have[sha] for sha in have if sha not in had}
    found = []
    for sha, name in lost.items():
        if name in more.values():
            found.append(Cause("overlay", f"the overlay '{name}' changed since (it was sha256 {sha[:_SHORT]})"))
            more = {other: own for other, own in more.items() if own != name}
        else:
            hint = f"give it: --with DIR (folder '{name}', sha256 {sha[:_SHORT]})"
            found.append(Cause("overlay", f"the overlay '{name}' is missing; {hint}"))
    return found + [Cause("overlay", f"the overlay '{name}' was not laid over it then") for name in more.values()]


def _program(record: Saved, program: Mapping[str, str]) -> list[Cause]:
    if record.program == program:
        return []
    mine, now = (f"lockgate {one['version']} ({one['sha256'][:_SHORT]})" for one in (record.program, program))
    return [Cause("program", f"the program differs: saved by {mine}, recomputed by {now}")]


def _check(line: SavedLine, record: Saved, book: Rulebook) -> LineCheck:
    saved = line.determination
    name, label, was = saved["id"] or "", saved["label"] or "", saved["outcome"]
    try:
        look = Look(book=book, **record.look)
        found = determine(
            retyped(line, look),
            as_of=look.as_of,
            posture=look.posture,
            known_at=look.known_at,
            readings=look.readings,
            rulebook=book,
        )
    except (InputError, ItemsError) as error:
        return LineCheck(name, label, was, None, error=f"its facts cannot be read any more: {error}")
    now = replace(found, id=found.id or name).to_dict(explain=True)
    before, after = provisions(saved), provisions(now)
    return LineCheck(
        name,
        label,
        was,
        found.outcome,
        changes(saved, now),
        tuple(one for one in before if one not in after),
        tuple(one for one in after if one not in before),
    )
