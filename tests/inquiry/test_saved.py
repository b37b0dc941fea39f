"""Saved determinations: what they hold, how they are read back, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.mini import transaction
from tests.inquiry.records import of_cases, of_example, of_facts

from lockgate.engine.schema import result_schema
from lockgate.errors import InputError
from lockgate.inquiry.look import Look
from lockgate.inquiry.record.form import misfit
from lockgate.inquiry.record.reread import reread
from lockgate.inquiry.record.saved import digest, program_stamp, read_saved, retyped, rulebook_stamp, save
from lockgate.inquiry.record.verify import verify
from lockgate.memo.content import content
from lockgate.memo.html import html

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

FACTS: dict[str, Any] = {
    "as_of": "2025-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "MY",
    "base": "ordinary-course",
    "item": {"chip": "nvidia-h100-sxm", "quantity": 8},
    "parties": {"consignee": {"name": "海河", "location": "MY", "headquarters": "MY"}},
}


def test_every_case_comes_back_as_it_was_saved() -> None:
    count = 0
    for name, record in of_cases(step=4):
        back = read_saved(record.text())
        assert back == record, name
        assert not back.altered, name
        answer = record.lines[0].determination
        assert reread(answer).to_dict(explain=True) == answer, name
        count += 1
    assert count > 200


def test_the_facts_are_typed_again_as_they_were() -> None:
    look = Look()
    order = look.typed(FACTS)
    again = retyped(read_saved(save([(order, look.determine(order))], look).text()).lines[0], look)
    assert again.values == order.values
    assert again.roles == order.roles
    assert (again.assumed, again.notes, again.label) == (order.assumed, order.notes, order.label)


def test_numbers_days_and_truths_of_python_are_saved_as_the_door_reads_them() -> None:
    record = of_facts({**FACTS, "item": {"chip": "nvidia-h100-sxm", "quantity": 8}, "evidence": {"lpp_notice": True}})
    stated = record.lines[0].transaction
    assert stated["item"]["quantity"] == "8"
    assert stated["evidence"]["lpp_notice"] == "true"


def test_the_file_is_plain_utf_8_with_names_as_written() -> None:
    text = of_facts(FACTS).text()
    assert "海河" in text
    assert json.loads(text)["schema"] == "lockgate.saved/1"


def test_half_a_character_can_be_saved_and_comes_back() -> None:
    record = of_facts({**FACTS, "note": "\ud800"})
    assert read_saved(record.text().encode().decode()) == record


def test_where_facts_come_from_is_kept() -> None:
    found = {one["fact"]: one for one in of_example("h100-malaysia").lines[0].facts}
    assert found["destination"]["source"].startswith("h100-malaysia.yaml:")
    assert found["channel"]["kind"] == "assumed"
    assert (found["items[0].tpp"]["kind"], found["items[0].tpp"]["source"]) == ("catalogue", "nvidia-h100-sxm, mark A")


def test_typed_facts_cannot_be_saved() -> None:
    look = Look(as_of="2025-06-01")
    order = transaction({})
    with pytest.raises(InputError, match="made of typed facts"):
        save([(order, look.determine(order))], look)


def test_stamps_hold_program_rulebook_and_look() -> None:
    look = Look(as_of="2026-01-01", posture="codified", known_at="2026-01-01", readings={"lpp_740_2": "lenient"})
    record = of_facts(FACTS, look)
    assert record.look == {
        "as_of": "2026-01-01",
        "posture": "codified",
        "known_at": "2026-01-01",
        "readings": {"lpp_740_2": "lenient"},
    }
    assert record.rulebook == rulebook_stamp(look.book)
    assert record.program == program_stamp()
    assert record.rulebook["sha256"] == record.lines[0].determination["rulebook"]["sha256"]


WHOLE = of_facts(FACTS).to_dict()
_PLACES: list[tuple[str, Any, str]] = [
    ("schema", "lockgate.saved/2", "this is 'lockgate.saved/2'"),
    ("schema", "lockgate.determination/1", "bare answer without its facts"),
    ("schema", "other/1", "no saved determination"),
    ("schema", None, "no saved determination"),
    ("program", "0.1", "another form"),
    ("look", {}, "'as_of' is missing"),
    ("look", {**WHOLE["look"], "posture": 3}, "another form"),
    ("rulebook", {}, "'version' is missing"),
    ("lines", [{}], "is missing"),
    ("lines", ["x"], "another form"),
    ("lines", "x", "another form"),
    ("rejected", 3, "another form"),
    ("sha256", 3, "another form"),
]


@pytest.mark.parametrize(("key", "value", "says"), _PLACES)
def test_another_form_is_refused(key: str, value: Any, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        read_saved(json.dumps({**WHOLE, key: value}), "d.json")
    assert (caught.value.place or "").startswith("d.json")
    assert caught.value.hint


@pytest.mark.parametrize("key", sorted(set(WHOLE) - {"schema"}))
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(InputError, match=f"'{key}' is missing"):
        read_saved(json.dumps({name: value for name, value in WHOLE.items() if name != key}))


@pytest.mark.parametrize("key", sorted(WHOLE["lines"][0]["determination"]))
def test_a_missing_key_of_the_answer_is_noticed(key: str) -> None:
    line = WHOLE["lines"][0]
    answer = {name: value for name, value in line["determination"].items() if name != key}
    text = json.dumps({**WHOLE, "lines": [{**line, "determination": answer}]})
    with pytest.raises(InputError, match=f"'determination.{key}' is missing"):
        read_saved(text)


@pytest.mark.parametrize("text", ["", "{", "[1, 2", "hello", "\x00", of_facts(FACTS).text()[:500]])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not JSON, or it was cut short"):
        read_saved(text)


def test_a_key_that_stands_twice_is_refused() -> None:
    text = of_facts(FACTS).text().replace('"look"', '"program": {}, "look"', 1)
    with pytest.raises(InputError, match="'program' stands twice"):
        read_saved(text)


def test_a_key_too_many_is_an_alteration() -> None:
    assert read_saved(json.dumps({**WHOLE, "more": "x"})).altered


def test_json_that_nests_without_end_is_refused() -> None:
    with pytest.raises(InputError):
        read_saved("[" * 200_000)


@pytest.mark.parametrize("text", ["[]", "1", "null", '"x"', "{}"])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no saved determination"):
        read_saved(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(WHOLE)), JSON)
def test_whatever_stands_in_a_key_never_ends_in_another_error(key: str, value: Any) -> None:
    try:
        assert read_saved(json.dumps({**WHOLE, key: value})).altered or value == WHOLE[key]
    except InputError as error:
        assert error.hint


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from _paths(inner, (*path, key))


PATHS = [path for path in _paths(WHOLE) if path and path[0] != "sha256"]


@settings(max_examples=150)
@given(st.sampled_from(PATHS), JSON)
def test_a_file_made_to_break_the_program_is_refused_or_answered(path: tuple[Any, ...], value: Any) -> None:
    raw = json.loads(json.dumps(WHOLE))
    place = raw
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    raw["sha256"] = digest({key: inner for key, inner in raw.items() if key != "sha256"})
    try:
        record = read_saved(json.dumps(raw))
        assert verify(record).to_dict()
        assert html(content(record))
    except InputError as error:
        assert error.message


@given(st.sampled_from(["requirement", "proof", ""]), JSON)
def test_our_own_reader_of_schemas_agrees_with_the_library(name: str, value: Any) -> None:
    whole = result_schema()
    schema = {**whole["$defs"][name], "$defs": whole["$defs"]} if name else whole
    good = WHOLE["lines"][0]["determination"]
    one = good if not name else {"proof": good["proof"][0], "requirement": {}}[name]
    for tried in (value, one, *({**one, key: value} for key in [*one, "more"])):
        assert (misfit(tried, schema) == "") == jsonschema.Draft202012Validator(schema).is_valid(tried)


@given(JSON)
def test_the_hash_does_not_depend_on_the_order_of_keys(value: Any) -> None:
    one, other = {"a": value, "b": 1}, {"b": 1, "a": value}
    assert digest(one) == digest(other)
