"""A graph looked at on a day, in a posture: every rule, ultimate parents, paths and questions in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.timeline import ENFORCED
from lockgate.parties.ownership.capture import CAPTURED, FREE, LISTED, POSSIBLE, Standing, Standings
from lockgate.parties.ownership.facts import FactMaker
from lockgate.parties.ownership.path import Step, deciding_path, listed_above, possible_above
from lockgate.parties.ownership.questions import Question, questions
from lockgate.parties.ownership.regimes import Control, Flag, Rule, control, rules
from lockgate.parties.ownership.share import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.parties.ownership.graph import Graph
    from lockgate.parties.ownership.parent import Parent

SCHEMA = "lockgate.ownership/1"
FREE_CODE, HELD_CODE, CAUGHT_CODE, OPEN_CODE = 0, 12, 20, 40
WORST = (CAUGHT_CODE, OPEN_CODE, HELD_CODE, FREE_CODE)
"""Exit codes from the worst on, as `lockgate determine` has them."""


def code_of(rule: Rule, status: str) -> int:
    """Exit code of what a rule says of a party. A rule that is kept apart counts where it is certain."""
    if not rule.in_force:
        return FREE_CODE
    open_code = OPEN_CODE if rule.periods is not None else FREE_CODE
    return {CAPTURED: CAUGHT_CODE, POSSIBLE: open_code}.get(status, FREE_CODE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says of one party."""

    rule: Rule
    standing: Standing
    path: Step
    questions: tuple[Question, ...]

    @property
    def code(self) -> int:
        """Exit code: what a listed party is does not turn on the rule; everything else does."""
        if self.standing.status == LISTED:
            return CAUGHT_CODE
        return code_of(self.rule, self.standing.status)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "rule": self.rule.regime.id,
            "in_force": self.rule.in_force,
            **self.standing.to_dict(),
            "path": self.path.to_dict(),
            "questions": [question.to_dict() for question in self.questions],
        }


@dataclass(frozen=True, slots=True)
class Hold:
    """A red flag about the owners: raised by what is known, or to be asked because it is not known; and why."""

    flag: Flag
    why: str
    raised: bool

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        status = "raised" if self.raised else "to_ask"
        return {"flag": self.flag.id, "status": status, "ask": self.flag.ask, "why": self.why}


@dataclass(frozen=True, slots=True)
class PartyOutlook:
    """Everything about one party."""

    id: str
    name: str
    headquarters: str
    parent: Parent
    verdicts: tuple[Verdict, ...]
    holds: tuple[Hold, ...]

    @property
    def code(self) -> int:
        """Exit code of the worst rule."""
        held = HELD_CODE if any(one.raised for one in self.holds) else FREE_CODE
        return min((*(one.code for one in self.verdicts), held), key=WORST.index)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "headquarters": self.headquarters or None,
            "ultimate_parent": self.parent.to_dict(),
            "rules": [one.to_dict() for one in self.verdicts],
            "holds": [one.to_dict() for one in self.holds],
        }


@dataclass(frozen=True, slots=True)
class Outlook:
    """A graph of one day under every rule; the first rule is the one of the EAR."""

    day: date
    posture: str
    graph: Graph
    rules: tuple[Rule, ...]
    found: Mapping[str, Standings]
    control: Control
    maker: FactMaker

    @property
    def main(self) -> Rule:
        """The rule that hands facts to the determination."""
        return self.rules[0]

    def party(self, name: str) -> PartyOutlook:
        """Everything about one party, by its id."""
        party = self.graph.party(name)
        verdicts = tuple(self._verdict(rule, name) for rule in self.rules)
        return PartyOutlook(name, party.label, party.headquarters, self.maker.parent(name), verdicts, self.holds(name))

    def holds(self, name: str) -> tuple[Hold, ...]:
        """Red flags of the main rule about its owners: a listed minority owner, or owners that nobody knows."""
        found = self.found[self.main.regime.id]
        if found.status(name) not in (POSSIBLE, FREE) or not self.main.flags:
            return ()
        listed = listed_above(found, name)
        if listed:
            names = ", ".join(self.graph.party(one).label for one in listed)
            why = f"{names} {'holds' if len(listed) == 1 else 'hold'} a part of it, directly or through others"
        elif possible_above(found, name) or self.graph.unheld(name).value > NONE:
            why = "it is not known whether a listed party holds a part of it"
        else:
            return ()
        return tuple(Hold(flag, why, raised=bool(listed)) for flag in self.main.flags)

    def code(self) -> int:
        """Exit code of the worst party; parties that are themselves listed are left out of an overview."""
        found = self.found[self.main.regime.id]
        return min((self._quick_code(name) for name in found), key=WORST.index, default=FREE_CODE)

    def _quick_code(self, name: str) -> int:
        codes = (code_of(rule, self.found[rule.regime.id].status(name)) for rule in self.rules)
        return min((FREE_CODE, *codes), key=WORST.index)

    def _verdict(self, rule: Rule, name: str) -> Verdict:
        found = self.found[rule.regime.id]
        return Verdict(rule, found[name], deciding_path(found, name), questions(found, name))

    def to_dict(self, names: tuple[str, ...] | None = None) -> dict[str, Any]:
        """As JSON: the rules, and every party or those asked for in full."""
        shown: list[dict[str, Any]]
        if names is None:
            shown = [self._row(name) for name in self.graph.names()]
        else:
            shown = [self.party(name).to_dict() for name in names]
        return {
            "schema": SCHEMA,
            "as_of": self.day.isoformat(),
            "posture": self.posture,
            "rules": [rule.to_dict() | {"calendar": rule.calendar()} for rule in self.rules],
            "ultimate_parent": {"more_than": str(float(self.control.more_than)), "confidence": self.control.confidence},
            "parties": shown,
            "notes": list(self.graph.notes),
        }

    def _row(self, name: str) -> dict[str, Any]:
        party = self.graph.party(name)
        return {
            "id": name,
            "name": party.label,
            "headquarters": party.headquarters or None,
            "ultimate_parent": self.maker.parent(name).to_dict(),
            "rules": [{"rule": key, **found[name].to_dict()} for key, found in self.found.items()],
            "holds": [one.to_dict() for one in self.holds(name)],
        }


def outlook(graph: Graph, book: Rulebook, day: date, posture: str = ENFORCED, known_at: date | None = None) -> Outlook:
    """A graph, with stakes of any day, as it stands on a day.

    Errors: `InputError` if more than the whole of a company is held on that day, `RulebookError` for a rulebook that
    says nothing about ownership.

    >>> from datetime import date
    >>> from lockgate import Rulebook
    >>> from lockgate.parties.ownership.graph import Graph, Party, Stake
    >>> from lockgate.parties.ownership.share import Share
    >>> listed = Party("Listed Works", lists=frozenset({"entity_list"}))
    >>> graph = Graph({"Listed Works": listed}, (Stake("Listed Works", "Buyer", Share.of("60%")),))
    >>> found = outlook(graph, Rulebook.load(), date(2025, 10, 15)).party("Buyer")
    >>> found.verdicts[0].standing.status, found.code
    ('captured', 20)
    """
    here = graph.on(day)
    named = rules(book, day, posture, known_at)
    found = {rule.regime.id: Standings(here, rule.regime) for rule in named}
    parent_rule = control(book)
    decimals = book.source.facts["owner.share"].decimals
    maker = FactMaker(found[named[0].regime.id], parent_rule.more_than, decimals)
    return Outlook(day, posture, here, named, found, parent_rule, maker)
