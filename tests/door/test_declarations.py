from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from lockgate.door.declarations import RULEBOOK, Fact, fold, load
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from pathlib import Path


def rulebook(folder: Path, **files: str) -> Path:
    (folder / "facts").mkdir()
    (folder / "part_732").mkdir()
    for name, text in {"facts/x": "[]", **{key.replace("__", "/"): text for key, text in files.items()}}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_every_declared_fact_has_a_type_and_a_question() -> None:
    for fact in load().facts.values():
        assert fact.type in {"number", "integer", "boolean", "country", "date", "enum", "set", "text"}, fact.id
        assert fact.question or fact.derived, fact.id


def test_aliases_and_implied_words_lead_to_declared_ones() -> None:
    declared = load()
    for fact in declared.facts.values():
        assert set(fact.aliases.values()) <= set(fact.values), fact.id
        assert set(fact.implies.values()) <= set(declared.facts), fact.id


def test_a_country_code_is_never_the_word_for_another_country() -> None:
    declared = load()
    assert all(declared.country_words[fold(code)] == (code,) for code in declared.countries)


def test_overlays_add_to_the_rulebook(tmp_path: Path) -> None:
    extra = rulebook(
        tmp_path,
        facts__house="- {id: house.approved, kind: evidence, type: boolean}",
        part_732__flags="- {id: 1, flag: house-01, ask: Who asked?}",
    )
    declared = load(RULEBOOK, extra)
    assert declared.facts["house.approved"].kind == "evidence"
    assert declared.flags["house-01"] == "Who asked?"
    assert "circuit.tpp" in declared.facts


def test_numbers_words_and_defaults_are_read(tmp_path: Path) -> None:
    folder = rulebook(
        tmp_path,
        facts__a="- {id: a.b, kind: world, type: number, unit: TPP, decimals: 2, min: 1, max: 9.5, cost: 3}",
        country_names="- {code: XX, name: Xland, aliases: [Land]}\n- {code: YY, name: Yland, aliases: [Land]}",
        eccns="- {id: 3A090.a, aliases: [3A090A]}",
        collections="- {id: crew, element: party, roles: [captain], absent: none}",
    )
    declared = load(folder)
    fact = declared.facts["a.b"]
    assert (fact.decimals, fact.minimum, fact.maximum, fact.cost) == (2, Fraction(1), Fraction(19, 2), 3)
    assert declared.country_words["land"] == ("XX", "YY")
    assert declared.eccn_words == {"3a090a": "3A090.a"}
    assert declared.roles == ("captain",)
    assert declared.trees[""] == {"a": {"b": fact}}


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"facts__a": "x: 1"}, "the file must be a list of mappings"),
        ({"facts__a": "- {id: a, kind: world}"}, "'type' is missing"),
        ({"facts__a": "- {kind: world}"}, "'id' is missing"),
        (
            {"facts__a": "- {id: a, kind: world, type: text}\n- {id: a.b, kind: world, type: text}"},
            "'a.b' lies under the fact 'a'",
        ),
        ({"country_names": "- {name: Xland}"}, "'code' is missing"),
    ],
)
def test_broken_declarations_are_named(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(RulebookError) as caught:
        load(rulebook(tmp_path, **files))
    assert caught.value.message == message
    assert caught.value.place


def test_words_of_countries_and_eccns_come_from_their_files() -> None:
    declared = load()
    assert "3A090.a" in declared.words(declared.facts["item.stated_eccn"])
    assert "MY" in declared.words(declared.facts["transit"])
    assert declared.words(declared.facts["channel"]) == ("direct", "distributor")


def test_facts_hold_together_when_made_by_hand() -> None:
    assert Fact("x", "world", "text", "?", "here").decimals == 6
