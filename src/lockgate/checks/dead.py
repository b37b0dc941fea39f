"""Conditions that can never hold: dead provisions, limits that cannot be broken or met, flags that nothing raises."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lockgate.checks.findings import Finding
from lockgate.checks.logic import both, opposite
from lockgate.checks.places import called
from lockgate.checks.survey import MUST, WHEN
from lockgate.compiler.ir import And

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate.checks.inquiry import Inquiry
    from lockgate.checks.law import Law
    from lockgate.checks.survey import Text
    from lockgate.compiler.ir import Node

DEAD = "dead"


def dead(inquiry: Inquiry, texts: list[Text]) -> Iterator[Finding]:
    """What can never hold in any stretch of days in which it stands."""
    for (provision, role), mine in groups(texts).items():
        questions = [("can never hold", _holds(role))]
        if role == MUST:
            questions = [("can never be met", _holds(role)), ("can never be broken", _broken)]
        for words, ask in questions:
            if not any(can(inquiry, text, ask) for text in mine):
                what = "" if role == WHEN else role
                clash = _clash(inquiry, mine[-1]) if role == WHEN else ""
                message = f"{'its condition' if role == WHEN else role} {words}{clash}"
                yield Finding(DEAD, provision, message, what, inquiry.book.source.provisions[provision].place)


def groups(texts: list[Text]) -> dict[tuple[str, str], list[Text]]:
    """The wordings of each condition of each provision."""
    found: dict[tuple[str, str], list[Text]] = {}
    for text in texts:
        found.setdefault((text.provision, text.role), []).append(text)
    return found


def can(inquiry: Inquiry, text: Text, ask: Callable[[Text, Law], Any]) -> bool:
    """Whether a wording can hold in any of the units in which it stands."""
    return any(inquiry.possible(home.law, lambda law: ask(text, law), text.provision) for home in text.homes)


def _holds(role: str) -> Callable[[Text, Law], Any]:
    def ask(text: Text, law: Law) -> Any:
        return law.formula(text.node) if role == WHEN else both([law.formula(text.node), _applies(text, law)])

    return ask


def _broken(text: Text, law: Law) -> Any:
    return both([opposite(law.formula(text.node)), _applies(text, law)])


def _applies(text: Text, law: Law) -> Any:
    return law.formula(next(rule.cond for rule in law.unit.rules if rule.id == text.provision))


def _all(nodes: list[Node], law: Law) -> Any:
    return both(law.formula(node) for node in nodes)


def _clash(inquiry: Inquiry, text: Text) -> str:
    """The legs that cannot hold together, the fewest that the solver names."""
    legs = text.node.args if isinstance(text.node, And) else (text.node,)
    law = text.homes[-1].law
    kept = list(legs)
    for leg in legs:
        rest = [other for other in kept if other is not leg]
        if rest and not inquiry.possible(law, partial(_all, rest), ""):
            kept = rest
    return f": {' and '.join(called(leg, law.unit.layout) for leg in kept)}"
