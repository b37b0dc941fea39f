"""How an answer stands: all of it that may change when one number or the day moves, as plain values to compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.unit import SUBJECT
from lockgate.engine.outcome import AUTHORIZED, CANNOT_DECIDE, LICENCE, NO_REQUIREMENT, NOT_SUBJECT, PROHIBITED
from lockgate.engine.result import WORST
from lockgate.engine.spoken import FITS, LIMITS, SHORT, spoken, ways_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.unit import Rule
    from lockgate.engine.compose import Composer
    from lockgate.engine.decide import Decided

_GO = (NOT_SUBJECT, NO_REQUIREMENT, AUTHORIZED)
_CODES = {NOT_SUBJECT: 0, NO_REQUIREMENT: 0, LICENCE: 20, PROHIBITED: 30, CANNOT_DECIDE: 40}


@dataclass(frozen=True, slots=True)
class Way:
    """An authorization that is not closed, and how far it is open."""

    id: str
    code: str
    status: str


@dataclass(frozen=True, slots=True)
class Note:
    """A step, duty or remark that applies, for certain or perhaps; ``of`` is the provision that asks for it."""

    of: str
    id: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """What of the answer for one item may change.

    ``requirements`` hold id, status and review policy, ``limits`` id, status and word, ``draws`` the provisions whose
    account this draws on, and whether it does so for certain.
    """

    outcome: str | None
    at_least: str | None
    at_most: str | None
    entry: tuple[str | None, str | None, tuple[str, ...]]
    fits: tuple[str, ...]
    policy: str | None
    requirements: tuple[tuple[str, str, str | None], ...]
    limits: tuple[tuple[str, str, str], ...]
    ready: bool
    holds: tuple[str, ...]
    ways: tuple[Way, ...]
    notes: tuple[Note, ...]
    draws: tuple[tuple[str, bool], ...]

    @property
    def answer(self) -> tuple[Any, ...]:
        """What makes two answers the same: not the steps, nor the policy of a review that nobody needs."""
        policy = None if self.outcome == AUTHORIZED else self.policy
        held = tuple((name, status) for name, status, _ in self.requirements)
        return (
            *(self.outcome, self.at_least, self.at_most, self.entry, self.fits, self.certain, policy),
            *(held, self.limits, self.ready, self.held),
        )

    @property
    def certain(self) -> tuple[str, ...]:
        """Codes of the authorizations that fit for certain; those of ``fits`` besides may fit."""
        return tuple(sorted({way.code for way in self.ways if way.status in FITS}))

    @property
    def held(self) -> tuple[str, ...]:
        """Raised flags that hold a shipment which could go otherwise."""
        return self.holds if self.outcome in _GO else ()

    @property
    def code(self) -> int:
        """Exit code, as of a determination."""
        if self.outcome is None:
            states = {status for _, status, _ in self.limits}
            return 20 if "broken" in states else 40 if "unknown" in states or not states else 0
        if self.held:
            return 12
        return _CODES.get(self.outcome, 10 if self.ready else 11)

    @property
    def words(self) -> str:
        """The answer in a few words."""
        return "".join((*_words(self), "; held by a raised flag" if self.held else ""))

    def to_dict(self) -> dict[str, Any]:
        """As JSON; ``alternatives``: no authorization is certain, and whichever fits of several answers."""
        return {
            "outcome": self.outcome,
            "at_least": self.at_least,
            "at_most": self.at_most,
            "class": {"eccn": self.entry[0], "limb": self.entry[1], "possible": list(self.entry[2])},
            "authorizations": list(self.certain or self.fits),
            "alternatives": self.outcome == AUTHORIZED and not self.certain and len(self.fits) > 1,
            "review_policy": self.policy,
            "requirements": [name for name, status, _ in self.requirements if status != "exempt"],
            "limits": [{"id": name, "status": status, "word": word} for name, status, word in self.limits],
            "ready": self.ready,
            "holds": list(self.holds),
            "words": self.words,
        }


def _words(stand: Stand) -> Iterator[str]:
    if stand.outcome is None:
        states = [status for _, status, _ in stand.limits]
        counted = [f"{states.count(state)} {word}" for state, word in LIMITS.items() if state in states]
        many = "1 limit" if len(states) == 1 else f"{len(states)} limits"
        yield f"{many}: {', '.join(counted)}" if states else "no limit in force concerns this"
        return
    yield SHORT[stand.outcome]
    if stand.outcome == AUTHORIZED:
        yield f" by {ways_of(stand.certain, stand.fits)}"
        yield "" if stand.ready else "; steps open"
    if stand.outcome == LICENCE:
        yield f"; {spoken(stand.policy)}" if stand.policy else ""
        yield "; perhaps prohibited" if stand.at_most == PROHIBITED else ""
    if stand.outcome == CANNOT_DECIDE:
        yield f"; from {SHORT[stand.at_least or '']} to {SHORT[stand.at_most or '']}"


def difference(before: Stand, after: Stand) -> str:
    """What is different, in words: the outcome, the class, requirements, ways, limits.

    Equal outcomes are said to be the same, so that a change of law that changes little is seen as that.
    """
    parts = [after.words] if before.words != after.words else [f"still {after.words}", *_within(before, after)]
    if before.entry != after.entry:
        parts.append(f"{_entry(before)} becomes {_entry(after)}")
    held, holding = ({name: status for name, status, _ in one.requirements} for one in (before, after))
    gone = [name for name in held if name not in holding]
    come = [name for name in holding if name not in held]
    parts += [f"requirement {', '.join(come)}{' instead of ' + ', '.join(gone) if gone else ''}"] if come else []
    parts += [f"no more requirement {', '.join(gone)}"] if gone and not come else []
    parts += [
        f"{name} now {status.replace('_', ' ')}" for name, status in holding.items() if held.get(name, status) != status
    ]
    was, now = ({name: status for name, status, _ in one.limits} for one in (before, after))
    parts += [f"{name} {LIMITS[status]}" for name, status in now.items() if was.get(name) != status]
    parts += [f"{name} no more" for name in was if name not in now]
    return "; ".join(parts)


def _within(before: Stand, after: Stand) -> Iterator[str]:
    """Ways and policy, where the words of the outcome do not name them."""
    yield from (f"{code} is closed" for code in before.fits if code not in after.fits)
    yield from (f"{code} may fit" for code in after.fits if code not in (*before.fits, *after.certain))
    yield from (f"{code} fits" for code in after.certain if code not in before.certain)
    if before.policy != after.policy:
        yield f"review policy if a licence is required: {spoken(after.policy)}"


def _entry(stand: Stand) -> str:
    """The entry, or what stays possible, with the paragraph met."""
    limb = stand.entry[1]
    return (limb if limb and limb != "none" else None) or stand.entry[0] or _possible(stand)


def _possible(stand: Stand) -> str:
    return " or ".join("another entry" if entry == "other" else entry for entry in stand.entry[2]) or "no entry"


Stands = tuple[Stand, ...]
"""One for each item of a transaction."""


def worst(stands: Stands) -> Stand:
    """The line whose outcome the transaction takes."""
    return min(stands, key=lambda stand: WORST.index(stand.code))


def answers(stands: Stands) -> tuple[tuple[Any, ...], ...]:
    """What makes the answers of a transaction the same."""
    return tuple(stand.answer for stand in stands)


def stand_of(composer: Composer) -> Stand:
    """Read one decision."""
    decided, moves = composer.decided, composer.moves
    requirements = composer.requirements()
    ways = composer.authorizations() if moves else ()
    verdict = decided.verdict
    entry = composer.classification()
    return Stand(
        outcome=verdict.outcome if moves else None,
        at_least=verdict.at_least if moves else None,
        at_most=verdict.at_most if moves else None,
        entry=(entry.eccn, entry.limb, entry.possible) if moves else (None, None, ()),
        fits=tuple(sorted(set(composer.fitting()))) if moves else (),
        policy=composer.headline(requirements),
        requirements=tuple((one.id, one.status, one.review_policy) for one in requirements),
        limits=tuple((limit.id, limit.status, limit.word) for limit in composer.limits()),
        ready=moves and (verdict.outcome in (NOT_SUBJECT, NO_REQUIREMENT) or composer.ready(ways)),
        holds=tuple(flag.id for flag in composer.flags() if flag.status == "raised") if moves else (),
        ways=tuple(Way(way.id, way.code, way.status) for way in ways if way.status != "closed"),
        notes=tuple(_notes(composer)) if moves else (),
        draws=tuple(_draws(composer)) if moves else (),
    )


def _draws(composer: Composer) -> Iterator[tuple[str, bool]]:
    """Ways and reviews with an account: those whose condition is, or may be, met."""
    wanted = composer.wanted
    for bit, maybe, sure in composer.decided.coverage:
        if composer.unit.rule(bit).provision.quota and maybe & wanted:
            yield composer.unit.rule(bit).id, not wanted & ~sure
    for chain in _reviews(composer.decided):
        first = True
        for rule in chain:
            possibly, surely = composer.evaluator.value(rule.cond)
            if rule.provision.quota and possibly:
                yield rule.id, surely and first
            if surely:
                break  # what stands behind it does not govern
            first = first and not possibly


def _notes(composer: Composer) -> Iterator[Note]:
    """Steps and duties of the ways that are not closed, and remarks."""
    for bit, _, _ in composer.decided.coverage:
        rule = composer.unit.rule(bit)
        for duty in rule.duties:
            possibly, surely = composer.evaluator.value(duty.cond)
            if possibly:
                yield Note(rule.id, duty.step.id, surely)
    possible, certain = composer.side
    for rule in composer.unit.of("warns"):
        if possible & rule.bit:
            yield Note(rule.id, "", bool(certain & rule.bit))


def truths(composer: Composer) -> dict[str, str]:
    """What each provision that decides says here, by id: for finding out which of them make a difference."""
    decided, unit = composer.decided, composer.unit
    if not composer.moves:
        return {name: f"{status} {word}" for name, status, word in stand_of(composer).limits}
    found = dict(_masks(decided))
    for chain in (*unit.chains.values(), *_reviews(decided)):
        for rule in chain:
            possibly, surely = composer.evaluator.value(rule.cond)
            if possibly:
                found[rule.id] = "decides" if surely else "may decide"
            if surely:
                break
    return found


def _masks(decided: Decided) -> Iterator[tuple[str, str]]:
    unit = decided.unit
    wanted = decided.possible & unit.masks["requires"]
    away = decided.possible & unit.masks["exempts"]
    concerned = unit.masks["prohibits"] | unit.masks["requires"] | unit.masks["defines"] | unit.holds.get(SUBJECT, 0)
    closers = exempting = 0
    for bit, maybe, sure in decided.coverage:
        if maybe & wanted:
            yield unit.rule(bit).id, f"covers {maybe & wanted:x} {sure & wanted:x}"
    for rule in unit.of("authorizes"):
        if rule.targets & wanted:
            closers |= sum(bit for bit, _ in rule.closed_by)
    for rule in unit.picked(unit.masks["requires"] | unit.masks["prohibits"]):
        exempting |= rule.exempt_by
    for rule in unit.picked(decided.possible & (concerned | closers | (exempting & away))):
        yield rule.id, "holds" if decided.certain & rule.bit else "may hold"


def _reviews(decided: Decided) -> Iterator[tuple[Rule, ...]]:
    for rule in decided.rules("requires"):
        yield decided.unit.reviews.get(rule.bit, ())
