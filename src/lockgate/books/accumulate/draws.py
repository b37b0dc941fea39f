"""What a decided line draws: on which account, and whether for certain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lockgate.engine.decide import state_of
from lockgate.engine.outcome import AUTHORIZED, CANNOT_DECIDE, LICENCE, judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lockgate.books.accumulate.specs import Spec
    from lockgate.engine.compose import Composer
    from lockgate.engine.decide import Decided


@dataclass(frozen=True, slots=True)
class Draw:
    """A line draws on an account (by its place among the accounts of the unit)."""

    account: int
    sure: bool


def draws(found: Composer, accounts: Sequence[Spec]) -> tuple[Draw, ...]:
    """The accounts that a line draws on.

    A line that a way without an account authorizes for certain draws nothing. Of several accounts that would each
    carry it, it takes the first: those without a limit come first. Where a licence is needed, the line draws on the
    account of its review, as if the licence were granted. Whatever is open may draw, and does not for certain.
    """
    outcome = found.decided.verdict.outcome
    if outcome == AUTHORIZED:
        return _authorized(found.decided, accounts)
    if outcome == LICENCE:
        return tuple(_reviewed(found, accounts, certain=True))
    if outcome == CANNOT_DECIDE:
        possible = _possible(found.decided)
        ways = [Draw(at, sure=False) for at, one in enumerate(accounts) if one.rules & possible]
        reviews = _reviewed(found, accounts, certain=False) if found.decided.verdict.at_most == LICENCE else ()
        return tuple(dict.fromkeys([*ways, *reviews]))
    return ()


def _authorized(decided: Decided, accounts: Sequence[Spec]) -> tuple[Draw, ...]:
    holding = decided.possible & decided.unit.masks["requires"]
    needed = bool(decided.certain & holding)
    sure = sum(bit for bit, _, certain in decided.coverage if not holding & ~certain)
    possible = _possible(decided)
    drawing = sum(one.rules for one in accounts)
    if sure & ~drawing:
        return ()
    free = bool(possible & ~drawing)
    for at, one in enumerate(accounts):
        if one.rules & sure:
            return (Draw(at, sure=needed and not free),)
    return tuple(Draw(at, sure=False) for at, one in enumerate(accounts) if one.rules & possible)


def _possible(decided: Decided) -> int:
    """The ways that may answer every requirement."""
    holding = decided.possible & decided.unit.masks["requires"]
    return sum(bit for bit, maybe, _ in decided.coverage if maybe and not holding & ~maybe)


def _reviewed(found: Composer, accounts: Sequence[Spec], *, certain: bool) -> Iterator[Draw]:
    places = {at: one for at, one in enumerate(accounts) if one.review}
    told: dict[int, bool] = {}
    for requirement in found.unit.picked(found.wanted) if places else ():
        reviews, governed = found.governing(requirement)
        for at, one in places.items():
            if any(review.bit & one.rules for review in reviews):
                alone = governed and len(reviews) == 1
                told[at] = told.get(at, False) or (alone and bool(requirement.bit & found.decided.certain))
    yield from (Draw(at, sure and certain) for at, sure in told.items())


def without(decided: Decided, rules: int) -> Decided:
    """A decision in which some authorizations do not count, because their accounts have no room."""
    kept = [entry for entry in decided.coverage if not entry[0] & rules]
    verdict = judge(state_of(decided.unit, decided.possible, decided.certain, kept))
    return replace(decided, coverage=kept, verdict=verdict)
