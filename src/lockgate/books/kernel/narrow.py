"""Classes of parts as far as some facts tell them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.engine.prepare import COUNT, QUANTITY, SHIPMENT_TPP, TPP

if TYPE_CHECKING:
    import numpy.typing as npt

    from lockgate.books.classes.keys import Keyer
    from lockgate.books.kernel.reach import Reads

_INPUTS = frozenset({QUANTITY, TPP, COUNT})


class Narrow:
    """For a column of a key and some facts: which of its classes differ in these facts."""

    def __init__(self, keyer: Keyer) -> None:
        self.keyer = keyer
        self.numbers: dict[object, int] = {}
        self.kept: dict[tuple[str, Reads], npt.NDArray[np.int32]] = {}

    def number(self, truths: object) -> int:
        """A number for the truths of a column, below those of `column`."""
        return self.numbers.setdefault(truths, -2 - len(self.numbers))

    def column(self, name: str, facts: Reads) -> npt.NDArray[np.int32]:
        """A number for each class of a column; equal numbers differ in none of the facts."""
        known = self.keyer.known.get(name)
        if known is None:
            return np.arange(len(self.keyer.truths.get(name, ())) + 1, dtype=np.int32)
        wanted = facts | _INPUTS if SHIPMENT_TPP in facts else facts
        kept = self.kept.get((name, wanted))
        if kept is None or len(kept) != len(known):
            numbers: dict[object, int] = {}
            found = [numbers.setdefault(_whole(one, wanted), len(numbers)) for one in known]
            kept = self.kept[name, wanted] = np.array(found or [0], dtype=np.int32)
        return kept


def _whole(signature: Any, facts: Reads) -> object:
    """A signature of `Keyer` without the facts that nobody asks for."""
    own, members, flags, base = signature
    return _facts(own, facts), tuple([_members(one, facts) for one in members]), flags, base


def _facts(own: Any, facts: Reads) -> object:
    return tuple([one for one in own if one[0] in facts])


def _members(members: Any, facts: Reads) -> object:
    name, complete, elements = members
    inner = [(_facts(own, facts), tuple([_members(one, facts) for one in children])) for own, children in elements]
    return name, complete, tuple(inner)
