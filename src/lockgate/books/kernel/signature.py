"""What an answer can depend on, row by row: truths of rules, and the contents behind what is open."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from lockgate.books.kernel.behind import Behind, differ, is_open_pair
from lockgate.books.kernel.reach import READING
from lockgate.books.kernel.rules import RAISED
from lockgate.books.kernel.truths import both, either, neither
from lockgate.books.typed.groups import BASE
from lockgate.compiler.unit import SUBJECT
from lockgate.engine.pairs import step_state

if TYPE_CHECKING:
    import numpy.typing as npt

    from lockgate.books.kernel.frame import Seen, Truths
    from lockgate.books.kernel.truths import Pair
    from lockgate.compiler.unit import Rule, StepRule


_NOTHING = b"\0"
_BETWEEN = b"|"


class Signature(Behind):
    """Signatures of the rows of a frame in one unit, in names that all units share.

    A signature is the truths of provisions as bits, each at the place of its label, and numbers, each at the place of
    its column; both without the nothing at their end, since places are added as more of the book is seen.
    """

    def rows(self) -> list[bytes]:
        """One signature a row."""
        self._decisive()
        for rule in self.unit.of("requires"):
            self._requirement(rule)
        for index, rule in enumerate(self.unit.of("authorizes")):
            self._authorization(index, rule)
        self._flags()
        self.put("class", self._stage())
        self._answers_to_flags()
        self.behind()
        told, numbers = self._told(), self._numbered()
        return [
            _digest(one.tobytes().rstrip(_NOTHING) + _BETWEEN + other.tobytes().rstrip(_NOTHING))
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

    def hangs_on_readings(self, row: int) -> bool:
        """Whether a provision that mentions a reading says something else with all readings open, and it may matter."""
        return self.tried if isinstance(self.tried, bool) else bool(self.tried[row])

    def _take(self, what: object, plain: Pair, opened: Pair) -> Truths | bool:
        """Keep a truth pair, with readings as chosen and with all of them open; whether these differ."""
        self.keep((what, "pair"), *plain)
        differs = either(differ(plain[0], opened[0]), differ(plain[1], opened[1]))
        self.touched = either(self.touched, differs)
        return differs

    # ---- what an answer reads

    def _decisive(self) -> None:
        """Whether it is subject, and what stops it."""
        subject = [self.rules.subject(opened) for opened in (False, True)]
        self._take("subject", subject[0], subject[1])
        self.open.append((is_open_pair(subject[1]), tuple(self.unit.picked(self.unit.holds.get(SUBJECT, 0)))))
        for rule in self.unit.of("prohibits"):
            self._take_rule(rule)

    def _take_rule(self, rule: Rule) -> None:
        """A requirement or prohibition: whether it holds, and what takes it away."""
        plain, opened = self.rules.pair(rule, False), self.rules.pair(rule, True)
        name = self.names.rule(rule.bit)
        self._take(name, plain, opened)
        self.open.append((is_open_pair(opened), (rule,)))
        if rule.exempt_by:
            cond = self.rules.cond(rule, False)[0]
            for other in self.unit.picked(rule.exempt_by):
                maybe, sure = self.rules.pair(other, False)
                self.keep((name, "exempt", self.names.rule(other.bit)), both(cond, maybe), both(cond, sure))

    def _stage(self) -> npt.NDArray[np.int32]:
        """What classification gives, and which provisions give it; numbered."""
        key = ("stage", self.names.staged())
        if key not in self.frame.shared:
            self.frame.shared[key] = self._classified()
        found: npt.NDArray[np.int32] = self.frame.shared[key]
        return found

    def _classified(self) -> npt.NDArray[np.int32]:
        """See `_stage`."""
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
            pairs = [self.rules.cond(review, opened) for opened in (False, True)]
            plain, opened = [(both(over, pair[0]), both(over, pair[1])) for over, pair in zip(left, pairs, strict=True)]
            differs = self._take((*name, self.names.rule(review.bit)), plain, opened)
            self.open.append((both(differs, is_open_pair(opened)), (review,)))
            left = [both(over, neither(pair[1])) for over, pair in zip(left, (plain, opened), strict=True)]

    def _authorization(self, index: int, rule: Rule) -> None:
        """What an authorization answers, and how its steps stand."""
        plain, opened = self.rules.coverage(False)[index], self.rules.coverage(True)[index]
        is_open: Truths | bool = False
        name = self.names.rule(rule.bit)
        for (target, *pair), (_, *other) in zip(plain.targets, opened.targets, strict=True):
            self._take((name, self.names.rule(target.bit)), (pair[0], pair[1]), (other[0], other[1]))
            is_open = either(is_open, is_open_pair((other[0], other[1])))
        self.open.append((is_open, (rule,)))
        active = both(plain.asked, self.rules.cond(rule, False)[0])
        self.keep((name, "active"), active)
        for place, step in enumerate(rule.duties[: len(rule.provision.before)]):
            needed = both(active, self.rules.part(rule, place, False)[0])
            self.keep((name, "step", step.step.id), needed)
            if step.step.shown_by:
                self.keep((name, "state", step.step.id), *(both(needed, one) for one in self._state(step)))

    def _state(self, step: StepRule) -> tuple[Truths | bool, ...]:
        """Whether a step is done, open or refused; it hangs on the facts alone."""
        key = ("state", step.step.shown_by, step.wait)
        if key not in self.frame.shared:
            self.frame.shared[key] = self._stands(step)
        found: tuple[Truths | bool, ...] = self.frame.shared[key]
        return found

    def _stands(self, step: StepRule) -> tuple[Truths | bool, ...]:
        """See `_state`."""
        shown = step.step.shown_by
        columns, facts = self.reach.shown(shown) - {READING}, frozenset({shown})

        def state(seen: Seen) -> str:
            return step_state(self.unit, seen.facts.root[""], shown, step.wait)

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
                raised = both(applies, self.rules.part(rule, RAISED, False)[1])
                self.keep((self.names.rule(rule.bit), "raised"), raised)

    def _answers_to_flags(self) -> None:
        """Answers to flags that apply; and which baseline it is, if baselines answer flags."""
        for rule in self.unit.of("flags"):
            name = f"flags.{rule.provision.flag}"
            if name in self.reach.parts.lists and rule.provision.kind != "action":
                applies, _ = self.rules.pair(rule, False)
                answers = self.narrow.column(name, frozenset())[self.frame.table[:, self.frame.places[name]]]
                self.put((name, self.names.rule(rule.bit)), np.where(applies, answers, 0).astype(np.int32))
        if any(one.flags for one in self.reach.parts.lists[BASE]):
            numbers = self.narrow.column(BASE, frozenset())
            self.put("flags of baselines", numbers[self.frame.table[:, self.frame.places[BASE]]])


def _digest(signature: bytes) -> bytes:
    """Sixteen bytes for a signature: two that differ have the same ones by a chance of one in 10**26 at most."""
    return blake2b(signature, digest_size=16).digest()
