"""How a comparison can be made to come out otherwise: which fact, to what, and what kind of change that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import Linear, Member, Overlap, Same
from lockgate.compiler.layout import ABSENT, FAR
from lockgate.engine.pairs import terms
from lockgate.engine.prepare import QUANTITY, SHIPMENT_TPP
from lockgate.engine.prove import fact_path
from lockgate.engine.words import Phrases
from lockgate.inquiry.reasons.kinds import AS_OF, ITEM, UNKNOWN, WAITING, Flip, kind_of, unit_of
from lockgate.inquiry.reasons.needs import Lack, Missing, Need, Needs, Wait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate.compiler.layout import Slot
    from lockgate.compiler.unit import Cells
    from lockgate.engine.evaluate import Places
    from lockgate.inquiry.reasons.named import Named

_MANY = 6


class Flips:
    """Finds the changes that mend one comparison, over the facts as they stand."""

    def __init__(self, needs: Needs, fixed: frozenset[tuple[int, int]], named: Named, *, derived: bool) -> None:
        self.needs = needs
        self.named = named
        self.decided = needs.decided
        self.layout = needs.unit.layout
        self.phrases = Phrases(self.layout)
        self.fixed = fixed
        self.derived = derived
        self.kept: dict[int, tuple[Need, list[Flip]]] = {}

    def of(self, need: Lack | Missing | Wait) -> list[Flip]:
        """Changes that would do; empty where no fact can."""
        return self.once(need, lambda: self.found(need))

    def once(self, need: Need, make: Callable[[], list[Flip]]) -> list[Flip]:
        """What was found for a need before; it is kept alive, so that its id stays its own."""
        kept = self.kept.get(id(need))
        if kept is None:
            kept = self.kept[id(need)] = (need, make())
        return kept[1]

    def found(self, need: Lack | Missing | Wait) -> list[Flip]:
        """See `of`."""
        if isinstance(need, Wait):
            return list(self.wait(need))
        if isinstance(need, Missing):
            return list(self.complete(need))
        node = need.node
        if isinstance(node, Member):
            slot = self.layout.slots[node.fact]
            return list(self.categorical(need, node.fact, slot.mask(node.names), self.group(node.sets, need.want)))
        if isinstance(node, Overlap):
            return list(self.overlap(need, node))
        if isinstance(node, Same):
            return list(self.same(need, node))
        return list(self.linear(need, node)) if isinstance(node, Linear) else []

    # ---- one kind of comparison each

    def group(self, names: tuple[str, ...], want: bool) -> str:
        """Country groups and lists by their own names."""
        sets = self.layout.symbols.source.sets
        words = " or ".join(sets[name].name if name in sets else name for name in names)
        return f"{'in' if want else 'not in'} {words}" if words else ""

    def categorical(self, need: Lack, fact: str, mask: int, words: str = "") -> Iterator[Flip]:
        """A word, country or yes-no fact: the values that would do."""
        slot = self.layout.slots[fact]
        cells = self.cells(fact, need.places)
        current = cells[slot.at]
        allowed = mask if need.want else slot.full & ~mask
        if ABSENT in slot.bits:
            allowed &= slot.bits.get("true", allowed) | ~(slot.bits.get("false", 0) | slot.bits[ABSENT])
        narrowed = current & allowed
        if not allowed or (not narrowed and self.is_fixed(cells, slot.at)):
            return
        content = narrowed or allowed
        shown = words if words and content == allowed else self.categorical_words(slot, content)
        yield replace(self.flip(need.places, fact, (content,), shown), values=slot.of(content))

    def categorical_words(self, slot: Slot, mask: int) -> str:
        """Values that would do, the fewer of these and their opposite."""
        if self.phrases.facts[slot.fact].type == "boolean":
            return self.phrases.value(slot.fact, [0] * slot.at + [mask])
        names = slot.of(mask)
        others = slot.of(slot.full & ~mask)
        if len(others) < len(names):
            return f"anything but {' or '.join(others[:_MANY])}{' ...' if len(others) > _MANY else ''}"
        return f"{' or '.join(names[:_MANY])}{f' ... ({len(names)} in all)' if len(names) > _MANY else ''}"

    def overlap(self, need: Lack, node: Overlap) -> Iterator[Flip]:
        """A set: one of the words is in it, or none of them."""
        slot = self.layout.slots[node.fact]
        cells = self.cells(node.fact, need.places)
        certain, possible = cells[slot.at], cells[slot.at + 1]
        mask = slot.mask(node.names)
        if not need.want:
            if not (certain & mask and self.is_fixed(cells, slot.at)):
                gone = slot.of(mask & possible)
                change = self.flip(need.places, node.fact, (certain & ~mask, possible & ~mask), _without(gone))
                yield replace(change, values=slot.of(certain & ~mask) or ("none",))
            return
        for name in slot.of(mask)[:3]:
            bit = slot.bits[name]
            if possible & bit or not self.is_fixed(cells, slot.at):
                change = self.flip(need.places, node.fact, (certain | bit, possible | bit), f"includes {name}")
                yield replace(change, values=slot.of(certain | bit))

    def same(self, need: Lack, node: Same) -> Iterator[Flip]:
        """Two facts that must, or must not, be alike: either takes the value of the other."""
        for mine, other in ((node.left, node.right), (node.right, node.left)):
            slot = self.layout.slots[other]
            known = slot.of(self.cells(other, need.places)[slot.at])
            if len(known) == 1 and known[0] != ABSENT and not mine.startswith("class."):
                yield from self.categorical(need, mine, self.layout.slots[mine].mask(known))

    def linear(self, need: Lack, node: Linear) -> Iterator[Flip]:
        """A comparison of numbers: each fact in it, the others as they stand, up to the value that just passes."""
        evaluator = self.needs.evaluator
        parts, constant = terms(evaluator.unit, node)
        bounds = [(coef, ref, *evaluator.number(ref, need.places)) for coef, ref in parts]
        sign = 1 if need.want else -1
        strict = (node.op == ">") == need.want
        for at, (coef, ref, _, _) in enumerate(bounds):
            rest = sign * constant
            for number, (other, _, low, high) in enumerate(bounds):
                factor = sign * other
                rest += 0 if number == at else factor * (low if factor > 0 else high)
            if isinstance(ref, str) and abs(rest) < FAR:
                yield from self.figure(need.places, ref, sign * coef, rest - (1 if strict else 0))

    def figure(self, places: Places, fact: str, coef: int, rest: int) -> Iterator[Flip]:
        """A number x with ``coef * x + rest >= 0``: the least or the largest that does."""
        bound = -(rest // coef) if coef > 0 else rest // -coef
        if fact == SHIPMENT_TPP and self.derived:
            yield from self.quantity(places, bound, least=coef > 0)
            return
        if fact != AS_OF:
            yield from self.number(places, fact, bound, least=coef > 0)

    def number(self, places: Places, fact: str, bound: int, *, least: bool, note: str = "") -> Iterator[Flip]:
        """A number at least, or at most, so large; where its bounds allow it they are narrowed."""
        slot, declared = self.layout.slots[fact], self.phrases.facts[fact]
        cells = self.cells(fact, places)
        low, high = cells[slot.at], cells[slot.at + 1]
        lowest = -FAR if declared.minimum is None else self.layout.scaled(slot, declared.minimum)
        highest = FAR if declared.maximum is None else self.layout.scaled(slot, declared.maximum)
        if not lowest <= bound <= highest or (declared.type == "date" and not 1 <= bound <= date.max.toordinal()):
            return
        fits = high >= bound if least else low <= bound
        absent = low >= FAR
        if not fits and self.is_fixed(cells, slot.at):
            return
        open_ended = fits and low != high and not absent
        content = ((bound, high) if least else (low, bound)) if open_ended else (bound, bound)
        value = self.phrases.value(fact, [0] * slot.at + [bound, bound])
        words = f"at {'least' if least else 'most'} {value}"
        if declared.type == "date":
            words = f"{value} or {'later' if least else 'earlier'}"
        change = self.flip(places, fact, content, words, note)
        exact = date.fromordinal(bound).isoformat() if declared.type == "date" else _exact(bound, slot.scale)
        yield replace(change, at_least=exact if least else "", at_most="" if least else exact)

    def quantity(self, places: Places, bound: int, *, least: bool) -> Iterator[Flip]:
        """The total of a shipment of one line is changed through its quantity, in whole units."""
        unit = unit_of(self.layout, self.needs.root[""])
        if unit is None or unit[0] != unit[1] or not unit[0]:
            return
        units = -(-bound // unit[0]) if least else bound // unit[0]
        total = self.phrases.value(SHIPMENT_TPP, [0] * self.layout.slots[SHIPMENT_TPP].at + [bound, bound])
        note = f"the shipment must have at {'least' if least else 'most'} {total}"
        yield from self.number(places, QUANTITY, units, least=least, note=note)

    def complete(self, need: Missing) -> Iterator[Flip]:
        """A collection of which more may exist: that these are all. Nobody is made up, and nobody is left out."""
        if need.empty:
            return
        owner = self.layout.symbols.source.collections[need.collection].of
        cells = need.places[owner]
        at = self.layout.groups[need.collection]
        path = self.collection_path(need)
        target = None if cells is self.needs.root[""] else cells
        content = ((cells[at][0], True),)
        yield Flip(path, "", UNKNOWN, "there may be more", "these are all", target, at, content)

    def collection_path(self, need: Missing) -> str:
        """How the user would name a collection."""
        owner = self.layout.symbols.source.collections[need.collection].of
        path = self.decided.prepared.paths.get(id(need.places.get(owner)), "") if owner else ""
        return f"{path}.{need.collection}" if path else need.collection

    def wait(self, need: Wait) -> Iterator[Flip]:
        """A step that was refused would have to be shown; a waiting time ends on a day."""
        fact = need.step.step.shown_by
        slot = self.layout.slots[fact]
        cells = self.needs.root[""]
        now = self.phrases.value(fact, cells)
        if need.state == "failed":
            if not self.is_fixed(cells, slot.at):
                yes = (slot.bits["true"],)
                kind = kind_of(self.phrases.facts[fact], slot, cells)
                yield Flip(fact, fact, kind, now, "yes", None, slot.at, yes, values=("true",))
        elif cells[slot.at + 1] < FAR:
            day = date.fromordinal(cells[slot.at + 1]) + timedelta(days=need.step.wait)
            today = date.fromordinal(cells[self.layout.slots[AS_OF].at])
            yield Flip(
                AS_OF,
                AS_OF,
                WAITING,
                today.isoformat(),
                f"{day} or later",
                day=day,
                note=need.step.step.do,
                at_least=day.isoformat(),
            )

    # ---- shared

    def cells(self, fact: str, places: Places) -> Cells:
        """The slots in which a fact lies."""
        return places[self.phrases.facts[fact].element]

    def is_fixed(self, cells: Cells, at: int) -> bool:
        """Whether a change before this one has written the slot."""
        return (0 if cells is self.needs.root[""] else id(cells), at) in self.fixed

    def flip(self, places: Places, fact: str, content: tuple[Any, ...], words: str, note: str = "") -> Flip:
        """A change of one fact."""
        slot = self.layout.slots[fact]
        cells = self.cells(fact, places)
        other = self.named.denies(fact, self.decided.prepared.paths.get(id(cells), ""), slot, content)
        return Flip(
            fact_path(fact, self.phrases, places, self.decided.prepared.paths),
            fact,
            ITEM if other else kind_of(self.phrases.facts[fact], slot, cells),
            self.phrases.value(fact, cells),
            words,
            None if cells is self.needs.root[""] else cells,
            slot.at,
            content,
            note=note,
            other_item=other,
        )


def _exact(bound: int, scale: int) -> str:
    """A scaled integer as a decimal number, nothing rounded."""
    return format(Decimal(bound) / scale, "f")


def _without(names: tuple[str, ...]) -> str:
    return f"without {' or '.join(names[:_MANY])}{' ...' if len(names) > _MANY else ''}"
