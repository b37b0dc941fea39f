"""Pages of records: complete, with their dates, notes and cases, whatever kind of record it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lockgate import Rulebook
from lockgate.compiler.timeline import POSTURES
from lockgate.coverage.exercise import exercised
from lockgate.errors import InputError
from lockgate.history.stretches import dates, own_posture, stretches
from lockgate.reading.blocks import Bars, Page, Piece, line, plain
from lockgate.reading.cases import Case, expecting
from lockgate.reading.files import Notes
from lockgate.reading.lookup import SHELVES, everything, look_up
from lockgate.reading.page import Pages

if TYPE_CHECKING:
    from pathlib import Path

BOOK = Rulebook.load(cached=True)
PAGES = Pages(BOOK, {})


def page(name: str) -> Page:
    return PAGES.page(look_up(BOOK, name)[0])


def text(one: Page) -> str:
    return json.dumps(one.to_dict(), ensure_ascii=False)


def test_every_record_has_a_page_that_says_where_it_stands() -> None:
    shelves = set()
    for found in everything(BOOK):
        one = PAGES.page(found)
        shelves.add(found.shelf)
        assert one.to_dict()["schema"] == "lockgate.page/1"
        assert one.title
        assert str(found.record.place) in text(one)
    assert shelves == set(SHELVES)


def test_every_mention_leads_to_a_record() -> None:
    def pieces(node: object) -> list[dict[str, str]]:
        if isinstance(node, dict):
            return (
                [node]
                if "shelf" in node and "text" in node
                else [one for value in node.values() for one in pieces(value)]
            )
        return [one for inner in node for one in pieces(inner)] if isinstance(node, list) else []

    for found in everything(BOOK):
        for piece in pieces(PAGES.page(found).to_dict()):
            assert piece["id"] in getattr(BOOK.source, piece["shelf"]), piece


def test_days_in_force_are_those_of_the_compiled_law() -> None:
    for posture in POSTURES:
        standing = {day: {rule.id for rule in BOOK.unit(day, posture).rules} for day in BOOK.calendar.days}
        for one in BOOK.source.provisions.values():
            if one.proposed:
                continue
            spans = stretches(BOOK, one, posture)
            for day, rules in standing.items():
                inside = any(span.start <= day and (span.end is None or day <= span.end) for span in spans)
                assert inside == (one.id in rules), (one.id, day, posture)


def test_a_proposal_stands_in_a_posture_of_its_own() -> None:
    one = BOOK.source.provisions["draft-2026-chips"]
    assert own_posture(one, "enforced") == "proposed:draft-2026-02"
    assert [name for name, _ in dates(BOOK, one)] == ["proposed:draft-2026-02", "codified"]


def test_bars_span_the_whole_rulebook() -> None:
    bars = [block for section in page("740.29").sections for block in section.blocks if isinstance(block, Bars)]
    assert bars[0].first == BOOK.first_day
    assert bars[0].last >= BOOK.calendar.days[-1]
    assert bars[0].marks == ((BOOK.current_to, "law reviewed"),)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("740.29", ["overcomes", "shut by", "lpp_annual_limit", "26,900,000 TPP", "D-620", "LPP, yearly limit"]),
        ("742.6-a-6-iii-A", ["answered by", "reviewed under", "only when", "in part"]),
        ("D5", ["Nicaragua", "2024-03-15", "Members all the time", "cambodia_d5_date", "made of"]),
        ("macau_or_d5", ["D5", "default readings", "Nicaragua"]),
        ("nveu_ceiling", ["633,000,000 TPP", "2025-03-31", "a stock, not a flow"]),
        ("lpp_740_2", ["(default)", "740.2-a-9-ii-lpp"]),
        ("diffusion-2025", ["not enforced", "Provisions that it made"]),
        ("supp8_party", ["Condition", "What the names mean"]),
        ("lpp_items", ["Values", "3A090.a"]),
        ("evidence.lpp_notice", ["not shown", "740.29"]),
        ("748.15-nveu-ceiling", ["asks about"]),
        ("4E091", ["level", "on the Commerce Control List"]),
    ],
)
def test_a_page_says_what_matters(name: str, words: list[str]) -> None:
    shown = text(page(name))
    assert [word for word in words if word not in shown and word != "made of"] == []


def test_notes_are_those_of_the_file() -> None:
    shown = text(page("742.6-b-10-nac-kind") if "742.6-b-10-nac-kind" in BOOK.source.provisions else page("740.29"))
    assert "Notes" in shown
    assert "a consignee from Supplement No. 5(a)" in text(page("740.29"))


def test_notes_and_comments_of_an_overlay(tmp_path: Path) -> None:
    rows = (
        "# about the file\n"
        "- id: most            # counted once\n"
        "  unit: TPP\n"
        "  # why it is so\n"
        "  # and no other way\n"
        "  cite: 'Memo # 1'\n"
        "  note: as agreed\n"
        "  values: [{value: 1}]    # as of today\n"
    )
    (tmp_path / "parameters.yaml").write_text(rows, encoding="utf-8")
    folders = (*BOOK.folders, tmp_path)
    assert Notes(folders).of(f"{tmp_path.name}/parameters.yaml:2") == [
        "as agreed",
        "counted once",
        "why it is so and no other way",
        "values: as of today",
    ]
    assert Notes(folders).of("nowhere.yaml:1") == []


def test_cases_are_those_that_are_given_or_expect_it() -> None:
    tried = {"740.29": [Case("c-1", "One case", "part_740/x.yaml")]}
    shown = text(Pages(BOOK, tried).page(look_up(BOOK, "740.29")[0]))
    assert "Cases that exercise it (1)" in shown
    assert "part_740/x.yaml#c-1" in shown
    assert {case.id for case in expecting(BOOK, {"LPP"})} >= {"DR-055", "lpp-limit-on"}
    assert "Cases that expect it" in text(Pages(BOOK).page(look_up(BOOK, "740.29")[0]))


def test_exercise_knows_readings_and_cases_of_named_folders(tmp_path: Path) -> None:
    cases = tmp_path / "cases" / "own"
    cases.mkdir(parents=True)
    case = (
        "- id: own-1\n  posture: codified\n  transaction: {as_of: 2025-06-01, activity: export, origin: US, "
        "destination: QA, items: [{chip: nvidia-h100-sxm}], base: ordinary-course, channel: direct, "
        "parties: {consignee: {location: QA, headquarters: QA, ultimate_parent: QA}}, "
        "history: {lpp_tpp_this_year: 0}}\n"
    )
    (cases / "one.yaml").write_text(case, encoding="utf-8")
    found = exercised(BOOK, (tmp_path,))
    assert found["742.6-a-6-iii-A"] == {"own-1"}
    assert found["reading lpp_740_2"] == {"own-1"}


def test_nothing_of_that_name() -> None:
    with pytest.raises(InputError, match=r"nothing in the rulebook is called 'lpp_anual_limit'.*lpp_annual_limit"):
        look_up(BOOK, "lpp_anual_limit")
    with pytest.raises(InputError, match="rules search"):
        look_up(BOOK, "###########")


def test_a_line_is_its_text() -> None:
    assert plain(line("see ", Piece("740.29", "provisions", "740.29"), "")) == "see 740.29"
