"""Names inside names."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parties.real import csl_entries, csl_rows, needs_lists

from lockgate.parties.lists.names import is_address_row, parts, split

CASES = {
    "Example Works": ["Example Works"],
    "Example Works (f.k.a., Old Works)": ["Example Works", "Old Works"],
    "Ex, a.k.a., Second Example": ["Ex", "Second Example"],
    "ANN EXAMPLE -AKA- BEA EXAMPLE": ["ANN EXAMPLE", "BEA EXAMPLE"],
    "ANN EXAMPLE- AKA-BEA": ["ANN EXAMPLE", "BEA"],
    "EXAMPLE, AKAS, EXAMPLE LTD, SAMPLE": ["EXAMPLE", "EXAMPLE LTD", "SAMPLE"],
    "EXAMPLE -AKAS- EXAMPLE PTE LTD, SAMPLE CO., LTD, SPECIMEN": [
        "EXAMPLE",
        "EXAMPLE PTE LTD",
        "SAMPLE CO., LTD",
        "SPECIMEN",
    ],
    "BEA (A.K.A. BEATRICE SPECIMEN) EXAMPLE": ["BEA EXAMPLE", "BEATRICE SPECIMEN"],
    "EXAMPLE (AKA: THE SAMPLE)": ["EXAMPLE", "THE SAMPLE"],
    "EXAMPLE, B.V. ALSO KNOWN AS SAMPLE, B.V.": ["EXAMPLE, B.V.", "SAMPLE, B.V."],
    "First Works [aka Second Works, aka Third Works] (Ruritanian Entity), and its sub-units and successors": [
        "First Works",
        "Second Works",
        "Third Works",
    ],
    "Parent Co., Ltd. (Parent). Affiliated Entity: Child Co., Ltd., North Institute": [
        "Parent Co., Ltd. (Parent)",
        "Child Co., Ltd., North Institute",
    ],
    "Some Commission, and subordinate entity Some Institute": ["Some Commission", "Some Institute"],
    "Some Academy. Subordinate Institution - 9th Institute": ["Some Academy", "9th Institute"],
    "Some Works (a subordinate institute of Another)": ["Some Works"],
    "Some Works; and any successor, sub-unit, or subsidiary thereof": ["Some Works"],
    "Bo Example (Ruritanian national)": ["Bo Example"],
    "Some Example Laboratory (SEL)": ["Some Example Laboratory (SEL)", "Some Example Laboratory", "SEL"],
    "Some Works (SW) 7th Institute": [
        "Some Works (SW) 7th Institute",
        "Some Works 7th Institute",
        "SW",
        "SW 7th Institute",
    ],
    "formerly known as Old Works": ["Old Works"],
    "AKA SERVICES, S.A.": ["AKA SERVICES, S.A."],
    "HAZEL KAKA": ["HAZEL KAKA"],
    "Example (HK) Limited": ["Example (HK) Limited"],
    "EXAMPLE TRADING (NARNIA) LTD": ["EXAMPLE TRADING (NARNIA) LTD"],
    "": [],
}


@pytest.mark.parametrize(("text", "names"), CASES.items())
def test_each_name_comes_out(text: str, names: list[str]) -> None:
    assert [name.text for name in split(text).names] == names


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A Works (f.k.a. B Works)", [("primary", "fka"), ("former", "fka")]),
        ("A Works, n.k.a. B Works", [("primary", "aka"), ("strong", "aka")]),
        ("A Works. Affiliated Entity: B Works", [("primary", "affiliated"), ("derived", "affiliated")]),
        ("Plain Works", [("primary", "")]),
    ],
)
def test_a_name_says_what_it_is_and_what_it_was_read_out_of(text: str, kinds: list[tuple[str, str]]) -> None:
    assert [(name.kind, name.origin) for name in split(text).names] == kinds


def test_notes_say_what_kind_of_party_it_is_and_whether_successors_count() -> None:
    assert split("Bo Example (Ruritanian individual)").kind == "person"
    assert split("Bo Works (Ruritanian entity)").kind == "organisation"
    assert split("Bo Works").kind == "unknown"
    assert split("Bo Works and any successor, sub-unit, or subsidiary thereof").successors
    assert not split("Bo Works and Sons").successors


def test_a_row_that_only_counts_an_address() -> None:
    assert is_address_row("Address 07")
    assert not is_address_row("Address Works 07 Ltd")


def test_legal_forms_stay_with_their_name() -> None:
    assert parts("A Co., Ltd., B Inc. and C") == ["A Co., Ltd.", "B Inc. and C"]
    assert parts("A, LLC; and B") == ["A, LLC", "B"]


@given(st.text(max_size=300))
def test_any_text_is_split_without_a_fault_and_every_name_has_text(text: str) -> None:
    names = split(text).names
    assert all(name.text.strip() for name in names)
    assert len({name.text for name in names}) == len(names)


STRUCTURE = {
    "affiliated": (r"Affiliated Entity:", 22),
    "subordinate": (r"[Ss]ubordinate", 45),
    "aka": (r"(?i)(?<![a-z])(?:a\.?k\.?a\.?s?|also known as)(?![a-z])", 31),
    "fka": (r"f\.k\.a\.", 6),
    "successor": (r"successor", 16),
    "address": (r"^Address \d+$", 19),
    "acronym": (r"\([A-Z]{2,}\)", 256),
}
"""What a plain search finds in the names of 2026-07-31, and in how many rows."""


_PLACES = {
    *(
        "HK",
        "UK",
        "USA",
        "UAE",
        "INDIA",
        "CHINA",
        "GAMBIA",
        "LONDON",
        "ANGOLA",
        "MALAYSIA",
        "CYPRUS",
        "SWITZERLAND",
        "ASIA",
    ),
    *("NAMIBIA", "DALIAN", "KIEV", "AUSTRIA", "SINGAPORE", "INTERNATIONAL", "GROUP", "PTY", "PTE", "PVT", "LLC", "OPC"),
    *("OFFSHORE", "JSC", "CJSC", "FZC", "OOO", "LONG", "SEAN"),
}
"""What stands in brackets in capitals and is no acronym: places, legal forms, two given names."""


@needs_lists
@pytest.mark.parametrize("what", STRUCTURE)
def test_structure_in_the_real_names_is_counted(what: str) -> None:
    pattern, count = STRUCTURE[what]
    assert sum(bool(re.search(pattern, row["name"])) for row in csl_rows()) == count


@needs_lists
def test_one_real_name_only_looks_like_an_alias() -> None:
    pattern, _ = STRUCTURE["aka"]
    looks = [row["name"] for row in csl_rows() if re.search(pattern, row["name"])]
    assert sum(len(split(name).names) == 1 for name in looks) == 1


@needs_lists
def test_capitals_in_brackets_are_an_acronym_or_a_place_form_or_given_name() -> None:
    inside = re.compile(r"\(([A-Z]{2,})\)")
    pairs = [(row["name"], found) for row in csl_rows() for found in inside.findall(row["name"])]
    plain = {found for name, found in pairs if found not in {one.text for one in split(name).names}}
    assert plain == _PLACES


@needs_lists
def test_every_name_in_the_real_structure_is_found_by_its_own_exact_name() -> None:
    """Names cut out here by plain searches, apart from the splitter, must each be a name of their entry."""
    wanted: list[tuple[str, str, str]] = []
    for row in csl_rows():
        name = " ".join(row["name"].split())
        for pattern in (
            r"Affiliated Entity: (.+)$",
            r"subordinate entity (.+)$",
            r"Subordinate Institution - (.+)$",
            r"^(.+?) \(a subordinate institute",
            r"\((?:f\.k\.a\.,?|AKA:|A\.K\.A\.) ([^()]+)\)",
            r"(?:-AKA-|; a\.k\.a\.?) ?([^;-]+?)(?:;|$)",
            r"^(.+?);? and any successor",
            r"^(.+?), and its sub-units",
        ):
            wanted += [(row["source"], name, " ".join(found.split())) for found in re.findall(pattern, name)]
        wanted += [
            (row["source"], name, found) for found in re.findall(r"\(([A-Z]{3,8})\)$", name) if found not in _PLACES
        ]
    entries = {(entry.title, one.text) for entry in csl_entries() for one in entry.names}
    missing = [one for one in wanted if (one[1], one[2]) not in entries and "(" not in one[2] and "[" not in one[2]]
    assert len(wanted) > 200
    assert missing == []


@needs_lists
def test_the_real_address_rows_have_no_name_to_match() -> None:
    rows = [entry for entry in csl_entries() if entry.address_only]
    assert Counter(country for entry in rows for country in entry.countries) == {"CN": 18, "HK": 18, "TR": 1}
