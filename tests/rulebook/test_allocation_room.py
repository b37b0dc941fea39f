"""The advice to split an order is given only where a country allocation decides."""

from __future__ import annotations

from typing import Any

import pytest

import lockgate

ADVICE = "would pass the country allocation"


def order(place: str, owner: str) -> dict[str, Any]:
    return {
        "as_of": "2025-06-01",
        "base": ["ordinary-export", "ordinary-course"],
        "items": [{"chip": "nvidia-h100-sxm", "quantity": 60000}],
        "destination": place,
        "parties": {"consignee": {"location": place, "headquarters": owner, "ultimate_parent": owner}},
    }


@pytest.mark.parametrize(
    ("place", "owner", "posture", "policy", "advised"),
    [
        ("CH", "CH", "codified", "policy_of_denial", True),
        ("AE", "AE", "codified", "policy_of_denial", True),
        ("AE", "AE", "enforced", "presumption_of_approval", False),
        ("CN", "CN", "codified", "presumption_of_denial", False),
        ("CN", "CN", "enforced", "presumption_of_denial", False),
        ("CH", "CN", "codified", "presumption_of_denial", False),
        ("CH", "US", "codified", "presumption_of_approval", False),
        ("DE", "CH", "codified", "presumption_of_approval", False),
    ],
)
def test_the_advice_to_split_an_order(place: str, owner: str, posture: str, policy: str, advised: bool) -> None:
    found = lockgate.determine(order(place, owner), posture=posture)
    assert found.review_policy == policy
    assert any(ADVICE in remark for remark in found.warnings) == advised
