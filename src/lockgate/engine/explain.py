"""A determination and its proof as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.engine.prove import Proof, Reason
    from lockgate.engine.result import Determination

OUTCOME_WORDS = {
    "not_subject": "not subject to the EAR",
    "no_requirement_found": "no licence requirement was found",
    "authorized": "authorized",
    "licence_required": "a licence is required",
    "prohibited": "prohibited",
    "cannot_decide": "cannot decide",
    None: "see the limits",
}
_MARK = {"true": "yes", "false": "no", "unknown": "open"}


def explain(determination: Determination) -> str:
    """The proof of a determination, step by step, with facts, values and citations."""
    return "\n".join(_document(determination))


def _document(determination: Determination) -> Iterator[str]:
    yield f"{OUTCOME_WORDS[determination.outcome]} on these facts, under rulebook {determination.rulebook['version']}"
    yield f"as of {determination.as_of} ({determination.posture})"
    yield ""
    for proof in determination.proof:
        yield from _proof(proof)
        yield ""


def _proof(proof: Proof) -> Iterator[str]:
    cite = f" [{proof.cite}]" if proof.cite else ""
    yield f"{_MARK[proof.truth]:>4}  {proof.id}  {proof.name}{cite}"
    if proof.gist:
        yield f"      {proof.gist}"
    if proof.confidence != "confirmed":
        yield f"      confidence: {proof.confidence.replace('_', ' ')}"
    yield from _reason(proof.reason, 3)


def _reason(reason: Reason, depth: int) -> Iterator[str]:
    values = "; ".join(f"{fact} is {value}" for fact, value in reason.facts)
    tail = f"  -> {values}" if values else ""
    yield f"{'  ' * depth}{_MARK[reason.truth]:>4}  {reason.text}{tail}"
    for inner in reason.because:
        yield from _reason(inner, depth + 1)
