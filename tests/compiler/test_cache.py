"""The cache of compiled parts never changes an answer and touches nothing that is not its own."""

from __future__ import annotations

import gc
import os
import pickle
import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.compiler.support import BASE, DAY

from lockgate.compiler.cache import Parts, cache_folder
from lockgate.compiler.rulebook import BUILT_IN, Rulebook
from lockgate.door import base
from lockgate.engine.determine import declarations_of


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts("0" * 64, tmp_path / "cache")


def test_made_once(parts: Parts) -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(1)
        return [len(made)]

    assert [parts.get("x", make), parts.get("x", make)] == [[1], [1]]
    assert made == [1]
    assert parts.folder.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in parts.folder.iterdir()] == ["x"], "no half-written file is left"


def test_corrupt_files_are_made_again(parts: Parts) -> None:
    parts.write("x", [1])
    for content in (b"", b"nonsense", pickle.dumps([1])[:-1], b"cno_such_module\nname\n.", b"\x80\x05."):
        (parts.folder / "x").write_bytes(content)
        assert parts.read("x") is None
    assert parts.get("x", lambda: [2]) == [2]
    assert parts.read("x") == [2]


def test_what_others_may_write_is_not_read(parts: Parts) -> None:
    parts.write("x", [1])
    (parts.folder / "x").chmod(0o666)
    assert parts.read("x") is None
    (parts.folder / "x").chmod(0o600)
    assert parts.read("x") == [1]
    parts.folder.chmod(0o770)
    assert parts.read("x") is None


def test_what_belongs_to_others_is_not_read(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    parts.write("x", [1])
    monkeypatch.setattr(os, "getuid", lambda: parts.folder.stat().st_uid + 1)
    assert parts.read("x") is None
    monkeypatch.delattr(os, "getuid")
    assert parts.read("x") == [1], "systems without owners go by the mode alone"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    parts = Parts("0" * 64, tmp_path / "file")
    assert parts.get("x", lambda: 3) == 3
    assert parts.read("x") is None


def test_a_part_that_cannot_be_kept(parts: Parts) -> None:
    assert parts.get("x", lambda: iter(x for x in "parts")) is not None
    assert parts.read("x") is None


def test_only_the_newest_own_folders_stay(tmp_path: Path) -> None:
    keep = tmp_path / "letters"
    keep.mkdir()
    (keep / "important.txt").write_text("do not delete", encoding="utf-8")
    os.utime(keep, (1, 1))
    for index in range(10):
        parts = Parts(str(index), tmp_path)
        parts.write("x", index)
        os.utime(parts.folder, (100 + index, 100 + index))
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"letters", *(Parts(str(index), tmp_path).folder.name for index in range(2, 10))}
    assert (keep / "important.txt").read_text(encoding="utf-8") == "do not delete"


def test_the_key_knows_program_and_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Parts("a", tmp_path).folder
    assert mine != Parts("b", tmp_path).folder
    monkeypatch.setattr(sys, "version", "another Python")
    assert Parts("a", tmp_path).folder != mine


def test_where_parts_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCKGATE_CACHE", "here")
    assert cache_folder() == Path("here")
    monkeypatch.delenv("LOCKGATE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "there")
    assert cache_folder() == Path("there") / "lockgate"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "lockgate"


def test_cached_rulebook_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCKGATE_CACHE", str(tmp_path))
    plain = Rulebook.load(BASE).unit(DAY)
    cold = Rulebook.load(BASE, cached=True)
    first = cold.unit(DAY)
    assert cold.keep("note", lambda: "made") == "made"
    warm = Rulebook.load(BASE, cached=True)
    second = warm.unit(DAY, known_at=date(2030, 1, 1))
    assert warm.keep("note", lambda: "not made") == "made"
    assert Rulebook.load(BASE).keep("note", lambda: "made anew") == "made anew"
    assert second.source == "", "the text is not kept, only what was compiled from it"
    assert second.layout is warm.layout
    assert first.rules == second.rules == plain.rules
    for unit in (plain, first, second):
        assert unit.decide_function
        assert unit.load() is unit
    assert plain.code == second.code or plain.code is not None


def test_provisions_of_the_source_are_kept_by_their_id(parts: Parts) -> None:
    source = Rulebook.load(tmp_source()).source
    one = next(iter(source.provisions.values()))
    parts.write("x", [one, one.id], source.provisions)
    kept = parts.read("x", source.provisions)
    assert kept[0] is one
    assert kept[1] == one.id
    assert parts.read("x") is None, "without the source the part cannot be read, and is made again"
    parts.write("y", [one])
    assert parts.read("y") == [one], "what is not of the source is kept whole"


def tmp_source() -> Path:
    return Path(__file__).parents[1] / "good" / "base"


def test_reading_leaves_the_collector_as_it_was(parts: Parts) -> None:
    parts.write("x", [1])
    was = gc.isenabled()
    try:
        for wanted in (True, False):
            (gc.enable if wanted else gc.disable)()
            assert parts.read("x") == [1]
            assert gc.isenabled() is wanted
    finally:
        (gc.enable if was else gc.disable)()


def test_a_baseline_is_found_where_the_rulebook_stands_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCKGATE_CACHE", str(tmp_path / "cache"))
    for place in ("gone", "here"):  # the same rulebook in two places keeps its parts once
        folder = tmp_path / place
        shutil.copytree(BUILT_IN, folder)
        declared = declarations_of(Rulebook.load(folder, cached=True))
        assert base.names(declared)["ordinary-course"].is_relative_to(folder)
        assert base.merge({"base": "ordinary-course"}, declared)[1]
        shutil.rmtree(folder)
