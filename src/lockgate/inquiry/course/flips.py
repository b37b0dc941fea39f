"""Flip points: for every number of a transaction, the nearest values at which the answer or the class changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.fields import nearest
from lockgate.engine.determine import stamp
from lockgate.engine.prepare import TPP
from lockgate.errors import InputError
from lockgate.inquiry.course.axes import axes, known
from lockgate.inquiry.course.axis import exact
from lockgate.inquiry.course.causes import causes
from lockgate.inquiry.course.profile import Walker, merged, piece_at
from lockgate.inquiry.course.scene import Scene
from lockgate.inquiry.course.stand import Stand, answers, worst

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from lockgate.door.model import Transaction
    from lockgate.inquiry.course.axis import Axis
    from lockgate.inquiry.course.causes import Cause
    from lockgate.inquiry.course.profile import Piece
    from lockgate.inquiry.course.stand import Stands
    from lockgate.inquiry.look import Look

SCHEMA = "lockgate.flips/1"


@dataclass(frozen=True, slots=True)
class Flip:
    """A boundary: where it lies, what stands on its other side, and the provisions that make the difference."""

    edge: str
    at: int | str | None
    exactly: str
    to: Stand
    entries: tuple[tuple[str, str], ...]
    because: tuple[Cause, ...]
    proven: bool

    @property
    def words(self) -> str:
        """What it becomes."""
        change = ", ".join(f"{one} becomes {two}" for one, two in self.entries)
        return f"{change}; {self.to.words}" if change else self.to.words

    def to_dict(self) -> dict[str, Any]:
        """As JSON; ``at`` is the nearest value on the other side."""
        return {
            "edge": self.edge,
            "at": self.at,
            "exactly": self.exactly or None,
            "to": self.to.to_dict(),
            "class_changes": [{"from": one, "to": two} for one, two in self.entries],
            "because": [cause.to_dict() for cause in self.because],
            "proven": self.proven,
        }


@dataclass(frozen=True, slots=True)
class Stretch:
    """Values on which the answer is the same; None is no end."""

    first: int | str | None
    last: int | str | None
    shown: str
    stand: Stand
    proven: bool

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"first": self.first, "last": self.last, "proven": self.proven, **self.stand.to_dict()}


@dataclass(frozen=True, slots=True)
class FactFlips:
    """One number: where it stands, the nearest flips on either side (and inside its bounds), and all its pieces."""

    fact: str
    value: str
    below: Flip | None
    inside: tuple[Flip, ...]
    above: Flip | None
    pieces: tuple[Stretch, ...]
    follows: tuple[str, ...]

    @property
    def turns(self) -> bool:
        """Whether any value changes the answer."""
        return len(self.pieces) > 1

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "fact": self.fact,
            "value": self.value or None,
            "below": self.below.to_dict() if self.below else None,
            "inside": [flip.to_dict() for flip in self.inside],
            "above": self.above.to_dict() if self.above else None,
            "pieces": [piece.to_dict() for piece in self.pieces],
            "moves_with_it": list(self.follows),
        }


@dataclass(frozen=True, slots=True)
class Flips:
    """The flip points of a transaction, those facts first that turn the answer."""

    label: str
    as_of: date
    posture: str
    now: Stand
    facts: tuple[FactFlips, ...]
    rulebook: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """As JSON of the form ``lockgate.flips/1``."""
        return {
            "schema": SCHEMA,
            "label": self.label or None,
            "as_of": self.as_of.isoformat(),
            "posture": self.posture,
            "now": self.now.to_dict(),
            "facts": [fact.to_dict() for fact in self.facts],
            "rulebook": dict(self.rulebook),
        }


def flips(transaction: Mapping[str, Any] | Transaction, look: Look, fact: str | None = None) -> Flips:
    """The values of each number at which the answer or the class changes.

    Args:
        transaction: raw or typed.
        look: how it is looked at; its posture counts.
        fact: only this number, by its path (``item.quantity``, ``items[0].circuits[0].tpp``, ``die_area_mm2``); it may
            be one that nobody stated. All stated and derived numbers if None.

    Errors: `InputError` for a number that is none, with the nearest name.

    >>> from lockgate.inquiry.look import Look
    >>> raw = {"as_of": "2025-06-01", "activity": "export", "origin": "US", "destination": "MY"}
    >>> raw |= {"item": {"tpp": 2240, "die_area_mm2": 900, "kind": "ic", "marketed_datacenter": "yes"}}
    >>> found = flips(raw, Look(), "die_area_mm2").facts[0]
    >>> found.below.edge, found.below.exactly, found.below.entries
    ('at or below 700 mm2', '', (('3A991.p', '3A090.b'),))
    """
    scene = Scene(look, look.typed(transaction))
    all_of_them = axes(scene)
    now = scene.stands()
    if fact is not None:
        wanted = [all_of_them[path_of(fact, tuple(all_of_them))]]
    else:
        wanted = [axis for axis in all_of_them.values() if known(axis, scene)]
    found = [_of(scene, axis) for axis in wanted]
    found.sort(key=lambda one: not one.turns)
    label = scene.transaction.label
    return Flips(label, scene.day, scene.posture, worst(now), tuple(found), stamp(scene.book))


def path_of(name: str, paths: tuple[str, ...]) -> str:
    """The path that a user means: in full, without the places of what is there once, or its last part."""
    wanted = _plain(name)
    for likeness in (lambda path: path == name, lambda path: _plain(path) == wanted, lambda path: _ends(path, wanted)):
        found = [path for path in paths if likeness(path)]
        if len(found) == 1:
            return found[0]
        if found:
            hint = f"one of {', '.join(found[:6])}"
            raise InputError(f"'{name}' may mean several numbers", place="--fact", hint=hint)
    hint = (
        nearest(wanted, [_plain(path) for path in paths]) or f"such as {', '.join(_plain(path) for path in paths[:3])}"
    )
    raise InputError(f"there is no number '{name}' in this transaction", place="--fact", hint=hint)


def _plain(path: str) -> str:
    short = re.sub(r"\[0\]", "", path).replace("items", "item")
    return re.sub(r"^circuits?\.", "item.circuits.", short)


def _ends(path: str, wanted: str) -> bool:
    last = _plain(path).rpartition(".")[2]
    return wanted.rpartition(".")[2] in {last, last.rpartition("_")[0]} and "." not in wanted.removeprefix(
        "item.circuits."
    )


def _of(scene: Scene, axis: Axis) -> FactFlips:
    walker = Walker(scene, axis)
    pieces = merged(walker.profile(axis.low, axis.high), answers)
    at = axis.at if known(axis, scene) else None
    below = inside = above = None
    if at is not None and len(pieces) > 1:
        first, last = piece_at(pieces, at[0]), piece_at(pieces, at[1])
        below = _flip(walker, axis, pieces, first, -1) if first > 0 else None
        above = _flip(walker, axis, pieces, last, 1) if last + 1 < len(pieces) else None
        inside = tuple(_flip(walker, axis, pieces, index, 1) for index in range(first, last))
    shown = "" if at is None else axis.shown(at[0]) if at[0] == at[1] else _between(axis, at)
    return FactFlips(axis.path, shown, below, inside or (), above, stretches(axis, pieces), axis.follows)


def stretches(axis: Axis, pieces: tuple[Piece, ...]) -> tuple[Stretch, ...]:
    """Pieces as values."""
    return tuple(
        Stretch(
            axis.number(piece.first),
            axis.number(None if piece.last == axis.high else piece.last),
            between(axis, piece),
            worst(piece.stands),
            piece.proven,
        )
        for piece in pieces
    )


def between(axis: Axis, piece: Piece) -> str:
    """The values of a piece in words, each end as the rounder of the two numbers that meet there."""
    low = "" if piece.first == axis.low else start_words(axis, piece.first)
    high = "" if piece.last == axis.high else end_words(axis, piece.last)
    if axis.scale == 1:
        first, last = axis.text(piece.first), axis.text(piece.last)
        return first if first == last else f"{first} to {last}" if high else f"{first} and more"
    return ", ".join(part for part in (low, high) if part) or "any value"


def start_words(axis: Axis, step: int) -> str:
    """How a piece begins: `at or above 4,800` or `above 26,900,000`."""
    before, own = axis.text(step - 1), axis.text(step)
    return f"above {before}" if len(before) < len(own) and axis.scale > 1 else f"at or above {own}"


def end_words(axis: Axis, step: int) -> str:
    """How a piece ends: `below 4,800` or `at or below 26,900,000`."""
    own, after = axis.text(step), axis.text(step + 1)
    return f"below {after}" if len(after) < len(own) and axis.scale > 1 else f"at or below {own}"


def _between(axis: Axis, at: tuple[int, int]) -> str:
    if at[1] == axis.high:
        return f"at least {axis.shown(at[0])}"
    return f"at most {axis.shown(at[1])}" if at[0] == axis.low else f"{axis.text(at[0])} to {axis.shown(at[1])}"


def _flip(walker: Walker, axis: Axis, pieces: tuple[Piece, ...], index: int, side: int) -> Flip:
    mine, other = pieces[index], pieces[index + side]
    here, there = (mine.first, other.last) if side < 0 else (mine.last, other.first)
    edge = end_words(axis, there) if side < 0 else start_words(axis, there)
    because = causes(walker, here, there)
    entries = tuple(dict.fromkeys(_entries(mine.stands, other.stands)))
    unit = f" {axis.unit}" if axis.kind != "date" and axis.unit else ""
    return Flip(
        f"{edge}{unit}",
        axis.number(there),
        _exactly(walker, axis, there, because),
        worst(other.stands),
        entries,
        because,
        other.proven and mine.proven,
    )


def _entries(mine: Stands, others: Stands) -> Iterator[tuple[str, str]]:
    """What the class of an item is here and there, where it differs: the entry, or the paragraph met."""
    for one, two in zip(mine, others, strict=True):
        if (one.entry[0], one.entry[2]) != (two.entry[0], two.entry[2]):
            yield _entry(one), _entry(two)
        elif one.entry[1] != two.entry[1]:
            yield one.entry[1] or "no paragraph", two.entry[1] or "no paragraph"


def _entry(stand: Stand) -> str:
    return stand.entry[0] or " or ".join(stand.entry[2]) or "no entry"


def _exactly(walker: Walker, axis: Axis, step: int, because: tuple[Cause, ...]) -> str:
    """A die area at which a density is reached is a quotient; written out where its decimals do not end."""
    feed = axis.feeds[0]
    if feed.itself or not because or because[0].level is None:
        return ""
    slot = walker.scene.layout.slots[TPP]
    low, high = feed.cells[slot.at : slot.at + 2]
    if low != high or not because[0].level:
        return ""
    area = Fraction(low, slot.scale) / because[0].level
    if axis.value(step) == area or (area * axis.scale).denominator == 1:
        return ""
    side = "above" if axis.value(step) > area else "at or below"
    return f"{side} {exact(Fraction(low, slot.scale))} / {exact(because[0].level)}"
