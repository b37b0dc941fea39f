"""What a search looks at: every record as weighted texts and numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.compiler.model import Cite
from lockgate.compiler.timeline import POSTURES, View, in_force, printed
from lockgate.reading.blocks import plain
from lockgate.reading.lookup import Found, everything, names_of_one, title_of
from lockgate.reading.meaning import meaning
from lockgate.reading.names import Names
from lockgate.reading.words import forms, said_numbers, squeezed, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from fractions import Fraction

    from lockgate.compiler.rulebook import Rulebook

NAME, TITLE, GIST, CITE, BODY = 6.0, 4.0, 2.0, 3.0, 1.0
"""What a word weighs by where it stands."""
_OWN, _SAID, _USED = 8.0, 4.0, 1.5
"""What a number weighs: a parameter's own, one that a text says, one of a parameter that a provision uses."""
_KINDS = {
    "provisions": 1.0,
    "parameters": 1.0,
    "sets": 0.95,
    "readings": 0.95,
    "instruments": 0.9,
    "eccns": 0.85,
    "definitions": 0.85,
    "facts": 0.8,
    "collections": 0.7,
    "stages": 0.6,
}
_EFFECTS = {"requires": 1.08, "authorizes": 1.08, "prohibits": 1.08, "reviews": 0.85, "warns": 0.95, "flags": 0.95}


@dataclass(slots=True)
class Entry:
    """One record with its words: the most that each weighs, and where it stands."""

    found: Found
    title: str
    text: str
    cite: str
    likely: float
    words: dict[str, float] = field(default_factory=dict)
    numbers: dict[Fraction, float] = field(default_factory=dict)
    names: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Id of the record."""
        return str(self.found.record.id)

    @property
    def effect(self) -> str:
        """Effect of a provision, or empty."""
        return str(getattr(self.found.record, "effect", "")) if self.found.shelf == "provisions" else ""


def entries(book: Rulebook) -> list[Entry]:
    """Every record of a rulebook, ready to be searched."""
    return [_entry(book, found) for found in everything(book)]


def _entry(book: Rulebook, found: Found) -> Entry:
    one, shelf = found.record, found.shelf
    cite = one.cite.ref if isinstance(getattr(one, "cite", None), Cite) else str(getattr(one, "cite", ""))
    likely = _KINDS[shelf] * (_EFFECTS.get(one.effect, 1.0) if shelf == "provisions" else 1.0)
    named = names_of_one(one) if shelf == "provisions" else set()
    entry = Entry(
        found=found,
        title=title_of(one),
        text=plain(meaning(book, shelf, one.id)) if _counted(found) else _text(one),
        cite=cite,
        likely=likely,
        names=frozenset(squeezed(name) for name in (one.id, *named)),
    )
    texts = [(NAME, one.id), *((NAME if len(name) < 6 else GIST, name) for name in sorted(named))]
    texts += [(TITLE, entry.title), (GIST, entry.text), (CITE, cite), *((BODY, text) for text in _body(one))]
    for weight, text in texts:
        _add(entry, weight, text)
    if shelf == "parameters":
        entry.numbers |= {value: _OWN for _, value, _ in one.values}
        entry.numbers |= {value * 100: _SAID for _, value, _ in one.values if one.unit == "share"}
    for text in (entry.title, entry.text):
        for _, number in said_numbers(text):
            entry.numbers[number] = max(_SAID, entry.numbers.get(number, 0.0))
    return entry


def _counted(found: Found) -> bool:
    """Whether a record says most by its values."""
    return found.shelf == "parameters" or (found.shelf == "definitions" and bool(found.record.values))


def _add(entry: Entry, weight: float, text: str) -> None:
    for token in tokens(text):
        for index, form in enumerate(forms(token)):
            share = weight if index == 0 else weight * 0.8
            if entry.words.get(form, 0.0) < share:
                entry.words[form] = share


def _text(one: Any) -> str:
    """The one sentence that says most."""
    for key in ("gist", "question", "ask", "say"):
        text = str(getattr(one, key, ""))
        if text and text != title_of(one):
            return " ".join(text.split())
    return ""


def _body(one: Any) -> Iterator[str]:
    """Everything else that is worth finding."""
    for key in ("ask", "say", "evidence", "when", "algebra", "known_by", "policy", "unit", "value", "stage", "kind"):
        yield str(getattr(one, key, ""))
    for key in ("tags", "targets", "aliases", "roles"):
        yield " ".join(getattr(one, key, ()))
    values = getattr(one, "values", ())
    if values and isinstance(values[0], str) and len(values) < 60:
        yield " ".join(values)
    elif values and len(values[0]) == 2:
        yield " ".join(f"{name} {gist}" for name, gist in values)
    yield " ".join(member.code for member in getattr(one, "members", ()))
    for step in (*getattr(one, "before", ()), *getattr(one, "after", ())):
        yield step.do
    cite = getattr(one, "cite", None)
    if isinstance(cite, Cite):
        yield " ".join((cite.made_by, *cite.facts, *cite.params))


def used_numbers(book: Rulebook, found: list[Entry]) -> None:
    """Provisions are also found by the numbers of the parameters that they use."""
    names = Names(book)
    provisions = {entry.id: entry for entry in found if entry.found.shelf == "provisions"}
    for parameter in book.source.parameters.values():
        for shelf, user in names.users("parameters", parameter.id):
            if shelf == "provisions":
                for _, value, _ in parameter.values:
                    provisions[user].numbers.setdefault(value, _USED)


def stands(book: Rulebook, found: Found, day: date) -> bool:
    """Whether a record says anything on a day, in either posture."""
    one, source = found.record, book.source
    if found.shelf == "provisions":
        return any(in_force(source, one, day, View(posture)) is not None for posture in POSTURES)
    if found.shelf == "parameters":
        return any(printed(source, span, day, None) for span, _, _ in one.values)
    if found.shelf == "definitions" and one.versions:
        return any(printed(source, span, day, None) for span, _ in one.versions)
    if found.shelf == "instruments":
        return one.effective <= day and (one.ended is None or day <= one.ended)
    return True
