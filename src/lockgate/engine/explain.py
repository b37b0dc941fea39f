"""A determination and its proof as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.engine.spoken import outcome_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.engine.prove import Proof, Reason
    from lockgate.engine.result import Determination

_MARK = {"true": "yes", "false": "no", "unknown": "open"}


def explain(determination: Determination) -> str:
    """The proof of a determination, step by step, with facts, values and citations."""
    return "\n".join(_document(determination))


def _document(determination: Determination) -> Iterator[str]:
    words, _ = outcome_words(determination)
    yield f"{words} on these facts, under rulebook {determination.rulebook['version']}"
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
