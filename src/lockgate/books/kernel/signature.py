"""What an answer can depend on, row by row: truths of rules, and the contents behind what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.kernel.reach import READING, Reach
from lockgate.books.kernel.rules import Rules
from lockgate.books.kernel.traces import STAGE, Traces, bits
from lockgate.books.kernel.truths import both, either, neither
from lockgate.books.typed.codes import together
from lockgate.books.typed.groups import BASE
from lockgate.compiler.unit import SUBJECT
from lockgate.engine.evaluate import step_state

if TYPE_CHECKING:
    import numpy.typing as npt

    from lockgate.books.kernel.common import Names
    from lockgate.books.kernel.frame import Frame, Seen, Sight, Truths
    from lockgate.books.kernel.narrow import Narrow
    from lockgate.books.kernel.traces import Told
    from lockgate.books.kernel.truths import Pair
    from lockgate.books.typed.codes import Codes
    from lockgate.compiler.unit import Rule, StepRule


_NOTHING = b"\0"
_BETWEEN = b"|"


class Signature:
    """Signatures of the rows of a frame in one unit, in names that all units share.

    A signature is the truths of provisions as bits, each at the place of its label, and numbers, each at the place of
    its column; both without the nothing at their end, since places are added as more of the book is seen.
    """

    def __init__(self, frame: Frame, reach: Reach, sight: Sight, narrow: Narrow, names: Names) -> None:
        unit = reach.unit
        self.unit = unit
        self.frame = frame
        self.reach = reach
        self.rules = Rules(unit, frame, reach, sight)
        self.truth = self.rules.truth
        self.names = names
        self.common = names.common
        self.bits: list[tuple[object, Truths | bool]] = []
        self.numbers: dict[int, npt.NDArray[np.int32]] = {}
        self.open: list[tuple[Truths | bool, tuple[Rule, ...]]] = []
        self.narrow = narrow
        self.traces = Traces(self.rules)
        self.touched: Truths | bool = False
        self.wanted: Truths | bool = True

    def rows(self) -> list[bytes]:
        """One signature a row."""
        self._decisive()
        for rule in self.unit.of("requires"):
            self._requirement(rule)
        for index, rule in enumerate(self.unit.of("authorizes")):
            self._authorization(index, rule)
        self._flags()
        self._column("class", self._stage())
        self._answers_to_flags()
        self._behind()
        told, numbers = self._told(), self._numbered()
        return [
            one.tobytes().rstrip(_NOTHING) + _BETWEEN + other.tobytes().rstrip(_NOTHING)
            for one, other in zip(told, numbers, strict=True)
        ]

    def _told(self) -> npt.NDArray[np.uint8]:
        """The truths as bits, each at the place of its label."""
        told = [(self.common.label(label), truth) for label, truth in self.bits if truth is not False]
        table = np.zeros((self.frame.size, len(self.common.labels)), dtype=np.bool_)
        for place, truth in told:
            table[:, place] = truth
        return np.packbits(table, axis=1)

    def _numbered(self) -> npt.NDArray[np.int32]:
        """The numbers, each at the place of its column; 0 where there is none."""
        table = np.zeros((self.frame.size, len(self.common.columns)), dtype=np.int32)
        for place, column in self.numbers.items():
            table[:, place] = column
        return table

    def _column(self, what: object, numbers: npt.NDArray[np.int32]) -> None:
        self.numbers[self.common.column(what)] = numbers

    def hangs_on_readings(self, row: int) -> bool:
        """Whether something that decides comes out otherwise with all readings open, or nothing decides yet."""
        return self.wanted if isinstance(self.wanted, bool) else bool(self.wanted[row])

    def _take(self, what: object, plain: Pair, opened: Pair) -> Truths | bool:
        """Keep a truth pair, with readings as chosen and with all of them open; whether these differ."""
        self._bits((what, "pair"), *plain)
        differs = either(_differ(plain[0], opened[0]), _differ(plain[1], opened[1]))
        self.touched = either(self.touched, differs)
        return differs

    def _bits(self, what: object, *truths: Truths | bool) -> None:
        self.bits += [((what, place), truth) for place, truth in enumerate(truths)]

    # ---- what an answer reads

    def _decisive(self) -> None:
        """Whether it is subject, and what stops it."""
        subject = [self.rules.subject(opened) for opened in (False, True)]
        self._take("subject", subject[0], subject[1])
        self.open.append((_is_open(subject[1]), tuple(self.unit.picked(self.unit.holds.get(SUBJECT, 0)))))
        for rule in self.unit.of("prohibits"):
            self._take_rule(rule)

    def _take_rule(self, rule: Rule) -> None:
        """A requirement or prohibition: whether it holds, and what takes it away."""
        plain, opened = self.rules.pair(rule, False), self.rules.pair(rule, True)
        name = self.names.rule(rule.bit)
        self._take(name, plain, opened)
        self.open.append((_is_open(opened), (rule,)))
        if rule.exempt_by:
            cond = self.truth.pair(rule.cond, False)[0]
            for other in self.unit.picked(rule.exempt_by):
                maybe, sure = self.rules.pair(other, False)
                self._bits((name, "exempt", self.names.rule(other.bit)), both(cond, maybe), both(cond, sure))

    def _stage(self) -> npt.NDArray[np.int32]:
        """What classification gives, and which provisions give it; numbered."""
        columns = self.reach.stage() - {READING}
        names = [f"class.{stage}" for stage in self.unit.chains]

        def found(seen: Seen) -> tuple[object, object]:
            evaluator = seen.evaluator
            masks = tuple([evaluator.root[""][self.unit.layout.slots[name].at] for name in names])
            chains = self.unit.chains.values()
            by = [next((rule.bit for rule in chain if evaluator.value(rule.cond)[1]), 0) for chain in chains]
            return masks, tuple([self.names.rule(bit) if bit else None for bit in by])

        facts = self.reach.of_stage()
        numbers, _ = self.frame.numbers(columns, facts)
        seen = self.truth.seen(columns, False, facts)
        known = [self.common.number(("class", *found(one))) for one in seen]
        return np.array(known, dtype=np.int32)[numbers]

    def _requirement(self, rule: Rule) -> None:
        """Whether a requirement holds, and how an application is reviewed: up to the first review that governs."""
        self._take_rule(rule)
        left = [self.rules.pair(rule, opened)[0] for opened in (False, True)]
        reviews = self.unit.reviews.get(rule.bit, ())
        name = self.names.rule(rule.bit), "review", self.common.turn(rule.id, reviews)
        for review in reviews:
            pairs = [self.truth.pair(review.cond, opened) for opened in (False, True)]
            plain, opened = [(both(over, pair[0]), both(over, pair[1])) for over, pair in zip(left, pairs, strict=True)]
            differs = self._take((*name, self.names.rule(review.bit)), plain, opened)
            self.open.append((both(differs, _is_open(opened)), (review,)))
            left = [both(over, neither(pair[1])) for over, pair in zip(left, (plain, opened), strict=True)]

    def _authorization(self, index: int, rule: Rule) -> None:
        """What an authorization answers, and how its steps stand."""
        plain, opened = self.rules.coverage(False)[index], self.rules.coverage(True)[index]
        is_open: Truths | bool = False
        name = self.names.rule(rule.bit)
        for (target, *pair), (_, *other) in zip(plain.targets, opened.targets, strict=True):
            self._take((name, self.names.rule(target.bit)), (pair[0], pair[1]), (other[0], other[1]))
            is_open = either(is_open, _is_open((other[0], other[1])))
        self.open.append((is_open, (rule,)))
        active = both(plain.asked, self.truth.pair(rule.cond, False)[0])
        self._bits((name, "active"), active)
        for step in rule.duties[: len(rule.provision.before)]:
            needed = both(active, self.truth.pair(step.cond, False)[0])
            self._bits((name, "step", step.step.id), needed)
            if step.step.shown_by:
                self._bits((name, "state", step.step.id), *(both(needed, one) for one in self._state(step)))

    def _state(self, step: StepRule) -> tuple[Truths | bool, ...]:
        shown = step.step.shown_by
        columns, facts = self.reach.shown(shown) - {READING}, frozenset({shown})

        def state(seen: Seen) -> str:
            return step_state(self.unit, seen.evaluator.root[""], shown, step.wait)

        done, open_ = self.truth.look(
            columns, False, facts, lambda seen: (state(seen) == "done", state(seen) == "open")
        )
        failed, _ = self.truth.look(columns, False, facts, lambda seen: (state(seen) == "failed", True))
        return done, open_, failed

    def _flags(self) -> None:
        """Red flags that are raised by the facts."""
        for rule in self.unit.of("flags"):
            if rule.provision.kind != "action" and rule.raised is not None:
                applies, _ = self.rules.pair(rule, False)
                raised = both(applies, self.truth.pair(rule.raised, False)[1])
                self._bits((self.names.rule(rule.bit), "raised"), raised)

    def _answers_to_flags(self) -> None:
        """Answers to flags that apply; and which baseline it is, if baselines answer flags."""
        for rule in self.unit.of("flags"):
            name = f"flags.{rule.provision.flag}"
            if name in self.reach.parts.lists and rule.provision.kind != "action":
                applies, _ = self.rules.pair(rule, False)
                answers = self.narrow.column(name, frozenset())[self.frame.table[:, self.frame.places[name]]]
                self._column((name, self.names.rule(rule.bit)), np.where(applies, answers, 0).astype(np.int32))
        if any(one.flags for one in self.reach.parts.lists[BASE]):
            numbers = self.narrow.column(BASE, frozenset())
            self._column("flags of baselines", numbers[self.frame.table[:, self.frame.places[BASE]]])

    # ---- what stands behind open rules

    def _behind(self) -> None:
        """What stands behind open rules, where the outcome is open or a reading may matter; otherwise nothing."""
        self.wanted = wanted = either(neither(self._decided()), self.touched)
        rows = np.arange(self.frame.size) if wanted is True else np.flatnonzero(wanted) if wanted is not False else ()
        if not len(rows):
            return
        packed = self._packed([one for one, _ in self.open])[rows]
        numbers, first = _distinct(packed)
        plans: dict[int, list[int]] = {}
        for number, row in enumerate(first.tolist()):
            plans.setdefault(self._plan(packed[row]), []).append(number)
        for plan, members in plans.items():
            self._fill(plan, rows[np.isin(numbers, members)])

    def _plan(self, packed: npt.NDArray[np.uint8]) -> int:
        """The rules that are open and all that they lean on, as bits."""
        told = [
            rules for (_, rules), is_open in zip(self.open, np.unpackbits(packed).tolist(), strict=False) if is_open
        ]
        return self.names.closed({rule.bit for group in told for rule in group})

    def _fill(self, plan: int, rows: Codes) -> None:
        """What the rows of a set of open rules hang on: truths where they are settled, contents where they are open."""
        rules = self.unit.picked(plan)
        facts = frozenset().union(*(self.reach.facts(rule) for rule in rules))
        found = self.traces.of(self.unit.picked(plan & ~self.names.stages))
        stage = found.pop(STAGE, None)
        columns: dict[str, Truths | None] = {}
        behind = self.names.behind(plan)
        self._put("plan", rows, behind)
        for name, told in found.items():
            columns[name] = None if told is None else self._settled(name, behind, told, rows)
        if stage:
            _, unsure = bits(stage, rows)
            for name in self.reach.stage() - {READING}:
                known = columns.get(name, np.zeros(len(rows), dtype=np.bool_))
                columns[name] = None if known is None else known | unsure
        for name in self.reach.behind(frozenset(columns)) - columns.keys():
            columns[name] = None
        for name, unsure_rows in columns.items():
            here = rows if unsure_rows is None else rows[unsure_rows]
            classes = self.frame.table[here, self.frame.places[name]]
            self._put(self.narrow.what(name), here, self.narrow.column(name, facts)[classes])

    def _put(self, what: object, rows: Codes, numbers: npt.NDArray[np.int32] | int) -> None:
        """Write numbers into some rows of a column."""
        place = self.common.column(what)
        if place not in self.numbers:
            self.numbers[place] = np.zeros(self.frame.size, dtype=np.int32)
        self.numbers[place][rows] = numbers

    def _settled(self, name: str, behind: int, told: Told, rows: Codes) -> Truths:
        """Number the truths of a column; the rows in which one of them is open."""
        table, unsure = bits(told, rows)
        packed = np.packbits(table, axis=1)
        numbers, first = _distinct(packed)
        what = self.narrow.what(name)
        key = "truths", what, behind, told.pattern()
        values = [self.common.number((*key, packed[row].tobytes())) for row in first.tolist()]
        self._put(what, rows, np.array(values, dtype=np.int32)[numbers])
        return unsure

    def _decided(self) -> Truths | bool:
        """Whether the outcome table decides, as `lockgate.engine.outcome.judge` does."""
        subject, subject_sure = self.rules.subject(False)
        stopped, stopped_sure = self.rules.some(self.unit.of("prohibits"), False)
        needed, needed_sure = self.rules.some(self.unit.of("requires"), False)
        by, passable = self._ways()
        go = both(neither(stopped), either(neither(needed), by))
        stop = both(subject_sure, either(stopped_sure, both(needed_sure, neither(passable))))
        return either(neither(subject), either(go, stop))

    def _ways(self) -> Pair:
        """Whether an authorization answers everything for certain, and whether one possibly does."""
        by: Truths | bool = False
        passable: Truths | bool = False
        requirements = self.unit.of("requires")
        for cover in self.rules.coverage(False):
            answers = {target.bit: (maybe, sure) for target, maybe, sure in cover.targets}
            whole, fits = cover.asked, self.rules._covered(cover)[0]  # noqa: SLF001 - of this room
            for rule in requirements:
                holds, certain = self.rules.pair(rule, False)
                maybe, sure = answers.get(rule.bit, (False, False))
                whole = both(whole, either(neither(holds), sure))
                fits = both(fits, either(neither(certain), maybe))
            by, passable = either(by, whole), either(passable, fits)
        return by, passable

    def _packed(self, bits: list[Truths | bool]) -> npt.NDArray[np.uint8]:
        """Truths as bits, one row a row of the frame."""
        table = np.zeros((self.frame.size, len(bits)), dtype=np.bool_)
        for index, column in enumerate(bits):
            if column is not False:
                table[:, index] = column
        return np.packbits(table, axis=1)


def _differ(one: Truths | bool, other: Truths | bool) -> Truths | bool:
    if isinstance(one, bool) and isinstance(other, bool):
        return one != other
    if one is other:
        return False
    found: Truths = np.not_equal(one, other)
    return found


def _is_open(pair: Pair) -> Truths | bool:
    return both(pair[0], neither(pair[1]))


def _distinct(packed: npt.NDArray[np.uint8]) -> tuple[Codes, Codes]:
    """Distinct rows of bytes."""
    wide = np.zeros((len(packed), -(-packed.shape[1] // 7) * 7), dtype=np.uint8)
    wide[:, : packed.shape[1]] = packed
    words = np.zeros((len(packed), wide.shape[1] // 7, 8), dtype=np.uint8)
    words[:, :, :7] = wide.reshape(len(packed), -1, 7)
    columns = [*words.reshape(len(packed), -1).view(np.int64).T]
    return together([np.ascontiguousarray(column) for column in columns], [2**56] * len(columns))
