"""The report as plain data: what is modelled, what is cited, what is not encoded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lockgate.compiler.model import CONFIDENCE, EFFECTS
from lockgate.compiler.timeline import binding_from, instrument_of, last_day
from lockgate.coverage.citations import citations
from lockgate.coverage.exercise import exercised
from lockgate.coverage.sources import Sources, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.compiler.model import Provision
    from lockgate.compiler.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Section:
    """One file of provisions, or several files added up."""

    file: str
    provisions: int
    effects: dict[str, int]
    first: str
    last: str
    confidence: dict[str, int]
    cases: int

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "file": self.file,
            "provisions": self.provisions,
            "effects": counts(self.effects),
            "first": self.first,
            "last": self.last,
            "confidence": counts(self.confidence),
            "cases": self.cases,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    sections: tuple[Section, ...]
    rooms: tuple[Section, ...]
    unexercised: tuple[str, ...]
    cited: dict[str, list[str]]
    unknown: tuple[str, ...]
    open_points: tuple[str, ...]
    sources: Sources

    def to_dict(self) -> dict[str, Any]:
        """As plain data: the content of ``coverage.yaml``."""
        gaps = [
            {"id": gap.id, "reason": gap.reason, **({"where": gap.where} if gap.where else {})}
            for gap in self.sources.gaps.values()
        ]
        return {
            "modelled": [section.to_dict() for section in self.sections],
            "not_encoded": gaps,
            "not_exercised": list(self.unexercised),
            "cited": self.cited,
        }


def counts(found: Mapping[str, int]) -> list[str]:
    """Counted words as people read them.

    >>> counts({"requires": 2, "reviews": 1})
    ['requires 2', 'reviews 1']
    """
    return [f"{word} {count}" for word, count in found.items()]


def report(rulebook: Rulebook) -> Report:
    """Look at the rulebook, run its cases, compare with the sources."""
    source, sources = rulebook.source, read_sources()
    cited, tried = citations(source), exercised(rulebook)
    files: dict[str, list[Provision]] = {}
    rooms: dict[str, list[Provision]] = {}
    for provision in source.provisions.values():
        files.setdefault(provision.file, []).append(provision)
        rooms.setdefault(provision.file.split("/")[0], []).append(provision)

    def section(name: str, provisions: Iterable[Provision]) -> Section:
        return _section(rulebook, name, list(provisions), tried)

    return Report(
        sections=tuple(section(name, files[name]) for name in sorted(files)),
        rooms=tuple(section(name, rooms[name]) for name in sources.rooms if name in rooms),
        unexercised=tuple(sorted(str(name) for name in source.provisions if name not in tried)),
        cited={name: cited[name] for name in sources.points if name in cited},
        unknown=tuple(sorted(name for name in cited if name not in sources.points)),
        open_points=tuple(name for name in sources.points if name not in cited and name not in sources.gaps),
        sources=sources,
    )


def _section(rulebook: Rulebook, name: str, provisions: list[Provision], tried: Mapping[str, set[str]]) -> Section:
    pairs = [(provision, instrument_of(rulebook.source, provision)) for provision in provisions]
    ends = [last_day(provision, instrument) for provision, instrument in pairs]
    known = [end for end in ends if end is not None]
    return Section(
        file=name,
        provisions=len(provisions),
        effects=_counted((provision.effect for provision in provisions), EFFECTS),
        first=min(binding_from(provision, instrument) for provision, instrument in pairs).isoformat(),
        last=max(known).isoformat() if len(known) == len(ends) else "open",
        confidence=_counted((provision.confidence for provision in provisions), CONFIDENCE),
        cases=len(set().union(*(tried.get(provision.id, set()) for provision in provisions))),
    )


def _counted(words: Iterable[str], order: tuple[str, ...]) -> dict[str, int]:
    counts = Counter(str(word) for word in words)
    return {word: counts[word] for word in order if counts[word]}
