"""The outcome table as SQL: which of the answers follows from what holds; see `lockgate.engine.outcome`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.sql.guard import STRETCH
from lockgate.compiler.sql.law import known_subject
from lockgate.compiler.sql.text import FALSE, TRUE, both, chosen, either, name_of, negated, quoted
from lockgate.compiler.unit import SUBJECT

if TYPE_CHECKING:
    from lockgate.compiler.sql.rules import Rules

OUTSIDE = "outside_the_rulebook"
"""The answer for a line whose day is missing or lies outside the days that were asked for."""
LADDER = ("not_subject", "no_requirement_found", "authorized", "licence_required", "prohibited")
OPEN = "cannot_decide"
FLAGS = ("requires", "prohibits", "exempts", "closes", "authorizes", "defines", "flags", "warns", "reviews", "limits")
"""Effects whose provisions are given as truths of their own, where this is asked for."""


class Verdict:
    """The columns of the answer in one posture."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.column = rules.lines.sheet.column
        self.posture = name_of(rules.side.posture)

    def outputs(self, *, masks: bool) -> dict[str, str]:
        """Columns of the answer by name."""
        found = {f"{self.posture}_{name}": column for name, column in (self.answer() | self.lists()).items()}
        if masks:
            found |= self.masks()
        return found

    def out(self, hint: str, text: str) -> str:
        """A column that speaks of a day outside as such."""
        cases = [(f"{STRETCH} = -1", quoted(OUTSIDE)), (f"{STRETCH} > -1", text)]
        return self.column(f"{self.posture}_{hint}", chosen(cases, quoted(OUTSIDE)))

    def answer(self) -> dict[str, str]:
        """Outcome and its bounds."""
        rules = self.rules
        subject, subject_sure = rules.holds(SUBJECT) if known_subject(rules.law) else (TRUE, TRUE)
        stopped, stopped_sure = rules.some("stopped", tuple(rules.law.of("prohibits")))
        asked, asked_sure = rules.required()
        ways = [rules.coverage(name) for name in rules.law.of("authorizes") if name in rules.side.versions]
        passable = self.column("passable", either(p for p, _ in ways))
        covered = self.column("covered", either(t for _, t in ways))
        outcome = chosen(
            [
                (negated(subject), quoted(LADDER[0])),
                (both([subject_sure, stopped_sure]), quoted(LADDER[4])),
                (both([subject_sure, asked_sure, negated(passable)]), quoted(LADDER[3])),
                (negated(either([stopped, asked])), quoted(LADDER[1])),
                (both([negated(stopped), covered]), quoted(LADDER[2])),
            ],
            quoted(OPEN),
        )
        moving = both([subject, negated(stopped_sure)])
        reach = [
            (negated(subject_sure), quoted(LADDER[0])),
            (both([moving, negated(asked_sure)]), quoted(LADDER[1])),
            (both([moving, passable]), quoted(LADDER[2])),
            (both([moving, asked, negated(covered)]), quoted(LADDER[3])),
            (both([subject, stopped]), quoted(LADDER[4])),
        ]
        return {
            "outcome": self.out("outcome", outcome),
            "at_least": self.out("at_least", chosen([arm for arm in reach if arm[0] != FALSE], quoted(""))),
            "at_most": self.out("at_most", chosen([arm for arm in reversed(reach) if arm[0] != FALSE], quoted(""))),
        }

    def lists(self) -> dict[str, str]:
        """Classification, requirements and authorizations, as words with a space before each."""
        rules = self.rules
        found = {}
        for stage in rules.law.chains:
            values = rules.stage(stage)
            found[stage] = self.listed(stage, {f" {value}": column for value, column in values.items()})
        required = rules.pairs("requires")
        found["requirements"] = self.listed("requirements", {f" {name}": pair[1] for name, pair in required.items()})
        maybe = {f" {name}": both([pair[0], negated(pair[1])]) for name, pair in required.items()}
        found["requirements_open"] = self.listed("requirements_open", maybe)
        ways = {f" {name}": rules.coverage(name)[1] for name in rules.pairs("authorizes")}
        found["authorizations"] = self.listed("authorizations", ways)
        return found

    def listed(self, hint: str, words: dict[str, str]) -> str:
        """The words whose columns are true, one after the other."""
        parts = [chosen([(column, quoted(word))], quoted("")) for word, column in words.items() if column != FALSE]
        while len(parts) > 1:
            parts = [self.joined(parts[start : start + _MANY]) for start in range(0, len(parts), _MANY)]
        return self.column(f"{self.posture}_{hint}", parts[0] if parts else quoted(""))

    @staticmethod
    def joined(parts: list[str]) -> str:
        """Texts after each other."""
        return f"CONCAT({', '.join(parts)})" if len(parts) > 1 else parts[0]

    def masks(self) -> dict[str, str]:
        """The pair of truths of every provision."""
        found = {}
        for effect in FLAGS:
            for name, pair in self.rules.pairs(effect).items():
                for end, column in zip("pt", pair, strict=True):
                    found[name_of(self.posture, end, name)] = column
        return found


_MANY = 40
"""Most texts that are joined by one function: PostgreSQL takes a hundred."""
