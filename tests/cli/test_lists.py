"""`lockgate lists`: what a user sees."""

from __future__ import annotations

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from tests.parties.lists.small import ADD, ALT, SDN, csl_json, record, whole

from lockgate.cli import lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FIRST = "examples/parties/lists/consolidated-2026-10-01.json"
SECOND = "examples/parties/lists/consolidated-2026-10-15.json"
INCOMPLETE = "examples/parties/lists/incomplete-2026-10-20.json"
STORE = "examples/parties/data"


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A folder for lists."""
    return str(tmp_path / "data")


def test_what_an_import_says(lockgate: Callable[..., Any], golden: Callable[[str, str], None], data: str) -> None:
    ran = lockgate("lists", "import", FIRST, "--data", data)
    assert ran.code == 0
    golden("lists/import.txt", ran.out)
    again = lockgate("lists", "import", FIRST, "--data", data)
    assert "known already, snapshot 6d1af8729691" in again.out


def test_a_trial_keeps_nothing(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    ran = lockgate("lists", "import", FIRST, "--dry-run", "--json", "--data", str(tmp_path / "data"))
    table = json.loads(ran.out)
    assert (table["schema"], table["snapshot"], table["counts"]["sdn"]) == ("lockgate.list-import/1", None, 3)
    assert table["unread"] == ["apart from items for a made-up purpose"]
    assert not (tmp_path / "data").exists()


def test_a_list_without_treasury_is_refused_with_every_reason(lockgate: Callable[..., Any], data: str) -> None:
    lockgate("lists", "import", FIRST, "--data", data)
    ran = lockgate("lists", "import", INCOMPLETE, "--data", data)
    assert (ran.code, ran.out) == (2, "")
    assert "(sdn) is in it; on 2026-10-01 it had 3" in ran.err
    assert "--accept REASON" in ran.err
    taken = lockgate("lists", "import", INCOMPLETE, "--data", data, "--accept", "the outage is known", "--json")
    assert json.loads(taken.out)["accepted"] == "the outage is known"
    state = lockgate("lists", "status", "--data", data, "--day", "2026-10-21")
    assert "accepted: the outage is known" in state.out
    assert "sdn is not in csl of 2026-10-20" in " ".join(state.out.split())
    assert "Open for every party that is not found on them" in state.out


def test_status(lockgate: Callable[..., Any], golden: Callable[[str, str], None], data: str) -> None:
    fresh = lockgate("lists", "status", "--data", STORE, "--day", "2026-10-20")
    stale = lockgate("lists", "status", "--data", STORE, "--day", "2026-10-20", "--max-age", "4")
    golden("lists/status.txt", fresh.out + stale.out)
    by_setting = lockgate("lists", "status", "--data", STORE, "--day", "2026-10-20", LOCKGATE_LISTS_MAX_AGE="4")
    assert by_setting.out == stale.out
    every = lockgate("lists", "status", "--data", STORE, "--all", "--json", "--day", "2026-10-20")
    table = json.loads(every.out)
    assert [one["published"] for one in table["snapshots"]] == ["2026-10-01", "2026-10-15"]
    assert table["unknown_words"] == []
    empty = lockgate("lists", "status", "--data", data)
    assert (empty.code, "lockgate lists import FILE" in empty.out) == (0, True)


def test_differences(lockgate: Callable[..., Any], golden: Callable[[str, str], None]) -> None:
    ran = lockgate("lists", "diff", "csl@2026-10-01", "csl", "--data", STORE)
    golden("lists/diff.txt", ran.out)
    files = lockgate("lists", "diff", FIRST, SECOND, "--json")
    stored = lockgate("lists", "diff", "csl@2026-10-01", "568cf0d5", "--data", STORE, "--json")
    tables = [json.loads(one.out) for one in (files, stored)]
    assert tables[0]["appeared"] == tables[1]["appeared"]
    assert tables[0]["changed"][0]["changes"][0]["field"] == "names"
    cut = lockgate("lists", "diff", FIRST, SECOND, "--most", "1")
    assert "and 1 more, see --most or --json" in cut.out
    only = lockgate("lists", "diff", FIRST, SECOND, "--list", "meu")
    assert "0 appeared, 0 left, 0 changed, 1 the same" in only.out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["import", "nowhere.json"], "cannot read the file: No such file"),
        (["import", FIRST, "--published", "soon"], "--published: 'soon' is no date"),
        (["import", FIRST, "--format", "xml"], "there is no format called 'xml'"),
        (["import", FIRST, "--feed", "bis_dlp"], "did you mean 'bis_dpl'?"),
        (["import", "README.md"], "this is no list that Lockgate knows"),
        (["status", "--day", "2026-13-01"], "--day: '2026-13-01' is no date"),
        (["diff", "nothing", FIRST], "no snapshot is called so: nothing"),
        (["diff", FIRST, SECOND, "--list", "mue"], "no entry stands on 'mue'"),
        (["update", "bis_meu"], "bis_meu has no address to fetch it from"),
        (["update", "--from", "http://example.org/x"], "lists are fetched by https only"),
    ],
)
def test_mistakes_get_one_clear_message(
    lockgate: Callable[..., Any], data: str, arguments: list[str], reason: str
) -> None:
    ran = lockgate("lists", *arguments, "--data", data)
    assert (ran.code, ran.out) == (2, "")
    assert reason in ran.err
    assert ran.err.startswith("error: ")


def test_states_of_different_feeds_are_not_compared(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    other = tmp_path / "rows.jsonl"
    other.write_text('{"_meta": {"list_id": "bis-meu", "published": "2026-01-01"}}\n{"name": "A"}\n', encoding="utf-8")
    assert "csl and bis_meu are different feeds" in lockgate("lists", "diff", FIRST, str(other)).err


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A mirror of lists on this machine, and its folder."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", folder
    server.shutdown()
    server.server_close()
    thread.join()


def test_update_fetches_checks_and_keeps(lockgate: Callable[..., Any], mirror: tuple[str, Path], data: str) -> None:
    url, folder = mirror
    (folder / "consolidated.json").write_bytes(csl_json(whole(record("EL", "Example Works"))))
    for name, text in (("sdn.csv", SDN), ("alt.csv", ALT), ("add.csv", ADD)):
        (folder / name).write_bytes(text.encode())
    ran = lockgate("lists", "update", "--from", url, "--data", data)
    assert (ran.code, "published 2026-10-01" in ran.out) == (0, True)
    ofac = lockgate("lists", "update", "ofac_sdn", "--from", url, "--data", data, "--json")
    assert (json.loads(ofac.out)["counts"], json.loads(ofac.out)["published_from"]) == ({"sdn": 3}, "header")
    table = json.loads(lockgate("lists", "status", "--data", data, "--json").out)
    assert {one["url"] for one in table["snapshots"]} == {f"{url}consolidated.json", f"{url}sdn.csv"}
    assert all(one["checked"] == [] for one in table["snapshots"]), "a mirror does not vouch for its publisher"
    (folder / "consolidated.json").write_bytes(csl_json(whole())[:-30])
    assert "the file may be cut" in lockgate("lists", "update", "--from", url, "--data", data).err
    (folder / "consolidated.json").unlink()
    gone = lockgate("lists", "update", "--from", url, "--data", data)
    assert (gone.code, "the server answers 404" in gone.err) == (2, True)


def test_a_bar_shows_on_a_terminal_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with lists._bar() as step:
        step("csl", 1, 2)
        step("csl", 2, 2)
        step("sdn.csv", 5, 0)
    assert capsys.readouterr().out == ""


def test_columns_that_go_are_told_in_one_line(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    names = [record("EL", f"Example Works {number}", remarks="x" * 200) for number in range(30)]
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_bytes(csl_json(whole(*names)))
    new.write_bytes(csl_json(whole(*(dict(row, remarks="") for row in names))))
    out = lockgate("lists", "diff", str(old), str(new)).out
    assert "... -> nothing" in " ".join(out.split())
    assert "and 10 more, see --most or --json" in out


def test_help_names_the_commands(lockgate: Callable[..., Any]) -> None:
    out = lockgate("lists", "--help").out
    assert all(word in out for word in ("import", "update", "status", "diff"))
