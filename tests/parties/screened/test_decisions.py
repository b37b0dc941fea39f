from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from lockgate.errors import InputError
from lockgate.parties.model import Entry
from lockgate.parties.screened.decisions import Decision, Decisions, append, decide, read
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 10, 5)
OURS = Subject("Example Works", ("MY",))
ENTRY = Entry("sdn:1", "sdn", "csl", "EXAMPLE WORKS LLC", sha256="ab" * 32)


def made(**more: Any) -> Decision:
    stated: dict[str, Any] = {"same": False, "because": "another country", "by": "R. Reviewer", "made": DAY}
    return decide(OURS, ENTRY, **{**stated, **more})


def test_a_decision_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "decisions.jsonl"
    first, second = made(until=date(2027, 1, 1)), made(same=True, because="the same register\n number")
    append(path, first)
    append(path, second)
    found = read(path)
    assert found.all == (first, second)
    assert second.because == "the same register number"
    assert found.superseded(found.all[0])
    assert not found.superseded(found.all[1])
    assert found.about(OURS, ENTRY) == second


@pytest.mark.parametrize(
    ("subject", "entry", "day", "why"),
    [
        (OURS, ENTRY, DAY, ""),
        (replace(OURS, id="C-1"), ENTRY, DAY, ""),
        (replace(OURS, countries=("SG",)), ENTRY, DAY, "the party is described otherwise"),
        (OURS, replace(ENTRY, sha256="cd" * 32), DAY, "the list changed the entry"),
        (OURS, ENTRY, date(2026, 12, 31), ""),
        (OURS, ENTRY, date(2027, 1, 1), "it ran out on 2026-12-31"),
    ],
)
def test_a_decision_lapses_when_either_side_changes_or_its_time_is_up(
    subject: Subject, entry: Entry, day: date, why: str
) -> None:
    one = made(until=date(2026, 12, 31))
    assert Decisions([one]).about(subject, entry) == one
    assert one.lapsed(subject, entry, day).startswith(why)
    assert bool(one.lapsed(subject, entry, day)) == bool(why)


def test_a_decision_about_somebody_else_does_not_concern_us() -> None:
    one = Decisions([made()])
    assert one.about(Subject("Other Works", ("MY",)), ENTRY) is None
    assert one.about(OURS, replace(ENTRY, id="sdn:2")) is None
    other = decide(replace(OURS, id="C-1"), ENTRY, same=True, because="x", by="y", made=DAY)
    changed = Subject("Example Works", ("SG",), id="C-2")
    assert Decisions([other]).about(changed, ENTRY) is None


def test_a_decision_for_the_party_as_it_is_goes_before_a_later_one_for_a_namesake() -> None:
    namesake = decide(replace(OURS, countries=("SG",)), ENTRY, same=True, because="x", by="y", made=DAY)
    found = Decisions([made(), namesake]).about(OURS, ENTRY)
    assert found is not None
    assert not found.same


def test_what_was_decided_later_was_not_known() -> None:
    late = made(made=date(2026, 11, 1))
    assert Decisions([late]).until(date(2026, 10, 31)).about(OURS, ENTRY) is None
    assert Decisions([late]).until(None).about(OURS, ENTRY) == late


@pytest.mark.parametrize(
    ("more", "place"),
    [({"because": " "}, "--because"), ({"by": ""}, "--by"), ({"until": date(2026, 10, 4)}, "--until")],
)
def test_a_decision_without_its_reason_is_refused(more: dict[str, Any], place: str) -> None:
    with pytest.raises(InputError) as error:
        made(**more)
    assert error.value.place == place


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"schema": "lockgate.decision/1", "same": "yes"}', "null"])
def test_a_damaged_line_is_an_error_and_clears_nobody(tmp_path: Path, line: str) -> None:
    path = tmp_path / "decisions.jsonl"
    append(path, made())
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
    with pytest.raises(InputError, match=r"decisions.jsonl:2: this line is no decision"):
        read(path)


def test_a_line_that_a_crash_left_unfinished_is_not_continued(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text("cut", encoding="utf-8")
    append(path, made())
    assert path.read_text(encoding="utf-8").splitlines()[0] == "cut"
