"""An answer along one axis: it is piecewise constant, and these are its exact pieces.

Between two steps at which some comparison turns, every condition has the same truth, so one look at a stretch gives
the answer for all of it. Only where facts are open, and the engine settles what comes out the same either way, may an
answer change inside a stretch: there the stretch is decided as a whole, and halved until both agree. If that does not
end, the piece says so.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.door.model import Interval
from lockgate.engine.outcome import CANNOT_DECIDE
from lockgate.engine.prepare import content_of
from lockgate.inquiry.course.axis import Feed
from lockgate.inquiry.course.cuts import Cutter
from lockgate.inquiry.course.stand import stand_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lockgate.inquiry.course.axis import Axis, Ends
    from lockgate.inquiry.course.scene import Counted, Scene
    from lockgate.inquiry.course.stand import Stands

Total = tuple[Fraction, Fraction | None]
_BUDGET = 256
"""How many times a stretch with open facts is looked at before it is given as checked, not proven."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Steps from ``first`` to ``last``, both inclusive, on which the answer stands alike.

    ``proven``: for every step. Otherwise facts are open, and only some steps of it were looked at.
    """

    first: int
    last: int
    stands: Stands
    proven: bool = True


def profile(scene: Scene, axis: Axis, low: int | None = None, high: int | None = None) -> tuple[Piece, ...]:
    """The pieces of an answer along an axis, from ``low`` to ``high`` (default: the whole axis)."""
    ends = (axis.low if low is None else low, axis.high if high is None else high)
    return Walker(scene, axis).profile(*ends)


def merged(pieces: Sequence[Piece], key: Callable[[Stands], Any]) -> tuple[Piece, ...]:
    """Neighbours that are alike under a key as one piece; it shows how its first step stands."""
    found: list[Piece] = []
    for piece in pieces:
        if found and key(found[-1].stands) == key(piece.stands):
            found[-1] = replace(found[-1], last=piece.last, proven=found[-1].proven and piece.proven)
        else:
            found.append(piece)
    return tuple(found)


def piece_at(pieces: Sequence[Piece], step: int) -> int:
    """Which piece holds a step."""
    return next(index for index, piece in enumerate(pieces) if piece.first <= step <= piece.last)


class Walker:
    """Walks along an axis of a scene; what it leaves in the slots is its caller's to restore."""

    def __init__(self, scene: Scene, axis: Axis) -> None:
        self.scene = scene
        self.counted: tuple[Counted, ...] = ()
        self.shipment = self.shipment_feeds(axis)
        self.alone, self.own = axis, axis.feeds
        self.axis = axis.joined(*self.shipment)
        self.budget = _BUDGET

    def profile(self, low: int, high: int) -> tuple[Piece, ...]:
        """The pieces between two steps; the slots are as before afterwards."""
        with self.axis.kept():
            return merged(self.pieces(low, high), lambda stands: stands)

    def stand_at(self, step: int) -> None:
        """Let the axis stand at a step, with what follows from it."""
        if self.shipment:
            self.alone.put(step)
            self.counted = self.scene.counted()
        self.axis.put(step)

    def pieces(self, low: int, high: int) -> list[Piece]:
        """First the stretches in which the figures of the item itself say the same, then the aggregate within each."""
        found: list[Piece] = []
        for first, last in self.stretches(self.alone, self.own, low, high):
            self.stand_at(first)
            for one, two in self.stretches(self.axis, self.shipment, first, last):
                found += self.stretch(one, two)
        return found

    def stretches(self, axis: Axis, feeds: tuple[Feed, ...], low: int, high: int) -> Iterator[Ends]:
        """The whole, cut where a comparison that reads a feed turns."""
        found: set[int] = set()
        for line in self.scene.lines:
            found |= Cutter(self.scene.unit, line.cells, axis).cuts(feeds, low, high)
        edges = [low, *sorted(found), high + 1]
        yield from ((first, after - 1) for first, after in itertools.pairwise(edges))

    def stretch(self, first: int, last: int) -> list[Piece]:
        """The pieces of a stretch: one, unless open facts are settled in some way that moves with the axis."""
        stands, opened = self.look(first)
        if not opened or first == last:
            return [Piece(first, last, stands)]
        other, _ = self.look(last)
        whole, _ = self.look(first, last)
        if stands == other == whole:
            return [Piece(first, last, stands)]
        middle = (first + last) // 2
        if self.budget <= 0 or (stands == other == self.look(middle)[0]):
            return [Piece(first, last, stands, proven=False)] if stands == other else self.halves(first, middle, last)
        return self.halves(first, middle, last)

    def halves(self, first: int, middle: int, last: int) -> list[Piece]:
        """Both halves; when the budget has ended, they are given as they look at their ends."""
        return [*self.stretch(first, middle), *self.stretch(middle + 1, last)]

    def look(self, first: int, last: int | None = None) -> tuple[Stands, bool]:
        """How the answer stands at a step, or somewhere between two; whether open facts had a say in an outcome."""
        self.budget -= 1
        self.axis.put(first, last)
        composers = self.scene.composers()
        opened = any(one.decided.settled or one.decided.verdict.outcome == CANNOT_DECIDE for one in composers)
        return tuple(stand_of(one) for one in composers), opened

    # ---- the aggregate of the shipment

    def shipment_feeds(self, axis: Axis) -> tuple[Feed, ...]:
        """The aggregate in every line, if the axis moves it."""
        slot = self.scene.shipment
        if axis.own is None or slot is None:
            return ()
        own, index = axis.own, axis.item

        def ends(step: int) -> Ends:
            low, high = self.total(own(step), index)
            least, most = content_of(slot, Interval(low, high))
            return least, most

        return tuple(Feed(line.cells, slot, ends) for line in self.scene.lines)

    def total(self, own: Total, index: int) -> Total:
        """The line's own TPP with that of the other lines that count."""
        if len(self.scene.lines) == 1:
            return own
        maybe, sure = self.counted[index]
        rest = self.rest(index)
        low = (rest.low or Fraction(0)) + (own[0] if sure else Fraction(0))
        if not maybe:
            return low, rest.high
        return low, None if rest.high is None or own[1] is None else rest.high + own[1]

    def rest(self, index: int) -> Interval:
        """TPP of the other lines that count."""
        counted = tuple((False, False) if place == index else pair for place, pair in enumerate(self.counted))
        return self.scene.total(counted)
