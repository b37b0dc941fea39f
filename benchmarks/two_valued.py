"""A two-valued engine over the same grounded conditions: a comparison with an unknown fact is simply false."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

from lockgate.compiler.build import build_unit
from lockgate.compiler.emit import Writer
from lockgate.compiler.ir import Fold, Node, Not, NumFold
from lockgate.compiler.timeline import View

if TYPE_CHECKING:
    from datetime import date

    from lockgate.compiler.ground import Texts
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Unit

_CLOSED = "    complete = True"


class TwoValued(Writer):
    """Writes every condition once, as what is *certain* at its leaves, and takes every collection for complete."""

    def truth(self, node: Node, sure: bool, names: dict[str, str]) -> str:  # noqa: ARG002 - always certain here
        if isinstance(node, Not):
            return f"(not {self.truth(node.arg, True, names)})"
        return super().truth(node, True, names)

    def truths(self, node: Fold, variable: str, names: dict[str, str]) -> list[str]:
        return [_CLOSED, *super().truths(node, variable, names)]

    def amounts(self, node: NumFold, variable: str, names: dict[str, str]) -> list[str]:
        return [_CLOSED, *super().amounts(node, variable, names)]


def two_valued(book: Rulebook, texts: Texts, day: date, posture: str) -> Unit:
    """The unit of a day as a two-valued engine would run it."""
    with patch("lockgate.compiler.write.Writer", TwoValued):
        return build_unit(book.source, texts, book.layout, book.calendar.segment(day), View(posture)).load()
