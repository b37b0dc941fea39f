"""The state of an interview: a look, a transaction as it is written so far, and what was asked and answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import Table
from lockgate.door import base, values
from lockgate.door.build import SCHEMA
from lockgate.door.figures import is_blank, text_of
from lockgate.door.problems import BadInputError, nearest
from lockgate.engine.determine import declarations_of
from lockgate.errors import InputError
from lockgate.inquiry.interview import answers, choosing
from lockgate.inquiry.interview.place import Places, is_said_unknown, lists_circuits
from lockgate.inquiry.interview.question import BASELINE, CHIP, COUNT, OWNERS, PARTY, SITES, STEP

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.door.declarations import Declarations
    from lockgate.engine.result import Determination
    from lockgate.inquiry.interview.question import Question
    from lockgate.inquiry.look import Look

UNKNOWN = "unknown"
_STEPS = {"not yet": "", "no": "", "n": "", "open": "", "refused": "no", "denied": "no", "done": "yes"}


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer: what was said, how it was understood, and the bounds before and after it."""

    question: Question
    said: str
    understood: str
    before: tuple[str | None, str | None]
    after: tuple[str | None, str | None]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "fact": self.question.fact,
            "question": self.question.text,
            "answer": self.said,
            "understood": self.understood,
            "at_least": self.after[0],
            "at_most": self.after[1],
        }


@dataclass(frozen=True)
class Interview:
    """An interview at one moment; every answer makes a new one, so that going back costs nothing.

    >>> from lockgate.inquiry.look import Look
    >>> talk = Interview(
    ...     Look(as_of="2026-06-16"),
    ...     {
    ...         "base": "ordinary-course",
    ...         "activity": "export",
    ...         "origin": "US",
    ...         "destination": "SG",
    ...         "items": [{"chip": "nvidia-h100-sxm", "quantity": 8}],
    ...         "parties": {"consignee": {"location": "SG", "headquarters": "SG"}},
    ...     },
    ... )
    >>> talk.question.fact
    'consignee.ultimate_parent.headquarters'
    >>> talk.answer("Singapore").determination.outcome
    'no_requirement_found'
    """

    look: Look
    raw: Mapping[str, Any] = field(default_factory=Table)
    folder: Path | None = None
    turns: tuple[Turn, ...] = ()
    before: Interview | None = field(default=None, repr=False)
    steps: bool = False
    """Whether open steps of authorizations that fit are asked for as well."""

    # ---- where it stands

    @cached_property
    def declared(self) -> Declarations:
        """What may be stated."""
        return declarations_of(self.look.book)

    @cached_property
    def places(self) -> Places:
        """Where facts stand in the file."""
        return Places(self.declared)

    @cached_property
    def determination(self) -> Determination | None:
        """The answer as it stands; None while the day is not known. `InputError` for facts that cannot be read."""
        typed = self.look.typed(self.raw, self.folder)
        if self.look.as_of is None and typed.as_of is None:
            return None
        return self.look.determine(typed)

    @cached_property
    def question(self) -> Question | None:
        """The next question, or None if nothing is left to ask."""
        return choosing.choose(self)

    @property
    def bounds(self) -> tuple[str | None, str | None]:
        """The mildest and the strictest outcome that the facts leave open."""
        found = self.determination
        return (found.at_least, found.at_most) if found is not None else (None, None)

    @property
    def decided(self) -> bool:
        """Whether no fact is open that the outcome hangs on."""
        found = self.determination
        return found is not None and not any(line.missing for line in found.lines or (found,))

    @cached_property
    def asked(self) -> frozenset[str]:
        """Facts that were asked for in this interview."""
        return frozenset(turn.question.fact for turn in self.turns)

    def is_aside(self, path: str) -> bool:
        """Whether a fact was asked for, or somebody said before that it is not known."""
        return path in self.asked or is_said_unknown(self.places.read(self.raw, path))

    @property
    def set_aside(self) -> tuple[Question, ...]:
        """What the outcome still hangs on, though nobody who was asked knows it."""
        return choosing.set_aside(self)

    # ---- going on

    def answer(self, text: str) -> Interview:
        """Answer the question. `InputError` says what cannot be understood; the question then stands as before."""
        question = self._question()
        fact = self.places.fact(question.fact)
        if answers.is_dont_know(text, fact):
            return self.dont_know(said=text)
        if question.kind == STEP:
            word = _STEPS.get(text.strip().casefold(), text)
            if not word:
                return self.dont_know(said=text)
            return self._stated(question.fact, word, text, question)
        return self._stated(question.fact, text, text, question)

    def dont_know(self, said: str = UNKNOWN) -> Interview:
        """Set the question aside: the fact stays unknown, is written so, and is not asked for again."""
        question = self._question()
        if question.fact == "as_of":
            raise InputError("the law depends on the day", place="as_of", hint="give the day you plan for")
        if question.kind == BASELINE:
            return self._after(question, self._written("base", []), said, "nothing is filled in")
        stands = self.places.read(self.raw, question.fact)
        raw = self.raw if not is_blank(stands) else self._written(question.fact, UNKNOWN)
        return self._after(question, raw, said, "set aside: stays unknown")

    def state(self, path: str, text: str) -> Interview:
        """State any fact by its path, asked or not, such as `destination` or `consignee.headquarters`."""
        return self._stated(self.places.full(path.strip()), text, text, None)

    def back(self) -> Interview:
        """The interview before the last answer."""
        if self.before is None:
            raise InputError("this is the first question", place="back", hint="answer it, or leave with quit")
        return self.before

    def with_steps(self) -> Interview:
        """Ask for the open steps of the authorizations that fit as well."""
        return replace(self, steps=True)

    def transaction(self) -> dict[str, Any]:
        """The transaction as it stands: a mapping of the form `lockgate.transaction/1`."""
        told: dict[str, Any] = {"schema": SCHEMA}
        if is_blank(self.raw.get("as_of")) and self.look.as_of is not None:
            told["as_of"] = str(self.look.as_of)
        return told | {str(key): value for key, value in self.raw.items() if key != "schema" and not is_blank(value)}

    def to_dict(self) -> dict[str, Any]:
        """As JSON: `lockgate.interview/1`."""
        found = self.determination
        return {
            "schema": "lockgate.interview/1",
            "asked": [turn.to_dict() for turn in self.turns],
            "question": self.question.to_dict() if self.question else None,
            "set_aside": [one.to_dict() for one in self.set_aside],
            "determination": found.to_dict() if found else None,
        }

    # ---- how an answer is taken in

    def _question(self) -> Question:
        if self.question is None:
            raise InputError("nothing is asked any more", place="answer", hint="state a fact by its path instead")
        return self.question

    def _written(self, path: str, value: Any) -> Table:
        return self.places.written(self.raw, path, value)

    def _stated(self, path: str, text: str, said: str, question: Question | None) -> Interview:
        kind = question.kind if question else choosing.kind_at(self, path)
        if not text.strip():
            raise InputError("nothing was said", place=path, hint="answer, or write unknown")
        try:
            path, value = self._value(path, text.strip(), kind)
        except InputError as error:
            raise InputError(error.message, place=path, hint=error.hint) from None
        raw = self._written(path, value)
        asked = question or choosing.plain(self, path)
        return self._after(asked, raw, said, self._understood(path, value, kind))

    def _value(self, path: str, text: str, kind: str) -> tuple[str, Any]:
        """Where an answer is written, and as what."""
        stands = self.places.read(self.raw, path)
        if kind == BASELINE:
            return "base", choosing.baseline(self, text)
        if kind == CHIP:
            return choosing.thing(self, path, text)
        if kind == OWNERS:
            return path, answers.owners_of(text, self.declared, stands)
        if kind == SITES:
            return path, answers.sites_of(text, stands)
        if kind == PARTY:
            parties = self.raw.get("parties")
            others = [str(role) for role in parties if role != path] if isinstance(parties, dict) else []
            return path, answers.party_of(text, others, stands)
        if kind == COUNT and isinstance(stands, (Mapping, list)) and lists_circuits({"circuits": stands}):
            return path, answers.circuits_of(text, stands)
        path, fact = choosing.typed_as(self, path, text)
        return path, answers.value_of(text, fact, self.declared)

    def _understood(self, path: str, value: Any, kind: str) -> str:
        """How the door reads what was written."""
        fact = choosing.reader(self, path)
        if (
            fact is None
            or (isinstance(value, list) and kind == COUNT)
            or kind in {BASELINE, CHIP, OWNERS, PARTY, SITES}
        ):
            return ", ".join(map(str, value)) if isinstance(value, list) and value else str(text_of(value) or "")
        found = values.value(fact, value, self.declared)
        name = self.declared.countries.get(str(value), "") if fact.type == "country" else ""
        return name or ("" if found is None else values.shown(found, fact))

    def _after(self, question: Question, raw: Mapping[str, Any], said: str, understood: str) -> Interview:
        """The interview with an answer taken in; what the transaction does not bear is refused here."""
        after = replace(self, raw=raw, before=self)
        try:
            bounds = after.bounds
        except BadInputError as error:
            first = error.problems[0]
            raise InputError(first.message, place=question.fact, hint=first.hint or None) from None
        return replace(after, turns=(*self.turns, Turn(question, said, understood, self.bounds, bounds)))


def begin(look: Look, raw: Mapping[str, Any], folder: Path | None = None) -> Interview:
    """An interview that goes on from a transaction; `InputError` with everything that is wrong with it."""
    look.typed(raw, folder)
    return Interview(look, base.copy(raw), folder)


__all__ = ["Interview", "Turn", "begin", "nearest"]
