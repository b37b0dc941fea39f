from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lockgate.door.build import BESIDE, attempt, build
from lockgate.door.declarations import load
from lockgate.door.model import Categorical, Group, Interval, Item, Text
from lockgate.door.problems import BadInputError
from lockgate.door.read import parse

FULL = """\
schema: lockgate.transaction/1
id: PO-7
line: 10
note: a first order
as_of: 2025-06-01
activity: export
origin: US
destination: Malaysia
items:
- chip: nvidia-h100-sxm
  stated_eccn: 3A090.a
  tpp: 15824
  circuits: 1
  quantity: 500
parties:
  exporter: {name: Maker, location: US, headquarters: US, role: distributor, letters: []}
  consignee:
    name: Cloud
    location: MY
    headquarters: MY
    ultimate_parent: {id: P-1, name: Holding, headquarters: SG}
    sector: private
    lists: []
    owners: [{list: entity_list, share: 0.6}]
    veu: none
  end_user: consignee
  purchaser: none
  operator: unknown
end_use: [data_center]
channel: direct
history: {lpp_tpp_this_year: 0, country_allocation_tpp: 0, aia_cumulative_tpp: 0}
evidence: {dd_package: yes}
licences: [D1234567, {number: D7, valid_from: 2025-01-01, destination: MY}]
shipment: {aboard_on: 2025-05-20, order_existed: yes, delivered_on: 2025-06-10}
flags: {kyc-03: raised, kyc-04: {answer: explained, evidence: "a visit"}, kyc-05: no}
"""


def item(raw: Any) -> Item:
    return build({"item": raw}).items[0]


def circuits(raw: Any) -> tuple[Any, ...]:
    return tuple(element.values["circuit.count"] for element in item(raw).circuits.elements)


def exactly(number: int) -> Interval:
    return Interval(Fraction(number), Fraction(number))


def test_a_whole_transaction() -> None:
    order = build(parse(FULL)[0])
    assert (order.subject, order.id, order.as_of) == ("transaction", "PO-7/10", date(2025, 6, 1))
    assert order.label == "NVIDIA H100 SXM5 80GB to Malaysia"
    assert order.values["destination"] == Categorical(frozenset({"MY"}))
    assert order.values["shipment.order_existed"] == Categorical(frozenset({"true"}))
    consignee = order.roles["consignee"].elements[0]
    assert consignee.path == "consignee"
    assert consignee.values["party.ultimate_parent.headquarters"] == Categorical(frozenset({"SG"}))
    assert consignee.values["party.ultimate_parent.id"] == Text("P-1")
    owner = consignee.children["owners"].elements[0]
    assert (owner.path, owner.values["owner.share"]) == (
        "consignee.owners[0]",
        Interval(Fraction(3, 5), Fraction(3, 5)),
    )
    assert order.roles["end_user"].elements[0].values == consignee.values
    assert order.roles["purchaser"] == Group((), complete=True)
    assert order.roles["operator"] == Group((), complete=False)
    assert "owner" not in order.roles
    assert [one.values["licence.number"] for one in order.licences.elements] == [Text("D1234567"), Text("D7")]
    assert order.flags == {"kyc-03": "raised", "kyc-04": "explained", "kyc-05": "clear"}
    assert order.flag_evidence == {"kyc-04": "a visit"}
    assert any("15824" in note and "rounding" in note for note in order.notes)
    assert not order.conflicts
    assert not order.assumed


def test_a_transaction_of_which_nothing_is_known() -> None:
    order = build({})
    assert order.items == (Item({}, Group((), complete=False), (), "item not stated"),)
    assert (order.roles, order.licences, order.sites) == ({}, Group((), complete=True), Group((), complete=False))
    assert (order.as_of, order.id, order.label) == (None, "", "")
    assert build({"destination": "MY"}).label == "MY"
    assert build({"label": "mine", "line": 3}).id == "3"


def test_another_subject_has_no_items() -> None:
    holder = build({"subject": "holder", "holder": {"veu": "uveu", "installed": {"US": 6000000000, "Malaysia": "1bn"}}})
    assert (holder.subject, holder.items) == ("holder", ())
    assert [site.values["site.tpp"] for site in holder.sites.elements] == [exactly(6 * 10**9), exactly(10**9)]
    assert holder.sites.complete
    listed = build({"subject": "holder", "holder": {"installed": {"known": [{"country": "US"}], "complete": False}}})
    assert not listed.sites.complete
    assert build({"subject": "holder", "holder": {"installed": {"country": "US", "tpp": 5}}}).sites.elements[0].path


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({"kind": "ic", "tpp": 1}, (exactly(1),)),
        ({"kind": "server", "tpp": 1, "circuits": 8}, (exactly(8),)),
        ({"kind": "server", "tpp": 1}, (Interval(Fraction(1), None),)),
        ({"tpp": 1}, (Interval(Fraction(1), None),)),
        ({"kind": "server", "circuits": {"low": 4, "high": 8}}, (Interval(Fraction(4), Fraction(8)),)),
        ({"kind": "server", "chip": "nvidia-h100-sxm"}, (Interval(Fraction(1), None),)),
        ({"chip": "8x NVIDIA H100 SXM"}, (exactly(8),)),
        ({"chip": "8x NVIDIA H100 SXM", "circuits": 8}, (exactly(8),)),
        ({"chip": "8x NVIDIA H100 SXM", "circuits": 4}, (Interval(Fraction(4), Fraction(8)),)),
        ({"chip": "nvidia-a16"}, (exactly(4),)),
        ({"chip": "nvidia-a16", "kind": "server"}, (Interval(Fraction(1), None),)),
        ({"chip": "nvidia-a16", "kind": "server", "circuits": 8}, (exactly(8),)),
        ({"circuits": [{"chip": "nvidia-h100-sxm", "count": 8}, {"tpp": 5}]}, (exactly(8), exactly(1))),
    ],
)
def test_how_many_circuits_a_unit_holds(raw: Any, expected: Any) -> None:
    assert circuits(raw) == expected


@pytest.mark.parametrize(
    ("raw", "complete"),
    [
        ({"kind": "weights"}, True),
        ({"kind": "server"}, False),
        ({}, False),
        ({"kind": {"one_of": ["weights", "ic"]}}, False),
    ],
)
def test_items_without_figures(raw: Any, complete: bool) -> None:
    assert item(raw).circuits == Group((), complete=complete)


@pytest.mark.parametrize("kind", ["ic", "die"])
def test_an_integrated_circuit_is_one_circuit_whose_figures_may_be_unknown(kind: str) -> None:
    (only,) = item({"kind": kind}).circuits.elements
    assert item({"kind": kind}).circuits.complete
    assert only.values == {"circuit.count": Interval(Fraction(1), Fraction(1))}


def test_several_circuits() -> None:
    server = item(
        {"kind": "server", "circuits": [{"chip": "nvidia-h100-sxm", "count": 4}, {"chip": "nvidia-h20-96gb"}]}
    )
    assert server.label == "NVIDIA H100 SXM5 80GB + NVIDIA H20 SXM5 96GB"
    assert server.values["item.kind"] == Categorical(frozenset({"server"}))
    assert server.values["item.designer_headquarters"] == Categorical(frozenset({"US"}))
    assert server.circuits.complete
    open_end = item({"circuits": {"known": [{"chip": "nvidia-h100-sxm"}], "complete": "no"}})
    assert not open_end.circuits.complete
    assert open_end.values == {}
    assert item({"circuits": []}).circuits == Group((), complete=True)


def test_density_of_circuits_with_an_area() -> None:
    found = item({"kind": "ic", "tpp": 15824, "die_area_mm2": "8.14 cm2"})
    assert found.circuits.elements[0].values["circuit.performance_density"] == Interval(
        Fraction(19439803, 10**6), Fraction(19439803, 10**6)
    )


def test_labels() -> None:
    assert item({"label": "A part"}).label == "A part"
    assert item({"stated_eccn": "3A090.a", "kind": "ic"}).label == "3A090.a"
    assert item({"kind": "ic"}).label == "ic"
    assert item({}).label == "items[0]"
    assert build({"items": [{"kind": "ic"}] * 4, "destination": "MY"}).label == "ic, ic, ic, ... to MY"


def test_conflicts_are_reported_and_do_not_stop() -> None:
    order = build({"item": {"chip": "nvidia-h100-sxm", "tpp": 31664}})
    assert order.conflicts == ("items[0]: tpp: stated as 31664, the catalogue has 15832: both are kept as possible",)
    listed = build({"item": {"circuits": [{"chip": "nvidia-h100-sxm", "tpp": 31664}]}})
    assert listed.conflicts[0].startswith("items[0].circuits[0]: tpp")


def test_words_of_an_end_use_set_knowledge() -> None:
    order = build({"end_use": ["military", "inference"]})
    assert order.values["knowledge.military_end_use"] == Categorical(frozenset({"true"}))
    said = build({"end_use": {"possible": ["military"]}, "knowledge": {"military_end_use": True}})
    assert said.values["knowledge.military_end_use"] == Categorical(frozenset({"true"}))
    maybe = build({"end_use": {"possible": ["military"]}})
    assert maybe.values["knowledge.military_end_use"] == Categorical(frozenset({"true", "false"}))


def test_parties_in_a_list_and_by_the_name_of_their_collection() -> None:
    order = build(
        {"parties": {"consignee": [{"location": "MY"}, {}], "owner_of_items": {"ultimate_parent": "unknown"}}}
    )
    assert [one.path for one in order.roles["consignee"].elements] == ["consignee[0]", "consignee[1]"]
    assert order.roles["owner"].elements[0].values == {}
    assert build({"parties": {"consignee": None, "exporter": ""}}).roles == {}


def test_empty_blocks_are_not_stated() -> None:
    order = build(parse("parties:\nflags:\nhistory:\nlicences:\nholder:\nitems:\nbase:\n")[0])
    assert order.values == {}


def test_flags_by_list_and_without_a_declared_set() -> None:
    assert build({"flags": ["kyc-03"]}).flags == {"kyc-03": "raised"}
    bare = replace(load(), flags={})
    assert build({"flags": {"mine": True}}, bare).flags == {"mine": "raised"}


def test_one_order_may_hold_values_from_programs() -> None:
    order = build(
        {
            "as_of": date(2025, 6, 1),
            "item": {"quantity": 500, "kind": "ic", "tpp": 15824.5},
            "evidence": {"dd_package": True},
        }
    )
    assert order.as_of == date(2025, 6, 1)
    assert order.items[0].values["item.quantity"] == exactly(500)


def test_all_problems_are_raised_at_once() -> None:
    with pytest.raises(BadInputError) as caught:
        build({"destination": "Malasia", "as_of": "2025-02-30", "item": {"quantity": 0}})
    assert [problem.place for problem in caught.value.problems] == ["destination", "as_of", "items[0].quantity"]


KEYS = st.sampled_from(
    [*BESIDE, "installed", "end_use", "history", "circuits", "chip", "consignee", "owners", "tpp", *"ab"]
)
SCALARS = st.one_of(
    st.text(max_size=6), st.integers(), st.none(), st.sampled_from(["none", "unknown", "MY", "nvidia-h100-sxm"])
)
RAW = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(KEYS, RAW, max_size=5))
def test_whatever_comes_in_is_a_transaction_or_problems(raw: dict[str, Any]) -> None:
    transaction, problems = attempt(raw)
    assert (transaction is None) == bool(problems)
    assert all(problem.place and problem.message and problem.hint for problem in problems)
