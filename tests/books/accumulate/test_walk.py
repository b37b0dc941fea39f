"""The ordered walk over the accounts of a book."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.books.accumulate.made import H100, PATHS, Row, Run, invented, order, slowly, text_of, veu

from lockgate.books.accumulate.oracle import in_order
from lockgate.books.model import MappedColumn, Mapping
from lockgate.errors import InputError

LIMIT = 26_900_000
QUICK = settings(max_examples=25, phases=(Phase.explicit, Phase.generate))
"""Shrinking decides hundreds of books; the seed that fails is small enough as it is."""


def test_fifteen_twenty_five_eight() -> None:
    run = Run([order(str(at), quantity) for at, quantity in enumerate((947, 1263, 315, 505))])
    assert run.outcomes == ["authorized", "licence_required", "authorized", "licence_required"]
    assert [told[3] for told in run.told] == ["yes", "no", "yes", "no"]
    assert [told[2] for told in run.told] == ["0", "14992904", "14992904", "19979984"]
    assert run.told[0][:2] == ("lpp", "P1, 2025")


@QUICK
@given(st.integers(0, 10**6), st.integers(1, 4), st.booleans())
def test_as_the_oracle_that_decides_line_by_line(seed: int, size: int, turned: bool) -> None:
    book = invented(random.Random(seed))
    run, slow = Run(book, size, turned=turned), slowly(book)
    assert run.outcomes == [one.found.outcome for one in slow]
    for told, one in zip(run.told, slow, strict=True):
        assert told[0] is None or told[2] == text_of(one.used[told[0]])


@QUICK
@given(st.lists(st.integers(1, 1000), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_however_an_order_is_split_nothing_moves_beyond_the_cap(quantities: list[int], rng: random.Random) -> None:
    rows = [order("A", quantity, Line=str(at)) for at, quantity in enumerate(quantities)]
    expected = in_order([quantity * H100 for quantity in quantities], LIMIT)
    rng.shuffle(rows)
    run = Run(rows, rng.randint(1, 5), turned=rng.random() < 0.5)
    moved = sum(
        int(row["Qty"]) * H100 for row, outcome in zip(rows, run.outcomes, strict=True) if outcome == "authorized"
    )
    assert moved <= LIMIT
    fits = {row["Line"]: outcome == "authorized" for row, outcome in zip(rows, run.outcomes, strict=True)}
    assert [fits[str(at)] for at in range(len(quantities))] == expected
    assert all(told[3] != "no" for told, outcome in zip(run.told, run.outcomes, strict=True) if outcome == "authorized")


@QUICK
@given(st.integers(0, 10**6), st.integers(1, 3))
def test_the_order_of_chunks_does_not_matter(seed: int, size: int) -> None:
    book = invented(random.Random(seed), most=9)
    one, other = Run(book, size), Run(book, 100, turned=True)
    assert (one.outcomes, one.told, one.summary) == (other.outcomes, other.told, other.summary)


def test_each_year_and_each_parent_has_its_own_limit() -> None:
    days = ("2025-12-31", "2025-12-31", "2026-01-01", "2025-12-31")
    parents = ("P1", "P1", "P1", "p1 ")
    rows = [
        order(str(at), 1600, Day=day, Group=parent) for at, (day, parent) in enumerate(zip(days, parents, strict=True))
    ]
    rows.append(order("5", 1600, Day="2025-12-31", Group="P2"))
    assert Run(rows).outcomes == ["authorized", "licence_required", "authorized", "licence_required", "authorized"]


# ---- what is open


def test_an_open_amount_may_use_and_does_not_for_certain() -> None:
    run = Run([order("A", "100..1000"), order("B", 690), order("C", 690), order("D", 1600)])
    assert run.outcomes == ["authorized", "authorized", "cannot_decide", "licence_required"]
    assert run.told[1][2] == "1583200 to 15832000"
    assert run.told[2][3] == "open"


def test_a_line_without_a_parent_may_be_of_every_parent() -> None:
    rows = [
        order("A", 1000, Group=None),
        order("B", 800, Group="P1"),
        order("C", 600, Group="P2"),
        order("D", 600, Group=None),
    ]
    run = Run(rows)
    assert run.told[0][:3] == ("lpp", "not known, 2025", "0")
    assert run.told[1][2:] == ("0 to 15832000", "open")
    assert run.told[2][2:] == ("0 to 15832000", "yes")
    assert run.outcomes[1] == "cannot_decide"
    assert run.told[3][2:] == ("0 to 28497600", "open")
    assert run.account("lpp", ultimate_parent="not known")["used_at_most"] == "25331200"


def test_of_which_year_it_is_stays_known() -> None:
    run = Run([order("A", 1600, Group=None, Day="2025-12-31"), order("B", 1600, Day="2026-01-01")])
    assert run.outcomes == ["authorized", "authorized"]
    assert run.told[1][2] == "0"


# ---- what is stated


def test_stated_use_is_that_of_others_and_comes_before_this_book() -> None:
    rows = [order("A", 500, LPP="15000000"), order("B", 500), order("C", 200)]
    run = Run(rows)
    assert [told[2] for told in run.told] == ["15000000", "22916000", "22916000"]
    assert run.outcomes == ["authorized", "licence_required", "authorized"]
    assert run.account("lpp")["used"] == "26082400"
    assert run.account("lpp")["by_this_book"] == "11082400"
    assert run.account("lpp")["certificate_would_settle"] == 1


def test_a_line_that_draws_nothing_still_states_what_was_used() -> None:
    run = Run([order("A", 10, LPP="26900000"), order("B", 10)])
    assert run.outcomes == ["licence_required", "licence_required"]
    assert run.told[1][2:] == ("26900000", "no")


def test_without_a_baseline_nobody_knows_what_others_moved() -> None:
    rows = [order("A", 10), order("B", 1700)]
    bare = Mapping(tuple(MappedColumn(*one) for one in PATHS.items()), base="ordinary-export")
    outcomes = Run(rows, mapping=bare).outcomes
    assert outcomes[1] != "authorized"


# ---- the other accounts


def test_what_another_way_authorizes_uses_nothing() -> None:
    run = Run([order("A", 1000, To="JP"), order("B", 1000, To="JP")])
    assert run.told[0][0] == "aia"
    assert not any(one["account"] == "lpp" for one in run.summary)


def test_the_stock_of_a_validated_end_user_grows_and_its_ceiling_too() -> None:
    rows = [
        veu(number=str(at), quantity=30_000, Day=day)
        for at, day in enumerate(("2025-06-01", "2025-06-02", "2025-06-30", "2025-07-01"))
    ]
    run = Run([{**row, "Installed": "0"} for row in rows])
    assert run.told[0][0] == "nveu"
    assert run.outcomes == ["authorized", "licence_required", "licence_required", "authorized"]
    assert [told[3] for told in run.told] == ["yes", "no", "no", "yes"]
    assert [one["limit"] for one in run.account("nveu")["limits"]] == ["949500000", "1266000000"]


def test_a_stock_that_nobody_states_is_only_a_lower_bound() -> None:
    run = Run([veu(number="A", quantity=30_000), veu(number="B", quantity=30_000)])
    assert run.told[0][2:] == ("at least 0", "open")
    assert run.outcomes == ["authorized", "licence_required"]
    assert run.account("nveu")["lower_bound"] is True


def test_applications_use_the_allocation_of_their_country() -> None:
    rows = [order(str(at), 20_000, To=to, Group=f"G{at}") for at, to in enumerate(("BR", "BR", "BR", "IN", "BR"))]
    rows[4]["Qty"] = "5000"
    run = Run(rows)
    assert [told[0] for told in run.told] == ["allocation"] * 5
    assert [told[3] for told in run.told] == ["yes", "yes", "no", "yes", "yes"]
    used = run.account("allocation", destination="BR")
    assert (used["refused_lines"], used["used"]) == (1, "712440000")
    (without,) = used["refused"]
    before = 2 * 316_640_000  # the small one came later
    assert int(without["would_be"]) == before + int(without["amount"]) > int(used["limit"])
    assert used["key"] == {"destination": "BR", "years": "2025-2027"}


# ---- what becomes due


def test_notices_by_shipment_and_by_account() -> None:
    rows = [order("A", 150, Line="1"), order("A", 60, Line="2"), order("B", 202), order("C", 203)]
    found = Run([*rows, order("D", 1084, Day="2025-08-01")]).account("lpp")
    told = [(one["step"], one["line"], one["per"]) for one in found["notices"]]
    assert ("lpp-notice", "A line 2", "shipment") in told
    assert ("lpp-notice", "C line 1", "shipment") in told
    assert not any(line == "B line 1" for _, line, _ in told)
    assert found["notices"][0]["at"] == "3200000"


def test_the_total_of_a_partner_serves_its_certificate() -> None:
    rows = [order(str(at), 8000, To="JP") for at in range(3)]
    found = Run(rows).account("aia")
    assert found["limit"] is None
    assert [(one["line"], one["at"]) for one in found["notices"]] == [("1 line 1", "253000000")]
    assert found["used"] == str(3 * 8000 * H100)


# ---- shipments of several lines


def test_the_lines_of_an_order_may_move_as_one() -> None:
    rows = [order("A", 900, Line="1"), order("A", 900, Line="2"), order("B", 900)]
    assert Run(rows).outcomes == ["authorized", "licence_required", "licence_required"]
    assert Run(rows, by="order").outcomes == ["licence_required", "licence_required", "authorized"]
    small = [order("A", 150, Line="1"), order("A", 60, Line="2"), order("B", 1489)]
    run = Run(small, by="order")
    assert [told[2] for told in run.told] == ["0", "0", "3324720"]
    assert run.outcomes == ["authorized"] * 3
    assert run.account("lpp")["used"] == str(1699 * H100)


def test_an_order_as_one_needs_the_number_of_the_order() -> None:
    bare = Mapping(
        tuple(MappedColumn(name, path) for name, path in PATHS.items() if path != "id"), base="ordinary-course"
    )
    with pytest.raises(InputError, match="which order a line is of"):
        Run([order()], by="order", mapping=bare)
    with pytest.raises(InputError, match="is no shipment"):
        Run([order()], by="day")


def test_amounts_in_order() -> None:
    assert in_order([15, 20, 5, 8], Fraction("26.9")) == [True, False, True, False]
    assert in_order([10, 10], 20, before=5) == [True, False]


def test_nothing_is_drawn_in_the_enforced_posture() -> None:
    rows: list[Row] = [order("A", 1700)]
    assert {one["posture"] for one in Run(rows).summary} == {"codified"}
