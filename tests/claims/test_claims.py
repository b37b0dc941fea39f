"""Claims: every judgement follows, falls with the law it rests on, and is found by other words."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from lockgate import Rulebook, RulebookError
from lockgate.claims import claims
from lockgate.claims.match import matches
from lockgate.claims.page import as_page
from lockgate.claims.read import read_claims
from lockgate.claims.values import GONE
from lockgate.claims.wording import tokens
from lockgate.compiler.rulebook import BUILT_IN
from lockgate.coverage.sources import read_sources

BOOK = Rulebook.load(cached=True)
KNOWN = read_claims(BOOK)
HELD_OUT: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "heldout.yaml").read_text(encoding="utf-8"))
VERDICTS = {
    **dict.fromkeys(("D11-1", "D11-2", "D11-4", "D11-5", "D11-8", "D11-10", "D11-11", "D11-12"), "wrong"),
    "D11-3": "half wrong",
    "D11-6": "overstated",
    "D11-7": "loose",
    "D11-9": "overstated",
}


@pytest.mark.parametrize("claim", claims(rulebook=BOOK), ids=lambda claim: claim.id)
def test_every_judgement_follows(claim: Any) -> None:
    assert claim.follows, [check.to_dict() for check in claim.checks if not check.passed]
    assert all(check.provisions for check in claim.checks)
    assert GONE not in claim.says
    assert "{" not in claim.says
    assert claim.verdict == VERDICTS.get(claim.id, claim.verdict)


def test_the_claims_of_the_sources_are_all_there_and_sources_exist() -> None:
    points = read_sources().points
    assert {name for name in points if name.startswith("D11-")} <= {claim.id for claim in KNOWN}
    assert not [name for claim in KNOWN for name in claim.sources if name not in points]
    assert len(KNOWN) >= 20


def test_numbers_in_the_texts_come_from_the_rulebook() -> None:
    """Amounts of four digits and more, and days, are filled in; the few words left are years and names of chips."""
    for claim in KNOWN:
        left = re.findall(r"\b\d{1,3}(?:,\d{3})+\b|\b\d{4}-\d{2}-\d{2}\b", claim.says)
        assert left in ([], ["50,000"]), claim.id


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    folder = tmp_path_factory.mktemp("law") / "rulebook"
    shutil.copytree(BUILT_IN, folder, ignore=shutil.ignore_patterns("cases"))
    shutil.copytree(BUILT_IN / "cases", folder / "cases", ignore=shutil.ignore_patterns("review", "part_*", "worked"))
    for name, old, new in (
        ("parameters/exceptions.yaml", "value: 26900000", "value: 53800000"),
        ("parameters/limits.yaml", "value: 0.07", "value: 0.30"),
        (
            "country_groups.yaml",
            "  - {code: AU, from: 2025-01-13",
            "  - {code: PL, from: 2025-01-13}\n  - {code: AU, from: 2025-01-13",
        ),
        ("instruments.yaml", "  compliance: 2025-05-15", "  compliance: 2025-05-13"),
    ):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return Rulebook.load(folder)


def test_a_judgement_falls_with_the_law_that_it_rests_on(changed: Rulebook) -> None:
    found = {claim.id: claim for claim in claims(rulebook=changed)}
    fallen = {name for name, claim in found.items() if not claim.follows}
    assert {"D11-10", "lpp-order", "uveu-share", "D11-4", "D11-11", "D11-12", "D11-7"} <= fallen
    assert not {"D11-3", "macau-d5", "server-sum", "hbm-everywhere", "nac-silent", "D11-2"} & fallen
    assert found["lpp-order"].verdict == "no longer follows"
    assert "53,800,000" in found["lpp-order"].says
    failed = [check for check in found["uveu-share"].checks if not check.passed]
    assert failed[0].found == "30 percent"


def test_a_letter_laid_over_the_rulebook_takes_a_judgement_away(tmp_path: Path) -> None:
    (tmp_path / "notices").mkdir()
    (tmp_path / "notices" / "stricter.yaml").write_text(
        "- id: our-malaysia\n  name: Ask first\n  effect: requires\n  instrument: ear-base\n"
        "  cite: {ref: our policy}\n  gist: We ask before anything goes to Malaysia.\n"
        "  when: destination = 'MY' AND physical_move\n  confidence: confirmed\n",
        encoding="utf-8",
    )
    book = Rulebook.load(overlays=[tmp_path])
    assert [(one.id, one.follows) for one in claims("malaysia", book)] == [("malaysia", False)]
    assert claims("D11-12", book)[0].follows


def test_an_overlay_may_add_claims_and_bad_ones_are_refused(tmp_path: Path) -> None:
    row = "- {id: ours, claim: Our desk may ship anything, says: It may not., sources: [T-14], checks: [%s]}\n"
    good = "{shows: contradicts, says: x, parameter: {id: tpp_a1, on: 2025-06-01, is: 4800}}"
    path = tmp_path / "claims.yaml"
    path.write_text(row % good, encoding="utf-8")
    assert claims("ours", Rulebook.load(overlays=[tmp_path]))[0].verdict == "wrong"
    for bad, said in (
        (good.replace("contradicts", "hints"), "hints"),
        (good.replace("contradicts", "narrows"), "no verdict"),
        (good.replace("parameter", "params"), "one kind"),
        (good.replace(", is: 4800", ""), "needs is"),
    ):
        path.write_text(row % bad, encoding="utf-8")
        with pytest.raises(RulebookError, match=said):
            claims(rulebook=Rulebook.load(overlays=[tmp_path]))
    path.write_text(row % good.replace("tpp_a1", "tpp_a9"), encoding="utf-8")
    gone = claims("ours", Rulebook.load(overlays=[tmp_path]))[0]
    assert not gone.follows
    assert "tpp_a9" in gone.checks[0].found


# ---- wording


def test_held_out_wordings_find_their_claim() -> None:
    told = [(name, text) for name, texts in HELD_OUT["paraphrases"].items() for text in texts]
    assert {name for name, _ in told} == {claim.id for claim in KNOWN}
    found = [(name, matches(text, KNOWN)) for name, text in told]
    first = sum(bool(near) and near[0].claim.id == name for name, near in found) / len(told)
    heard = sum(bool(near) and near[0].claim.id == name and near[0].band != "weak" for name, near in found) / len(told)
    assert first >= 0.95
    assert heard >= 0.93


def test_what_is_no_claim_is_rarely_taken_for_one() -> None:
    told = [*HELD_OUT["unrelated"], *HELD_OUT["true_statements"]]
    bands = [near[0].band if (near := matches(text, KNOWN)) else "weak" for text in told]
    assert bands.count("close") == 0
    assert bands.count("likely") <= len(told) // 10


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10^23 parameters", "1e23 params"),
        ("320k GPUs", "320,000 chips"),
        ("tier two nation", "middle group country"),
        ("Tier-3", "restricted group"),
        ("25 percent", "25%"),
        ("high-bandwidth memory licences", "HBM license"),
        ("D5", "D:5"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


def test_nothing_close_is_said_honestly() -> None:
    found = claims("Football season starts in August", BOOK)
    assert all(one.band == "weak" for one in found)
    assert claims("", BOOK) == claims("of the", BOOK) == ()


def test_the_page_is_made_from_the_claims() -> None:
    page = as_page(BOOK)
    assert all(f"| {claim.id} |" in page for claim in KNOWN)
    assert page == (BUILT_IN.parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
