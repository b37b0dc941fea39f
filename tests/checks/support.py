"""What the tests of the checks share: the laws of one day, and a law with one of every fault laid over them."""

from __future__ import annotations

import functools
from datetime import date
from typing import TYPE_CHECKING

from lockgate.checks.survey import Survey
from lockgate.compiler.rulebook import Rulebook
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2025, 6, 1)
_COMMON = "instrument: ear-base, gist: x, cite: {ref: test}, confidence: confirmed"
_LAW = (
    ("T-dead", "effect: requires, tags: [licence]", "destination = 'MY' AND destination = 'CN'"),
    ("T-dead-review", "effect: reviews, reviews: [T-dead], policy: policy_of_denial", "TRUE"),
    (
        "T-need",
        "effect: requires, tags: [licence]",
        "activity = 'export' AND has(consignee, party.headquarters = 'CN')",
    ),
    ("T-first", "effect: reviews, reviews: [T-need], policy: policy_of_denial, over: [T-never]", "destination = 'MY'"),
    (
        "T-never",
        "effect: reviews, reviews: [T-need], policy: case_by_case",
        "destination = 'MY' AND channel = 'direct'",
    ),
    (
        "T-side",
        "effect: reviews, reviews: [T-need], policy: presumption_of_denial, disjoint_with: [T-first], over: [T-never]",
        "NOT channel = 'direct'",
    ),
    ("T-way", "effect: authorizes, code: TWAY, overcomes: [T-need]", "activity = 'reexport'"),
    ("T-exempt", "effect: exempts, exempts: [T-need]", "activity = 'transfer'"),
    ("T-shut", "effect: closes, closes: [TWAY]", "destination = 'SG'"),
    ("T-flag", "effect: flags, flag: t-flag, ask: Why, raised_when: \"destination = 'SG'\"", "destination = 'MY'"),
    ("T-twice", "effect: warns, say: x", "destination = 'MY' AND destination IN ('MY', 'SG')"),
    (
        "T-owned",
        "effect: warns, say: x",
        "has(consignee, total(owners, owner.share, overlap(owner.list, ('sdn'))) >= 0.5)",
    ),
)


def law(folder: Path) -> Path:
    """The faulty law as an overlay."""
    lines = [f'- {{id: {name}, {keys}, {_COMMON}, when: "{when}"}}' for name, keys, when in _LAW]
    text = "\n".join(lines).replace(', raised_when: "', ', raised_when: "')
    (folder / "law.yaml").write_text(text + "\n", encoding="utf-8")
    return folder


def faulty(folder: Path) -> Rulebook:
    """The rulebook with the faulty law laid over it."""
    return Rulebook.load(overlays=[law(folder)])


@functools.cache
def survey(posture: str = "codified") -> Survey:
    """The law of one day."""
    return Survey(default_rulebook(), on=DAY, postures=(posture,))
