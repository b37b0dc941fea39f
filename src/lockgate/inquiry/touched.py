"""Open transactions that a rescreening touches: decided with the lists of both days, the law as of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lockgate.engine.determine import determine
from lockgate.errors import InputError, ItemsError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date
    from pathlib import Path

    from lockgate.engine.result import Determination
    from lockgate.inquiry.looked import Looker
    from lockgate.parties.screened.subject import Subject


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two days: lists of that day, with the decisions made by then, owners and law."""

    looker: Looker
    day: date


@dataclass(frozen=True, slots=True)
class Touched:
    """One transaction, as it came out with the lists of both days.

    Attributes:
        id: its number, or the place where it stands.
        parties: those in it for whom something changed.
        before, after: outcomes; None where it could not be decided at all.
        because: why the outcome is what it is now.
        questions: what to ask now, best first.
        error: why it could not be decided.
    """

    id: str
    parties: tuple[str, ...]
    before: str | None
    after: str | None
    because: str = ""
    questions: tuple[str, ...] = ()
    error: str = ""

    @property
    def changed(self) -> bool:
        """Whether the outcome is another one, or none could be found."""
        return self.before != self.after or bool(self.error)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "parties": list(self.parties),
            "before": self.before,
            "after": self.after,
            "changed": self.changed,
            "because": self.because,
            "questions": list(self.questions),
            "error": self.error or None,
        }


def touched(  # noqa: PLR0913 - one transaction and everything that it is looked at with
    raw: Mapping[str, Any],
    sides: tuple[Side, Side],
    changed: Collection[Subject],
    *,
    everybody: bool = False,
    name: str = "",
    folder: Path | None = None,
) -> Touched | None:
    """A transaction decided with the lists of two days; None if nothing changed for anybody in it.

    Args:
        raw: the transaction as read; its own ``as_of`` says which law and which stakes count.
        sides: what was looked up on each of the two days.
        changed: parties for whom something changed between them.
        everybody: what is open for everybody changed too, because lists went stale or came fresh.
        name: what to call it where it has no number.
        folder: where files of baselines are looked for.
    """
    own = tuple(dict.fromkeys(one.label for one in sides[1].looker.subjects(raw) if one in changed))
    if not own and not everybody:
        return None
    blank = Touched(str(raw.get("id") or name), own, None, None)
    try:
        before, after = (_decided(raw, side, folder) for side in sides)
    except (InputError, ItemsError) as error:
        return replace(blank, error=str(error))
    asked = tuple(one.question for one in after.missing[:3])
    return replace(blank, before=before.outcome, after=after.outcome, because=after.because, questions=asked)


def _decided(raw: Mapping[str, Any], side: Side, folder: Path | None) -> Determination:
    looker = side.looker
    return determine(looker.typed(raw, folder=folder, listed_on=side.day), posture=looker.posture, rulebook=looker.book)
