"""A question of the interview: what is asked, why, who knows, and what may be answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.engine.outcome import CANNOT_DECIDE
from lockgate.engine.spoken import OUTCOMES

if TYPE_CHECKING:
    from lockgate.door.declarations import Declarations, Fact
    from lockgate.inquiry.interview.outlook import Side

BASELINE, CHIP, OWNERS, PARTY, SITES, COUNT, STEP = "baseline", "chip", "owners", "party", "sites", "count", "step"
YES_NO = "yes or no"
_KINDS = {"boolean": YES_NO, "enum": "word", "set": "words", "integer": "number"}
_MANY = 6
HELP = {
    YES_NO: "yes or no",
    "country": "a country as code or name; CN or HK if it is one of several; not CN",
    "word": "one of the words; a or b if it is one of several; not a",
    "words": "words with commas between them, or none; 'sdn, perhaps more' if there may be others",
    "number": "a number with its unit; bounds: at least 600, at most 858, 600..858, between 600 and 858",
    "date": "a day such as 2025-06-01; bounds: not before 2025-06-01, not after 2025-06-01",
    "text": "a name or number",
    BASELINE: "yes (or the name of one) to fill in what is usual, no to be asked for everything",
    CHIP: "a chip of the catalogue (nvidia-h100-sxm, 8x H100 SXM), an ECCN, or weights, software, technology, ...",
    OWNERS: "none, or each owner with share and list: 60% entity_list; 10% none; perhaps more",
    PARTY: "its name, the role of a party that is stated already (consignee), or none; all if nobody is left out",
    SITES: "each country with the TPP installed there: US 60,000,000; IE 20 million",
    COUNT: "how many circuits one unit holds: 1 for a chip, 8 for a server with eight",
    STEP: "yes if it is done, not yet, or refused if it cannot be had",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes:
        fact: path of the fact in the transaction, such as `consignee.headquarters` or `items[0].quantity`.
        text: the question.
        kind: what kind of answer: yes or no, country, word, words, number, date, text, chip, baseline, party,
            owners, sites, count, step.
        known_by: who usually knows.
        unit: unit of a number.
        choices: the words that may be answered, where there are few.
        hangs: provisions that this fact keeps open.
        sides: what each answer would give; empty where that cannot be told beforehand.
        settles: share of the sides on which the outcome would be decided.
        stated: what is known of it so far, such as bounds.
        about: a remark on why it is asked, where no provision says it.
    """

    fact: str
    text: str
    kind: str
    known_by: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    hangs: tuple[str, ...] = ()
    sides: tuple[Side, ...] = ()
    settles: float = 0.0
    stated: str = ""
    about: str = field(default="", compare=False)

    @property
    def how(self) -> str:
        """What may be answered, in words."""
        return HELP[self.kind]

    def why(self) -> tuple[str, ...]:
        """Why it is asked, in words: what hangs on it, and what each answer would give."""
        lines = [self.about] if self.about else []
        if self.hangs:
            shown = ", ".join(self.hangs[:_MANY]) + (
                f", ... ({len(self.hangs)} in all)" if len(self.hangs) > _MANY else ""
            )
            lines.append(f"keeps open: {shown}")
        telling = self.sides if len(self.sides) > 1 or any(side.outcome != CANNOT_DECIDE for side in self.sides) else ()
        return (*lines, *(side_words(side) for side in telling))

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "fact": self.fact,
            "question": self.text,
            "kind": self.kind,
            "known_by": self.known_by or None,
            "unit": self.unit or None,
            "choices": list(self.choices),
            "hangs": list(self.hangs),
            "sides": [side.to_dict() for side in self.sides],
            "stated": self.stated or None,
        }


def kind_of(fact: Fact, declared: Declarations) -> tuple[str, tuple[str, ...]]:
    """The kind of answer to a fact, and the words that it may be.

    >>> from lockgate.door.declarations import load
    >>> kind_of(load().facts["channel"], load())
    ('word', ('direct', 'distributor'))
    """
    kind = _KINDS.get(fact.type, fact.type)
    words = declared.words(fact) if kind in {"word", "words"} and fact.values_from != "countries" else ()
    return kind, words


def side_words(side: Side) -> str:
    """One side of a question in words.

    >>> from lockgate.inquiry.interview.outlook import Side
    >>> side_words(Side(("CN", "HK"), "licence_required", "licence_required", "licence_required"))
    'if CN or HK: a licence is required'
    """
    names = side.answers[:_MANY]
    shown = (
        " or ".join(names) if len(side.answers) <= _MANY else f"{', '.join(names)}, ... ({len(side.answers)} answers)"
    )
    if side.outcome != CANNOT_DECIDE:
        return f"if {shown}: {OUTCOMES[side.outcome]}"
    return f"if {shown}: still open, {OUTCOMES[side.at_least]} to {OUTCOMES[side.at_most]}"
