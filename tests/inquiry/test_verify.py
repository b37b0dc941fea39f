"""Saved determinations recomputed: the same over many cases, and each kind of difference."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.inquiry.records import of_cases, of_example

from lockgate.compiler.rulebook import BUILT_IN, Rulebook
from lockgate.inquiry.record.differ import changes, provisions
from lockgate.inquiry.record.saved import Saved, digest, read_saved
from lockgate.inquiry.record.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

COMPANY = Path(__file__).parents[2] / "examples" / "overlay" / "company"


def kinds(record: Saved, book: Rulebook | None = None) -> list[str]:
    return [cause.kind for cause in verify(record, book).causes]


def edited(record: Saved, change: Callable[[Any], None], *, mended: bool = False) -> Saved:
    """The file with something changed by hand; ``mended``: with its hash as well."""
    raw = json.loads(record.text())
    change(raw)
    if mended:
        raw["sha256"] = digest({key: value for key, value in raw.items() if key != "sha256"})
    return read_saved(json.dumps(raw))


def test_cases_come_out_the_same() -> None:
    count = 0
    for name, record in of_cases(step=4):
        found = verify(read_saved(record.text()))
        assert found.same, (name, found.to_dict())
        assert found.exit_code == 0
        count += 1
    assert count > 200


def test_readings_days_and_several_items_come_out_the_same() -> None:
    for record in (
        of_example("three-items", posture="codified"),
        of_example("holder-uveu", posture="codified"),
        of_example("lpp-switzerland", posture="codified", readings={"lpp_740_2": "lenient"}),
        of_example("h200-china", as_of="2026-09-01", known_at="2026-09-01"),
    ):
        assert verify(read_saved(record.text())).same


def test_an_edit_of_the_facts_is_noticed_and_the_difference_shown() -> None:
    def change(raw: Any) -> None:
        raw["lines"][0]["transaction"]["destination"] = "CN"

    found = verify(edited(of_example("h100-malaysia"), change))
    assert [cause.kind for cause in found.causes] == ["altered"]
    assert found.exit_code == 40
    line = found.lines[0]
    assert (line.was, line.now) == ("no_requirement_found", "licence_required")
    assert line.only_now
    assert line.changes[0].where == "outcome"


def test_an_edit_of_the_answer_is_noticed() -> None:
    def change(raw: Any) -> None:
        raw["lines"][0]["determination"]["outcome"] = "no_requirement_found"

    found = verify(edited(of_example("hq-rule-singapore"), change))
    assert [cause.kind for cause in found.causes] == ["altered"]
    assert [(one.was, one.now) for one in found.lines[0].changes] == [("no_requirement_found", "licence_required")]


def test_an_edit_with_a_mended_hash_does_not_follow_from_the_facts() -> None:
    def change(raw: Any) -> None:
        raw["lines"][0]["determination"]["outcome"] = "no_requirement_found"

    assert kinds(edited(of_example("hq-rule-singapore"), change, mended=True)) == ["unexplained"]


def test_facts_that_cannot_be_read_any_more_are_told() -> None:
    def change(raw: Any) -> None:
        raw["lines"][0]["transaction"]["destination"] = "Narnia"

    found = verify(edited(of_example("h100-malaysia"), change))
    assert "Narnia" in found.lines[0].error
    assert not found.lines[0].same
    assert found.lines[0].now is None


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from _paths(inner, (*path, key))
    if not isinstance(value, (dict, list)):
        yield path


EXAMPLE = of_example("missing-parent")
PLACES = [path for path in _paths(EXAMPLE.to_dict()) if path[0] not in {"schema", "sha256"}]


@settings(max_examples=150)
@given(st.sampled_from(PLACES), st.sampled_from(["x", "2026-01-01", "MY", ""]))
def test_every_edit_of_any_text_is_noticed(path: tuple[Any, ...], text: str) -> None:
    raw = json.loads(EXAMPLE.text())
    place = raw
    for key in path[:-1]:
        place = place[key]
    if place[path[-1]] == text:
        return
    place[path[-1]] = text
    try:
        record = read_saved(json.dumps(raw))
    except Exception as error:  # noqa: BLE001 - any refusal is a notice; which one is tested elsewhere
        assert type(error).__name__ == "InputError"
        return
    assert record.altered
    assert not verify(record).same


MORE = """
- id: test-more
  name: Something more
  effect: requires
  instrument: ear-base
  cite: {{ref: here}}
  gist: One more requirement.
  when: destination = '{where}'
  confidence: confirmed
"""
READING = """
- id: test_reading
  question: Wide or narrow?
  default: narrow
  values: {narrow: as narrow as can be, wide: as wide as can be}
  cite: {ref: here}
"""


def changed(folder: Path, **files: str) -> Rulebook:
    """The built-in rulebook with further files, as if the law had changed."""
    root = folder / f"rulebook{len(list(folder.iterdir()))}"
    shutil.copytree(BUILT_IN, root)
    for name, text in files.items():
        (root / f"{name.replace('__', '/')}.yaml").write_text(text, encoding="utf-8")
    return Rulebook.load(root)


def test_another_rulebook_is_told_with_what_it_changes(tmp_path: Path) -> None:
    found = verify(of_example("h100-malaysia"), changed(tmp_path, part_742__more=MORE.format(where="MY")))
    assert [cause.kind for cause in found.causes] == ["rulebook"]
    assert "the law or its encoding changed since" in found.causes[0].text
    line = found.lines[0]
    assert (line.was, line.now) == ("no_requirement_found", "licence_required")
    assert (line.only_then, line.only_now) == ((), ("test-more",))


def test_another_rulebook_with_the_same_answer_is_told_apart(tmp_path: Path) -> None:
    found = verify(of_example("h100-malaysia"), changed(tmp_path, part_742__more=MORE.format(where="AQ")))
    assert [cause.kind for cause in found.causes] == ["rulebook"]
    told = found.to_dict()
    assert (told["same"], told["answers_same"], told["reproduced"], found.exit_code) == (False, True, True, 0)


def test_a_changed_file_is_not_reproduced_though_its_answer_follows() -> None:
    record = of_example("h100-malaysia")
    found = verify(replace(record, altered=True))
    assert (found.answers_same, found.reproduced, found.exit_code) == (True, False, 40)


def test_a_reading_that_the_rulebook_no_longer_has(tmp_path: Path) -> None:
    book = changed(tmp_path, readings__more=READING)
    record = of_example("h100-malaysia", book=book, readings={"test_reading": "wide"})
    assert verify(record, book).same
    assert "unknown reading 'test_reading'" in verify(record).lines[0].error


def overlaid(*folders: Path) -> Rulebook:
    return Rulebook.load(BUILT_IN, folders)


def test_overlays_that_are_missing_changed_or_new(tmp_path: Path) -> None:
    book = overlaid(COMPANY)
    record = of_example("h100-malaysia", book=book)
    assert [one["name"] for one in record.rulebook["overlays"]] == ["company"]
    assert verify(record, book).same
    found = verify(record)
    assert [cause.kind for cause in found.causes] == ["overlay"]
    assert "--with" in found.causes[0].text
    changed = tmp_path / "company"
    shutil.copytree(COMPANY, changed)
    (changed / "more.yaml").write_text("# nothing\n", encoding="utf-8")
    (changed / "policy.yaml").write_text((COMPANY / "policy.yaml").read_text(encoding="utf-8") + "\n# new\n")
    found = verify(record, overlaid(changed))
    assert "changed since" in found.causes[0].text
    plain = of_example("h100-malaysia")
    found = verify(plain, book)
    assert [(cause.kind, "not laid over it then" in cause.text) for cause in found.causes] == [("overlay", True)]


def test_another_program_is_a_cause_only_where_the_answer_differs() -> None:
    record = of_example("h100-malaysia")
    older = replace(record, program={"version": "0.0.9", "sha256": "0" * 64})
    assert verify(older).same

    def change(raw: Any) -> None:
        raw["program"] = {"version": "0.0.9", "sha256": "0" * 64}
        raw["lines"][0]["determination"]["because"] = "in other words"

    found = verify(edited(record, change, mended=True))
    assert [cause.kind for cause in found.causes] == ["program"]
    assert "0.0.9" in found.causes[0].text


def test_changes_and_provisions() -> None:
    was = {"outcome": "a", "class": {"eccn": "x"}, "holds": ["f"], "flags": [{"id": "f", "status": "raised"}]}
    now = {"outcome": "a", "class": {"eccn": None}, "holds": [], "flags": [{"id": "f", "status": "clear"}]}
    assert [(one.where, one.was, one.now) for one in changes(was, now)] == [
        ("class: eccn", "x", None),
        ("holds: f", "there", None),
        ("flags f: status", "raised", "clear"),
    ]
    assert changes({"warnings": ["a", "b"]}, {"warnings": ["b", "a"]})[0].now == "in another order"
    assert changes({"lines": [{"outcome": "a"}]}, {"lines": []})[0].where == "item 1, outcome"
    doubled = changes({"x": [{"id": "a"}, {"id": "a", "b": 1}]}, {"x": [{"id": "a"}]})
    assert [one.where for one in doubled] == ["x: a #2"]
    assert provisions({"lines": [{"requirements": [{"id": "r", "status": "holds"}]}]}) == {"r": "holds"}


def test_the_same_overlays_in_another_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for number, folder in enumerate((one, two)):
        (folder / "part_742").mkdir(parents=True)
        text = MORE.format(where="AQ").replace("test-more", f"test-{number}")
        (folder / "part_742" / "more.yaml").write_text(text, encoding="utf-8")
    found = verify(of_example("h100-malaysia", book=overlaid(one, two)), overlaid(two, one))
    assert [(cause.kind, "another order" in cause.text) for cause in found.causes] == [("overlay", True)]
