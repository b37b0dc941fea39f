"""Screening against a small list: who is found, with which reasons, and what never happens."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parties.match.small import ENTRIES, SCREENER

from lockgate.parties.match import BANDS, Party, same_name, screener, settings
from lockgate.parties.match.evidence import AGAINST, FOR, NAMES
from lockgate.parties.match.score import share, weights

FOUND = [
    ("Beijing Nowhere Photon Technology Co., Ltd.", "el:1"),
    ("Nowhere Photon Technology (Beijing) Limited", "el:1"),
    ("BEIJING NOWHERE PHOTON TECH", "el:1"),
    ("Beijing Nowere Photon Technology", "el:1"),
    ("BeijingNowhere Photon Technology", "el:1"),
    ("Beijing No where Photon Technology", "el:1"),
    ("Attn: Mr. Li, Beijing Nowhere Photon Technology Co Ltd, Room 3", "el:1"),
    ("Beijing Nowhre Phtn Technology Co. Ltd", "el:1"),
    ("Vladimir Sergeyevich Imaginaryov", "sdn:2"),
    ("Владимир Сергеевич Имагинарёв", "sdn:2"),
    ("IMAGINARYOV V.S.", "sdn:2"),
    ("Wladimir Imaginaryov", "sdn:2"),
    ("Vydumka LLC", "sdn:3"),
    ("ООО Выдумка", "sdn:3"),
    ("58 Imaginary Quantum Research Inst.", "el:5"),
]
NOT_FOUND = [
    "Beijing Harbour Textile Co., Ltd.",
    "Maria Sample",
    "Technology Co Ltd",
    "Example Bank of Somewhere",
    "张伟",
]


@pytest.mark.parametrize(("name", "entry"), FOUND)
def test_found(name: str, entry: str) -> None:
    found = SCREENER.screen(Party(name))
    assert [hit.entry for hit in found.hits][:1] == [entry]
    assert found.band == found.hits[0].band != "none"


@pytest.mark.parametrize("name", NOT_FOUND)
def test_not_found(name: str) -> None:
    found = SCREENER.screen(Party(name))
    assert (found.band, found.hits, found.problems) == ("none", (), ())


def test_reasons_cover_both_names() -> None:
    hit = SCREENER.screen(Party("Nowhere Photon Textile Ltd")).hits[0]
    assert " ".join(pair.ours for pair in hit.tokens if pair.ours) == "nowhere photon textile ltd"
    theirs = " ".join(pair.theirs for pair in hit.tokens if pair.theirs)
    assert set(theirs.split()) == set(hit.name.lower().replace(",", "").replace(".", "").split())
    assert {pair.state for pair in hit.tokens} <= {"agree", "differ", "absent"}
    assert all((pair.weight >= 0) == (pair.state == "agree") or pair.weight == 0 for pair in hit.tokens)
    assert all(-1 <= pair.weight <= 1 for pair in hit.tokens)


def test_a_weak_alias_or_an_acronym_needs_second_evidence() -> None:
    for name in ("Lightly", "BNPT"):
        alone = SCREENER.screen(Party(name))
        assert alone.band == "none"
        assert [hit.entry for hit in alone.noted] == ["el:1"]
        assert "second evidence" in alone.noted[0].needs
        both = SCREENER.screen(Party(name, countries=("CN",)))
        assert [hit.entry for hit in both.hits] == ["el:1"]


def test_a_number_settles_it() -> None:
    found = SCREENER.screen(Party("Somebody Else", identifiers=("n 00-12345",)))
    assert [(hit.entry, hit.band) for hit in found.hits] == [("sdn:2", "certain")]
    assert SCREENER.screen(Party("Somebody Else", identifiers=("123",))).band == "none"


@pytest.mark.parametrize(
    "address",
    [
        "Rm. 2309, Unreal King Comm. Center, 7 Fakuen St, Kowloon, Hong Kong",
        "7 FA KUEN STREET, UNREAL KING COMMERCIAL CENTRE, FLAT 2309, KOWLOON",
    ],
)
def test_an_address_only_entry_is_found_by_its_room(address: str) -> None:
    found = SCREENER.screen(Party("Harmless Trading Ltd", addresses=(address,)))
    assert [(hit.entry, hit.band) for hit in found.hits] == [("el:4", "certain")]


def test_another_room_of_the_building_is_only_noted() -> None:
    address = "Room 1101, Unreal King Commercial Centre, 7 Fa Kuen Street, Kowloon"
    found = SCREENER.screen(Party("Harmless Trading Ltd", addresses=(address,)))
    assert found.band == "none"
    assert [hit.entry for hit in found.noted] == ["el:4"]
    elsewhere = Party("Harmless Trading Ltd", addresses=("Room 2309, 9 Other Road, Kowloon",))
    assert SCREENER.screen(elsewhere).noted == ()


def test_evidence_never_lowers_by_agreeing() -> None:
    plain = SCREENER.screen(Party("Nowhere Photon Ltd")).hits[0]
    for more in (
        {"countries": ("CN",)},
        {"addresses": ("Room 1605, Pretend Centre, 2-16 Invented Street, Mong Kok",)},
        {"kind": "organisation"},
    ):
        better = SCREENER.screen(replace(Party("Nowhere Photon Ltd"), **more)).hits[0]
        assert better.score >= plain.score
    worse = SCREENER.screen(Party("Nowhere Photon Ltd", countries=("BR",)))
    assert not worse.hits or worse.hits[0].score < plain.score


@given(st.data())
def test_more_that_agrees_never_lowers_a_score(data: st.DataObject) -> None:
    """Each number by itself: the line of one that speaks for only rises, of one that speaks against only falls."""
    numbers = [data.draw(st.floats(0, 4, allow_nan=False)) for _ in NAMES]
    place = data.draw(st.sampled_from(range(len(NAMES))))
    more = list(numbers)
    more[place] += data.draw(st.floats(0, 2, allow_nan=False))
    before, after = weights().logits([numbers, more]).tolist()
    assert (after >= before - 1e-3) if NAMES[place] in FOR else (after <= before + 1e-3)
    assert set(FOR) | set(AGAINST) == set(NAMES)


@given(
    st.lists(
        st.sampled_from(["nowhere", "photon", "beijing", "technology", "ltd", "harbour", "bank", "ada", "58"]),
        max_size=6,
    )
)
def test_the_same_words_in_the_same_order_agree_best(words: list[str]) -> None:
    name = " ".join(words)
    whole = SCREENER.scores("Beijing Nowhere Photon Technology Co., Ltd.")[0][1]
    assert all(score <= whole + 1e-9 for entry, score in SCREENER.scores(name) if entry == 0)


@given(st.text(max_size=300) | st.text(alphabet="nowhere photonБ\u200d\x00\n(),:/", max_size=600))
def test_no_text_breaks_it(text: str) -> None:
    found = SCREENER.screen(Party(text))
    assert found.band in {*BANDS, ""}
    assert found.band or found.problems
    json.dumps(found.to_dict())


@pytest.mark.parametrize(
    ("name", "why"),
    [("", "no name"), ("  ", "no name"), ("x", "one letter"), ("???", "no letter"), ("\u200b\x00", "no letter")],
)
def test_what_cannot_be_screened_says_so(name: str, why: str) -> None:
    found = SCREENER.screen(Party(name))
    assert found.band == ""
    assert why in found.problems[0]
    assert SCREENER.screen(Party(name, addresses=("9 Other Road, Kowloon",))).band == "none"


def test_a_name_deep_in_a_long_text_is_found() -> None:
    text = "lorem ipsum dolor, " * 400 + "Beijing Nowhere Photon Technology Co., Ltd., " + "sit amet, " * 100
    assert len(text) < 10_000
    assert [hit.entry for hit in SCREENER.screen(Party(text)).hits] == ["el:1"]
    long = SCREENER.screen(Party("ab " * 4_000))
    assert long.band == ""
    assert "12000 characters" in long.problems[0]


def test_the_same_input_gives_the_same_bytes() -> None:
    again = screener(tuple(replace(one) for one in ENTRIES), ("snapshot",))
    for name, _ in FOUND:
        one, other = (json.dumps(which.screen(Party(name)).to_dict()) for which in (SCREENER, again))
        assert one == other


def test_the_id_of_a_party_changes_nothing() -> None:
    one, other = (SCREENER.screen(Party(name, id="7")) for name, _ in (FOUND[0], FOUND[8]))
    assert one.hits[0].entry != other.hits[0].entry


def test_bands_follow_the_score() -> None:
    known = settings()
    assert [known.band(known.bands[name]) for name in BANDS[1:]] == list(BANDS[1:])
    assert known.band(0.0) == "none"
    assert share(-800.0) >= 0.0
    assert share(800.0) <= 1.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nowhere Photon Ltd", "NOWHERE PHOTON LIMITED", True),
        ("Nowhere Front", "Somewhere/Nowhere Front", True),
        ("Usama Example", "Osama Example", True),
        ("Nowhere Photon Ltd", "Harbour Textile Ltd", False),
        ("", "Nowhere", False),
    ],
)
def test_two_names(one: str, other: str, same: bool) -> None:
    assert (same_name(one, other) > 0.33) == same
    assert same_name(one, other) == same_name(other, one)
    assert (same_name(one, other, SCREENER.names) > 0.33) == same
