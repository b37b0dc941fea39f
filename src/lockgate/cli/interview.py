"""The interview on a terminal or a pipe: one question after the other, its commands, and what is kept."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from lockgate.cli.dialogue import Console, LeftError
from lockgate.cli.files import put
from lockgate.engine.outcome import CANNOT_DECIDE
from lockgate.engine.spoken import OUTCOMES, limit_words
from lockgate.errors import InputError
from lockgate.inquiry.interview import written
from lockgate.inquiry.interview.place import stated
from lockgate.inquiry.interview.question import OWNERS
from lockgate.inquiry.interview.writing import HEAD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lockgate.inquiry.interview import Interview, Question

INTERRUPTED = 130
OPEN = 40
_GREETING = "At each question: ? for why and how, - to go back, unknown, show, quit. FACT = ANSWER states any fact."
_SIDES = 3
_STATED = 14
_OR_NONE = frozenset({"words", OWNERS})
"""Kinds of question to which none is an answer; nobody would guess it."""


class Session(Console):
    """One interview with one user."""

    def __init__(self, talk: Interview, target: Path | None, *, as_json: bool, source: str, options: str = "") -> None:
        super().__init__(aside=as_json)
        self.start = self.talk = talk
        self.target = target
        self.as_json = as_json
        self.source = source
        self.options = f" {options}" if options else ""
        self.commands: dict[str, Callable[[], None]] = {
            "?": self.why,
            "why": self.why,
            "help": self.why,
            "-": self.back,
            "back": self.back,
            "show": self.show,
            "quit": self.leave,
            "exit": self.leave,
        }

    # ---- from beginning to end

    def run(self, *, untouched: bool = False) -> int:
        """Ask until nothing is open, or the user leaves; the exit code."""
        self.greet(untouched=untouched)
        try:
            self.ask_all()
            self.offer_postures()
            self.offer_steps()
        except LeftError:
            self.say()
            return self.end(left=True)
        except KeyboardInterrupt:
            self.say()
            self.end(left=True)
            return INTERRUPTED
        return self.end(left=False)

    def greet(self, *, untouched: bool) -> None:
        """What is known at the start."""
        if untouched:
            self.out.write(f"{self.source} holds only the examples of `lockgate new`: they are left aside.\n")
        facts = [f"{path} = {value}" for path, value in stated(self.talk.raw) if path != "schema"]
        if facts:
            more = f", ... ({len(facts)} in all; show lists them)" if len(facts) > _STATED else ""
            self.say(f"Stated already: {', '.join(facts[:_STATED])}{more}")
        if self.talk.question is not None:
            self.say(_GREETING)

    def ask_all(self) -> None:
        """One question after the other; one that was not answered yet is not shown again."""
        shown: Interview | None = None
        while (question := self.talk.question) is not None:
            if shown is not self.talk:
                shown = self.talk
                self.put(question)
            self.take(question)

    def offer_postures(self) -> None:
        """Where the answer of the other posture is still open, go on for it if the user wants to."""
        found, look = self.talk.determination, self.talk.look
        if found is None or not self.talk.decided:
            return
        for other in found.postures[1:]:
            further = replace(self.talk, look=look.over(posture=other.id))
            if other.outcome != CANNOT_DECIDE or further.question is None:
                continue
            words = (
                f"{_words(found.outcome)} in the {look.posture} posture; in the {other.id} posture it is still open."
            )
            if self.wants(f"{words} Go on for it? (yes or no)"):
                self.talk = further
                try:
                    self.ask_all()
                finally:
                    self.talk = replace(self.talk, look=look)

    def offer_steps(self) -> None:
        """Where an authorization fits and steps are open, go through them if the user wants to."""
        found = self.talk.determination
        if found is None or not self.talk.decided or self.talk.with_steps().question is None:
            return
        if self.wants(f"{_words(found.outcome)}, but steps before shipment are open. Go through them? (yes or no)"):
            self.talk = self.talk.with_steps()
            self.ask_all()

    def end(self, *, left: bool) -> int:
        """The answer as it stands, and where the answers are kept."""
        found = self.talk.determination
        if found is not None and (not left or self.as_json):
            self.still_open()
            self.counted()
            if self.as_json:
                typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2 if sys.stdout.isatty() else None))
            else:
                self.report()
        elif left and found is not None:
            self.say(f"So far: {self.narrowing()}.")
        self.kept(left=left)
        return found.exit_code if found is not None else OPEN

    def still_open(self) -> None:
        """What nobody knew though the outcome hangs on it."""
        aside = self.talk.set_aside
        if aside and self.talk.question is None:
            self.say()
            self.say("Still open, and who would know:")
            for one in aside:
                self.say(f"  {one.fact}: {one.text} ({one.known_by})")

    def counted(self) -> None:
        """How many questions it took."""
        count = len(self.talk.turns)
        if count:
            self.say()
            self.say(f"{count} question{'s' if count > 1 else ''} asked.")

    def report(self) -> None:
        """The determination, as `determine` prints it."""
        from lockgate.cli.paper import paper, put
        from lockgate.cli.show import whole

        found = self.talk.determination
        if found is not None:
            self.say()
            put(paper(), whole(found, lister=f"lockgate determine {self.target or 'FILE'}{self.options} --flags"))

    def kept(self, *, left: bool) -> None:
        """Say where the answers are; nothing that was answered is lost."""
        if not self.talk.turns and self.talk is self.start:
            return
        if self.target is not None:
            self.keep()
            self.say()
            word = "go on with" if left or self.talk.set_aside else "look again with"
            again = f"lockgate ask {self.target} --save{self.options}"
            self.out.write(f"Your answers are in {self.target}; {word}: {again}\n")
            if self.options:
                self.out.write(f"decide them with: lockgate determine {self.target}{self.options}\n")
            return
        self.say()
        self.say("Your answers as a transaction file (--out FILE keeps it):")
        self.out.write(written(self.talk.transaction()))
        if self.options:
            self.say(f"Kept in FILE, decide them with: lockgate determine FILE{self.options}")

    # ---- one question

    def put(self, question: Question) -> None:
        """The question, who knows the answer, and why it is asked."""
        number = len(self.talk.turns) + 1
        self.say()
        self.say(f"{number}. {question.text}")
        kind = question.kind if not question.unit else f"{question.kind}, {question.unit}"
        who = f"; who knows: {question.known_by}" if question.known_by else ""
        self.say(f"   {question.fact} ({kind}{who})")
        if 1 < len(question.choices) <= _STATED:
            self.say(f"   one of: {', '.join(question.choices)}")
        if question.kind in _OR_NONE:
            self.say(f"   answer: {question.how}")
        if question.stated:
            self.say(f"   so far: {question.stated}")
        reasons = question.why()
        for reason in reasons[:_SIDES]:
            self.say(f"   {reason}")
        if len(reasons) > _SIDES:
            self.say("   ? for the rest")

    def take(self, question: Question) -> None:
        """An answer or a command; what cannot be understood is said, and asked again."""
        text = self.read()
        if not text:
            self.say("   Enter again if you do not know; ? says what may be answered.")
            text = self.read() or "unknown"
        command = self.commands.get(text.casefold())
        if command is not None:
            command()
            return
        try:
            self.understand(question, text)
        except InputError as error:
            hint = f" ({error.hint})" if error.hint else ""
            self.say(f"   {error.message}{hint}")
            return
        self.keep()

    def understand(self, question: Question, text: str) -> None:
        """Take an answer in, or a fact that is stated by its path."""
        before = self.talk
        path, sign, value = text.partition(" = ")
        if sign and value.strip() and " " not in path.strip():
            self.talk = before.state(path, value)
        else:
            today = question.kind == "date" and text.casefold() == "today"
            self.talk = before.answer(_today() if today else text)
        turn = self.talk.turns[-1]
        shown = f"{turn.understood}. " if turn.understood and turn.understood != text else ""
        found = self.talk.determination
        same = found is not None and found.outcome is not None and turn.before == turn.after and not self.talk.decided
        self.say(f"   {shown}{'The bounds stand.' if same else f'Now: {self.narrowing()}.'}")

    def narrowing(self) -> str:
        """The bounds of the answer in words."""
        found = self.talk.determination
        if found is None:
            return "nothing can be said without a day"
        if found.outcome is None:
            return limit_words(found)
        if self.talk.decided or found.at_least == found.at_most:
            return _words(found.outcome)
        return f"at least {_words(found.at_least)}, at most {_words(found.at_most)}"

    # ---- commands

    def why(self) -> None:
        """Everything about the question that is asked."""
        question = self.talk.question
        if question is None:
            return
        self.say(f"   answer: {question.how}")
        if question.choices:
            self.say(f"   one of: {', '.join(question.choices)}")
        for reason in question.why():
            self.say(f"   {reason}")
        titles = self.talk.look.book.source.provisions
        for name in question.hangs:
            if name in titles:
                self.say(f"   {name}: {titles[name].name}")

    def back(self) -> None:
        """One answer back."""
        try:
            self.talk = self.talk.back()
        except InputError as error:
            self.say(f"   {error.message}")
            return
        self.keep()
        self.say(f"   Taken back. Now: {self.narrowing()}.")

    def show(self) -> None:
        """What is known, and the bounds."""
        for path, value in stated(self.talk.transaction()):
            self.say(f"   {path} = {value}")
        self.say(f"   {self.narrowing()}")

    def leave(self) -> None:
        """Leave; what was answered is kept."""
        raise LeftError

    # ---- the file

    def keep(self) -> None:
        """Write the answers, all at once, so that an interrupt never leaves half a file."""
        if self.target is not None:
            put(self.target, HEAD + written(self.talk.transaction()), str(self.target))


def _today() -> str:
    """The day where the user sits; only a face may look at the clock."""
    return datetime.now(tz=UTC).astimezone().date().isoformat()


def _words(outcome: str | None) -> str:
    return OUTCOMES.get(outcome or "", "see the limits")
