"""The parts of an answer: steps, waiting times, quotas, limits, flags, exit codes, postures, knowledge, items."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from tests.engine.mini import DAY, ask, line, mini, party, requires, transaction

import lockgate
from lockgate.door.model import Categorical, Interval
from lockgate.engine.determine import determine
from lockgate.engine.result import exit_code, worst_code
from lockgate.errors import InputError

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


# ---- limits

LIMIT_FACTS = "- {id: subject, type: enum, values: [transaction, holder], question: About what?}"
LIMITS = """
- id: share
  effect: limits
  subject: holder
  instrument: law
  when: a
  must: mass <= yearly
  word: {broken: too heavy}
- id: notice
  effect: limits
  subject: holder
  instrument: law
  must: packed_on + wait_days <= as_of
  earliest: packed_on + wait_days
- {id: literal, effect: limits, subject: holder, instrument: law, when: b, must: a, earliest: as_of + 5}
"""


def holder(tmp_path: Path, **facts: object) -> lockgate.Determination:
    book = mini(tmp_path, LIMITS)
    (book.folders[0] / "facts" / "subject.yaml").write_text(LIMIT_FACTS, encoding="utf-8")
    return determine(transaction(facts, subject="holder"), rulebook=lockgate.Rulebook.load(book.folders[0]))


@pytest.mark.parametrize(
    ("facts", "states", "code"),
    [
        ({"a": True, "b": False, "mass": 50, "packed_on": DAY - timedelta(days=30)}, "met met", 0),
        ({"a": True, "b": False, "mass": 51, "packed_on": DAY}, "broken broken", 20),
        ({"b": False, "mass": 51, "packed_on": DAY - timedelta(days=30)}, "unknown met", 40),
        ({"a": True, "b": False, "packed_on": DAY - timedelta(days=30)}, "unknown met", 40),
    ],
)
def test_limits(tmp_path: Path, facts: dict[str, object], states: str, code: int) -> None:
    found = holder(tmp_path, **facts)
    mine = {limit.id: limit for limit in found.limits}
    assert [mine["share"].status, mine["notice"].status] == states.split()
    assert (found.outcome, found.release, found.exit_code) == (None, False, code)
    assert mine["share"].word == {"met": "within", "broken": "too heavy", "unknown": "unknown"}[mine["share"].status]
    assert found.requirements == ()
    assert found.explain().startswith("see the limits")


def test_a_limit_says_from_when_it_would_be_kept(tmp_path: Path) -> None:
    found = {limit.id: limit for limit in holder(tmp_path, packed_on=DAY).limits}
    assert found["notice"].earliest == DAY + timedelta(days=30)
    assert found["literal"].earliest == DAY + timedelta(days=5)
    assert found["literal"].to_dict()["earliest"] == "2025-06-06"
    assert {limit.id: limit for limit in holder(tmp_path).limits}["notice"].earliest is None


def test_no_limit_that_applies_decides_nothing(tmp_path: Path) -> None:
    book = mini(tmp_path, "- {id: lim, effect: limits, subject: holder, instrument: law, when: a, must: b}")
    found = determine(transaction({"a": False}, subject="holder"), rulebook=book)
    assert (found.limits, found.exit_code) == ((), 40)


# ---- flags and remarks

FLAGS = """
- {id: f1, effect: flags, flag: k-01, ask: Is it odd?, evidence: a letter, instrument: law, raised_when: knowledge.bad}
- {id: f2, effect: flags, flag: k-02, ask: Do it, evidence: '', instrument: law, kind: action}
- {id: f3, effect: flags, flag: k-03, ask: Never?, evidence: '', instrument: law, when: a}
- {id: w1, effect: warns, say: mind the gap, instrument: law}
- {id: w2, effect: warns, say: the weather, kind: not_checked, instrument: law}
- {id: w3, effect: warns, say: not this, instrument: law, when: a}
"""


def test_a_raised_flag_holds_but_changes_no_outcome(tmp_path: Path) -> None:
    book = mini(tmp_path, FLAGS)
    found = determine(transaction({"a": False, "knowledge.bad": True}), rulebook=book)
    assert (found.outcome, found.release, found.ready, found.holds) == ("no_requirement_found", False, True, ("k-01",))
    assert found.exit_code == 12
    assert [(flag.id, flag.status) for flag in found.flags] == [("k-01", "raised")]


@pytest.mark.parametrize(("answer", "holds"), [("raised", ("k-01",)), ("explained", ()), ("clear", ()), ("", ())])
def test_the_user_answers_a_flag(tmp_path: Path, answer: str, holds: tuple[str, ...]) -> None:
    flags = {"k-01": answer} if answer else {}
    found = determine(transaction({"a": False}, flags=flags), rulebook=mini(tmp_path, FLAGS))
    assert (found.holds, found.flags[0].status) == (holds, answer or "to_ask")
    assert found.release == (not holds)


def test_remarks_and_what_was_not_checked(tmp_path: Path) -> None:
    found = ask(mini(tmp_path, FLAGS), {"a": False})
    assert (found.warnings, found.not_checked) == (("mind the gap",), ("the weather",))


@pytest.mark.parametrize(("day", "word"), [(date(2027, 1, 1), "after it"), (date(2023, 1, 1), "before it")])
def test_days_outside_the_rulebook_are_warned_of(tmp_path: Path, day: date, word: str) -> None:
    found = determine(transaction(day=day), rulebook=mini(tmp_path, FLAGS))
    assert any(word in text for text in found.warnings)


def test_what_nobody_said_is_printed(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("knowledge.bad", "overlap(knowledge.words, ('loud'))"))
    found = ask(book, {"knowledge.bad": False})
    assert [dict(item) for item in found.assumed] == [
        {"fact": "knowledge.words", "value": "not known", "why": "nobody stated it"}
    ]


def test_notes_of_an_item_are_passed_on(tmp_path: Path) -> None:
    item = replace(line(tpp=5, quantity=1), notes=("rounded",))
    found = determine(transaction(items=(item,)), rulebook=mini(tmp_path, requires("FALSE")))
    assert "note: rounded" in found.warnings


# ---- several items


def test_the_worst_line_speaks_for_all(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("has(circuits, circuit.tpp >= 5)"))
    items = (line("small", 1, quantity=1), line("big", 9, quantity=1), line("open", quantity=1))
    found = determine(transaction(items=items), rulebook=book)
    assert [one.outcome for one in found.lines] == ["no_requirement_found", "licence_required", "cannot_decide"]
    assert (found.outcome, found.label, found.exit_code, found.release) == ("licence_required", "big", 20, False)
    assert found.because.startswith("big: ")
    assert len(found.to_dict()["lines"]) == 3


def test_a_held_line_is_worse_than_a_free_one(tmp_path: Path) -> None:
    rules = "- {id: f1, effect: flags, flag: k-01, ask: odd?, instrument: law, raised_when: item.quantity >= 5}"
    items = (line("", 1, quantity=1), line("", 1, quantity=7))
    found = determine(transaction(items=items), rulebook=mini(tmp_path, rules))
    assert (found.exit_code, found.holds, found.release, found.ready) == (12, ("k-01",), False, True)
    assert not found.because.startswith(":")


@pytest.mark.parametrize(
    ("codes", "worst"),
    [([], 0), ([0, 10], 10), ([10, 11], 11), ([11, 12], 12), ([12, 40], 40), ([40, 20], 20), ([20, 30], 30)],
)
def test_worst_code(codes: list[int], worst: int) -> None:
    assert worst_code(codes) == worst


def test_codes_of_the_outcomes(tmp_path: Path) -> None:
    book = mini(tmp_path, "- {id: stop, effect: prohibits, instrument: law, when: a}")
    assert [exit_code(ask(book, facts)) for facts in ({"a": True}, {"a": False}, {})] == [30, 0, 40]


# ---- shipment.tpp on the real rulebook


def shipment(*rows: dict[str, Any], **facts: Any) -> lockgate.Determination:
    consignee = {"location": "CH", "headquarters": "CH", "ultimate_parent": "CH"}
    return lockgate.determine(
        {
            "as_of": "2025-06-01",
            "activity": "export",
            "origin": "US",
            "destination": "CH",
            "items": list(rows),
            "parties": {"consignee": consignee},
            "base": "ordinary-course",
            **facts,
        },
        posture="codified",
    )


@pytest.mark.parametrize(
    ("rows", "fits"),
    [
        ([("nvidia-h100-sxm", 1000), ("nvidia-h100-sxm", 699)], True),
        ([("nvidia-h100-sxm", 1000), ("nvidia-h100-sxm", 700)], False),
        ([("nvidia-h100-sxm", 1600), ("nvidia-l40", 90000)], True),
        ([("nvidia-h100-sxm", 1699)], True),
        ([("nvidia-h100-sxm", 1700)], False),
    ],
)
def test_the_lines_of_a_shipment_share_one_amount(rows: list[tuple[str, int]], fits: bool) -> None:
    """26.9 million TPP a year; only lines at the upper level count."""
    found = shipment(*({"chip": chip, "quantity": quantity} for chip, quantity in rows))
    first = (found.lines or (found,))[0]
    lpp = next(way for way in first.authorizations if way.code == "LPP")
    assert (lpp.status in {"eligible", "steps_open"}) == fits


def test_an_open_quantity_leaves_the_amount_open() -> None:
    found = shipment({"chip": "nvidia-h100-sxm", "quantity": 10}, {"chip": "nvidia-h100-sxm"})
    assert next(way for way in found.lines[0].authorizations if way.code == "LPP").status == "possible"
    alone = shipment({"chip": "nvidia-h100-sxm"})
    assert next(way for way in alone.authorizations if way.code == "LPP").status == "possible"


def test_an_open_figure_leaves_the_amount_open() -> None:
    found = shipment({"chip": "nvidia-h100-sxm", "quantity": 10}, {"kind": "ic", "quantity": 10})
    assert next(way for way in found.lines[0].authorizations if way.code == "LPP").status == "possible"


@pytest.mark.parametrize(("stated", "fits"), [(26_000_000, True), (27_000_000, False)])
def test_a_stated_amount_is_taken(stated: int, fits: bool) -> None:
    rows = ({"chip": "nvidia-h100-sxm", "quantity": 1}, {"chip": "nvidia-h100-sxm", "quantity": 1})
    found = shipment(*rows, shipment={"tpp": stated}).lines[0]
    lpp = next(way for way in found.authorizations if way.code == "LPP")
    assert (lpp.status in {"eligible", "steps_open"}) == fits


# ---- postures and knowledge


def h100_to_malaysia(**how: Any) -> lockgate.Determination:
    consignee = {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}
    facts = {
        "as_of": "2025-06-01",
        "activity": "export",
        "origin": "US",
        "destination": "MY",
        "item": {"chip": "nvidia-h100-sxm", "quantity": 8},
        "parties": {"consignee": consignee},
        "base": "ordinary-course",
    }
    return lockgate.determine(facts, **how)


def test_what_was_announced_later_was_not_known_earlier() -> None:
    """Non-enforcement was announced on 2025-05-13: known on June 1, not on May 10."""
    assert h100_to_malaysia(known_at="2025-06-01").outcome == "no_requirement_found"
    before = h100_to_malaysia(known_at=date(2025, 5, 10))
    assert before.outcome == h100_to_malaysia(posture="codified").outcome == "authorized"
    assert before.to_dict()["known_at"] == "2025-05-10"
    assert h100_to_malaysia().to_dict()["known_at"] is None


def test_both_postures_are_shown_and_the_difference_is_said() -> None:
    found = h100_to_malaysia(posture="codified")
    assert [answer.id for answer in found.postures] == ["codified", "enforced"]
    assert any(
        text.startswith("in the enforced posture the outcome is no_requirement_found") for text in found.warnings
    )


def test_a_proposal_is_asked_for_by_name(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("FALSE"), proposed="- {id: p1, effect: requires, instrument: bill}")
    found = ask(book, posture="proposed:bill")
    assert [(answer.id, answer.outcome) for answer in found.postures] == [
        ("proposed:bill", "licence_required"),
        ("enforced", "no_requirement_found"),
        ("codified", "no_requirement_found"),
    ]
    assert sum("posture the outcome is" in text for text in found.warnings) == 2
    with pytest.raises(InputError, match="unknown posture"):
        ask(book, posture="proposed:nothing")


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"as_of": "yesterday"}, "is no date"),
        ({"known_at": "2025-02-30"}, "is no date"),
        ({"readings": {"lpp_740": "strict"}}, "unknown reading"),
        ({"readings": {"lpp_740_2": "loose"}}, "has no side"),
        ({"posture": "feared"}, "unknown posture"),
    ],
)
def test_wrong_questions(how: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        h100_to_malaysia(**how)


def test_a_day_is_needed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the day of the transaction is missing"):
        determine(transaction(day=None), rulebook=mini(tmp_path, requires("a")))


# ---- immutable, and JSON


def test_an_answer_cannot_be_changed() -> None:
    found = h100_to_malaysia()
    with pytest.raises(FrozenInstanceError):
        found.outcome = "prohibited"  # type: ignore[misc]
    with pytest.raises(TypeError):
        found.rulebook["version"] = "0"  # type: ignore[index]
    with pytest.raises(TypeError):
        found.assumed[0]["value"] = "known"  # type: ignore[index]
    for name in found.__dataclass_fields__:
        assert not isinstance(getattr(found, name), (list, set, dict)), name


def test_requirements_of_what_is_not_subject_are_not_listed(tmp_path: Path) -> None:
    rules = "- {id: d1, effect: defines, as: subject_to_ear, instrument: law, when: a}\n" + requires("TRUE")
    found = ask(mini(tmp_path, rules), {"a": False})
    assert (found.outcome, found.requirements) == ("not_subject", ())
    assert found.because == "the item or the activity is not subject to the EAR"
    assert found.proof[0].id == "d1"


def test_one_of_two_words_is_shown_as_such(tmp_path: Path) -> None:
    book = mini(tmp_path, requires("colour = 'red'"))
    found = ask(book, {"colour": Categorical(frozenset({"red", "blue"}))})
    assert "colour is one of red, blue" in found.explain()


def test_stand_ins_are_the_same_party(tmp_path: Path) -> None:
    """The end user stands in for the consignee whom nobody named: what is open about it is one question."""
    book = mini(tmp_path, requires("has(consignee, party.listed)", "NOT has(consignee, party.listed)"))
    assert determine(transaction(parties=(party("end_user", ()),)), rulebook=book).outcome == "licence_required"
