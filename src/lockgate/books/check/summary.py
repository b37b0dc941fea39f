"""The running summary of a book: what the chunks add, merged; constant in the number of lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.books.check.exact import decimal
from lockgate.books.check.questions import Questions
from lockgate.books.check.tally import AXES, EXAMPLES, REASONS
from lockgate.engine.result import WORST, worst_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lockgate.books.decide.decider import Look

SCHEMA = "lockgate.book-summary/1"
REJECTED = 40
_TIMES = ("cpu_seconds", "wall_seconds", "distinct")
"""What differs between two runs over the same book."""


@dataclass(slots=True)
class Summary:
    """What a book came to.

    Attributes:
        look: whose law, and what was known.
        source: names of the files.
        scales: units of the slots of quantity and TPP.
        lines: all lines; ``decided`` and ``rejected`` add up to them.
        distinct: keys that were decided; None if parts of an earlier run were taken up.
        accounts: use of quotas, from whoever keeps them.
        notes: what a user should know about the input.
    """

    look: Look
    source: tuple[str, ...]
    scales: tuple[int, int] = (1, 1)
    lines: int = 0
    decided: int = 0
    rejected: int = 0
    distinct: int | None = 0
    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    cube: dict[tuple[Any, ...], list[int | None]] = field(default_factory=dict)
    missing: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    codes: dict[str, set[int]] = field(default_factory=dict)
    rejects: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    examples: dict[str, list[Any]] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)
    accounts: Sequence[Mapping[str, Any]] = ()
    notes: list[str] = field(default_factory=list)

    def add(self, counts: tuple[int, int, int], part: Mapping[str, Any]) -> None:
        """Take in what a chunk adds; ``counts`` are its lines, those decided and those rejected."""
        lines, decided, rejected = counts
        if lines != decided + rejected:
            raise AssertionError(f"{lines} lines are not {decided} decided and {rejected} rejected")
        self.lines, self.decided, self.rejected = self.lines + lines, self.decided + decided, self.rejected + rejected
        for cell in part["cube"]:
            self._cell(cell)
        for posture, facts in part["missing"].items():
            known = self.missing.setdefault(posture, {})
            for fact, (asked, settled) in facts.items():
                entry = known.setdefault(fact, [0, 0])
                entry[0], entry[1] = entry[0] + asked, entry[1] + settled
        for posture, codes in part["codes"].items():
            self.codes.setdefault(posture, set()).update(codes)
        for word, found in part["examples"].items():
            mine = self.examples.setdefault(word, [])
            mine.extend(found[: EXAMPLES - len(mine)])
        for column, reason, count, example in part["rejects"]:
            self._reject(column, reason, count, example)
        if part.get("days"):
            days = [*self.days, *part["days"]]
            self.days = [min(days), max(days)]

    def _cell(self, cell: Sequence[Any]) -> None:
        *key, lines, units, tpp = cell
        place = tuple(tuple(one) if isinstance(one, list) else one for one in key)
        known = self.cube.get(place)
        if known is None:
            self.cube[place] = [lines, units, tpp]
            return
        for number, more in enumerate((lines, units, tpp)):
            old = known[number]
            known[number] = None if old is None or more is None else old + more

    def _reject(self, column: str, reason: str, count: int, example: Any) -> None:
        key = column, reason
        if key not in self.rejects and len(self.rejects) >= REASONS:
            key = "", "other reasons"
        entry = self.rejects.setdefault(key, [0, example])
        entry[0] += count

    def exit_code(self, gate: Sequence[str] = ()) -> int:
        """The worst line in the postures of the gate (the main one); rejected rows count as 40."""
        wanted = tuple(gate) or self.look.postures[:1]
        codes = [code for posture in wanted for code in self.codes.get(posture, ())]
        return worst_code([*codes, REJECTED] if self.rejected else codes)

    def outcomes(self, posture: str) -> dict[str, int]:
        """Lines by outcome in a posture."""
        found: dict[str, int] = {}
        for cell in self._cells(posture, "month"):
            found[cell["outcome"]] = found.get(cell["outcome"], 0) + cell["lines"]
        return found

    def _cells(self, posture: str = "", axis: str = "") -> Iterator[dict[str, Any]]:
        """The cells of the cube, by name."""
        for key, (lines, *amounts) in sorted(self.cube.items(), key=_order):
            if (posture or key[0]) == key[0] and (axis or key[1]) == key[1]:
                units, tpp = (
                    None if one is None else decimal(Fraction(one, scale))
                    for one, scale in zip(amounts, self.scales, strict=True)
                )
                cell = dict(zip(("posture", "axis", key[1], *AXES[key[1]]), key, strict=True))
                yield {**cell, "lines": lines, "units": units, "tpp": tpp}

    def to_dict(self, *, timed: bool = True) -> dict[str, Any]:
        """As JSON; without ``timed`` the same for every run over the same book."""
        book = self.look.book
        found: dict[str, Any] = {
            "schema": SCHEMA,
            "rulebook": {
                "version": book.version,
                "sha256": book.sha256,
                "current_to": book.current_to.isoformat(),
            },
            "source": list(self.source),
            "known_at": self.look.known_at.isoformat() if self.look.known_at else None,
            "readings": dict(self.look.readings),
            "postures": list(self.look.postures),
            "lines": self.lines,
            "decided": self.decided,
            "rejected": self.rejected,
            "distinct": self.distinct,
            "cpu_seconds": round(self.cpu_seconds, 3),
            "wall_seconds": round(self.wall_seconds, 3),
            "days": self._days(),
            "exit_codes": {
                posture: sorted(codes, key=WORST.index) for posture, codes in sorted(self.codes.items())
            },
            "rejects": [
                {"column": column, "reason": reason, "count": count, "example": example}
                for (column, reason), (count, example) in self.rejects.items()
            ],
            "cube": list(self._cells()),
            "missing": self._missing(),
            "accounts": list(self.accounts),
            "provisions": self._provisions(),
            "examples": self.examples,
            "notes": list(self.notes),
        }
        return found if timed else {name: value for name, value in found.items() if name not in _TIMES}

    def _days(self) -> dict[str, str] | None:
        if not self.days:
            return None
        first, last = (date.fromordinal(day).isoformat() for day in self.days)
        return {"first": first, "last": last}

    def _missing(self) -> list[dict[str, Any]]:
        questions = Questions(self.look.book)
        found = []
        for posture in self.look.postures:
            facts = self.missing.get(posture, {})
            for fact, (lines, settles) in sorted(facts.items(), key=lambda one: (-one[1][1], -one[1][0], one[0])):
                question, known_by = questions.of(fact)
                found.append(
                    {
                        "posture": posture,
                        "fact": fact,
                        "question": question,
                        "known_by": known_by,
                        "lines": lines,
                        "settles": settles,
                    }
                )
        return found

    def _provisions(self) -> dict[str, dict[str, str]]:
        """Provisions that the cube names: requirements by id, authorizations by code."""
        provisions = self.look.book.source.provisions
        codes: dict[str, list[Any]] = {}
        for one in provisions.values():
            if one.effect == "authorizes":
                codes.setdefault(one.code or one.id, []).append(one)
        found: dict[str, dict[str, str]] = {}
        for cell in self._cells(axis="month"):
            for name in cell["requirements"]:
                if name in provisions:
                    one = provisions[name]
                    found[name] = {"name": one.name, "cite": one.cite.ref, "gist": one.gist}
            for code in cell["by"]:
                for one in codes.get(code, ())[:1]:
                    found[code] = {"name": one.name, "cite": one.cite.ref, "gist": one.gist}
        return dict(sorted(found.items()))


def _order(entry: tuple[tuple[Any, ...], Any]) -> tuple[str, ...]:
    return tuple(str(one) for one in entry[0])
