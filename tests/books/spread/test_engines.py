"""Ray and Spark in local mode: the same bytes as in one process, and one message where a worker fails."""

from __future__ import annotations

import importlib.util
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

import pyarrow.parquet as pq
from tests.books.check.made import ran
from tests.books.spread.made import checked, left

from lockgate.books.example import write_book
from lockgate.books.spread import Workers, engines
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.engines,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"),
]
LINES, CHUNK = 5000, 700
ENGINES = [
    pytest.param(
        name, marks=pytest.mark.skipif(importlib.util.find_spec(module) is None, reason=f"{module} is not installed")
    )
    for name, module in (("ray", "ray"), ("spark", "pyspark"))
]


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An example book, and its result in one process."""
    folder = tmp_path_factory.mktemp("book")
    path: Path = folder / "orders.parquet"
    write_book(path, LINES, seed=4)
    checked(path, folder / "here.parquet", chunk=CHUNK)
    return path


@pytest.fixture(params=ENGINES)
def workers(request: pytest.FixtureRequest) -> Workers:
    """Two workers on each engine."""
    if request.param == "spark" and shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("Spark needs Java")
    return Workers(request.param, 2)


def test_the_result_is_that_of_one_process(orders: Path, tmp_path: Path, workers: Workers) -> None:
    out = tmp_path / "r.parquet"
    found = checked(orders, out, workers, chunk=CHUNK)
    here = orders.with_name("here.parquet")

    assert pq.read_table(out).equals(pq.read_table(here))
    assert out.read_bytes() == here.read_bytes()
    assert (found.lines, found.distinct) == (LINES, None)
    assert found.cpu_seconds > 0
    for rejects in ("r.parquet.rejects.csv", "here.parquet.rejects.csv"):
        assert (tmp_path if rejects.startswith("r.") else here.parent).joinpath(rejects).exists()
    assert left(tmp_path) == ["r.parquet", "r.parquet.rejects.csv"]


def test_what_a_worker_cannot_read_is_one_message(orders: Path, tmp_path: Path, workers: Workers) -> None:
    bad = tmp_path / "bad.parquet"
    table = pq.read_table(orders)
    pq.write_table(table, bad, row_group_size=CHUNK)
    place = pq.ParquetFile(bad).metadata.row_group(4).column(1).dictionary_page_offset
    data = bytearray(bad.read_bytes())
    data[place : place + 40] = bytes(40)
    bad.write_bytes(data)

    with pytest.raises(InputError) as told:
        checked(bad, tmp_path / "r.parquet", workers, chunk=CHUNK)
    assert "bad.parquet" in str(told.value)
    assert len(str(told.value).splitlines()) == 1
    assert not set(left(tmp_path)) & {"r.parquet", ".r.parquet.pieces"}


def test_a_worker_that_ends_is_one_message(
    orders: Path, tmp_path: Path, workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(job: Any, share: Any) -> Any:
        del job, share
        os._exit(3)

    monkeypatch.setattr(engines, "work", work)
    with pytest.raises(InputError, match=f"--on {workers.engine}: {workers.engine} stopped: ") as told:
        checked(orders, tmp_path / "r.parquet", workers, chunk=CHUNK)
    assert len(str(told.value).splitlines()) == 1
    assert left(tmp_path) == []


def test_the_command(orders: Path, tmp_path: Path, workers: Workers) -> None:
    on = ("--on", workers.engine, "--workers", 2)
    done = ran("check", orders, "--ignore", "*", "--chunk", CHUNK, "--out", tmp_path / "r.parquet", *on)

    assert done.returncode == 30, done.stderr
    assert "5,000 lines read" in done.stdout
    assert pq.read_table(tmp_path / "r.parquet").num_rows > 4000
