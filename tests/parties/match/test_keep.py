"""The index on disk gives the same answers, and is made anew where it is not whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.parties.match.small import ENTRIES, SCREENER

from lockgate.parties.match import Party, kept_screener, screener
from lockgate.parties.match.build import build

if TYPE_CHECKING:
    from pathlib import Path


def test_what_was_kept_answers_alike(tmp_path: Path) -> None:
    made = kept_screener(ENTRIES, ["snapshot"], tmp_path)
    kept = kept_screener(ENTRIES, ["snapshot"], tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    for name in ("Nowhere Photon", "Vydumka", "Somebody Else"):
        party = Party(name, addresses=("Flat 2309, Unreal King Commercial Centre, 7 Fa Kuen Street, Kowloon",))
        assert made.screen(party) == kept.screen(party) == SCREENER.screen(party)


def test_half_a_folder_is_not_read(tmp_path: Path) -> None:
    kept_screener(ENTRIES, ["snapshot"], tmp_path)
    (folder,) = tmp_path.iterdir()
    (folder / "postings.npy").write_bytes(b"\x93NUMPY")
    found = kept_screener(ENTRIES, ["snapshot"], tmp_path)
    assert found.screen(Party("Nowhere Photon")).hits


def test_a_folder_that_others_may_write_to_is_not_read(tmp_path: Path) -> None:
    kept_screener(ENTRIES, ["snapshot"], tmp_path)
    (folder,) = tmp_path.iterdir()
    (folder / "kinds.npy").write_bytes(b"")
    folder.chmod(0o777)
    assert kept_screener(ENTRIES, ["snapshot"], tmp_path).screen(Party("Nowhere Photon")).hits


def test_few_indexes_are_kept(tmp_path: Path) -> None:
    for number in range(6):
        kept_screener(ENTRIES, [str(number)], tmp_path)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert kept_screener(ENTRIES, ["snapshot"], blocked / "inside").screen(Party("Nowhere Photon")).hits


def test_an_index_is_a_function_of_its_entries() -> None:
    one, other = build(ENTRIES).arrays, build(ENTRIES).arrays
    for name in one.__slots__:
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()


def test_an_empty_list() -> None:
    empty = screener(())
    assert empty.screen(Party("Nowhere Photon", addresses=("9 Other Road",), identifiers=("N0012345",))).band == "none"
