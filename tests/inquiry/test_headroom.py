"""How many may be sent: worked numbers of the law, bounds where something is open, and brute force around each end."""

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from lockgate.compiler.timeline import POSTURES
from lockgate.engine.spoken import ways
from lockgate.errors import InputError
from lockgate.inquiry.course.headroom import Headroom, headroom
from lockgate.inquiry.course.order import order
from lockgate.inquiry.course.stand import Way, difference
from lockgate.inquiry.look import Look

PRINTED = Look(posture="codified", as_of="2025-06-01")


def asked(look: Look = PRINTED, **words: Any) -> Headroom:
    stated = {"headquarters": "CH", "parent": "CH", **words}
    return headroom(order(look.book, **{"chip": "nvidia-h100-sxm", "to": "CH", **stated}), look)


def room(found: Headroom, code: str) -> Any:
    return next(one for one in found.postures[0].rooms if code in {one.code, one.id})


def test_lpp_takes_1699_circuits_a_year() -> None:
    found = asked()
    lpp = room(found, "LPP")
    assert (lpp.sure, lpp.most) == (1699, 1699)
    assert lpp.account.limit == 26_900_000
    assert lpp.account.left.low + lpp.account.used.low == lpp.account.limit
    assert found.tpp_of(1699).low == 26_898_568
    assert found.tpp_of(1700).low > lpp.account.limit
    printed = found.postures[0]
    assert (printed.stays_from, printed.stays_to) == (1, 1699)
    assert [(one.first, one.last) for one in printed.pieces] == [(1, 1699), (1700, 49898), (49899, None)]
    assert printed.pieces[1].because[0].id == "740.29"
    assert found.postures[1].posture == "enforced"
    assert found.postures[1].stays_to is None


@pytest.mark.parametrize(("units", "outcome"), [(1699, "authorized"), (1700, "licence_required")])
def test_the_reported_quantity_is_the_largest(units: int, outcome: str) -> None:
    raw = order(PRINTED.book, chip="nvidia-h100-sxm", to="CH", headquarters="CH", parent="CH", quantity=str(units))
    assert PRINTED.determine(raw).outcome == outcome


def test_what_was_used_leaves_less() -> None:
    lpp = room(asked(used={"lpp": "20 million"}), "LPP")
    assert (lpp.sure, lpp.most) == (435, 435)
    assert str(lpp.account.left) == "6,900,000"


def test_unknown_use_gives_bounds_and_says_what_would_settle_them() -> None:
    found = asked(used={"lpp": "unknown"})
    lpp = room(found, "LPP")
    assert (lpp.sure, lpp.most, lpp.if_least) == (0, 1699, 1699)
    assert (lpp.account.left.low, lpp.account.left.high) == (0, 26_900_000)
    assert lpp.account.known_by == "consignee"
    assert [fact for fact, _, _ in found.needed] == ["history.lpp_tpp_this_year"]
    assert found.postures[0].now.outcome == "cannot_decide"


def test_use_within_bounds_gives_two_ends() -> None:
    lpp = room(asked(used={"lpp": "1000000..20000000"}), "LPP")
    assert (lpp.sure, lpp.most) == (435, 1635)


def test_servers_count_their_circuits() -> None:
    found = asked(kind="server", circuits="8")
    assert room(found, "LPP").sure == 212
    assert found.circuits_in(212).low == 1696


def test_circuits_that_nobody_stated_are_asked_for() -> None:
    found = asked(kind="server")
    assert found.tpp.high is None
    assert "items[0].circuits[0].count" in [fact for fact, _, _ in found.needed]
    assert (room(found, "LPP").sure, room(found, "LPP").most) == (0, 1699)


def test_nothing_is_assumed_about_the_buyer() -> None:
    found = asked(headquarters="", parent="")
    assert found.postures[0].now.outcome == "cannot_decide"
    assert any(fact.startswith("consignee.") for fact, _, _ in found.needed)
    assert not any("headquarters" in path for path, _, _ in found.assumed)
    assert ("activity", "export", "baseline ordinary-export") in found.assumed


def test_lines_come_from_the_rulebook() -> None:
    lines = {one.id: one for one in asked(to="NL", headquarters="NL", parent="NL").postures[0].lines}
    assert (lines["lpp-notice"].sure_from, lines["aia-certificate-to-bis"].sure_from) == (203, 15981)
    assert 202 * 15832 < 3_200_000 <= 203 * 15832
    assert 15980 * 15832 < 253_000_000 <= 15981 * 15832
    assert "lpp_notice_limit (3,200,000)" in lines["lpp-notice"].condition


def test_an_account_beside_the_condition() -> None:
    stated = {"consignee.veu": "nveu", "consignee.veu_country": "IN"}
    look = Look(posture="codified", as_of="2025-06-01")
    words: dict[str, Any] = {"to": "IN", "headquarters": "IN", "parent": "IN", "stated": stated}
    open_ended = room(asked(look, **words), "NVEU")
    assert (open_ended.sure, open_ended.most, open_ended.by_account) == (None, None, (0, 59973))
    known = room(asked(look, used={"nveu": "900000000"}, **words), "NVEU")
    assert known.by_account == (3126, 3126)


def test_a_stated_aggregate_does_not_follow_the_quantity() -> None:
    found = asked(stated={"shipment.tpp": "1000"})
    assert found.postures[0].stays_to is None
    assert found.notes[0].startswith("the aggregate TPP of the shipment is stated")


def test_quantities_within_bounds_may_lie_across_answers() -> None:
    found = asked(quantity="1000..2000")
    assert found.postures[0].crosses
    assert found.quantity == "1,000 to 2,000"


def test_days_after_the_review_are_noted() -> None:
    found = asked(Look(posture="codified", as_of="2027-06-01"))
    assert "last reviewed" in found.notes[0]


def test_several_items_need_a_choice() -> None:
    raw = order(PRINTED.book, chip="nvidia-h100-sxm", to="CH", headquarters="CH", parent="CH")
    raw["items"] = [raw.pop("item"), {"chip": "nvidia-h100-sxm", "quantity": 100}]
    with pytest.raises(InputError, match="2 items stand here"):
        headroom(raw, PRINTED)
    with pytest.raises(InputError, match="no item 3"):
        headroom(raw, PRINTED, 3)
    assert headroom(raw, PRINTED, 1).postures[0].stays_to == 1599


def test_questions_without_a_quantity() -> None:
    with pytest.raises(InputError, match="no quantity"):
        headroom({"subject": "holder", "as_of": "2025-06-01"}, PRINTED)


def test_orders_that_cannot_be_written() -> None:
    with pytest.raises(InputError, match="account 'lp'"):
        asked(used={"lp": "1"})
    with pytest.raises(InputError, match="cannot be set"):
        asked(stated={"destination.code": "x"})


def test_json_holds_exact_numbers() -> None:
    found = asked().to_dict()
    assert found["schema"] == "lockgate.headroom/1"
    assert found["unit"]["tpp"] == {"low": "15832", "high": "15832"}
    assert found["postures"][0]["rooms"][0]["account"]["left"] == {"low": "26900000", "high": "26900000"}


def test_amounts_read_as_people_write_them() -> None:
    from lockgate.inquiry.course.accounts import Amount

    whole = Fraction(3)
    shown = [str(Amount(*ends)) for ends in ((whole, whole), (whole, None), (Fraction(0), None), (Fraction(1), whole))]
    assert shown == ["3", "at least 3", "unknown", "1 to 3"]


@pytest.mark.parametrize("to", ["KH", "CH", "CN"])
def test_ways_are_named_as_a_determination_names_them(to: str) -> None:
    named = set()
    for kind, posture, headquarters in itertools.product(("ic", "board"), POSTURES, ("", to)):
        look = Look(as_of="2026-06-01", posture=posture)
        raw = order(look.book, chip="nvidia-rtx-4090", to=to, kind=kind, headquarters=headquarters)
        found, stand = look.determine(raw), headroom(raw, look).postures[0].now
        if found.outcome == "authorized":
            assert stand.words.startswith(f"authorized by {ways(found)}")
            told = stand.to_dict()
            assert told["alternatives"] == ("whichever" in stand.words)
            assert all(code in stand.words for code in told["authorizations"])
            named.add(told["alternatives"])
    assert named == {"KH": {True}, "CH": {True}, "CN": {False}}[to]


def test_rows_with_equal_words_say_what_differs() -> None:
    before = asked().postures[0].now
    open_ = replace(before, outcome="cannot_decide", at_least="authorized", at_most="licence_required", ways=())
    some, none = replace(open_, fits=("LPP",)), replace(open_, fits=(), policy="case_by_case")
    assert some.words == none.words
    assert "; LPP is closed" in difference(some, none)
    assert "; LPP may fit" in difference(none, some)
    assert "review policy if a licence is required: case by case" in difference(some, none)
    sure = replace(some, ways=(Way("740.29", "LPP", "eligible"),))
    assert difference(some, sure).endswith("; LPP fits")
    assert difference(some, some) == f"still {some.words}"
