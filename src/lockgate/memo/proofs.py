"""The appendix: each provision that decided, with conditions, facts, values and citation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.engine.spoken import spoken
from lockgate.memo.blocks import ProofOf, Section, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.engine.prove import Proof, Reason
    from lockgate.engine.result import Determination

TRUTHS = {"true": "holds", "false": "does not hold", "unknown": "open"}


def proofs(found: Determination, *, many: bool = False) -> Iterator[Section]:
    """The proofs of an answer, item by item."""
    if found.lines:
        for one in found.lines:
            yield from proofs(one, many=True)
        return
    if found.proof:
        name = " ".join(part for part in (found.id, found.label) if part)
        title = f"Appendix: proof, {name}" if many and name else "Appendix: proof"
        yield Section(title, 2, tuple(_proof(one) for one in found.proof))


def _proof(one: Proof) -> ProofOf:
    made = f"made by {one.made_by}" if one.made_by else ""
    mark = f"confidence: {spoken(one.confidence)}"
    notes = (one.gist, "; ".join(part for part in (one.cite, made, mark) if part))
    return ProofOf(one.id, one.name, one.truth, tuple(note for note in notes if note), tuple(_steps(one.reason, 0)))


def _steps(reason: Reason, depth: int) -> Iterator[Step]:
    yield Step(depth, reason.truth, reason.text, tuple(f"{fact} is {value}" for fact, value in reason.facts))
    for inner in reason.because:
        yield from _steps(inner, depth + 1)
