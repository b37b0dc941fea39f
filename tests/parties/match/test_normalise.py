"""Names are read alike however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.parties.match.normalise import LONGEST, MOST, read, tokens
from lockgate.parties.match.sound import skeleton, sound
from lockgate.parties.match.tables import Kind, vocabulary


def forms(text: str) -> list[str]:
    return [token.form for token in tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nowhere Trading Co., Ltd.", "NOWHERE TRDG COMPANY LIMITED"),
        ("OOO Vydumka", "Obshchestvo s ogranichennoy otvetstvennostyu Vydumka"),
        ("ООО «Выдумка»", "LLC VYDUMKA"),
        ("Nowhere S.A. de C.V.", "Nowhere SA DE CV"),
        ("Nоwhеrе Рhоtоn", "Nowhere Photon"),
        ("Now\u200dhere Pho\u00adton", "Nowhere Photon"),
        ("Nowhere Int'l", "Nowhere International"),
        ("13th Nowhere Institute", "Nowhere Institute 13"),
        ("JNT STCK CMPNY Nowhere", "Joint Stock Company Nowhere"),
        ("N0where Ph0ton", "Nowhere Photon"),
        ("虚构技术有限公司", "XuGou Technology Co Ltd"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert sorted("".join(forms(one))) == sorted("".join(forms(other)))


def test_kinds_of_words() -> None:
    found = {token.raw: token.kind for token in tokens("Attn: Dr. Ada B. al-Example, Beijing 58 Tech Ltd")}
    assert found["attn"] == Kind.NOISE
    assert found["dr"] == Kind.TITLE
    assert found["b"] == Kind.INITIAL
    assert found["al"] == Kind.PARTICLE
    assert found["beijing"] == Kind.PLACE
    assert found["58"] == Kind.NUMBER
    assert found["tech"] == Kind.WORD
    assert found["ltd"] == Kind.LEGAL


def test_last_first_is_turned() -> None:
    assert read("IMAGINARYOV, Vladimir").plain == read("Vladimir Imaginaryov").plain


@given(st.text(max_size=2_000))
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert len(found.tokens) <= MOST
    assert all(token.form and token.raw.isascii() for token in found.tokens)
    assert found == read(text)


def test_a_long_text_is_cut_at_a_length() -> None:
    assert len(read("a " * 10_000).plain) <= LONGEST


@pytest.mark.parametrize(
    ("one", "other"), [("muhammad", "mohamed"), ("sergey", "sergei"), ("viktor", "victor"), ("xadija", "ksadija")]
)
def test_sounds_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_skeleton_of_vowelless() -> None:
    assert skeleton("shipping") == skeleton("shppng")


def test_tables_hold_no_word_twice_in_one_table() -> None:
    known = vocabulary()
    assert known.words["gmbh"].kind == Kind.LEGAL
    assert not {"", " "} & set(known.words)
    assert known.widths
