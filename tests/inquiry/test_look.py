"""A look is checked when it is made, and answers as the public question does."""

from __future__ import annotations

from typing import Any

import pytest

import lockgate
from lockgate.errors import InputError
from lockgate.inquiry.look import Look

ORDER: dict[str, Any] = {
    "as_of": "2026-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "CN",
    "item": {"chip": "aws-trainium-1", "quantity": 10},
    "parties": {"consignee": {"location": "CN", "headquarters": "CN", "ultimate_parent": "CN"}},
    "base": "ordinary-course",
}


@pytest.mark.parametrize("wrong", [{"posture": "codifed"}, {"readings": {"lpp_740_3": "x"}}])
def test_wrong_names_are_refused_at_once(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Look(**wrong)


def test_a_look_answers_as_the_public_question_does() -> None:
    look = Look(posture="codified", readings={"tf32_bits": "32"})
    expected = lockgate.determine(ORDER, posture="codified", readings={"tf32_bits": "32"}).to_dict()
    assert look.determine(ORDER).to_dict() == expected
    assert look.determine(look.typed(ORDER)).to_dict() == expected
    assert look.over(as_of="2025-06-01").determine(ORDER).as_of.isoformat() == "2025-06-01"
