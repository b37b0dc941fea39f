"""Classes of parts as far as some facts tell them apart."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.engine.prepare import COUNT, QUANTITY, SHIPMENT_TPP, TPP

if TYPE_CHECKING:
    import numpy.typing as npt

    from lockgate.books.classes.keys import Keyer
    from lockgate.books.kernel.common import Common
    from lockgate.books.kernel.reach import Reads

_INPUTS = frozenset({QUANTITY, TPP, COUNT})
_NONE: Reads = frozenset()


class Narrow:
    """For a column of a key and some facts: numbers for its classes, equal for those that differ in none of the facts.

    The numbers are those of all stretches: classes say by themselves which comparisons they meet.
    """

    def __init__(self, keyer: Keyer, common: Common) -> None:
        self.keyer = keyer
        self.common = common
        self.kept: dict[tuple[str, Reads], npt.NDArray[np.int32]] = {}
        self.stated: dict[str, tuple[int, Reads, dict[Reads, Reads]]] = {}

    def what(self, name: str) -> object:
        """A column by what it stands for; comparisons and waits are counted anew in each stretch."""
        return self.keyer.crosses.get(name) or self.keyer.waits.get(name) or name

    def column(self, name: str, facts: Reads) -> npt.NDArray[np.int32]:
        """A number for each class of a column; equal numbers differ in none of the facts."""
        known = self.keyer.known.get(name)
        if known is None:
            return self._derived(name)
        wanted = self.wanted(name, facts)
        kept = self.kept.get((name, wanted))
        if kept is None or len(kept) != len(known):
            found = [self.common.number(("part", name, _whole(one, wanted))) for one in known]
            kept = self.kept[name, wanted] = np.array(found or [0], dtype=np.int32)
        return kept

    def wanted(self, name: str, facts: Reads) -> Reads:
        """The facts of some that a column can tell apart: those that one of its classes states."""
        known = self.keyer.known.get(name)
        if known is None:
            return _NONE
        before, stated, answers = self.stated.get(name, (0, _NONE, {}))
        if before != len(known):
            found = set(stated)
            for one in itertools.islice(known, before, None):
                _gather(one, found)
            answers = {}
            self.stated[name] = len(known), frozenset(found), answers
            stated = frozenset(found)
        if facts not in answers:
            answers[facts] = (facts | _INPUTS if SHIPMENT_TPP in facts else facts) & stated
        return answers[facts]

    def _derived(self, name: str) -> npt.NDArray[np.int32]:
        """The same for truths that are worked out from several parts; nothing for lines without such a column."""
        what = self.what(name)
        found = [self.common.number(("truth", what, one)) for one in self.keyer.truths.get(name, ())]
        return np.array([*found, 0], dtype=np.int32)


def _whole(signature: Any, facts: Reads) -> object:
    """A signature of `Keyer` without the facts that nobody asks for."""
    own, members, flags, base = signature
    return _facts(own, facts), tuple([_members(one, facts) for one in members]), flags, base


def _gather(signature: Any, found: set[str]) -> None:
    """The facts of a signature and of the elements in it; of an element, which has no flags, too."""
    own, members, *_ = signature
    found.update(fact for fact, _ in own)
    for _, _, elements in members:
        for element in elements:
            _gather(element, found)


def _facts(own: Any, facts: Reads) -> object:
    return tuple([one for one in own if one[0] in facts])


def _members(members: Any, facts: Reads) -> object:
    name, complete, elements = members
    inner = [(_facts(own, facts), tuple([_members(one, facts) for one in children])) for own, children in elements]
    return name, complete, tuple(inner)
