from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.compiler.load import Located
from lockgate.door import values
from lockgate.door.declarations import load
from lockgate.door.model import Categorical, Interval, SetValue, Text
from lockgate.door.problems import Problem, WordError

DECLARED = load()
EITHER = Categorical(frozenset({"true", "false"}))


def read(fact: str, raw: Any) -> Any:
    return values.value(DECLARED.facts[fact], raw, DECLARED)


def one(*words: str) -> Categorical:
    return Categorical(frozenset(words))


def members(*words: str) -> SetValue:
    return SetValue(frozenset(words), frozenset(words))


@pytest.mark.parametrize(
    ("fact", "raw", "expected"),
    [
        ("destination", "NO", one("NO")),
        ("destination", "Hong Kong", one("HK")),
        ("destination", {"one_of": ["CN", "Hong Kong"]}, one("CN", "HK")),
        ("destination", "unknown", None),
        ("destination", "", None),
        ("destination", None, None),
        ("activity", "in country transfer", one("transfer")),
        ("item.stated_eccn", "4e091", one("4E091")),
        ("item.stated_eccn", "3A090A", one("3A090.a")),
        ("item.marketed_datacenter", "ambiguous", None),
        ("item.marketed_datacenter", True, one("true")),
        ("item.marketed_datacenter", {"one_of": ["yes", "no"]}, EITHER),
        ("item.node_nm", "5 nm", Interval(Fraction(5), Fraction(5))),
        ("knowledge.wmd", "unknown", EITHER),
        ("evidence.dd_package", "unknown", None),
        ("party.name", " 007 Ltd ", Text("007 Ltd")),
        ("party.lists", [], members()),
        ("party.lists", "none", members()),
        ("party.lists", "[]", members()),
        ("party.lists", "el; sdn", members("entity_list", "sdn")),
        ("party.lists", ["entity_list:fn1"], members("entity_list_fn1")),
        ("party.lists", "unknown", None),
        ("party.lists", ["el", "unknown"], SetValue(frozenset({"entity_list"}), None)),
        ("party.lists", {"certain": ["el"]}, SetValue(frozenset({"entity_list"}), None)),
        (
            "party.lists",
            {"certain": "el", "possible": ["sdn"]},
            SetValue(frozenset({"entity_list"}), frozenset({"entity_list", "sdn"})),
        ),
        ("party.letters", "unknown", SetValue(frozenset(), None)),
        ("transit", "SG, Hong Kong", members("SG", "HK")),
        ("end_use", "training", members("train_model")),
        ("end_use", ["military"], members("other")),
        ("end_use", ["military", "inference"], members("inference")),
    ],
)
def test_values_by_their_declaration(fact: str, raw: Any, expected: Any) -> None:
    assert read(fact, raw) == expected


@pytest.mark.parametrize(
    ("fact", "raw", "message"),
    [
        ("destination", ["CN"], "one value is expected here, not a list or mapping"),
        ("destination", {"one_of": []}, "this is no value"),
        ("destination", {"low": "CN"}, "this is no value"),
        ("party.lists", {"certian": ["el"]}, "unknown key 'certian' in a set"),
        ("party.lists", {"qqq": ["el"]}, "unknown key 'qqq' in a set"),
        ("party.lists", [["el"]], "one value is expected here, not a list or mapping"),
        ("party.name", ["a"], "one value is expected here, not a list or mapping"),
    ],
)
def test_values_that_are_refused(fact: str, raw: Any, message: str) -> None:
    with pytest.raises(WordError) as caught:
        read(fact, raw)
    assert caught.value.message == message
    assert caught.value.hint


def test_knowledge_of_several_words_stays_open_when_unknown() -> None:
    from dataclasses import replace

    fact = replace(DECLARED.facts["channel"], kind="knowledge")
    assert values.value(fact, "unknown", DECLARED) == one("direct", "distributor")


def test_words_of_an_end_use_that_are_knowledge() -> None:
    end_use = DECLARED.facts["end_use"]
    assert values.implied(["Military"], end_use) == {"knowledge.military_end_use": one("true")}
    assert values.implied({"certain": ["wmd"], "possible": ["nuclear", "military"]}, end_use) == {
        "knowledge.wmd": one("true"),
        "knowledge.military_end_use": EITHER,
    }
    assert values.implied("", end_use) == {}
    assert values.implied("x", DECLARED.facts["channel"]) == {}


def test_every_wrong_word_of_a_list_is_told_with_its_line() -> None:
    problems: list[Problem] = []
    raw = [Located("xx", "a.yaml", 4), Located("el", "a.yaml", 5), Located("yy", "a.yaml", 6)]
    assert values.collect(DECLARED.facts["party.lists"], raw, DECLARED, "lists", problems) is None
    assert [problem.place for problem in problems] == ["a.yaml:4, lists", "a.yaml:6, lists"]


def test_the_line_of_a_wrong_bound_is_told() -> None:
    problems: list[Problem] = []
    raw = {"low": Located("x", "a.yaml", 4)}
    assert values.collect(DECLARED.facts["circuit.tpp"], raw, DECLARED, "tpp", problems) is None
    assert [problem.place for problem in problems] == ["a.yaml:4, tpp"]
    values.collect(DECLARED.facts["circuit.tpp"], {"min": "4"}, DECLARED, "tpp", problems)
    assert problems[-1].place == "tpp"


@pytest.mark.parametrize(
    ("fact", "raw", "text"),
    [
        ("destination", {"one_of": ["HK", "CN"]}, "CN or HK"),
        ("party.name", "A", "A"),
        ("party.lists", [], "none"),
        ("party.lists", ["el", "unknown"], "entity_list, perhaps more"),
        ("as_of", "2025-06-01", "2025-06-01"),
        ("circuit.tpp", {"low": 4000, "high": 4800.5}, "4000 TPP to 4800.5 TPP"),
        ("circuit.tpp", ">= 4000", "at least 4000 TPP"),
        ("circuit.tpp", "<= 4000", "at most 4000 TPP"),
        ("item.quantity", 5, "5"),
    ],
)
def test_values_as_people_read_them(fact: str, raw: Any, text: str) -> None:
    assert values.shown(read(fact, raw), DECLARED.facts[fact]) == text


SCALARS = st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.booleans(), st.none(), st.dates())
RAW = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["low", "high", "one_of", "certain", "possible", "x"]), inner, max_size=3),
    ),
    max_leaves=6,
)


@given(st.sampled_from(sorted(DECLARED.facts)), RAW)
def test_whatever_comes_in_is_a_value_or_a_problem(fact: str, raw: Any) -> None:
    problems: list[Problem] = []
    found = values.collect(DECLARED.facts[fact], raw, DECLARED, fact, problems)
    assert found is None or not problems
    assert all(problem.place and problem.message and problem.hint for problem in problems)
    if found is not None:
        values.shown(found, DECLARED.facts[fact])


@given(st.sampled_from(sorted(DECLARED.countries)))
def test_every_country_is_known_by_code_and_name(code: str) -> None:
    assert read("destination", code) == one(code)
    assert read("destination", DECLARED.countries[code]) == one(code)
