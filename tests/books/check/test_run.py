"""A whole book: what is written, what is counted, what goes on after it was stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.parquet as pq
from tests.books.check.made import BOTH, book, checked, command, ran

from lockgate.books.check import chunks
from lockgate.books.decide import decider
from lockgate.books.decide.decider import Decider
from lockgate.books.write.folder import Folder
from lockgate.engine.determine import determine
from lockgate.errors import InputError


def test_counts_add_up_and_every_axis_counts_every_line_once(tmp_path: Path) -> None:
    found = checked(book(tmp_path, 5), out=str(tmp_path / "r.parquet"), chunk=33).to_dict()

    assert (found["lines"], found["decided"], found["rejected"]) == (200, 185, 15)
    for posture in BOTH:
        for axis in ("month", "destination", "chip"):
            cells = [cell for cell in found["cube"] if cell["posture"] == posture and cell["axis"] == axis]
            assert sum(cell["lines"] for cell in cells) == 185, (posture, axis)
    assert sum(one["count"] for one in found["rejects"]) == 15
    assert len((tmp_path / "r.parquet.rejects.csv").read_text().splitlines()) == 16


def test_the_result_holds_the_answers_and_says_what_it_rests_on(tmp_path: Path) -> None:
    found = checked(book(tmp_path, 2), out=str(tmp_path / "r.parquet"), chunk=30, command="lockgate book check x")
    file = pq.ParquetFile(tmp_path / "r.parquet")
    told = {key.decode(): value.decode() for key, value in file.metadata.metadata.items()}
    table = file.read()

    assert file.num_row_groups == 3
    assert table.num_rows == found.decided == 74
    assert table.column_names[:5] == ["file", "row", "id", "line", "as_of"]
    assert pa.types.is_dictionary(table.schema.field("file").type)
    assert Counter(table.column("outcome").to_pylist()) == found.outcomes("enforced")
    assert Counter(table.column("codified_outcome").to_pylist()) == found.outcomes("codified")
    assert told["lockgate.postures"] == "enforced,codified"
    assert told["lockgate.command"] == "lockgate book check x"
    assert json.loads(told["lockgate.summary"])["decided"] == 74
    first = table.slice(0, 1).to_pylist()[0]
    assert first["row"] == 2
    assert first["codified_authorizations"] == ["LPP"]


@pytest.mark.parametrize("ending", ["parquet", "csv", "ndjson", "arrow"])
def test_all_forms_say_the_same(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"r.{ending}"
    checked(book(tmp_path, 2), out=str(path), chunk=30, with_input=True)
    readers: dict[str, Any] = {
        "parquet": lambda: pq.read_table(path).to_pylist(),
        "csv": lambda: pa.csv.read_csv(path).to_pylist(),
        "ndjson": lambda: [json.loads(line) for line in path.read_text().splitlines()],
        "arrow": lambda: pyarrow.feather.read_table(path).to_pylist(),
    }
    rows = readers[ending]()

    assert len(rows) == 74
    assert [row["row"] for row in rows[:3]] == [2, 3, 4]
    assert rows[0]["codified_steps"] in (
        ["LPP: lpp-certificate", "LPP: lpp-notice"],
        "LPP: lpp-certificate; LPP: lpp-notice",
    )
    given = rows[0].get("input", rows[0])
    assert given["Ship-To Country"] == "Malaysia"


def test_sums_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    rows = ["nvidia-h100-sxm,900000000000000", "nvidia-h100-sxm,1", "nvidia-h200-sxm,"]
    path.write_text("as_of,chip,quantity,destination\n" + "".join(f"2025-06-01,{row},MY\n" for row in rows))
    cells = [cell for cell in checked(path, postures=("enforced",)).to_dict()["cube"] if cell["axis"] == "chip"]

    assert {cell["chip"]: (cell["units"], cell["tpp"]) for cell in cells} == {
        "nvidia-h100-sxm": ("900000000000001", str(900000000000001 * 15832)),
        "nvidia-h200-sxm": (None, None),
    }


def test_what_is_missing_is_counted_by_line(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    head = "as_of,activity,origin,chip,quantity,destination,consignee.location,consignee.headquarters,base\n"
    path.write_text(head + "2025-06-01,export,US,nvidia-h100-sxm,8,SG,SG,SG,ordinary-course\n" * 7)
    found = checked(path, postures=("enforced",)).to_dict()
    alone = determine(
        {
            "as_of": "2025-06-01",
            "activity": "export",
            "origin": "US",
            "destination": "SG",
            "item": {"chip": "nvidia-h100-sxm", "quantity": 8},
            "parties": {"consignee": {"location": "SG", "headquarters": "SG"}},
            "base": "ordinary-course",
        }
    )

    assert {one["fact"]: (one["lines"], one["question"]) for one in found["missing"]} == {
        one.fact: (7, one.question) for one in alone.missing
    }


@pytest.mark.parametrize("most", [0, 10**9])
def test_contents_that_are_let_go_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    orders = book(tmp_path, 4)
    kept, gone = tmp_path / "kept.parquet", tmp_path / "gone.parquet"
    whole = checked(orders, out=str(kept), chunk=30)
    made: list[Decider] = []
    real = Decider.renewed
    monkeypatch.setattr(chunks, "CONTENTS", 5)
    monkeypatch.setattr(decider, "MOST", most)  # names and signatures are let go, too, or kept

    def renewed(one: Decider, reader: Any) -> Decider:
        made.append(real(one, reader))
        return made[-1]

    monkeypatch.setattr(Decider, "renewed", renewed)
    found = checked(orders, out=str(gone), chunk=30)
    assert len(made) == 5
    assert pq.read_table(gone).equals(pq.read_table(kept))
    assert found.outcomes("codified") == whole.outcomes("codified")


# ---- stopped and resumed


def _bytes(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in (path, path.with_name(f"{path.name}.rejects.csv"))}


@pytest.mark.parametrize("ending", ["parquet", "csv", "arrow"])
def test_a_run_that_was_stopped_anywhere_goes_on_to_the_same_bytes(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = book(tmp_path, 10)
    whole, again = tmp_path / f"whole.{ending}", tmp_path / f"again.{ending}"
    checked(orders, out=str(whole), chunk=37)
    rng = random.Random(7)
    real = Folder.add

    def add(self: Folder, *given: Any) -> None:
        if rng.random() < 0.3:
            with self.data.open("ab") as data:
                data.write(b"half a part")
            raise KeyboardInterrupt
        real(self, *given)

    monkeypatch.setattr(Folder, "add", add)
    stops = 0
    while not again.exists():
        try:
            checked(orders, out=str(again), chunk=37)
        except KeyboardInterrupt:
            stops += 1
            assert not again.exists()
    assert stops > 1
    assert list(_bytes(whole).values()) == list(_bytes(again).values())
    assert not Path(f"{again}.parts").exists()


def test_a_part_that_was_changed_is_done_again(tmp_path: Path) -> None:
    orders = book(tmp_path, 6)
    out = tmp_path / "r.parquet"
    checked(orders, out=str(out), chunk=50)
    whole = out.read_bytes()
    out.unlink()
    _stop_after(orders, out, 3)
    data = tmp_path / "r.parquet.parts" / "data"
    kept = bytearray(data.read_bytes())
    kept[-10] ^= 1
    data.write_bytes(kept)
    told: list[int] = []
    checked(orders, out=str(out), chunk=50, step=lambda summary, _: told.append(summary.lines))

    assert told[0] == 150
    assert out.read_bytes() == whole


def _stop_after(orders: Path, out: Path, parts: int) -> None:
    def step(summary: Any, _: int) -> None:
        if summary.lines >= parts * 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checked(orders, out=str(out), chunk=50, step=step)


def test_raw_columns_keep_the_types_of_the_first_part_when_a_run_goes_on(tmp_path: Path) -> None:
    table = pyarrow.csv.read_csv(
        book(tmp_path, 2), convert_options=pyarrow.csv.ConvertOptions(strings_can_be_null=True)
    )
    files = [tmp_path / "1.parquet", tmp_path / "2.parquet"]
    for path, extra in zip(files, (pa.array(["x"] * 40), pa.array(range(40))), strict=True):
        pq.write_table(table.slice(0, 40).append_column("Extra", extra), path)

    def step(*_: Any) -> None:
        raise KeyboardInterrupt

    whole, again = tmp_path / "whole.parquet", tmp_path / "again.parquet"
    checked(*files, out=str(whole), chunk=40, with_input=True)
    with pytest.raises(KeyboardInterrupt):
        checked(*files, out=str(again), chunk=40, with_input=True, step=step)
    checked(*files, out=str(again), chunk=40, with_input=True)
    assert pq.read_table(again).equals(pq.read_table(whole))


def test_parts_about_something_else_are_refused(tmp_path: Path) -> None:
    orders, out = book(tmp_path, 6), tmp_path / "r.parquet"
    _stop_after(orders, out, 2)

    with pytest.raises(InputError, match="other postures"):
        checked(orders, out=str(out), chunk=50, postures=("enforced",))
    with pytest.raises(InputError, match="other chunk size") as caught:
        checked(orders, out=str(out), chunk=51)
    assert "--fresh" in str(caught.value)
    checked(orders, out=str(out), chunk=51, fresh=True)
    assert pq.read_metadata(out).num_rows == 222


def test_two_runs_do_not_write_one_result(tmp_path: Path) -> None:
    orders, out = book(tmp_path, 2), tmp_path / "r.parquet"
    other = Folder(out)
    other.open({"is": "other"})

    with pytest.raises(InputError, match="another run is writing this result"):
        checked(orders, out=str(out))
    other.close(remove=True)


def test_a_book_is_not_written_over_itself(tmp_path: Path) -> None:
    orders = book(tmp_path, 1)

    with pytest.raises(InputError, match="this is the book itself"):
        checked(orders, out=str(orders))


@pytest.mark.slow
def test_killed_at_any_moment(tmp_path: Path) -> None:
    orders = book(tmp_path, 40)
    out = tmp_path / "r.parquet"
    arguments = ("check", orders, "--out", out, "--chunk", 60, "--posture", "both", "--no-accounts")
    rng = random.Random(3)
    for _ in range(3):
        running = subprocess.Popen(command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        parts = Path(f"{out}.parts")
        wanted = len(list(parts.glob("0*.json"))) + rng.randrange(1, 4)
        while running.poll() is None and len(list(parts.glob("0*.json"))) < wanted:
            time.sleep(0.002)
        running.kill()
        running.wait()
        if out.exists():  # it was quicker than we: then the result is whole
            out.unlink()
            break
    last = ran(*arguments)
    whole = tmp_path / "w" / "r.parquet"
    whole.parent.mkdir()
    checked(orders, out=str(whole), chunk=60)

    assert last.returncode == 30, last.stderr
    assert pq.read_table(out).equals(pq.read_table(whole))
    assert out.read_bytes()[:100_000] == whole.read_bytes()[:100_000]


def test_being_terminated_leaves_no_result(tmp_path: Path) -> None:
    orders, out = book(tmp_path, 200), tmp_path / "r.parquet"
    with subprocess.Popen(
        command("check", orders, "--out", out, "--chunk", 20), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        while not list(tmp_path.glob("r.parquet.parts/00002.json")) and running.poll() is None:
            time.sleep(0.01)
        os.kill(running.pid, signal.SIGTERM)
        _, told = running.communicate(timeout=60)

    assert running.returncode == 130, told
    assert "stopped: finished parts stay" in told
    assert not out.exists()


# ---- nowhere to write


def test_a_full_disk_is_one_message_and_leaves_no_result(tmp_path: Path) -> None:
    import resource

    orders, out = book(tmp_path, 100), tmp_path / "r.csv"
    limit = 400_000
    found = ran(
        "check", orders, "--out", out, "--chunk", 100, "--posture", "both",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    errors = [line for line in found.stderr.splitlines() if line.startswith("error:")]

    assert found.returncode == 2, found.stderr
    assert len(errors) == 1
    assert "there is no room left" in errors[0]
    assert "Traceback" not in found.stderr
    assert not out.exists()
    again = ran("check", orders, "--out", out, "--chunk", 100, "--posture", "both")
    assert again.returncode == 30, again.stderr
    assert "going on after" in again.stderr
    assert len(out.read_text().splitlines()) == 3701


def test_one_bad_date_among_many_lines(tmp_path: Path) -> None:
    _one_bad_date(tmp_path, 20_000)


@pytest.mark.slow
def test_one_bad_date_among_ten_million_lines(tmp_path: Path) -> None:
    _one_bad_date(tmp_path, 10_000_000)


def _one_bad_date(folder: Path, count: int) -> None:
    path = folder / "big.csv"
    line = "2025-06-01,nvidia-h100-sxm,8,MY\n"
    with path.open("w") as file:
        file.write("as_of,chip,quantity,destination\n")
        for place in range(0, count, 10_000):
            part = line * 10_000
            file.write(part if place else part.replace("2025-06-01", "2025-06-31", 1))
    out = folder / "r.parquet"
    found = checked(path, out=str(out), postures=("enforced",))

    assert (found.lines, found.decided, found.rejected) == (count, count - 1, 1)
    assert pq.read_metadata(out).num_rows == count - 1
    assert found.exit_code() == 40
    told = (folder / "r.parquet.rejects.csv").read_text().splitlines()
    assert told[1].startswith("big.csv,2,as_of,2025-06-31,")
    assert len(told) == 2


def test_a_book_without_lines(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("as_of,chip,quantity,destination\n")
    found = checked(path, out=str(tmp_path / "r.parquet"))

    assert (found.lines, found.exit_code()) == (0, 0)
    assert pq.read_table(tmp_path / "r.parquet").num_rows == 0


def test_a_book_of_bad_lines_only(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("as_of,chip,quantity,destination\n" + "2025-06-31,nvidia-h100-sxm,8,MY\n" * 5)
    for ending in ("parquet", "csv", "ndjson", "arrow"):
        found = checked(path, out=str(tmp_path / f"r.{ending}"), chunk=2)
        assert (found.lines, found.rejected, found.exit_code()) == (5, 5, 40)
        assert (tmp_path / f"r.{ending}").exists()


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    orders = book(tmp_path, 3)
    one, two = tmp_path / "one" / "r.parquet", tmp_path / "two" / "r.parquet"
    for out in (one, two):
        out.parent.mkdir()
        checked(orders, out=str(out), chunk=50)

    assert one.read_bytes() == two.read_bytes()


def test_a_day_before_the_rulebook_begins_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_text(
        "as_of,chip,quantity,destination\n2001-01-01,nvidia-h100-sxm,8,MY\n2025-06-01,nvidia-h100-sxm,8,MY\n"
    )
    found = checked(path)

    assert (found.decided, found.rejected) == (1, 1)
    assert "lies before this rulebook begins" in found.to_dict()["rejects"][0]["reason"]
