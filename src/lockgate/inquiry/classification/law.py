"""Stretches of days on which the law behind some provisions stays the same: found from the rulebook, listed nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from lockgate.compiler.timeline import View, in_force, printed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.compiler.model import Provision, Source
    from lockgate.compiler.rulebook import Rulebook

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
Content = dict[str, object]
"""What stands on a day: provisions with how far they are narrowed, and every name that they use with its meaning."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From the first to the last day (None: open), and the documents that made the change at its start."""

    start: date
    end: date | None
    made_by: tuple[str, ...] = ()


def classifying(source: Source) -> tuple[str, ...]:
    """Ids of the provisions that say what an item is, and of the remarks that name a further paragraph.

    >>> from lockgate import Rulebook
    >>> "774-3A090.a" in classifying(Rulebook.load(cached=True).source)
    True
    """
    limbs = {value for stage in source.stages.values() for value in stage.values}
    return tuple(
        one.id
        for one in source.provisions.values()
        if one.effect == "classifies" or (one.effect == "warns" and limbs.intersection(one.tags))
    )


@lru_cache(maxsize=64)
def stretches(
    book: Rulebook, posture: str, known_at: date | None, ids: tuple[str, ...], bare: tuple[str, ...] = ()
) -> tuple[Stretch, ...]:
    """Stretches without a change in some provisions and all that they rest on; of ``bare`` ones only the dates count.

    >>> from lockgate import Rulebook
    >>> book = Rulebook.load(cached=True)
    >>> [one.start.isoformat() for one in stretches(book, "enforced", None, ("774-3A090.a", "774-3A090-2022"))]
    ['2022-10-07', '2022-10-21', '2023-11-17']
    """
    days = book.calendar.days
    ends: list[date | None] = [*(day - timedelta(days=1) for day in days[1:]), None]
    law = _Law(book.source, View(posture, known_at), ids, bare)
    found: list[Stretch] = []
    before: Content | None = None
    for start, end in zip(days, ends, strict=True):
        now = law.content(start)
        if before is not None and now == before:
            found[-1] = Stretch(found[-1].start, end, found[-1].made_by)
        else:
            made_by = () if before is None else law.made_by(before, now)
            found.append(Stretch(start, end, made_by))
        before = now
    return tuple(found)


class _Law:
    """Provisions and the closure of the names that they use, day by day."""

    def __init__(self, source: Source, view: View, ids: Iterable[str], bare: Iterable[str]) -> None:
        self.source = source
        self.view = view
        self.ids = tuple(ids)
        self.bare = frozenset(bare)
        self.words: dict[str, tuple[str, ...]] = {}

    def content(self, day: date) -> Content:
        found: Content = {}
        for name in (*self.ids, *self.bare):
            provision = self.source.provisions[name]
            narrowed = in_force(self.source, provision, day, self.view)
            if narrowed is None:
                continue
            found[name] = narrowed
            if name not in self.bare:
                for text in (provision.when, provision.unless, *narrowed):
                    self._add(found, text, day)
        return found

    def _add(self, found: Content, text: str, day: date) -> None:
        for word in self._known(text):
            if word in found:
                continue
            found[word] = ()
            if word in self.source.definitions:
                wording = self._wording(word, day)
                found[word] = wording
                self._add(found, wording, day)
            elif word in self.source.parameters:
                found[word] = self._value(word, day)
            else:
                found[word] = self._members(word, day)
                self._add(found, self.source.sets[word].algebra, day)

    def _known(self, text: str) -> tuple[str, ...]:
        if text not in self.words:
            source = self.source
            self.words[text] = tuple(
                word
                for word in dict.fromkeys(_WORD.findall(text))
                if word in source.definitions or word in source.parameters or word in source.sets
            )
        return self.words[text]

    def _wording(self, name: str, day: date) -> str:
        versions = self.source.definitions[name].versions
        return next((text for span, text in versions if printed(self.source, span, day, self.view.known_at)), "")

    def _value(self, name: str, day: date) -> object:
        values = self.source.parameters[name].values
        return next((value for span, value, _ in values if printed(self.source, span, day, self.view.known_at)), None)

    def _members(self, name: str, day: date) -> tuple[object, ...]:
        members = self.source.sets[name].members
        return tuple(
            (member.code, member.readings)
            for member in members
            if printed(self.source, member.span, day, self.view.known_at)
        )

    def made_by(self, before: Content, now: Content) -> tuple[str, ...]:
        """The documents behind what came or changed; where law only went, those that had made it."""
        came = [name for name in now if name not in before]
        went = [name for name in before if name not in now]
        changed = [name for name in now if name in before and now[name] != before[name]]
        names = [*came, *changed] or went
        return tuple(dict.fromkeys(text for name in names for text in self._documents(name)))

    def _documents(self, name: str) -> Iterator[str]:
        provision: Provision | None = self.source.provisions.get(name)
        if provision is not None:
            yield provision.cite.made_by or self.source.instruments[provision.instrument].cite
            return
        for shelf in (self.source.definitions, self.source.parameters, self.source.sets):
            record = shelf.get(name)
            if record is not None and record.cite.made_by:
                yield record.cite.made_by
