"""All faults of a rulebook at once: whatever the compiler refuses alone, it also reports among others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lockgate.compiler.gather import gathered
from lockgate.compiler.records import read_rulebook
from lockgate.compiler.types import check_types
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from pathlib import Path


def _folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_without_a_list_the_first_fault_ends_it(tmp_path: Path) -> None:
    folder = _folder(tmp_path, parameters="- {unit: TPP}\n- {id: a}\n")
    with pytest.raises(RulebookError, match="lacks 'id'"):
        read_rulebook(folder)


def test_with_a_list_every_record_is_read(tmp_path: Path) -> None:
    folder = _folder(tmp_path, parameters="- {unit: TPP}\n- {id: a}\n", law="- {id: x}\n", notes="text\n")
    found: list[RulebookError] = []
    read_rulebook(folder, (), found)
    assert [(fault.place, fault.message) for fault in found] == [
        ("law.yaml:1", "provision 'x' lacks 'effect'"),
        ("notes.yaml:1", "a rulebook file holds a list"),
        ("parameters.yaml:1", "parameter lacks 'id'"),
        ("parameters.yaml:2", "parameter 'a' has no values"),
    ]


def test_faults_of_overlays_and_of_tables_are_gathered_too(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "over").mkdir()
    base = _folder(tmp_path / "base", facts="- {id: destination, type: country, question: Where?}\n")
    over = _folder(tmp_path / "over", law="- {effect: requires}\n")
    found: list[RulebookError] = []
    read_rulebook(base, (over,), found)
    assert [fault.place for fault in found] == ["over/law.yaml:1", "facts.yaml:1"]


def test_every_provision_is_checked_where_its_ground_is_sound(tmp_path: Path) -> None:
    law = "- {id: a, effect: requires, instrument: i, when: nothing}\n- {id: b, effect: requires, instrument: j}\n"
    folder = _folder(tmp_path, law=law, instruments="- {id: i, name: i, effective: 2024-01-01}\n")
    found: list[RulebookError] = []
    check_types(read_rulebook(folder), found)
    assert [fault.message for fault in found] == [
        "unknown name 'nothing'",
        "provision 'b' names an unknown instrument 'j'",
    ]


def test_provisions_wait_until_what_they_build_on_is_sound(tmp_path: Path) -> None:
    law = "- {id: a, effect: requires, instrument: i, when: nothing}\n"
    twice = {"parameters": "- {id: x, values: [{value: 1}]}\n", "definitions": "- {id: x, values: [a]}\n"}
    found: list[RulebookError] = []
    check_types(read_rulebook(_folder(tmp_path, law=law, **twice)), found)
    assert [fault.message for fault in found] == ["'x' already names something else"]


def test_the_same_fault_is_kept_once() -> None:
    found: list[RulebookError] = []
    for _ in range(2):
        with gathered(found):
            raise RulebookError("again", place="x.yaml:1")
    assert len(found) == 1
