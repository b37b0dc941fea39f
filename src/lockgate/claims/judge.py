"""The public question: what of this statement does the rulebook bear out?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lockgate.claims.checks import run
from lockgate.claims.looking import Looking
from lockgate.claims.match import matches
from lockgate.claims.read import read_claims
from lockgate.claims.records import LAPSED, VERDICTS, Claim, JudgedClaim
from lockgate.claims.values import filled
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from lockgate.compiler.rulebook import Rulebook


def claims(text: str | None = None, rulebook: Rulebook | None = None) -> tuple[JudgedClaim, ...]:
    """Judge the statements in circulation, or those that come near a text.

    Args:
        text: a statement in anybody's words, or the id of a claim; None for all that are known.
        rulebook: the rulebook that judges; the built-in one if None.

    Returns:
        Every claim in the order of the file; with a text the claims that come near it, best first, with ``score`` and
        ``band`` (without them where the id was given). Where nothing comes near, the nearest three in the band
        ``weak``; empty for a text without a word.

    Errors:
        `lockgate.errors.RulebookError` for a claim that names what the rulebook does not hold.

    >>> found = claims("tier two countries can purchase 320k GPUs")
    >>> found[0].id, found[0].verdict, found[0].band
    ('D11-1', 'wrong', 'close')
    >>> {one.band for one in claims("a hotel in China")}
    {'weak'}
    """
    book = rulebook or default_rulebook()
    known = read_claims(book)
    if text is None:
        return tuple(judged(claim, book) for claim in known)
    named = next((claim for claim in known if claim.id.casefold() == text.strip().casefold()), None)
    if named is not None:
        return (judged(named, book),)
    return tuple(
        replace(judged(match.claim, book), score=match.score, band=match.band) for match in matches(text, known)
    )


def judged(claim: Claim, book: Rulebook) -> JudgedClaim:
    """Run the checks of one claim; the verdict is withheld where one of them fails."""
    looking = Looking(book, claim.place)
    checks = tuple(run(check, looking) for check in claim.checks)
    follows = all(check.passed for check in checks)
    verdict = VERDICTS[frozenset(check.shows for check in checks)] if follows else LAPSED
    says = filled(claim.says, claim, looking)
    return JudgedClaim(claim.id, claim.claim, verdict, follows, says, checks, claim.sources)
