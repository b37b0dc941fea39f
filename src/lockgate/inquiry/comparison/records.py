"""What a comparison consists of: frozen records that print as the JSON of ``lockgate.comparison/1``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lockgate.engine.result import Determination
    from lockgate.inquiry.comparison.law import ProvisionDifference, TextDifference

SCHEMA = "lockgate.comparison/1"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not the same.

    ``kind`` is fact, or for how one looks: day, posture, knowledge, reading, rulebook.
    ``first`` and ``second`` are in words; ``base`` says on which side a baseline filled the fact in.
    ``decides`` is false for names and numbers that no rule can read.
    """

    kind: str
    path: str
    first: str
    second: str
    base: tuple[str, ...] = ()
    decides: bool = True

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {"kind": self.kind, "path": self.path, "first": self.first, "second": self.second}
        if self.base:
            found["filled_by_a_baseline"] = list(self.base)
        return found


@dataclass(frozen=True, slots=True)
class Explanation:
    """Changes that alone turn the first answer into the second; ``whole`` if every aspect is then the same."""

    changes: tuple[Change, ...]
    outcome: str | None
    whole: bool

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "changes": [one.to_dict() for one in self.changes],
            "outcome": self.outcome,
            "whole": self.whole,
        }


@dataclass(frozen=True, slots=True)
class Row:
    """One aspect of the two answers in words."""

    aspect: str
    first: str
    second: str

    @property
    def same(self) -> bool:
        """Whether both sides say the same."""
        return self.first == self.second

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"aspect": self.aspect, "first": self.first, "second": self.second, "same": self.same}


@dataclass(frozen=True, slots=True)
class LineComparison:
    """One item on both sides.

    Attributes:
        first, second: the two determinations of the line.
        rows: the answers aspect by aspect.
        changes: what differs in how one looks and in the facts.
        provisions: what decides on one side only.
        aspect: what the explanations explain: the weightiest aspect that differs; empty if none does.
        explanations: the smallest sets of changes that turn the first answer into the second.
        searched: every set of up to so many changes was tried.
        smallest: whether nothing smaller than what is listed can do.
        more: further explanations that are not listed.
    """

    label: str
    first: Determination
    second: Determination
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    provisions: tuple[ProvisionDifference, ...]
    aspect: str
    explanations: tuple[Explanation, ...]
    searched: int
    smallest: bool
    more: int

    @property
    def same(self) -> bool:
        """Whether the two answers are the same in every aspect."""
        return not self.aspect

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "label": self.label or None,
            "same": self.same,
            "explains": self.aspect or None,
            "explanations": [one.to_dict() for one in self.explanations],
            "search": {"complete_up_to": self.searched, "smallest": self.smallest, "not_listed": self.more},
            "rows": [one.to_dict() for one in self.rows],
            "provisions": [one.to_dict() for one in self.provisions],
            "changes": [one.to_dict() for one in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two answers side by side, item by item.

    ``only_first`` and ``only_second`` name items that the other side does not have; ``texts`` is what two rulebooks do
    not have in common.
    """

    first: Determination
    second: Determination
    lines: tuple[LineComparison, ...]
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()
    texts: tuple[TextDifference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every item has the same answer on both sides."""
        return all(line.same for line in self.lines) and not self.only_first and not self.only_second

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "schema": SCHEMA,
            "same": self.same,
            "first": _head(self.first),
            "second": _head(self.second),
            "lines": [line.to_dict() for line in self.lines],
            "only_first": list(self.only_first),
            "only_second": list(self.only_second),
            "texts": [one.to_dict() for one in self.texts],
        }


def _head(found: Determination) -> dict[str, Any]:
    return {
        "id": found.id or None,
        "label": found.label or None,
        "as_of": found.as_of.isoformat(),
        "known_at": found.known_at.isoformat() if found.known_at else None,
        "posture": found.posture,
        "outcome": found.outcome,
        "because": found.because,
        "rulebook": dict(found.rulebook),
    }
