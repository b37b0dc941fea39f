"""Snapshots: kept whole, never changed, found by day."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parties.lists.small import ADD, ALT, DPL, SDN, SOURCES, add, csl_json, read, record, whole
from tests.parties.real import LISTS, needs_lists

from lockgate.errors import InputError
from lockgate.parties.lists import ListRefused, RawFile, Store, data_folder, read_file, read_files
from lockgate.parties.lists.intake import Wishes
from lockgate.parties.lists.pack import Entries, pack, unpack

ROWS = whole(*(record("EL", f"Example Works {number}") for number in range(100)))
WHEN = "2026-11-01T00:00:00+00:00"


def test_what_was_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    sets = [
        [RawFile("csl.json", csl_json(ROWS))],
        [RawFile("sdn-2026-10-01", SDN.encode()), RawFile("a", ALT.encode()), RawFile("b", ADD.encode())],
        [RawFile("dpl-2026-10-01", DPL.encode())],
    ]
    store = Store(tmp_path)
    for files in sets:
        (candidate,) = read_files(files)
        added = store.add(candidate, retrieved=WHEN)
        snapshot = Store(tmp_path).snapshot(added.known)
        assert tuple(snapshot.entries) == candidate.entries
        assert snapshot.entries[0] == candidate.entries[0]
        assert snapshot.entries[1:2] == candidate.entries[1:2]
        assert len(snapshot.entries) == len(candidate.entries)
        assert snapshot.meta == added.known.meta
        assert snapshot.meta.counts == candidate.counts
        assert [one.sha256 for one in snapshot.meta.files] == [raw.source().sha256 for raw in files]


def test_the_same_list_again_is_the_same_snapshot_and_only_the_log_grows(tmp_path: Path) -> None:
    first = add(tmp_path, csl_json(ROWS))
    path = next((tmp_path / "lists" / "snapshots").rglob("*.gz"))
    before = path.read_bytes(), path.stat().st_mtime_ns
    again = add(
        tmp_path, csl_json(ROWS), retrieved="2026-11-05T00:00:00+00:00", url="https://example.org/csl", checked=True
    )
    assert (first.new, again.new, first.known.id) == (True, False, again.known.id)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert again.known.current_on(date(2026, 11, 4)) == date(2026, 10, 1)
    assert again.known.current_on(date(2026, 11, 5)) == date(2026, 11, 5)
    assert len(Store(tmp_path).known()) == 1


def test_an_id_is_the_hash_of_the_content_and_damage_is_seen(tmp_path: Path) -> None:
    known = add(tmp_path, csl_json(ROWS)).known
    path = next((tmp_path / "lists" / "snapshots").rglob("*.gz"))
    for content in (
        gzip.compress(gzip.decompress(path.read_bytes()).replace(b"Works 7", b"Works 8")),
        b"x",
        b"\x1f\x8b",
    ):
        path.write_bytes(content)
        with pytest.raises(InputError, match="damaged"):
            Store(tmp_path).snapshot(known)
    path.unlink()
    with pytest.raises(InputError, match="cannot read the snapshot"):
        Store(tmp_path).snapshot(known)


def test_packing_is_a_function_of_the_content(tmp_path: Path) -> None:
    snapshot = Store(tmp_path).snapshot(add(tmp_path, csl_json(ROWS)).known)
    name, content = pack(snapshot.meta, snapshot.entries)
    assert name == snapshot.id
    assert tuple(unpack(content, name).entries) == tuple(snapshot.entries)


def test_another_form_is_not_read(tmp_path: Path) -> None:
    snapshot = Store(tmp_path).snapshot(add(tmp_path, csl_json(ROWS)).known)
    import hashlib

    content = b'{"schema": "lockgate.lists/99"}'
    with pytest.raises(InputError, match=r"lockgate\.lists/99"):
        unpack(gzip.compress(content), hashlib.sha256(content).hexdigest())
    assert snapshot.meta.partial is False


def test_snapshots_are_found_by_feed_day_and_id(tmp_path: Path) -> None:
    old = add(tmp_path, csl_json(ROWS, "2026-09-01")).known
    new = add(tmp_path, csl_json(ROWS[1:], "2026-10-01")).known
    store = Store(tmp_path)
    assert [store.find(name).id for name in ("csl", "csl@2026-09-30", "csl@2026-10-01", new.id[:8])] == [
        new.id,
        old.id,
        new.id,
        new.id,
    ]
    for name, reason in (
        ("dpl", "no snapshot"),
        ("csl@2026-08-31", "on or before"),
        ("csl@x", "no day"),
        ("abc", "no snapshot"),
    ):
        with pytest.raises(InputError, match=reason):
            store.find(name)
    assert store.as_of(date(2026, 12, 1), known_at=date(2026, 9, 2))["csl"].id == old.id
    assert store.as_of(date(2026, 8, 1)) == {}
    assert store.latest("nothing") is None


def test_of_two_states_of_one_day_the_later_one_counts(tmp_path: Path) -> None:
    add(tmp_path, csl_json(ROWS))
    second = add(tmp_path, csl_json(ROWS[1:])).known
    assert Store(tmp_path).as_of(date(2026, 10, 1))["csl"].id == second.id


def test_a_log_that_a_crash_left_unfinished_is_read_and_mended(tmp_path: Path) -> None:
    add(tmp_path, csl_json(ROWS, "2026-09-01"))
    log = tmp_path / "lists" / "log.jsonl"
    with log.open("a", encoding="utf-8") as file:
        file.write('{"id": "half')
    assert len(Store(tmp_path).known()) == 1
    add(tmp_path, csl_json(ROWS, "2026-10-01"))
    assert len(Store(tmp_path).known()) == 2
    log.write_text("no json\n", encoding="utf-8")
    with pytest.raises(InputError, match="damaged"):
        Store(tmp_path).known()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "lists").write_text("a file", encoding="utf-8")
    with pytest.raises(InputError, match=r"cannot (write|read)"):
        add(tmp_path, csl_json(ROWS))


def test_a_refused_list_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ListRefused):
        add(tmp_path, csl_json(ROWS[:50]))
    assert not (tmp_path / "lists").exists()


def test_a_day_still_to_come_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="still to come"):
        add(tmp_path, csl_json(ROWS, "2062-10-01"))


def test_where_lists_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOCKGATE_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.delenv("LOCKGATE_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "x"))
    assert data_folder() == tmp_path / "x" / "lockgate"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert data_folder().parts[-3:] == (".local", "share", "lockgate")


def test_meta_data_is_plain_json(tmp_path: Path) -> None:
    known = add(tmp_path, csl_json(ROWS)).known
    table = json.loads(json.dumps(known.to_dict()))
    assert table["published"] == "2026-10-01"
    assert table["counts"]["entity_list"] == 100


def test_an_entry_is_found_by_its_id(tmp_path: Path) -> None:
    snapshot = Store(tmp_path).snapshot(add(tmp_path, csl_json(ROWS)).known)
    entries = snapshot.entries
    assert isinstance(entries, Entries)
    assert all(entries.find(one.id) == one for one in entries)
    assert entries.find("a") is entries.find("sdn:x") is entries.find("zzz") is None


WORD = st.text(st.characters(codec="utf-8") | st.sampled_from("\ud800\u202e\x1b\n\u2028"), min_size=1, max_size=20)
RECORD = st.fixed_dictionaries(
    {"name": WORD, "source": st.sampled_from(sorted(SOURCES.values()))},
    optional={
        "alt_names": st.lists(WORD, max_size=2),
        "remarks": WORD,
        "license_policy": WORD,
        "license_requirement": WORD,
        "programs": st.lists(WORD, max_size=2),
        "dates_of_birth": st.lists(WORD, max_size=1),
        "federal_register_notice": WORD,
    },
)


@given(st.lists(RECORD, max_size=5))
def test_any_text_survives_the_store_and_nothing_unseen_gets_in(records: list[dict[str, object]]) -> None:
    with TemporaryDirectory() as folder:
        candidate = read(csl_json(whole(*records)))
        known = Store(Path(folder)).add(candidate, retrieved=WHEN, accept="odd on purpose").known
        entries = Store(Path(folder)).snapshot(known).entries
        assert tuple(entries) == candidate.entries
        assert all(sign.isprintable() or sign.isspace() or sign > "\x9f" for one in entries for sign in one.title)


DAYS = ("2021-08-18", "2022-05-08", "2023-03-02", "2023-11-15", "2024-05-01", "2024-05-02", "2024-05-03")


@pytest.mark.slow
@needs_lists
def test_the_seven_real_days_are_found_again_as_of_each_day(tmp_path: Path) -> None:
    """Brought in out of order; each day of the calendar then has the state that was published last before it."""
    store = Store(tmp_path)
    for day in (*DAYS[3:], *DAYS[:3]):
        candidate = read_files([read_file(LISTS / f"ofac-sdn-{day}.csv.gz")])[0]
        store.add(candidate, retrieved=WHEN, accept="the other files of that day were not kept")
    days = [date.fromisoformat(day) for day in DAYS]
    for probe in (*days, date(2021, 8, 17), date(2022, 12, 31), date(2024, 5, 30)):
        known = store.as_of(probe).get("ofac_sdn")
        earlier = [day for day in days if day <= probe]
        assert (known.meta.published if known else None) == (max(earlier) if earlier else None)
    counts = {day: store.find(f"ofac_sdn@{day}").meta.counts["sdn"] for day in DAYS}
    assert list(counts.values()) == [9083, 10150, 11887, 13349, 14966, 14973, 14965]
    assert all(one.meta.partial and one.meta.accepted for one in store.known())


@needs_lists
def test_the_real_consolidated_list_survives_the_store(tmp_path: Path) -> None:
    candidate = read_files([read_file(LISTS / "csl-2026-07-31.jsonl.gz")], Wishes())[0]
    known = Store(tmp_path).add(candidate, retrieved=WHEN).known
    assert tuple(Store(tmp_path).snapshot(known).entries) == candidate.entries
    assert read(csl_json(ROWS)).feed == candidate.feed
