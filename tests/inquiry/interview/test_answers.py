"""Answers as people say them, and what stands in the file afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from lockgate.door.declarations import load
from lockgate.door.values import value
from lockgate.errors import InputError
from lockgate.inquiry.interview.answers import (
    circuits_of,
    is_dont_know,
    owners_of,
    party_of,
    sites_of,
    value_of,
)

DECLARED = load()


@pytest.mark.parametrize(
    ("fact", "said", "written"),
    [
        ("destination", "Malaysia", "MY"),
        ("destination", "korea, rep. of", "KR"),
        ("destination", "CN or HK", {"one_of": ["CN", "HK"]}),
        ("destination", "China, Hong Kong or Macau", {"one_of": ["CN", "HK", "MO"]}),
        ("destination", "{one_of: [CN, HK]}", {"one_of": ["CN", "HK"]}),
        ("channel", "reseller", "distributor"),
        ("channel", "not direct", "distributor"),
        ("item.kind", "chip or server", {"one_of": ["ic", "server"]}),
        ("item.marketed_datacenter", "Y", "yes"),
        ("item.marketed_datacenter", "false", "no"),
        ("as_of", "1 June 2025", "2025-06-01"),
        ("shipment.packaged_on", "not before 2025-06-01", ">= 2025-06-01"),
        ("shipment.packaged_on", "by 2025-06-01", "<= 2025-06-01"),
        ("item.dram_bandwidth_gbs", "3.35 TB/s", "3.35 TB/s"),
        ("circuit.tpp", "at least 4000", "at least 4000"),
        ("circuit.tpp", "4000..4800", "4000..4800"),
        ("circuit.tpp", "from 4000 to 4800", "4000..4800"),
        ("circuit.tpp", "4000 - 4800", "4000..4800"),
        ("circuit.tpp", "1979 TOPS at 8 bits", "15832"),
        ("circuit.tpp", "{low: 4000}", {"low": "4000"}),
        ("item.quantity", "below 5", {"high": "4"}),
        ("item.quantity", "more than 5", {"low": "6"}),
        ("item.us_content_share", "under 10%", {"high": "0.099999"}),
        ("party.lists", "none", []),
        ("party.lists", "sdn and meu", ["meu_list", "sdn"]),
        ("party.lists", "sdn, perhaps more", ["sdn", "unknown"]),
        ("party.lists", "[sdn]", ["sdn"]),
        ("end_use", "military", ["military"]),
        ("party.name", "Acme, Inc.", "Acme, Inc."),
    ],
)
def test_an_answer_means_what_it_means_in_a_file(fact: str, said: str, written: Any) -> None:
    found = value_of(said, DECLARED.facts[fact], DECLARED)
    assert found == written
    assert value(DECLARED.facts[fact], found, DECLARED) is not None


def test_what_is_ruled_out_of_a_set_leaves_the_others_open() -> None:
    found = value_of("not entity_list", DECLARED.facts["party.lists"], DECLARED)
    assert found["certain"] == []
    assert "entity_list" not in found["possible"]
    assert "sdn" in found["possible"]


def test_all_but_one_country_can_be_said() -> None:
    found = value_of("not CN", DECLARED.facts["destination"], DECLARED)
    assert set(found["one_of"]) == set(DECLARED.countries) - {"CN"}


@pytest.mark.parametrize(
    ("fact", "said", "message"),
    [
        ("destination", "Malasia", "unknown country 'Malasia'"),
        ("destination", "CN or Malasia", "unknown country 'Malasia'"),
        ("item.marketed_datacenter", "perhaps", "neither yes nor no"),
        ("item.quantity", "2.5", "whole number"),
        ("item.quantity", "9..3", "above the upper bound"),
        ("circuit.tpp", "3 TB/s", "no unit"),
        ("item.us_content_share", "150%", "more than"),
        ("as_of", "06/07/2025", "read in one way only"),
        ("party.lists", "sdm", "unknown word 'sdm'"),
        ("circuit.tpp", "{low: 4000", "not closed"),
        ("circuit.tpp", "below unknown", "says nothing|is no number"),
        ("circuit.tpp", "{}", "says nothing"),
    ],
)
def test_what_cannot_be_understood_is_refused(fact: str, said: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        value_of(said, DECLARED.facts[fact], DECLARED)


@pytest.mark.parametrize("said", ["unknown", "I don't know", "dont know", "no idea", "?", "TBD"])
def test_not_knowing_has_many_words(said: str) -> None:
    assert is_dont_know(said)


def test_a_fact_may_have_words_of_its_own_for_it() -> None:
    assert is_dont_know("ambiguous", DECLARED.facts["item.marketed_datacenter"])
    assert not is_dont_know("ambiguous", DECLARED.facts["channel"])


@pytest.mark.parametrize(
    ("said", "before", "written"),
    [
        ("none", None, []),
        ("60% entity_list", None, [{"share": "60%", "list": ["entity_list"]}]),
        ("Acme 60%", None, [{"share": "60%", "name": "Acme"}]),
        (
            "at least 50% sdn; perhaps more",
            None,
            {"known": [{"share": "at least 50%", "list": ["sdn"]}], "complete": "no"},
        ),
        ("all", {"known": [{"share": "60%"}], "complete": "no"}, [{"share": "60%"}]),
        ("10% none", {"known": [{"share": "60%"}], "complete": "no"}, [{"share": "60%"}, {"share": "10%", "list": []}]),
        ("[{list: sdn, share: 60%}]", None, [{"list": "sdn", "share": "60%"}]),
    ],
)
def test_owners(said: str, before: Any, written: Any) -> None:
    assert owners_of(said, DECLARED, before) == written


def test_an_owner_has_a_share_or_a_list() -> None:
    with pytest.raises(InputError, match="no share and no list"):
        owners_of("somebody", DECLARED, None)


@pytest.mark.parametrize(
    ("said", "before", "written"),
    [
        ("Acme", None, {"name": "Acme"}),
        ("none", None, "none"),
        ("the end user", None, "end_user"),
        ("all", {"known": {"name": "Acme"}, "complete": "no"}, [{"name": "Acme"}]),
        ("Bolt", {"known": [{"name": "Acme"}]}, [{"name": "Acme"}, {"name": "Bolt"}]),
        ("{name: Acme, location: MY}", None, {"name": "Acme", "location": "MY"}),
    ],
)
def test_parties(said: str, before: Any, written: Any) -> None:
    assert party_of(said, ("end_user",), before) == written


def test_sites() -> None:
    before = [{"country": "US", "tpp": "5"}]
    assert sites_of("none", None) == []
    assert sites_of("all", before) == before
    assert sites_of("MY: 3", before) == [*before, {"country": "MY", "tpp": "3"}]
    assert sites_of("{US: 5}", None) == {"US": "5"}
    with pytest.raises(InputError, match="no country with its TPP"):
        sites_of("Malaysia", None)


def test_circuits_of_which_more_may_exist() -> None:
    before = {"known": [{"chip": "nvidia-h100-sxm"}], "complete": "no"}
    assert circuits_of("all", before) == [{"chip": "nvidia-h100-sxm"}]
    assert circuits_of("[{chip: nvidia-h20-96gb}]", before) == [{"chip": "nvidia-h20-96gb"}]
    with pytest.raises(InputError, match="no list of circuits"):
        circuits_of("8", before)
