"""The ordered walk over the accounts of a book."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.books.accumulate.made import Run, order, slowly

YES_NO_YES_NO = [order(str(at), quantity=quantity) for at, quantity in enumerate((947, 1263, 315, 505))]


def test_fifteen_twenty_five_eight() -> None:
    run = Run(YES_NO_YES_NO)
    assert run.outcomes == ["authorized", "licence_required", "authorized", "licence_required"]
    assert [told[3] for told in run.told] == ["yes", "no", "yes", "no"]
    assert [told[2] for told in run.told] == ["0", "14992904", "14992904", "19979984"]
    assert run.told[0][:2] == ("lpp", "P1, 2025")


def rows(draw_from: Any = st) -> Any:
    days = st.sampled_from(["2025-05-16", "2025-06-01", "2025-12-31", "2026-01-01"])
    quantity = st.sampled_from(["8", "202", "203", "600", "900", "1699", "1700", "100..300", "900..1700"])
    line = st.fixed_dictionaries(
        {
            "number": st.sampled_from("ABC"),
            "day": days,
            "to": st.sampled_from(["BR", "BR", "IN", "CH", "JP"]),
            "quantity": quantity,
            "group": st.sampled_from(["P1", "P1", "P2", None]),
            "Consignee": st.sampled_from(["C1", "C2", None]),
            "LPP": st.sampled_from([None, None, None, "10000000", "0..20000000", "26900000"]),
            "Installed": st.sampled_from([None, None, "949000000", "0..949500000"]),
            "veu": st.booleans(),
        }
    )
    return st.lists(line, min_size=1, max_size=6)


def made(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for at, line in enumerate(lines):
        veu = line.pop("veu") if "veu" in line else False
        more = {"VEU": "nveu", "VEU Country": line["to"]} if veu else {"VEU": "none"}
        found.append(order(**line, **more, Line=str(at + 1)))
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(rows(), st.integers(1, 4), st.booleans())
def test_as_the_oracle_that_decides_line_by_line(lines: list[dict[str, Any]], size: int, turned: bool) -> None:
    book = made([dict(line) for line in lines])
    run, slow = Run(book, size, turned=turned), slowly(book)
    assert run.outcomes == [one.found.outcome for one in slow]
