"""Proposals: by header, by content, by the column beside; doubts are shown."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from lockgate.books.mapping import Proposed, propose


def proposed(**columns: list[Any]) -> dict[str, Proposed]:
    named = {header.replace("__", " ").replace("_", "-"): values for header, values in columns.items()}
    return {one.header: one for one in propose(pa.table(named)).columns}


def test_headers_of_the_door_are_sure() -> None:
    found = proposed(destination=["MY"], Qty=["8"], Chip=["nvidia-h100-sxm"])
    assert [(one.path, one.confidence) for one in found.values()] == [
        ("destination", "sure"),
        ("item.quantity", "sure"),
        ("item.chip", "sure"),
    ]


def test_a_country_beside_a_name_goes_with_it_and_says_what_else_it_may_be() -> None:
    one = proposed(Ship_To__Name=["A Ltd", "B LLC"], Country=["Viet Nam", "UAE"])["Country"]
    assert (one.path, one.confidence) == ("destination", "likely")
    assert one.why == "it stands beside 'Ship-To Name': where the goods go"
    assert one.runner_up == "parties.consignee.location"
    one = proposed(Sold_To__Name=["A Ltd"], Country=["UAE"])["Country"]
    assert (one.path, one.why) == ("parties.purchaser.location", "it stands beside 'Sold-To Name'")


def test_content_alone_is_a_guess_and_is_not_taken() -> None:
    table = pa.table({"X1": ["Viet Nam", "UAE"], "X2": ["nvidia-h100-sxm", "H100 SXM"], "X3": ["4E091", "3A090.a"]})
    proposal = propose(table)
    assert [(one.path, one.confidence) for one in proposal.columns] == [
        ("destination", "guess"),
        ("item.chip", "guess"),
        ("item.stated_eccn", "guess"),
    ]
    assert [one.path for one in proposal.mapping().columns] == ["", "", ""]
    assert [one.path for one in proposal.mapping(guesses=True).columns] == [
        "destination",
        "item.chip",
        "item.stated_eccn",
    ]


def test_content_overrules_a_header_of_two_meanings() -> None:
    assert proposed(Item=["10", "20"])["Item"].path == "line"
    chips = proposed(Material__Description=["nvidia-h100-sxm", "nvidia-l40s"], Item=["10", "20"])
    assert chips["Material Description"].path == "item.chip"
    plain = proposed(Material__Description=["Rack, black", "Cable 2 m"])["Material Description"]
    assert (plain.path, plain.confidence) == ("item.label", "sure")


def test_a_place_is_given_once_to_the_surest() -> None:
    found = proposed(Ship_To__Country=["MY"], Destination__Country=["MY"])
    assert [one.path for one in found.values()] == ["destination", ""]
    assert found["Destination Country"].why == "destination is taken from 'Ship-To Country'"


def test_values_that_cannot_be_read_are_shown() -> None:
    one = proposed(Ship_To__Country=["MY"] * 9 + ["Malasia"])["Ship-To Country"]
    assert (one.confidence, one.unread) == ("likely", ("Malasia",))


@pytest.mark.parametrize(
    ("values", "unit", "asks"),
    [
        (["15.06.2026", "01.07.2026"], "dmy", False),
        (["06/15/2026", "07/01/2026"], "mdy", False),
        (["05/06/2026", "01/07/2026"], "ask", True),
        (["15/06/2026", "06/15/2026"], "ask", True),
        (["2026-06-15", "15 June 2026"], "", False),
        (["46188", "46189"], "serial", False),
        (["20260615", "20260701"], "", False),
    ],
)
def test_the_order_of_days_is_proved_or_asked(values: list[str], unit: str, asks: bool) -> None:
    one = proposed(Ship__Date=values)["Ship Date"]
    assert (one.path, one.unit, bool(one.question)) == ("as_of", unit, asks)
    assert one.confidence == "sure"
    assert one.unread == ()


def test_columns_of_both_orders_say_which_values_differ() -> None:
    one = proposed(Ship__Date=["15/06/2026", "06/15/2026"])["Ship Date"]
    assert one.question == (
        "'15/06/2026' has the day first, '06/15/2026' the month: one column, two orders. Mend one of them, or say "
        "unit: dmy or unit: mdy"
    )


@pytest.mark.parametrize(
    ("header", "values", "unit"),
    [
        ("Qty", ["1,200", "4 EA", "2k pcs"], ""),
        ("Qty", ["1.200", "12"], "decimal-comma"),
        ("TPP", ["15.832,5", "4.800,0"], "decimal-comma"),
        ("us_content_share", ["25", "10"], "ask"),
        ("us_content_share", ["25%", "0.1"], ""),
    ],
)
def test_units_of_numbers(header: str, values: list[str], unit: str) -> None:
    (one,) = propose(pa.table({header: values})).columns
    assert (one.unit, one.unread) == (unit, ())


def test_columns_of_parties() -> None:
    headers = {
        "Sold-To Ctry": "parties.purchaser.location",
        "Bill-To Name": "parties.purchaser.name",
        "End Customer Country": "parties.end_user.location",
        "Ult Consignee HQ": "parties.consignee.headquarters",
        "Ship-To Ultimate Parent": "parties.consignee.ultimate_parent.headquarters",
        "Freight Forwarder Country": "parties.intermediate_consignee.location",
        "End User Parent Name": "parties.end_user.ultimate_parent.name",
    }
    found = propose(pa.table({header: ["Germany"] for header in headers}))
    assert {one.header: one.path for one in found.columns} == headers


def test_nested_columns_and_typed_ones() -> None:
    table = pa.table(
        {"Owners": [[{"list": "none", "share": "0.5"}]], "Qty": [8], "lpp_notice": [True], "Empty": [None]}
    )
    found = propose(table)
    assert [one.path for one in found.columns] == [
        "parties.consignee.owners",
        "item.quantity",
        "evidence.lpp_notice",
        "",
    ]


def test_json_names_everything() -> None:
    (one,) = propose(pa.table({"Ship-To Country": ["MY"]})).columns
    assert one.to_dict() == {
        "column": "Ship-To Country",
        "path": "destination",
        "confidence": "sure",
        "why": "the header says it",
        "unit": None,
        "samples": ["MY"],
        "runner_up": {"path": "consignee.location", "why": "words of a party and of what is asked of it"},
        "unread": [],
        "question": None,
    }
