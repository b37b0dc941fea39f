"""Countries as order systems write them."""

from __future__ import annotations

import pytest

from lockgate.door.declarations import load
from lockgate.door.problems import WordError
from lockgate.door.words import country

SPELLED = {
    "KR": ["Korea, Rep.", "Korea, Republic of", "Republic of Korea", "South Korea", "KOR", "410", "Rep. of Korea"],
    "VN": ["Viet Nam", "VIETNAM", "VNM", "704"],
    "AE": ["UAE", "U.A.E.", "Utd.Arab Emir.", "784"],
    "TR": ["Türkiye", "Turkey", "TURKIYE", "792"],
    "HK": ["Hong Kong SAR", "Hong Kong", "Hong Kong, China", "HKG", "344"],
    "TW": ["Taiwan, Province of China", "Taiwan", "TWN", "158"],
    "MO": ["Macau", "Macao", "Macao SAR", "446"],
    "RU": ["Russian Federation", "Russia", "643"],
    "CZ": ["Czechia", "Czech Republic", "203"],
    "CN": ["China", "P.R. China", "PRC", "156"],
    "CD": ["Congo, Dem. Rep.", "DR Congo", "180"],
    "CG": ["Congo, Rep.", "178"],
    "KP": ["Korea, Dem. People's Rep.", "DPRK", "408"],
    "SG": ["SGP", "702"],
    "AU": ["036"],
    "GN": ["Guinea", "324"],
    "NO": ["NO", "Norway", "578"],
}


@pytest.mark.parametrize("code", SPELLED)
def test_spellings(code: str) -> None:
    assert {country(word, load()) for word in SPELLED[code]} == {code}


@pytest.mark.parametrize("word", ["Korea", "Congo", "Virgin Islands"])
def test_words_of_several_countries_are_refused(word: str) -> None:
    with pytest.raises(WordError, match="may be several countries"):
        country(word, load())


def test_every_country_but_kosovo_has_a_number() -> None:
    declared = load()
    numbered = {codes for word, codes in declared.country_words.items() if len(word) == 3 and word.isdigit()}
    assert {code for codes in numbered for code in codes} == set(declared.countries) - {"XK"}
    assert all(len(codes) == 1 for codes in numbered)
