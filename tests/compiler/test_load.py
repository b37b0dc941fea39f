"""Files become located text, and nothing is guessed from its look."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lockgate.compiler.fields import Fields, nearest
from lockgate.compiler.load import Located, load_text, load_yaml, rulebook_files, source_hash
from lockgate.compiler.model import Source
from lockgate.compiler.records import read_rulebook
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "word", ["NO", "no", "off", "Yes", "4E091", "740.20", "1e3", "0x10", "2025-05-15", "012", "~", "null"]
)
def test_words_stay_text(word: str) -> None:
    (row,) = load_text(f"- {{code: {word}}}", "x.yaml")
    assert row["code"] == word
    assert type(row["code"]) is Located


def test_every_text_knows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("\ufeff- id: a\n  when: >-\n    b\n    AND c\n- id: d\n", encoding="utf-8")
    first, second = load_yaml(path, "shown/x.yaml")
    assert (first.place, first["when"], first["when"].place) == ("shown/x.yaml:1", "b AND c", "shown/x.yaml:2")
    assert second["id"].place == "shown/x.yaml:5"
    assert load_yaml(path)[0].place == "x.yaml:1"


def test_located_text_survives_copies() -> None:
    text = Located("NO", "groups.yaml", 3)
    for made in (copy.deepcopy(text), copy.copy(text)):
        assert (made, made.place) == ("NO", "groups.yaml:3")
    kept = pickle.loads(pickle.dumps(text))
    assert (kept, type(kept)) == ("NO", str)  # kept parts hold plain text


def test_empty_file() -> None:
    assert load_text("# nothing yet\n", "x.yaml") is None


def test_files_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.yaml", "a/c.yaml", "a/b.yaml", "cases/x.yaml", "coverage.yaml", "note.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    names = [path.relative_to(tmp_path).as_posix() for path in rulebook_files(tmp_path)]
    assert names == ["a/b.yaml", "a/c.yaml", "b.yaml"]
    before = source_hash((tmp_path,))
    (tmp_path / "cases" / "x.yaml").write_text("- {id: y}", encoding="utf-8")
    assert source_hash((tmp_path,)) == before
    (tmp_path / "b.yaml").write_text("# changed", encoding="utf-8")
    assert source_hash((tmp_path,)) != before


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(RulebookError, match=r"gone\.yaml: cannot read the file: No such file"):
        source_hash((tmp_path,))
    with pytest.raises(RulebookError, match=r"gone\.yaml: cannot read the file: No such file"):
        load_yaml(tmp_path / "gone.yaml")


def test_folders_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match="this is no rulebook folder"):
        read_rulebook(tmp_path / "nowhere")
    with pytest.raises(RulebookError, match="this overlay is no folder"):
        read_rulebook(tmp_path, [tmp_path / "nowhere"])


def test_tables_and_empty_files(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "formats.yaml").write_text("- {id: NO, share: 740.20}\n", encoding="utf-8")
    source = read_rulebook(tmp_path)
    assert source.tables == {"formats": ({"id": "NO", "share": "740.20"},)}
    assert source.provisions == Source().provisions


def fields(text: str) -> Fields:
    return Fields(load_text(text, "x.yaml"), "record")


def test_fields_that_are_not_there() -> None:
    at = fields("{a: null, b: '', c: x, cite: 15 CFR 740.2, d: [null]}")
    assert (at.text("a", "default"), at.text("b"), at.texts("a"), at.texts("c"), at.texts("z")) == (
        "default",
        "",
        (),
        ("x",),
        (),
    )
    assert (at.pairs("z"), at.tables("z"), at.day("z"), at.number("z"), at.integer("z", 3)) == ((), [], None, None, 3)
    assert at.cite().ref == "15 CFR 740.2"
    assert at.cite("z").ref == ""
    assert at.span().holds(date(2025, 1, 1))
    at.ignore("d")
    at.close()


def test_citation_in_full() -> None:
    cite = fields("{cite: {ref: r, made_by: 90 FR 4544, facts: [D-101], params: p, at: page}}").cite()
    assert (cite.ref, cite.made_by, cite.facts, cite.params) == ("r", "90 FR 4544", ("D-101",), ("p",))


def test_place_of_a_key_without_a_place() -> None:
    with pytest.raises(RulebookError, match=r"x\.yaml:1: 'a' of record must be text"):
        fields("{a: [b]}").text("a")
    with pytest.raises(RulebookError, match=r"x\.yaml:1: unknown key 'a' in record"):
        fields("{a: [b]}").close()


def test_nearest_word() -> None:
    assert nearest("destnation", ["origin", "destination"]) == "did you mean 'destination'?"
    assert nearest("xyz", ["origin"]) is None
