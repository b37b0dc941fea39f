"""Names in other scripts, one test a script; and the ways in which a name is written that are no script."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lockgate.parties.match import Party, Screener, screener
from lockgate.parties.match.letters import Script, latin
from lockgate.parties.model import Entry, ListedAddress, ListedName


def listed(*names: str, kind: str = "unknown") -> Screener:
    return screener(
        [
            Entry(f"x:{at}", "entity_list", "x", name, kind, names=(ListedName(name, "primary"),))  # type: ignore[arg-type] # a kind
            for at, name in enumerate(names)
        ]
    )


LIST = listed(
    "Shanghai Quting Microelectronics Equipment Co., Ltd.",
    "QASEMZADEH, Mohammad Reza",
    "BANK MOHTARAM",
    "Korea Hanmirae Trading Corporation",
    "HANMIRAE, Jong Un",
    "Sakuramoto Seiki Co., Ltd.",
    "VYDUMKIN, Sergey Viktorovich",
    "BAKOGIORGOU, Evangelos",
    "SOMCHAITHONG, Prasit",
)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("Выдумкин Сергей Викторович", "x:6"),  # Cyrillic
        ("С. В. Выдумкин", "x:6"),
        ("上海曲听微电子装备有限公司", "x:0"),  # Chinese
        ("上海曲聽微電子設備有限公司", "x:0"),
        ("محمد رضا قاسمزاده", "x:1"),  # Arabic letters
        ("بانک محترم", "x:2"),
        ("한미래 무역", "x:3"),  # Korean
        ("サクラモト セイキ 株式会社", "x:5"),  # Japanese
        ("Ευάγγελος Μπακογιώργου", "x:7"),  # Greek
        ("ประสิทธิ์ สมชายทอง", "x:8"),  # Thai
    ],
)
def test_a_name_in_its_own_script_is_found(name: str, entry: str) -> None:
    found = LIST.screen(Party(name))
    assert [hit.entry for hit in found.hits][:1] == [entry], latin(name)
    assert all(pair.ours.isascii() for pair in found.hits[0].tokens)


def test_what_a_script_leaves_out() -> None:
    assert latin("Example") == ("Example", Script.LATIN)
    assert latin("Exаmple")[1] == Script.LATIN  # one letter of another alphabet is a mask, not a script
    assert latin("Пример")[1] == Script.OTHER
    assert latin("محمد")[1] == Script.NO_VOWELS
    assert latin("Ευάγγελος Μπουτάρης")[0].lower() == "evangelos boutaris"


WORKS = listed(
    "Imaginary Harbour Shipping Company Limited",
    "Joint Stock Company Vydumka Precision Instruments",
    "NOBODOV, Vladimir Sergeyevich",
    "Nowhere 58th Research Institute",
    "International Traders",
)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("Imaginary Harbour Shipping Co. Ltd.", "x:0"),  # legal forms
        ("Imaginary Harbour Shpg Co", "x:0"),  # abbreviations
        ("Harbour Imaginary Shipping", "x:0"),  # another order
        ("ImaginaryHarbour Shipping", "x:0"),  # written together
        ("Imag inary Harbour Shipping", "x:0"),  # written apart
        ("Imagniary Harbuor Shipping", "x:0"),  # typing
        ("lmaginary Harb0ur Shipping", "x:0"),  # scanning
        ("Imаginаry Hаrbour Shipping", "x:0"),  # letters that look alike
        ("Mgnry Hrbr Shppng Co Ltd".replace("Mgnry", "Imgnry"), "x:0"),  # no vowels
        ("Attn: Ms. Ada, Imaginary Harbour Shipping Company Limited, Dock 4", "x:0"),
        ("AO Vydumka Precision Instruments", "x:1"),
        ("JNT STCK CMPNY Vydumka Precision Instruments", "x:1"),
        ("V. S. Nobodov", "x:2"),
        ("NOBODOV V. S.", "x:2"),
        ("Wladimir Sergejewitsch Nobodow", "x:2"),
        ("Volodymyr Nobodov", "x:2"),
        ("58 Nowhere Research Institute", "x:3"),
        ("INTERNATIONAL TRADERS", "x:4"),  # nothing but common words, but just as listed
    ],
)
def test_a_name_written_otherwise_is_found(name: str, entry: str) -> None:
    assert [hit.entry for hit in WORKS.screen(Party(name)).hits][:1] == [entry]


def test_numbers_must_agree() -> None:
    right, wrong = (WORKS.scores(f"Nowhere {number} Research Institute")[0][1] for number in (58, 59))
    assert right > 0.65
    assert wrong < 0.3


def test_a_rare_word_says_more_than_a_common_one() -> None:
    many = listed(*(f"{word} Harbour Works" for word in ("Alda", "Brena", "Corvo", "Dorne")), "Quillon Meadow Works")
    rare = dict(many.scores("Quillon Works"))
    common = dict(many.scores("Harbour Works"))
    assert rare[4] > max(common.values(), default=0.0)


def test_an_acronym_that_is_listed_is_never_dropped() -> None:
    entry = Entry(
        "x:1", "entity_list", "x", "Nowhere Photon Institute", names=(ListedName("Nowhere Photon Institute", "primary"), ListedName("NPI", "acronym", "acronym")),
    )  # fmt: skip
    found = screener([entry]).screen(Party("NPI"))
    assert found.band == "none"
    assert [(hit.entry, hit.name) for hit in found.noted] == [("x:1", "NPI")]


def test_how_many_more_are_noted_is_told() -> None:
    entries = [
        Entry(f"x:{at}", "entity_list", "x", f"Unit {at}", names=(ListedName("NPI", "acronym", "acronym"),))
        for at in range(30)
    ]
    found = screener(entries).screen(Party("NPI"))
    assert (len(found.noted), found.noted_more) == (20, 10)
    assert found.to_dict()["noted_more"] == 10


@pytest.mark.parametrize(
    "name",
    [
        "",
        "\u200b",
        "a",
        "Я",
        "王",
        "???",
        "\x00\x01",
        "a" * 10_000,
        "ab " * 3_333,
        "a" * 10_001,
        "Пример example 例 مثال" * 50,
    ],
)
def test_bad_input_gives_a_band_or_a_reason(name: str) -> None:
    found = LIST.screen(Party(name))
    assert found.band or found.problems
    assert LIST.screen(Party(name)) == found


def test_ten_thousand_characters_are_screened_and_one_more_says_so() -> None:
    start = "Imaginary Harbour Shipping Company Limited, "
    whole = WORKS.screen(Party(start + "lorem ipsum, " * 700))
    assert [hit.entry for hit in whole.hits] == ["x:0"]
    assert not whole.problems
    longer = WORKS.screen(Party(start + "lorem ipsum, " * 800))
    assert [hit.entry for hit in longer.hits] == ["x:0"]
    assert "characters" in longer.problems[0]


def test_more_evidence_that_agrees_never_lowers_the_score() -> None:
    entry = Entry(
        "x:1", "entity_list", "x", "Imaginary Harbour Shipping", "organisation",
        names=(ListedName("Imaginary Harbour Shipping", "primary"),), countries=("CN",),
        addresses=(ListedAddress("Room 5, 9 Invented Road, Kowloon", "HK"),),
    )  # fmt: skip
    made = screener([entry])
    more = ({"countries": ("CN",)}, {"kind": "organisation"}, {"addresses": ("Room 5, 9 Invented Rd, Kowloon",)})
    for name in ("Imaginary Harbour Shipping", "Imaginary Harbor", "Imagnary Harbour Trading Ltd"):
        before = 0.0
        party = Party(name)
        for extra in ({}, *more):
            party = replace(party, **extra)
            hits = made.screen(party).hits
            after = hits[0].score if hits else 0.0
            assert after >= before
            before = after
