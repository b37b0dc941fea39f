"""Outcomes, statuses and policies in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.engine.result import Determination, PostureAnswer

OUTCOMES = {
    "not_subject": "not subject to the EAR",
    "no_requirement_found": "no licence requirement was found",
    "authorized": "authorized",
    "licence_required": "a licence is required",
    "prohibited": "prohibited",
    "cannot_decide": "cannot decide",
}
SHORT = {
    "not_subject": "not subject",
    "no_requirement_found": "no requirement found",
    "authorized": "authorized",
    "licence_required": "licence required",
    "prohibited": "prohibited",
    "cannot_decide": "cannot decide",
}
WAYS = {
    "eligible": "fits",
    "steps_open": "fits, steps open",
    "possible": "may fit",
    "too_early": "too early",
    "insufficient": "not enough alone",
    "failed": "refused",
    "closed": "closed",
}
"""How far a way out is open, best first."""
FITS = ("eligible", "steps_open")
"""Ways that answer everything for certain."""
STEPS = {"open": "[ ]", "done": "[x]", "failed": "[!]", "waiting": "[~]"}
REQUIREMENTS = {"holds": "holds", "may_hold": "may hold", "exempt": "removed"}
LIMITS = {"met": "kept", "broken": "broken", "unknown": "open"}


def spoken(word: str | None) -> str:
    """A closed word as people write it.

    >>> spoken("presumption_of_denial"), spoken(None)
    ('presumption of denial', 'open')
    """
    return word.replace("_", " ") if word else "open"


def outcome_words(found: Determination) -> tuple[str, str]:
    """The outcome in words, and what belongs to it."""
    if found.outcome is None:
        return limit_words(found), ""
    words = OUTCOMES[found.outcome]
    if found.outcome == "authorized":
        return f"{words} by {ways(found)}", "" if found.ready else "; steps before shipment are open"
    if found.outcome == "licence_required":
        ceiling = "; it may even be prohibited" if found.at_most == "prohibited" else ""
        return words, f"; review policy: {spoken(found.review_policy)}{ceiling}"
    if found.outcome == "cannot_decide":
        least, most = (OUTCOMES.get(one or "", "open") for one in (found.at_least, found.at_most))
        return words, f"; at least: {least}; at most: {most}"
    return words, ""


def ways(found: Determination) -> str:
    """Codes of the authorizations that answer everything, for certain or whichever the open facts leave."""
    certain = [one.code for one in found.authorizations if one.status in FITS]
    return ways_of(certain, [one.code for one in found.authorizations if one.status == "possible"])


def ways_of(certain: Iterable[str], possible: Iterable[str]) -> str:
    """Authorizations in words: those that fit for certain; where none does, those of which one will.

    >>> ways_of(["NAC"], ["ACA"]), ways_of([], ["ACA", "NAC"]), ways_of([], [])
    ('NAC', 'ACA or NAC, whichever fits', 'an authorization')
    """
    sure, open_ = sorted(set(certain)), sorted(set(possible))
    if sure:
        return " or ".join(sure)
    return " or ".join(open_) + (", whichever fits" if len(open_) > 1 else "") or "an authorization"


def limit_words(found: Determination) -> str:
    """How many limits are kept."""
    states = [limit.status for limit in found.limits]
    if not states:
        return "no limit in force concerns this"
    counted = [f"{states.count(state)} {word}" for state, word in LIMITS.items() if state in states]
    return f"{len(states)} limits: {', '.join(counted)}" if len(states) > 1 else f"1 limit: {LIMITS[states[0]]}"


def posture_words(other: PostureAnswer) -> str:
    """The answer of the other posture on one line."""
    words = OUTCOMES.get(other.outcome or "", "see the limits")
    policy = f"; review policy: {spoken(other.review_policy)}" if other.outcome == "licence_required" else ""
    return f"in the {other.id} posture: {words}{policy} ({other.because})"
