"""What a quantity draws on: the room under each authorization and account, and the lines at which something is due.

Accounts, limits and lines are found in the rulebook: a `uses_quota` with its parameter, a step or remark whose
condition reads the quantity. No number of them stands here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import Linear, walk
from lockgate.compiler.layout import FAR
from lockgate.engine.evaluate import Evaluator
from lockgate.engine.split import Restriction, assume
from lockgate.engine.spoken import FITS
from lockgate.engine.words import Phrases
from lockgate.inquiry.course.axis import exact
from lockgate.inquiry.course.cuts import numbers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule
    from lockgate.engine.compose import Composer
    from lockgate.inquiry.course.profile import Piece, Walker
    from lockgate.inquiry.course.stand import Note, Stand

Bound = Fraction | None
"""An end of a number that is known within bounds; None is no end."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number between two ends, both inclusive; ``high`` None is no upper end."""

    low: Fraction
    high: Fraction | None

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def __str__(self) -> str:
        if self.high is None:
            return f"at least {exact(self.low)}" if self.low else "unknown"
        return exact(self.low) if self.known else f"{exact(self.low)} to {exact(self.high)}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON; numbers are text, so that they stay exact."""
        ends = (self.low, self.high)
        return dict(
            zip(("low", "high"), (None if end is None else exact(end).replace(",", "") for end in ends), strict=True)
        )


@dataclass(frozen=True, slots=True)
class Account:
    """An account before this transaction: its limit, what was used, what is left; None where the rulebook has none.

    ``fact`` is the fact that says what was used, ``ask`` the question for it and ``known_by`` who can answer.
    """

    name: str
    per: tuple[str, ...]
    limit: Fraction | None
    used: Amount | None
    left: Amount | None
    fact: str
    ask: str
    known_by: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "account": self.name,
            "per": list(self.per),
            "limit": None if self.limit is None else exact(self.limit).replace(",", ""),
            "used": self.used.to_dict() if self.used else None,
            "left": self.left.to_dict() if self.left else None,
            "used_is": self.fact or None,
            "ask": self.ask or None,
            "known_by": self.known_by or None,
        }


@dataclass(frozen=True, slots=True)
class Room:
    """How many units one way (or a review with an account) takes: for certain, and at most; None is no end.

    ``by_account`` are the units that what is left in the account holds, at least and at most: the condition of some
    ways does not look at their account. ``if_least`` are the units that are certain if no more was used of it than is
    known; None if that is open for other reasons. ``policy`` is that of a review.
    """

    id: str
    code: str
    name: str
    cite: str
    kind: str
    sure: int | None
    most: int | None
    account: Account | None
    by_account: tuple[int, int | None] | None
    policy: str
    proven: bool
    if_least: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "code": self.code or None,
            "name": self.name,
            "cite": self.cite,
            "kind": self.kind,
            "units": {"certain": self.sure, "at_most": self.most},
            "account": self.account.to_dict() if self.account else None,
            "units_by_account": dict(zip(("certain", "at_most"), self.by_account, strict=True))
            if self.by_account
            else None,
            "certain_if_least_used": self.if_least,
            "review_policy": self.policy or None,
            "proven": self.proven,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity from which something more is due: perhaps from one unit count on, for certain from another."""

    of: str
    id: str
    cite: str
    text: str
    condition: str
    maybe_from: int
    sure_from: int | None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "of": self.of,
            "id": self.id or None,
            "cite": self.cite,
            "do": self.text,
            "when": self.condition,
            "perhaps_from": self.maybe_from,
            "certain_from": self.sure_from,
        }


def rooms_of(walker: Walker, pieces: Sequence[Piece], line: int, unit: Amount) -> tuple[Room, ...]:
    """The ways that fit at least one unit, and the reviews with an account, each with its room."""
    composer = walker.scene.composers()[line]
    found = tuple(
        room
        for name, kind in _names(composer, pieces, line)
        for room in _made(composer, name, kind, pieces, line, unit)
    )
    return tuple(_if_least(walker, room, line) for room in found)


def _names(composer: Composer, pieces: Sequence[Piece], line: int) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(way.id for piece in pieces for way in piece.stands[line].ways):
        yield name, "authorization"
    provisions = composer.unit.layout.symbols.source.provisions
    for name in dict.fromkeys(name for piece in pieces for name, _ in piece.stands[line].draws):
        if provisions[name].effect == "reviews":
            yield name, "review"


def _if_least(walker: Walker, room: Room, line: int) -> Room:
    """What would be certain if no more was used of the account than is known: found by trying."""
    account = room.account
    if account is None or account.used is None or account.used.known or room.sure == room.most:
        return room
    slot = walker.scene.layout.slots[account.fact]
    cells = walker.scene.lines[line].cells
    with assume(Restriction(cells, slot.at, (cells[slot.at],) * 2)):
        pieces = walker.profile(walker.axis.low, walker.axis.high)
    sure = _room(pieces, _fits(room.id, room.kind, certain=True), line)
    return replace(room, if_least=sure or None)


def _fits(name: str, kind: str, *, certain: bool) -> Callable[[Stand], bool]:
    if kind == "review":
        return lambda stand: any(one == name and (sure or not certain) for one, sure in stand.draws)
    states = FITS if certain else (*FITS, "possible")
    return lambda stand: any(way.id == name and way.status in states for way in stand.ways)


def _made(  # noqa: PLR0913, PLR0917 - a way and what its room is read from
    composer: Composer, name: str, kind: str, pieces: Sequence[Piece], line: int, unit: Amount
) -> Iterator[Room]:
    sure, most = (_room(pieces, _fits(name, kind, certain=certain), line) for certain in (True, False))
    if most == 0:
        return
    rule = next(rule for rule in composer.unit.rules if rule.id == name)
    provision = rule.provision
    proven = all(piece.proven for piece in pieces)
    account = account_of(composer, rule)
    held = by_account(account, unit) if account is not None else None
    yield Room(
        name,
        provision.code,
        provision.name,
        provision.cite.ref,
        kind,
        sure,
        most,
        account,
        held,
        provision.policy,
        proven,
    )


def by_account(account: Account, unit: Amount) -> tuple[int, int | None] | None:
    """How many units of so much TPP what is left of an account holds: at least, and at most.

    >>> left = Amount(Fraction(26_900_000), Fraction(26_900_000))
    >>> by_account(Account("x", (), None, None, left, "", "", ""), Amount(Fraction(15832), Fraction(15832)))
    (1699, 1699)
    """
    left = account.left
    if left is None:
        return None
    least = 0 if not unit.high else int(left.low // unit.high)
    return least, (None if not unit.low or left.high is None else int(left.high // unit.low))


def _room(pieces: Sequence[Piece], fits: Callable[[Stand], bool], line: int) -> int | None:
    """The last step up to which every piece fits, counted from the first; 0 if none does, None if all do."""
    last: int | None = 0
    for piece in pieces:
        if not fits(piece.stands[line]):
            return last
        last = piece.last
    return None


def account_of(composer: Composer, rule: Rule) -> Account | None:
    """The account that a provision draws on, as it stands before this transaction."""
    quota = rule.provision.quota
    if quota is None:
        return None
    limit = composer.amount(quota.limit)
    used = amount_of(composer, quota.used)
    left = None
    if limit is not None and used is not None:
        left = Amount(
            max(Fraction(0), limit - used.high) if used.high is not None else Fraction(0),
            max(Fraction(0), limit - used.low),
        )
    fact = composer.unit.layout.symbols.facts.get(quota.used)
    return Account(
        quota.account,
        quota.per,
        limit,
        used,
        left,
        quota.used,
        fact.question if fact else "",
        fact.known_by if fact else "",
    )


def amount_of(composer: Composer, name: str) -> Amount | None:
    """The bounds of a fact of the transaction."""
    slot = composer.unit.layout.slots.get(name)
    if slot is None:
        return None
    low, high = composer.decided.cells[slot.at : slot.at + 2]
    return Amount(Fraction(max(low, 0), slot.scale), None if high >= FAR else Fraction(high, slot.scale))


def lines_of(walker: Walker, pieces: Sequence[Piece], line: int) -> tuple[Line, ...]:
    """Steps, duties and remarks whose condition reads the quantity, with the first unit from which they apply."""
    moved = {feed.slot.fact for feed in walker.axis.feeds}
    rules = {rule.id: rule for rule in walker.scene.unit.rules}
    found: dict[tuple[str, str], Line] = {}
    for piece in pieces:
        for note in piece.stands[line].notes:
            key, rule = (note.of, note.id), rules[note.of]
            if key in found:
                if note.sure and found[key].sure_from is None:
                    found[key] = _sure(found[key], piece.first)
                continue
            made = _line(walker, rule, note, piece.first, moved)
            if made is not None:
                found[key] = made
    return tuple(sorted(found.values(), key=lambda one: (one.sure_from or one.maybe_from, one.of, one.id)))


def _sure(line: Line, first: int) -> Line:
    return Line(line.of, line.id, line.cite, line.text, line.condition, line.maybe_from, first)


def _turning(walker: Walker, nodes: Sequence[Linear], first: int) -> list[Linear]:
    """Those comparisons that turn at a step."""
    evaluator = Evaluator(walker.scene.unit, walker.scene.lines[max(walker.axis.item, 0)].cells)
    pairs = []
    with walker.axis.kept():
        for step in (max(first - 1, walker.axis.low), first):
            walker.stand_at(step)
            pairs.append([evaluator.value(node) for node in nodes])
    return [node for node, before, after in zip(nodes, *pairs, strict=True) if before != after]


def _line(walker: Walker, rule: Rule, note: Note, first: int, moved: set[str]) -> Line | None:
    duty = next((step for step in rule.duties if step.step.id == note.id), None)
    cond: Node = rule.cond if duty is None else duty.cond
    asked = [node for node in walk(cond) if isinstance(node, Linear) and moved & set(numbers_of(node))]
    if not asked:
        return None
    asked = _turning(walker, asked, first) or asked
    provision = rule.provision
    text = (
        (provision.say or provision.gist)
        if duty is None
        else duty.step.do + (f" ({duty.step.due})" if duty.step.due else "")
    )
    phrases = Phrases(walker.scene.layout)
    return Line(note.of, note.id, provision.cite.ref, text, phrases.node(asked[0]), first, first if note.sure else None)
