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

    from lockgate.books.kernel.frame import Frame, Seen, Sight, Truths
    from lockgate.books.kernel.narrow import Narrow
    from lockgate.books.kernel.truths import Pair
    from lockgate.books.typed.codes import Codes
    from lockgate.compiler.unit import Rule, StepRule


class Signature:
    """Signatures of the rows of a frame in one unit."""

    def __init__(self, frame: Frame, reach: Reach, sight: Sight, narrow: Narrow, classes: dict[object, int]) -> None:
        unit = reach.unit
        self.unit = unit
        self.frame = frame
        self.reach = reach
        self.rules = Rules(unit, frame, reach, sight)
        self.truth = self.rules.truth
        self.classes = classes
        self.bits: list[Truths | bool] = []
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
        packed = self._packed(self.bits)
        extra = [self._stage(), *self._answers_to_flags()]
        rest = np.stack(extra, axis=1).astype(np.int32).view(np.uint8).reshape(self.frame.size, -1)
        behind = self._behind().view(np.uint8).reshape(self.frame.size, -1)
        whole = np.ascontiguousarray(np.concatenate([packed, rest, behind], axis=1))
        return [row.tobytes() for row in whole]

    def hangs_on_readings(self, row: int) -> bool:
        """Whether something that decides comes out otherwise with all readings open, or nothing decides yet."""
        return self.wanted if isinstance(self.wanted, bool) else bool(self.wanted[row])

    def _take(self, plain: Pair, opened: Pair) -> Truths | bool:
        """Keep a truth pair, with readings as chosen and with all of them open; whether these differ."""
        self.bits += [*plain]
        differs = either(_differ(plain[0], opened[0]), _differ(plain[1], opened[1]))
        self.touched = either(self.touched, differs)
        return differs

    # ---- what an answer reads

    def _decisive(self) -> None:
        """Whether it is subject, and what stops it."""
        subject = [self.rules.subject(opened) for opened in (False, True)]
        self._take(subject[0], subject[1])
        self.open.append((_is_open(subject[1]), tuple(self.unit.picked(self.unit.holds.get(SUBJECT, 0)))))
        for rule in self.unit.of("prohibits"):
            self._take_rule(rule)

    def _take_rule(self, rule: Rule) -> None:
        """A requirement or prohibition: whether it holds, and what takes it away."""
        plain, opened = self.rules.pair(rule, False), self.rules.pair(rule, True)
        self._take(plain, opened)
        self.open.append((_is_open(opened), (rule,)))
        if rule.exempt_by:
            cond = self.truth.pair(rule.cond, False)[0]
            for other in self.unit.picked(rule.exempt_by):
                maybe, sure = self.rules.pair(other, False)
                self.bits += [both(cond, maybe), both(cond, sure)]

    def _stage(self) -> Codes:
        """What classification gives, and which provisions give it; numbered."""
        columns = self.reach.stage() - {READING}
        names = [f"class.{stage}" for stage in self.unit.chains]

        def found(seen: Seen) -> object:
            evaluator = seen.evaluator
            masks = tuple([evaluator.root[""][self.unit.layout.slots[name].at] for name in names])
            chains = self.unit.chains.values()
            return masks, tuple(
                [next((rule.bit for rule in chain if evaluator.value(rule.cond)[1]), 0) for chain in chains]
            )

        numbers, _ = self.frame.numbers(columns)
        seen = self.truth.seen(columns, False)
        known = [self.classes.setdefault(found(one), len(self.classes)) for one in seen]
        return np.array(known, dtype=np.int64)[numbers]

    def _requirement(self, rule: Rule) -> None:
        """Whether a requirement holds, and how an application is reviewed: up to the first review that governs."""
        self._take_rule(rule)
        left = [self.rules.pair(rule, opened)[0] for opened in (False, True)]
        for review in self.unit.reviews.get(rule.bit, ()):
            pairs = [self.truth.pair(review.cond, opened) for opened in (False, True)]
            plain, opened = [(both(over, pair[0]), both(over, pair[1])) for over, pair in zip(left, pairs, strict=True)]
            differs = self._take(plain, opened)
            self.open.append((both(differs, _is_open(opened)), (review,)))
            left = [both(over, neither(pair[1])) for over, pair in zip(left, (plain, opened), strict=True)]

    def _authorization(self, index: int, rule: Rule) -> None:
        """What an authorization answers, and how its steps stand."""
        plain, opened = self.rules.coverage(False)[index], self.rules.coverage(True)[index]
        is_open: Truths | bool = False
        for (_, *pair), (_, *other) in zip(plain.targets, opened.targets, strict=True):
            self._take((pair[0], pair[1]), (other[0], other[1]))
            is_open = either(is_open, _is_open((other[0], other[1])))
        self.open.append((is_open, (rule,)))
        active = both(plain.asked, self.truth.pair(rule.cond, False)[0])
        self.bits.append(active)
        for step in rule.duties[: len(rule.provision.before)]:
            needed = both(active, self.truth.pair(step.cond, False)[0])
            self.bits.append(needed)
            if step.step.shown_by:
                self.bits += [both(needed, one) for one in self._state(step)]

    def _state(self, step: StepRule) -> tuple[Truths | bool, ...]:
        columns = self.reach.shown(step.step.shown_by) - {READING}

        def state(seen: Seen) -> str:
            return step_state(self.unit, seen.evaluator.root[""], step.step.shown_by, step.wait)

        done, open_ = self.truth.look(columns, False, lambda seen: (state(seen) == "done", state(seen) == "open"))
        failed, _ = self.truth.look(columns, False, lambda seen: (state(seen) == "failed", True))
        return done, open_, failed

    def _flags(self) -> None:
        """Red flags that are raised by the facts."""
        for rule in self.unit.of("flags"):
            if rule.provision.kind != "action" and rule.raised is not None:
                applies, _ = self.rules.pair(rule, False)
                self.bits.append(both(applies, self.truth.pair(rule.raised, False)[1]))

    def _answers_to_flags(self) -> list[Codes]:
        """Answers to flags that apply; and which baseline it is, if baselines answer flags."""
        found = []
        for rule in self.unit.of("flags"):
            name = f"flags.{rule.provision.flag}"
            if name in self.reach.parts.lists and rule.provision.kind != "action":
                applies, _ = self.rules.pair(rule, False)
                found.append(np.where(applies, self.frame.table[:, self.frame.places[name]], -1).astype(np.int64))
        if any(one.flags for one in self.reach.parts.lists[BASE]):
            found.append(self.frame.table[:, self.frame.places[BASE]].astype(np.int64))
        return found

    # ---- what stands behind open rules

    def _behind(self) -> npt.NDArray[np.int32]:
        """What stands behind open rules, where the outcome is open or a reading may matter; otherwise nothing."""
        behind = np.full(self.frame.table.shape, -1, dtype=np.int32)
        self.wanted = wanted = either(neither(self._decided()), self.touched)
        rows = np.arange(self.frame.size) if wanted is True else np.flatnonzero(wanted) if wanted is not False else ()
        if not len(rows):
            return behind
        packed = self._packed([one for one, _ in self.open])[rows]
        numbers, first = _distinct(packed)
        plans: dict[tuple[int, ...], list[int]] = {}
        for number, row in enumerate(first.tolist()):
            plans.setdefault(self._plan(packed[row]), []).append(number)
        for plan, members in plans.items():
            self._fill(behind, plan, rows[np.isin(numbers, members)])
        return behind

    def _plan(self, packed: npt.NDArray[np.uint8]) -> tuple[int, ...]:
        """The rules that are open, by their bits."""
        told = [
            rules for (_, rules), is_open in zip(self.open, np.unpackbits(packed).tolist(), strict=False) if is_open
        ]
        return tuple(sorted({rule.bit for group in told for rule in group}))

    def _fill(self, behind: npt.NDArray[np.int32], plan: tuple[int, ...], rows: Codes) -> None:
        """What the rows of a set of open rules hang on: truths where they are settled, contents where they are open."""
        rules = [self.unit.rule(bit) for bit in plan]
        facts = frozenset().union(*(self.reach.facts(rule) for rule in rules))
        found = self.traces.of(rules)
        stage = found.pop(STAGE, [])
        columns: dict[str, Truths | None] = {}
        for name, pairs in found.items():
            columns[name] = None if pairs is None else self._settled(behind, name, plan, pairs, rows)
        if stage:
            _, unsure = bits(stage, rows)
            for name in self.reach.stage() - {READING}:
                known = columns.get(name, np.zeros(len(rows), dtype=np.bool_))
                columns[name] = None if known is None else known | unsure
        for name in self.reach.behind(frozenset(columns)) - columns.keys():
            columns[name] = None
        for name, unsure_rows in columns.items():
            here = rows if unsure_rows is None else rows[unsure_rows]
            place = self.frame.places[name]
            behind[here, place] = self.narrow.column(name, facts)[self.frame.table[here, place]]

    def _settled(
        self, behind: npt.NDArray[np.int32], name: str, plan: tuple[int, ...], pairs: list[Pair], rows: Codes
    ) -> Truths:
        """Number the truths of a column; the rows in which one of them is open."""
        table, unsure = bits(pairs, rows)
        packed = np.packbits(table, axis=1)
        numbers, first = _distinct(packed)
        values = [self.narrow.number((self.unit.posture, name, plan, packed[row].tobytes())) for row in first.tolist()]
        behind[rows, self.frame.places[name]] = np.array(values, dtype=np.int32)[numbers]
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
