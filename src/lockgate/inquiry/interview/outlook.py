"""What each answer to a question would give, found by trying them all on the slots of the decision.

A run of the generated functions takes some microseconds, so every country and every side of every threshold is tried.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import Linear
from lockgate.compiler.layout import ABSENT
from lockgate.engine.ask import facts_of, open_leaves
from lockgate.engine.decide import relevant, run
from lockgate.engine.outcome import CANNOT_DECIDE
from lockgate.engine.prepare import COUNT, QUANTITY, SHIPMENT_TPP, TPP
from lockgate.engine.split import Restriction, assume, sides
from lockgate.engine.words import Phrases, quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.compiler.layout import Slot
    from lockgate.compiler.unit import Cells
    from lockgate.engine.decide import Decided

_SUMMED = frozenset({QUANTITY, TPP, COUNT, SHIPMENT_TPP})
"""Facts behind a total that the door adds up: trying them in their slots alone would leave the total as it is."""
Trial = tuple[str, tuple[int, ...]]
"""An answer, and what it would write into the slots of the fact."""


@dataclass(frozen=True, slots=True)
class Side:
    """Answers that have the same effect.

    ``answers`` are values, or one range for a number; ``outcome`` is `cannot_decide` where more would have to be asked.
    """

    answers: tuple[str, ...]
    outcome: str
    at_least: str
    at_most: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "answers": list(self.answers),
            "outcome": self.outcome,
            "at_least": self.at_least,
            "at_most": self.at_most,
        }


@dataclass(frozen=True, slots=True)
class Outlook:
    """The sides of a question; ``matters`` is False where every answer leaves every provision as it stands."""

    sides: tuple[Side, ...] = ()
    matters: bool = True


def outlook(decided: Decided, path: str) -> Outlook:
    """What the answers to one open fact would give; without sides where they cannot be tried one by one."""
    found = _slot(decided, path)
    if found is None:
        return Outlook()
    cells, slot, cuts = found
    before = run(decided.unit, decided.cells)[:2]
    grouped: dict[tuple[str, str, str], list[str]] = {}
    matters = False
    for answer, content in _trials(decided, cells, slot, cuts):
        with assume(Restriction(cells, slot.at, content)):
            possible, certain, _, verdict = run(decided.unit, decided.cells)
        matters = matters or (possible, certain) != before
        grouped.setdefault((verdict.outcome, verdict.at_least, verdict.at_most), []).append(answer)
    run(decided.unit, decided.cells)
    ordered = sorted(grouped.items(), key=lambda entry: entry[0][0] == CANNOT_DECIDE)
    return Outlook(tuple(Side(tuple(answers), *effect) for effect, answers in ordered), matters)


def _slot(decided: Decided, path: str) -> tuple[Cells, Slot, set[int]] | None:
    """The slots in which a fact lies, and the values at which some comparison turns."""
    phrases = Phrases(decided.unit.layout)
    found: tuple[Cells, Slot, set[int]] | None = None
    conditions = [(rule, rule.cond) for rule in relevant(decided)]
    for leaf, _ in open_leaves(decided, conditions):
        for one in facts_of(decided, phrases, leaf):
            if one.path != path or one.fact in _SUMMED or not one.fact:
                continue
            cells = leaf.cells(phrases.facts[one.fact].element)
            slot = decided.unit.layout.slots[one.fact]
            found = found or (cells, slot, set())
            if isinstance(leaf.node, Linear):
                found[2].update(part.content[0] for part in sides(decided.evaluator, leaf) if part.at == slot.at)
    return found


def _trials(decided: Decided, cells: Cells, slot: Slot, cuts: set[int]) -> Iterator[Trial]:
    """Every answer that the fact leaves open, by what comparisons can tell apart."""
    if slot.kind == "number":
        yield from _ranges(decided, slot, cells[slot.at], cells[slot.at + 1], cuts)
        return
    if slot.kind == "set":
        certain, possible = cells[slot.at], cells[slot.at + 1]
        yield "none", (certain, certain)
        for name, bit in slot.bits.items():
            if possible & ~certain & bit:
                yield name, (certain | bit, certain | bit)
        return
    words = {"true": "yes", "false": "no", ABSENT: "not shown"}
    for name in slot.of(cells[slot.at]):
        yield words.get(name, name), (slot.bits[name],)


def _ranges(decided: Decided, slot: Slot, low: int, high: int, cuts: Iterable[int]) -> Iterator[Trial]:
    """The stretches between the values at which something turns."""
    fact = decided.unit.layout.symbols.facts[slot.fact]
    starts = sorted({low, *(cut for cut in cuts if low < cut <= high)})
    for start, end in zip(starts, [*(cut - 1 for cut in starts[1:]), high], strict=True):
        shown = [quantity(start, slot.scale, fact.unit), quantity(end + 1, slot.scale, fact.unit)]
        if start == low and end == high:
            word = "any"
        elif end == high:
            word = f"at least {shown[0]}"
        else:
            word = f"below {shown[1]}" if start == low else f"{shown[0]} to below {shown[1]}"
        yield word, (start, end)
