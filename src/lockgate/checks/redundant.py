"""Comparisons that could be left out: with a constant in their place the condition never changes its truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.checks.findings import Finding
from lockgate.checks.logic import differ
from lockgate.checks.places import called, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.checks.inquiry import Inquiry
    from lockgate.checks.law import Law
    from lockgate.checks.parts import Place
    from lockgate.checks.survey import Text

REDUNDANT = "redundant"


def redundant(inquiry: Inquiry, texts: list[Text]) -> Iterator[Finding]:
    """Comparisons of provisions that no wording of theirs needs; definitions count as one comparison here."""
    spots: dict[tuple[str, str, str, int], list[tuple[Text, Place]]] = {}
    for text in texts:
        many: dict[str, int] = {}
        for place, node in places(text.node, inside=False):
            name = called(node, inquiry.book.layout)
            many[name] = many.get(name, 0) + 1
            key = (text.provision, text.role, name, many[name])
            spots.setdefault(key, []).append((text, place))
    told: set[tuple[str, str, str]] = set()
    for (provision, role, name, _), mine in spots.items():
        for value in (True, False):
            if (provision, role, name) not in told and not any(
                _matters(inquiry, text, place, value) for text, place in mine
            ):
                told.add((provision, role, name))
                left = "always true" if value else "always false"
                where = "" if role == "when" else f" in {role}"
                message = f"'{name}'{where} may be taken as {left} without changing anything"
                source = inquiry.book.source.provisions[provision].place
                yield Finding(REDUNDANT, provision, message, f"{role}: {name}" if where else name, source)
                break


def _matters(inquiry: Inquiry, text: Text, place: Place, value: bool) -> bool:
    """Whether a constant in the place of a comparison can change the truth of the condition."""

    def ask(law: Law) -> Any:
        part = law.part(text.node)
        return differ(part.formula, part.replaced(place, value))

    return any(inquiry.possible(home.law, ask, text.provision) for home in text.homes)
