"""Ways past a requirement: steps and waiting times, why a way is not open, what it draws from an account."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.engine.mini import DAY, ask, mini

from lockgate.door.model import Interval

if TYPE_CHECKING:
    from pathlib import Path

WAY = """
- {id: r1, effect: requires, instrument: law, gist: the reason, cite: {ref: page 1}}
- id: way
  effect: authorizes
  code: WAY
  overcomes: [r1]
  instrument: law
  when: mass <= yearly
  uses_quota: {account: mine, per: [year], amount: mass, limit: yearly, used: used}
  before:
  - {id: form, do: fill in the form, shown_by: evidence.form}
  - {id: notice, do: give notice, shown_by: evidence.notice_on, wait: wait_days, when: a}
  - {id: memo, do: keep a memo}
  after:
  - {id: copy, do: send a copy, due: 30 days}
  - {id: other, do: something else, due: 1 day, when: b}
"""
QUIET = {"mass": 20, "used": 10, "a": False, "b": False}


# ---- steps


def test_an_open_step_does_not_change_the_outcome_but_is_not_ready(tmp_path: Path) -> None:
    found = ask(mini(tmp_path, WAY), QUIET)
    assert (found.outcome, found.ready, found.release, found.exit_code) == ("authorized", False, False, 11)
    way = found.authorizations[0]
    assert way.status == "steps_open"
    assert [(step.id, step.status) for step in way.steps] == [("form", "open"), ("memo", "open")]
    assert [duty.to_dict() for duty in way.duties] == [{"id": "copy", "do": "send a copy", "due": "30 days"}]


def test_done_steps_make_it_ready(tmp_path: Path) -> None:
    book = mini(tmp_path, WAY.replace("  - {id: memo, do: keep a memo}\n", ""))
    found = ask(book, {**QUIET, "evidence.form": True})
    assert (found.outcome, found.ready, found.release, found.exit_code) == ("authorized", True, True, 10)


def test_a_refused_step_closes_the_way(tmp_path: Path) -> None:
    found = ask(mini(tmp_path, WAY), {**QUIET, "evidence.form": False})
    assert (found.outcome, found.exit_code) == ("licence_required", 20)
    assert found.authorizations[0].status == "failed"
    assert found.authorizations[0].steps[0].status == "failed"


@pytest.mark.parametrize(
    ("given", "outcome", "status", "opens"),
    [
        (DAY - timedelta(days=30), "authorized", "done", None),
        (DAY - timedelta(days=29), "licence_required", "waiting", DAY + timedelta(days=1)),
        (None, "authorized", "open", DAY + timedelta(days=30)),
        (date.max, "licence_required", "waiting", date.max),
    ],
)
def test_a_waiting_time(tmp_path: Path, given: date | None, outcome: str, status: str, opens: date | None) -> None:
    """A young notice closes the way until a day; one not yet given is an open step that says when it would open."""
    stated = {} if given is None else {"evidence.notice_on": given}
    found = ask(mini(tmp_path, WAY), {**QUIET, **stated, "a": True})
    notice = next(step for step in found.authorizations[0].steps if step.id == "notice")
    assert (found.outcome, notice.status, notice.opens_on) == (outcome, status, opens)
    assert found.authorizations[0].opens_on == (opens if status == "waiting" else None)
    assert found.authorizations[0].status == ("too_early" if status == "waiting" else "steps_open")
    assert ("opens_on" in notice.to_dict()) == (opens is not None)


# ---- why a way is not open


def way_of(tmp_path: Path, rules: str, **facts: object) -> tuple[str, str]:
    found = ask(mini(tmp_path, rules), facts).authorizations[0]
    return found.status, found.why


def test_a_closed_way_says_what_is_not_met(tmp_path: Path) -> None:
    status, why = way_of(tmp_path, WAY, **{**QUIET, "mass": 60})
    assert (status, why) == ("closed", "not met: mass <= yearly (50) (mass is 60 kg)")


def test_a_closed_way_says_which_of_two_is_missing(tmp_path: Path) -> None:
    status, why = way_of(tmp_path, WAY.replace("mass <= yearly", "a OR b"), **QUIET)
    assert status == "closed"
    assert why.count("not met") == 2


def test_an_open_way_says_what_is_open(tmp_path: Path) -> None:
    status, why = way_of(tmp_path, WAY, a=False, b=False)
    assert (status, why) == ("possible", "open: mass <= yearly (50) (mass is unknown)")


SHUT = WAY + "- {id: shut, name: the lid, effect: closes, closes: [WAY], instrument: law, when: c}\n"


def test_a_way_that_is_shut_names_what_shuts_it(tmp_path: Path) -> None:
    assert way_of(tmp_path, SHUT, **QUIET, c=True) == ("closed", "shut by shut: the lid")
    assert way_of(tmp_path, SHUT, **QUIET) == ("possible", "open: may be shut by shut")


def test_a_way_past_one_of_two_is_not_enough(tmp_path: Path) -> None:
    status, why = way_of(tmp_path, WAY + "- {id: r2, effect: requires, instrument: law}", **QUIET)
    assert (status, why) == ("insufficient", "does not answer r2")


def test_a_way_may_depend_on_requirements_that_are_open(tmp_path: Path) -> None:
    rules = WAY + "- {id: shut, effect: closes, closes: [WAY], for: [r1], instrument: law, when: holds('r3')}\n"
    rules += "- {id: r3, effect: requires, instrument: law, when: c}"
    assert way_of(tmp_path, rules, **QUIET)[0] in {"possible", "insufficient"}


# ---- quotas


def test_a_quota_says_what_is_left(tmp_path: Path) -> None:
    use = ask(mini(tmp_path, WAY), QUIET).quota[0]
    assert use.to_dict() == {
        "account": "mine",
        "per": ["year"],
        "amount": "20",
        "limit": "50",
        "used": "10",
        "left": "20",
    }


def test_an_unknown_amount_leaves_the_rest_unknown(tmp_path: Path) -> None:
    use = ask(mini(tmp_path, WAY), {**QUIET, "used": Interval(Fraction(1), Fraction(2))}).quota[0]
    assert (use.amount, use.used, use.left) == ("20", "", "")
    bare = WAY.replace(", limit: yearly, used: used", ", limit: '12.5', used: nothing").replace("amount: mass, ", "")
    assert ask(mini(tmp_path, bare), QUIET).quota[0].to_dict()["amount"] == "unknown"


def test_a_review_policy_may_draw_on_an_account(tmp_path: Path) -> None:
    rules = """
- {id: r1, effect: requires, instrument: law}
- id: v1
  effect: reviews
  reviews: [r1]
  policy: case_by_case
  instrument: law
  uses_quota: {account: theirs, amount: mass}
"""
    found = ask(mini(tmp_path, rules), {"mass": 3})
    assert [(use.account, use.amount) for use in found.quota] == [("theirs", "3")]


@pytest.mark.parametrize(
    ("facts", "accounts"), [({"a": True}, ["first"]), ({"a": False}, ["second"]), ({}, ["first", "second"])]
)
def test_only_the_review_that_governs_draws_on_its_account(
    tmp_path: Path, facts: dict[str, object], accounts: list[str]
) -> None:
    review = "effect: reviews, reviews: [r1], instrument: law"
    rules = f"""
- {{id: r1, effect: requires, instrument: law}}
- {{id: v1, {review}, policy: presumption_of_denial, when: a, over: [v2], uses_quota: {{account: first, amount: mass}}}}
- {{id: v2, {review}, policy: case_by_case, uses_quota: {{account: second, amount: mass}}}}
"""
    found = ask(mini(tmp_path, rules), {"mass": 3, **facts})
    assert [use.account for use in found.quota] == accounts
