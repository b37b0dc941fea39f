"""Which provisions made the difference between two answers: what began or ended first, then what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.engine.outcome import CANNOT_DECIDE, LADDER, NO_REQUIREMENT, NOT_SUBJECT
from lockgate.history.changes import document
from lockgate.inquiry.comparison.law import ABSENT, NO_SUCH, countries_of, provisions
from lockgate.inquiry.lines import composer_of, standpoint

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lockgate.books.compare.sides import Side
    from lockgate.inquiry.comparison.law import ProvisionDifference
    from lockgate.inquiry.lines import Standpoint

BEGAN, ENDED, NARROWED, WIDENED, FACT = "began", "ended", "narrowed", "widened", "fact side"
_DEMANDS = ("prohibits", "requires", "defines")
_STOPS, _FREES = (*_DEMANDS, "closes"), ("authorizes", "exempts")
_FREE = (NOT_SUBJECT, NO_REQUIREMENT)


@dataclass(frozen=True, slots=True)
class Cause:
    """A provision and what happened to it between the two looks."""

    id: str
    name: str
    effect: str
    cite: str
    change: str
    why: str = ""
    law: tuple[str, ...] = ()
    made_by: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "effect": self.effect,
            "cite": self.cite,
            "change": self.change,
            "why": self.why or None,
            "law": list(self.law),
            "made_by": self.made_by or None,
        }


@dataclass(frozen=True, slots=True)
class Drilled:
    """One line on both sides: why the answers differ, and both proofs."""

    causes: tuple[Cause, ...]
    before: str
    after: str
    outcomes: tuple[str, str]


def drill(facts: Mapping[str, Any], before: Side, after: Side, *, proofs: bool = True) -> Drilled:
    """Look into one line."""
    sides = []
    for side in (before, after):
        typed = side.look.typed(facts)
        stand = standpoint(side.look, typed)
        sides.append((stand, composer_of(stand, typed, 0), typed))
    (first, mine, one), (second, theirs, other) = sides
    differing = provisions((first, mine), (second, theirs), countries_of(one, other))
    outcomes = mine.decided.verdict.outcome, theirs.decided.verdict.outcome
    texts = (
        [side.look.determine(typed).explain() for side, typed in ((before, one), (after, other))]
        if proofs
        else ["", ""]
    )
    return Drilled(_chosen(differing, outcomes, (first, second)), texts[0], texts[1], outcomes)


def _chosen(
    differing: Sequence[ProvisionDifference],
    outcomes: tuple[str, str],
    stands: tuple[Standpoint, Standpoint],
) -> tuple[Cause, ...]:
    """The provisions that explain the turn of the outcome; all that differ where none does by itself.

    What began or ended goes before what changed, and that before what only the facts turn. Licence requirements go
    before all else, and where there was or is none, nothing but requirements (and what removes them) can explain it.
    """
    made = [(one, change_of(one, stands)) for one in differing]
    explaining = [pair for pair in made if _explains(pair[0], outcomes)] or made
    strongest = min((_rank(kind) for _, (kind, _) in explaining), default=0)
    kept = [pair for pair in explaining if _rank(pair[1][0]) == strongest]
    demands = [pair for pair in kept if pair[0].effect in {"requires", "prohibits"}]
    return tuple(_cause(one, word, stands) for one, (_, word) in (demands or kept))


def _rank(kind: str) -> int:
    """Beginning and ending weigh the same, and so do narrowing and widening."""
    return {BEGAN: 0, ENDED: 0, NARROWED: 1, WIDENED: 1}.get(kind, 2)


def _explains(one: ProvisionDifference, outcomes: tuple[str, str]) -> bool:
    """Whether a provision pulls the way in which the answer moved."""
    if one.effect not in {*_STOPS, *_FREES}:
        return False
    before, after = outcomes
    stronger = one.weaker == "first"
    if before in _FREE or after in _FREE:
        into = before in _FREE
        return stronger == into if one.effect in _DEMANDS else one.effect == "exempts" and stronger != into
    if CANNOT_DECIDE in outcomes or before == after:
        return True
    stricter = LADDER.index(after) > LADDER.index(before)
    return (stronger == stricter) if one.effect in _STOPS else (stronger != stricter)


def change_of(one: ProvisionDifference, stands: tuple[Standpoint, Standpoint]) -> tuple[str, str]:
    """What happened to a provision: its kind, and how one says it."""
    first, second = stands
    postures = first.posture != second.posture and first.day == second.day
    if NO_SUCH in {one.first, one.second}:
        return (
            (BEGAN, "stands only in the rulebook of after")
            if one.first == NO_SUCH
            else (ENDED, "stands only in the rulebook of before")
        )
    if one.first == ABSENT and one.second != ABSENT:
        return BEGAN, f"counts only in the {second.posture} posture" if postures else BEGAN
    if one.second == ABSENT and one.first != ABSENT:
        return ENDED, f"counts only in the {first.posture} posture" if postures else ENDED
    if one.law:
        wider = one.weaker == "first"
        reach = f"reaches further in the {(second if wider else first).posture} posture"
        return (WIDENED if wider else NARROWED), reach if postures else WIDENED if wider else NARROWED
    return FACT, FACT


def _cause(one: ProvisionDifference, change: str, stands: tuple[Standpoint, Standpoint]) -> Cause:
    book = stands[1].book if one.id in stands[1].book.source.provisions else stands[0].book
    provision = book.source.provisions[one.id]
    return Cause(one.id, one.name, one.effect, one.cite, change, one.why, one.law, document(book, provision.instrument))


def key_of(causes: Iterable[Cause]) -> tuple[tuple[str, str], ...]:
    """What groups lines: the provisions and what happened to each."""
    return tuple(sorted((one.id, one.change) for one in causes))
