"""All checks over one rulebook, and what came of them."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.checks.chains import overlaps, shadowed
from lockgate.checks.dead import DEAD, dead
from lockgate.checks.findings import CHECKS, Accepted, Finding, gone, judged, read_accepted
from lockgate.checks.gaps import gaps
from lockgate.checks.idle import idle
from lockgate.checks.inquiry import Inquiry, Tally
from lockgate.checks.mcdc import Coverage, Vector, vectors
from lockgate.checks.redundant import redundant
from lockgate.checks.survey import WHEN, Survey
from lockgate.compiler.fields import nearest
from lockgate.compiler.timeline import POSTURES, View
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from typing import IO

    from lockgate.checks.survey import Text
    from lockgate.compiler.rulebook import Rulebook

SCHEMA = "lockgate.checks/1"


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: a day (all if None), postures, a provision (all if empty), and which checks are made."""

    on: date | None = None
    postures: tuple[str, ...] = POSTURES
    provision: str = ""
    checks: tuple[str, ...] = CHECKS

    @property
    def whole(self) -> bool:
        """Whether all days and all provisions are looked at, so that an accepted finding must occur."""
        return self.on is None and not self.provision


@dataclass(slots=True)
class Report:
    """Findings, accepted ones that are gone, and how much was looked at."""

    findings: list[Finding]
    gone: list[Accepted]
    tally: Tally
    scope: Scope
    provisions: int
    conditions: int
    stretches: int
    cpu_seconds: float
    coverage: Coverage | None = None
    redundant: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[Finding]:
        """Findings that nobody accepted."""
        return [one for one in self.findings if not one.accepted]

    @property
    def clean(self) -> bool:
        """Whether nothing is to be done: no open finding, no acceptance without one, and no fault of the checker."""
        return not (self.open or self.gone or self.tally.unconfirmed or self.tally.undecided)

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        found: dict[str, Any] = {
            "schema": SCHEMA,
            "checks": list(self.scope.checks),
            "postures": list(self.scope.postures),
            "provisions": self.provisions,
            "conditions": self.conditions,
            "stretches": self.stretches,
            "findings": [one.to_dict() for one in self.findings],
            "open": len(self.open),
            "gone": [{"check": one.check, "provision": one.provision, "what": one.what} for one in self.gone],
            "questions": self.tally.asked,
            "confirmed": self.tally.confirmed,
            "unconfirmed": self.tally.unconfirmed,
            "undecided": self.tally.undecided,
            "cpu_seconds": round(self.cpu_seconds, 2),
        }
        if self.coverage is not None:
            covered = self.coverage
            found["mcdc"] = {
                "comparisons": covered.atoms,
                "covered": covered.covered,
                "held": covered.held,
                "redundant": self.redundant,
            }
        return found


def check(
    book: Rulebook,
    scope: Scope | None = None,
    *,
    out: IO[str] | None = None,
    tick: Callable[[str, int, int], None] = lambda *_: None,
) -> Report:
    """Make the checks; ``out`` takes the MC/DC vectors, one a line; ``tick`` hears what is being done.

    Errors: `lockgate.errors.InputError` for an unknown provision, posture or check.
    """
    wanted = scope or Scope()
    _known(book, wanted)
    start = time.process_time()
    survey = Survey(book, on=wanted.on, postures=wanted.postures)
    inquiry = Inquiry(book, survey, wanted.on, wanted.postures)
    texts = survey.texts(wanted.provision)
    total = len(wanted.checks) + (len(texts) if out is not None else 0)
    found: list[Finding] = []
    for index, name in enumerate(wanted.checks):
        tick(name, index, total)
        never = {(one.provision, one.what or WHEN) for one in found if one.check == DEAD}
        alive = [text for text in texts if (text.provision, text.role) not in never]
        found += _made(name, inquiry, alive, wanted.provision)
    accepted = [one for folder in book.folders for one in read_accepted(folder)]
    judgements = judged(found, accepted)
    report = Report(
        findings=judgements,
        gone=gone(found, accepted, wanted.checks) if wanted.whole and wanted.postures == POSTURES else [],
        tally=inquiry.tally,
        scope=wanted,
        provisions=len({text.provision for text in texts}),
        conditions=len(texts),
        stretches=survey.stretches,
        cpu_seconds=0.0,
    )
    if out is not None:
        report.coverage = Coverage()
        for index, text in enumerate(texts):
            tick("vectors", len(wanted.checks) + index, total)
            for one in vectors(inquiry, [text], report.coverage):
                if isinstance(one, Vector):
                    out.write(json.dumps(one.to_dict(), ensure_ascii=False) + "\n")
                else:
                    report.redundant.append(f"{text.provision} {text.role}: {one}")
    report.cpu_seconds = time.process_time() - start
    return report


def _made(name: str, inquiry: Inquiry, texts: list[Text], provision: str) -> Iterator[Finding]:
    if name == "dead":
        return dead(inquiry, texts)
    if name == "redundant":
        return redundant(inquiry, texts)
    return {"shadowed": shadowed, "overlap": overlaps, "gap": gaps, "idle": idle}[name](inquiry, provision)


def _known(book: Rulebook, scope: Scope) -> None:
    for posture in scope.postures:
        book.check_posture(View(posture))
    if scope.provision and scope.provision not in book.source.provisions:
        hint = nearest(scope.provision, book.source.provisions)
        raise InputError(f"there is no provision '{scope.provision}'", place="--provision", hint=hint)
    for name in scope.checks:
        if name not in CHECKS:
            raise InputError(f"there is no check '{name}'", place="--check", hint=", ".join(CHECKS))


def checks_of(text: str) -> Sequence[str]:
    """Names of checks, separated by commas.

    >>> list(checks_of("dead, gap"))
    ['dead', 'gap']
    """
    return [name.strip() for name in text.split(",") if name.strip()]
