"""What an answer is, piece by piece: the aspects in which two answers can differ, weightiest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from lockgate.engine.compose import Composer


def _outcome(found: Composer) -> Hashable:
    return found.decided.verdict.outcome if found.moves else None


def _limits(found: Composer) -> Hashable:
    return () if found.moves else tuple((one.id, one.word) for one in found.limits())


def _fits(found: Composer) -> Hashable:
    covering = (bit for bit, _, sure in found.decided.coverage if not found.wanted & ~sure)
    return tuple(sorted({found.unit.rule(bit).provision.code for bit in covering})) if found.moves else ()


def _policy(found: Composer) -> Hashable:
    return found.headline(found.requirements())


def _requirements(found: Composer) -> Hashable:
    return tuple(sorted((one.id, one.status) for one in found.requirements()))


def _class(found: Composer) -> Hashable:
    return found.classification()


def _steps(found: Composer) -> Hashable:
    fits = [one for one in found.authorizations() if one.status in ("eligible", "steps_open")] if found.moves else []
    return tuple(sorted((one.code, step.id, step.status) for one in fits for step in one.steps))


def _flags(found: Composer) -> Hashable:
    return tuple(one.id for one in found.flags() if one.status == "raised") if found.moves else ()


ASPECTS: dict[str, Callable[[Composer], Hashable]] = {
    "outcome": _outcome,
    "limits": _limits,
    "authorizations that fit": _fits,
    "review policy": _policy,
    "requirements": _requirements,
    "class": _class,
    "steps": _steps,
    "flags raised": _flags,
}
"""What an answer consists of, weightiest first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line decided: what stands in each aspect."""

    composer: Composer
    aspects: tuple[Hashable, ...]


def answer_of(composer: Composer) -> Answer:
    """All aspects of a decision."""
    return Answer(composer, tuple(read(composer) for read in ASPECTS.values()))
