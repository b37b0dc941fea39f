"""Each comparison has a pair of transactions in which it decides, or a proof that it never does."""

from __future__ import annotations

import io
import json

import pytest

pytest.importorskip("z3", reason="the extra check is not installed")

from tests.checks.support import DAY

from lockgate.checks.inquiry import Inquiry
from lockgate.checks.mcdc import ALL, Coverage, Vector, agrees, own, vectors
from lockgate.checks.places import places, replaced
from lockgate.checks.run import Scope, check
from lockgate.checks.survey import Survey
from lockgate.compiler.ir import Bool, walk
from lockgate.engine.determine import default_rulebook


def told(provision: str) -> tuple[list[Vector], Coverage, Inquiry]:
    book = default_rulebook()
    survey = Survey(book, on=DAY, postures=("codified",))
    inquiry, coverage = Inquiry(book, survey, DAY, ("codified",)), Coverage()
    found = [one for one in vectors(inquiry, survey.texts(provision), coverage) if isinstance(one, Vector)]
    return found, coverage, inquiry


@pytest.mark.parametrize(
    "provision", ["742.6-a-6-iii-A", "744.11", "740.29", "748.15-nveu-ceiling", "744.11-affiliates"]
)
def test_every_comparison_is_covered(provision: str) -> None:
    found, coverage, inquiry = told(provision)
    assert coverage.atoms == coverage.covered + coverage.redundant
    assert len(found) == 2 * coverage.covered
    assert inquiry.tally.unconfirmed == []
    assert inquiry.tally.confirmed == len(found)


def test_the_two_sides_of_a_pair_differ() -> None:
    found, coverage, _ = told("742.6-a-6-iii-A")
    assert coverage.held
    for one, other in zip(found[::2], found[1::2], strict=True):
        assert (one.side, other.side) == (True, False)
        assert one.atom == other.atom
        assert one.truth != other.truth
        assert one.held == other.held == ALL or one.held != ALL


def test_vectors_are_lines_of_json() -> None:
    out = io.StringIO()
    report = check(default_rulebook(), Scope(DAY, ("codified",), "736.2-b-10", ()), out=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert report.coverage is not None
    assert report.to_dict()["mcdc"]["covered"] == report.coverage.covered == len(lines) / 2
    assert {line["side"] for line in lines} == {"true", "false"}
    assert all(line["transaction"]["as_of"] >= "2025-05-15" for line in lines)


def test_an_untrue_vector_is_noticed() -> None:
    found, _, inquiry = told("736.2-b-10")
    decided = inquiry.judge.decided(found[0].witness)
    assert decided is not None
    node = own(inquiry.survey.texts("736.2-b-10")[0].homes[0], "when")
    (place, _), *_ = places(node)
    assert agrees(decided, node, place, found[0].side, found[0].truth)
    assert not agrees(decided, node, place, found[0].side, not found[0].truth)


def test_places_and_replacements_fit() -> None:
    book = default_rulebook()
    unit = book.unit(DAY, "codified")
    for rule in unit.rules:
        for place, node in places(rule.cond):
            turned = replaced(rule.cond, place, True)
            assert any(part == Bool(value=True) for part in walk(turned))
            assert node in set(walk(rule.cond))


@pytest.mark.slow
def test_vectors_of_the_whole_rulebook() -> None:
    """All comparisons of all conditions on all days: covered, or proved redundant; the engine confirms every vector."""
    out = io.StringIO()
    report = check(default_rulebook(), Scope(checks=()), out=out)
    assert report.coverage is not None
    assert report.coverage.atoms == report.coverage.covered + report.coverage.redundant
    assert report.coverage.covered > 4000
    assert report.tally.unconfirmed == []
    assert report.tally.undecided == []
