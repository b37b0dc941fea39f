"""Headroom: how many may be sent under each authorization, and up to which quantity the answer stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.timeline import CODIFIED, ENFORCED
from lockgate.door.model import Interval
from lockgate.engine.ask import missing
from lockgate.engine.determine import stamp
from lockgate.engine.prepare import COUNT, QUANTITY, TPP, unit_tpp
from lockgate.errors import InputError
from lockgate.inquiry.course.accounts import Amount, Line, Room, lines_of, rooms_of
from lockgate.inquiry.course.axes import axes, known
from lockgate.inquiry.course.causes import causes
from lockgate.inquiry.course.flips import between
from lockgate.inquiry.course.profile import Walker, merged, piece_at
from lockgate.inquiry.course.scene import Scene
from lockgate.inquiry.course.stand import Stand, answers, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from lockgate.door.model import Item, Transaction
    from lockgate.inquiry.course.axis import Axis
    from lockgate.inquiry.course.causes import Cause
    from lockgate.inquiry.course.profile import Piece
    from lockgate.inquiry.look import Look

SCHEMA = "lockgate.headroom/1"
_ASKED = 3
"""So many questions of the answer itself are shown."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Quantities at which the answer is the same; ``last`` None is no end."""

    first: int
    last: int | None
    shown: str
    stand: Stand
    because: tuple[Cause, ...]
    proven: bool

    def to_dict(self) -> dict[str, Any]:
        """As JSON; ``because`` says what turned at its first unit."""
        return {
            "first": self.first,
            "last": self.last,
            "proven": self.proven,
            "because": [cause.to_dict() for cause in self.because],
            **self.stand.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class PostureRoom:
    """The room in one posture: how the answer stands now, and up to which quantity (None: any)."""

    posture: str
    now: Stand
    stays_from: int
    stays_to: int | None
    crosses: bool
    pieces: tuple[Stretch, ...]
    rooms: tuple[Room, ...]
    lines: tuple[Line, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "posture": self.posture,
            "now": self.now.to_dict(),
            "stays": {"from": self.stays_from, "to": self.stays_to, "crosses": self.crosses},
            "pieces": [piece.to_dict() for piece in self.pieces],
            "rooms": [room.to_dict() for room in self.rooms],
            "lines": [line.to_dict() for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Headroom:
    """How many units may move, in the posture asked for and in the other.

    Attributes:
        label: what goes where.
        as_of: the day.
        quantity: what is stated, as text; empty if nothing is.
        circuits: circuits in one unit.
        tpp: TPP of one unit.
        postures: the room in each posture, the one asked for first.
        assumed: path, value and why of what a baseline filled in.
        needed: what would make the numbers exact: fact, question, who knows.
        notes: remarks.
    """

    label: str
    as_of: date
    quantity: str
    circuits: Amount
    tpp: Amount
    postures: tuple[PostureRoom, ...]
    assumed: tuple[tuple[str, str, str], ...]
    needed: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    rulebook: Mapping[str, str]

    def circuits_in(self, units: int) -> Amount:
        """Circuits in so many units."""
        return _times(self.circuits, units)

    def tpp_of(self, units: int) -> Amount:
        """TPP of so many units."""
        return _times(self.tpp, units)

    def to_dict(self) -> dict[str, Any]:
        """As JSON of the form ``lockgate.headroom/1``."""
        return {
            "schema": SCHEMA,
            "label": self.label or None,
            "as_of": self.as_of.isoformat(),
            "quantity": self.quantity or None,
            "unit": {"circuits": self.circuits.to_dict(), "tpp": self.tpp.to_dict()},
            "postures": [one.to_dict() for one in self.postures],
            "assumed": [{"fact": path, "value": value, "why": why} for path, value, why in self.assumed],
            "needed": [{"fact": fact, "question": ask, "known_by": who} for fact, ask, who in self.needed],
            "notes": list(self.notes),
            "rulebook": dict(self.rulebook),
        }


def _times(amount: Amount, units: int) -> Amount:
    return Amount(amount.low * units, None if amount.high is None else amount.high * units)


def headroom(transaction: Mapping[str, Any] | Transaction, look: Look, item: int | None = None) -> Headroom:
    """How many units may be sent, under which authorization, and where the answer changes.

    Args:
        transaction: raw or typed. Where no quantity is stated, one unit is taken.
        look: how it is looked at; the other posture stands beside it.
        item: which item's quantity moves, counted from 1; needed only where there are several.

    Errors: `InputError` if nothing moves that has a quantity.

    >>> from lockgate.inquiry.look import Look
    >>> raw = {"as_of": "2025-06-01", "activity": "export", "origin": "US", "destination": "CH"}
    >>> raw |= {"item": {"chip": "nvidia-h100-sxm"}, "base": "ordinary-course"}
    >>> raw["parties"] = {"consignee": {"location": "CH", "headquarters": "CH", "ultimate_parent": "CH"}}
    >>> printed = headroom(raw, Look(posture="codified")).postures[0]
    >>> printed.stays_to, [(room.code, room.sure) for room in printed.rooms if room.code]
    (1699, [('LPP', 1699)])
    """
    typed = look.typed(transaction)
    index = _chosen(typed, item)
    scene = Scene(look, typed)
    names = dict.fromkeys((scene.posture, ENFORCED, CODIFIED))
    rooms = tuple(_posture(scene if name == scene.posture else scene.other(name), index) for name in names)
    chosen = typed.items[index]
    low, high = unit_tpp(chosen)
    return Headroom(
        label=typed.label,
        as_of=scene.day,
        quantity=_quantity(chosen),
        circuits=_circuits(chosen),
        tpp=Amount(low, high),
        postures=rooms,
        assumed=typed.assumed,
        needed=tuple(dict.fromkeys(_needed(scene, chosen, index))),
        notes=tuple(_notes(scene)),
        rulebook=stamp(scene.book),
    )


def _chosen(transaction: Transaction, item: int | None) -> int:
    items = transaction.items
    if not items:
        raise InputError(
            "a question about a holder, an applicant or a training run has no quantity",
            place="subject",
            hint="lockgate flips shows where its numbers turn",
        )
    if item is None:
        if len(items) > 1:
            raise InputError(f"{len(items)} items stand here", place="items", hint="choose one with --item, from 1")
        return 0
    if not 1 <= item <= len(items):
        raise InputError(f"there is no item {item}", place="--item", hint=f"items are counted from 1 to {len(items)}")
    return item - 1


def _axis(scene: Scene, index: int) -> Axis:
    path = QUANTITY if len(scene.lines) == 1 else f"items[{index}].{QUANTITY.partition('.')[2]}"
    found = axes(scene).get(path)
    if found is None:
        raise InputError("this rulebook asks for no quantity", place=path, hint="headroom needs a fact item.quantity")
    return found


def _posture(scene: Scene, index: int) -> PostureRoom:
    axis = _axis(scene, index)
    at = axis.at if known(axis, scene) and axis.at is not None else (axis.low, axis.low)
    walker = Walker(scene, axis)
    fine = walker.profile(axis.low, axis.high)
    pieces = merged(fine, answers)
    first, last = piece_at(pieces, at[0]), piece_at(pieces, at[1])
    with walker.axis.kept():
        walker.stand_at(at[0])
        rooms = rooms_of(walker, fine, index, Amount(*unit_tpp(scene.transaction.items[index])))
    stretches = tuple(_stretch(walker, axis, pieces, place) for place in range(len(pieces)))
    mine = stretches[first]
    return PostureRoom(
        scene.posture, mine.stand, mine.first, mine.last, first != last, stretches, rooms, lines_of(walker, fine, index)
    )


def _stretch(walker: Walker, axis: Axis, pieces: tuple[Piece, ...], place: int) -> Stretch:
    piece = pieces[place]
    because = causes(walker, pieces[place - 1].last, piece.first) if place else ()
    last = None if piece.last == axis.high else piece.last
    return Stretch(piece.first, last, between(axis, piece), worst(piece.stands), because, piece.proven)


def _quantity(item: Item) -> str:
    value = item.values.get(QUANTITY)
    if not isinstance(value, Interval):
        return ""
    return str(Amount(value.low or Fraction(1), value.high))


def _circuits(item: Item) -> Amount:
    low, high = Fraction(0), Fraction(0)
    bounded = item.circuits.complete and bool(item.circuits.elements)
    for circuit in item.circuits.elements:
        count = circuit.values.get(COUNT)
        known_count = count if isinstance(count, Interval) else Interval(Fraction(1), None)
        low += known_count.low or 0
        bounded = bounded and known_count.high is not None
        high += known_count.high or 0
    return Amount(low, high if bounded else None)


def _needed(scene: Scene, item: Item, index: int) -> Iterator[tuple[str, str, str]]:
    """What keeps numbers open: figures of the unit first, then what the answer itself asks."""
    facts = scene.layout.symbols.facts
    for place, circuit in enumerate(item.circuits.elements if scene.sums else ()):
        for name in (TPP, COUNT):
            value = circuit.values.get(name)
            if not isinstance(value, Interval) or value.low != value.high:
                path = f"items[{index}].circuits[{place}].{name.partition('.')[2]}"
                yield path, facts[name].question, facts[name].known_by
    if scene.sums and not item.circuits.complete:
        yield f"items[{index}].circuits", "Which circuits does one unit hold, and how many of each?", "maker"
    asked = missing(scene.composers()[index].decided)
    mine = (f"items[{index}].circuits", f"items[{index}].quantity", QUANTITY)
    yield from ((one.fact, one.question, one.known_by) for one in asked[:_ASKED] if not one.fact.startswith(mine))


def _notes(scene: Scene) -> Iterator[str]:
    if scene.stated:
        yield (
            "the aggregate TPP of the shipment is stated, so the quantity does not move it; "
            "leave shipment.tpp out to let it follow the quantity"
        )
    if scene.day > scene.book.current_to:
        yield f"the law was last reviewed on {scene.book.current_to}; {scene.day} lies after it"
    yield from scene.transaction.conflicts
