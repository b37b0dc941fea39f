"""The outcome table: which of the six answers follows from what holds, possibly and certainly.

A decision hands over masks of rules: what may hold and what holds for certain, and for every authorization the
requirements that it may cover and covers for certain. One authorization must cover *every* requirement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

NOT_SUBJECT = "not_subject"
NO_REQUIREMENT = "no_requirement_found"
AUTHORIZED = "authorized"
LICENCE = "licence_required"
PROHIBITED = "prohibited"
CANNOT_DECIDE = "cannot_decide"
LADDER = (NOT_SUBJECT, NO_REQUIREMENT, AUTHORIZED, LICENCE, PROHIBITED)
"""Decided outcomes from the mildest to the strictest."""

Coverage = Sequence[tuple[int, int, int]]


class State(NamedTuple):
    """What is known: (possibly, certainly) for subject and prohibition, requirement masks, coverage."""

    subject: tuple[bool, bool]
    prohibited: tuple[bool, bool]
    possible: int
    certain: int
    coverage: Coverage


class Verdict(NamedTuple):
    """An outcome with its bounds; ``by`` are the bits of the authorizations that certainly cover everything."""

    outcome: str
    at_least: str
    at_most: str
    by: int


def judge(state: State) -> Verdict:
    """Read the outcome table from the top; the first row that fits decides.

    >>> judge(State((True, True), (False, False), 0, 0, ())).outcome
    'no_requirement_found'
    >>> judge(State((True, True), (False, False), 0b11, 0b01, [(0b100, 0b01, 0b01)])).outcome
    'cannot_decide'
    """
    subject, subject_sure = state.subject
    stopped, stopped_sure = state.prohibited
    by = sum(bit for bit, _, sure in state.coverage if state.possible and not state.possible & ~sure)
    passable = any(not state.certain & ~maybe and state.possible & maybe for _, maybe, _ in state.coverage)
    reachable = _reachable(state, passable, by)
    if not subject:
        outcome = NOT_SUBJECT
    elif subject_sure and stopped_sure:
        outcome = PROHIBITED
    elif subject_sure and state.certain and not passable:
        outcome = LICENCE
    elif not stopped and not state.possible:
        outcome = NO_REQUIREMENT
    elif not stopped and by:
        outcome = AUTHORIZED
    else:
        outcome = CANNOT_DECIDE
    return Verdict(outcome, reachable[0], reachable[-1], by if outcome == AUTHORIZED else 0)


def _reachable(state: State, passable: bool, by: int) -> list[str]:
    """The decided outcomes that the facts still leave open, mildest first."""
    subject, subject_sure = state.subject
    stopped, stopped_sure = state.prohibited
    found = set()
    if not subject_sure:
        found.add(NOT_SUBJECT)
    if subject and stopped:
        found.add(PROHIBITED)
    if subject and not stopped_sure:
        if not state.certain:
            found.add(NO_REQUIREMENT)
        if passable:
            found.add(AUTHORIZED)
        if state.possible and not by:
            found.add(LICENCE)
    return [outcome for outcome in LADDER if outcome in found]
