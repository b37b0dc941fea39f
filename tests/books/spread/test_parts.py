"""Parts by workers without an engine: shares, order, what is refused, what comes home from a worker."""

from __future__ import annotations

import pickle
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

import pyarrow.parquet as pq
from tests.books.check.made import book, ran
from tests.books.spread.made import checked, left

from lockgate.books.check.chunks import Done
from lockgate.books.example import write_book
from lockgate.books.spread import Workers, engines, parts, worker
from lockgate.books.spread.job import Failure, Share
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Here:
    """An engine in this process that does the last share first, and sends everything as bytes."""

    def run(self, job: Any, shares: Sequence[Any]) -> Iterator[Any]:
        for share in reversed(shares):
            yield pickle.loads(pickle.dumps(worker.work(*pickle.loads(pickle.dumps((job, share))))))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Workers:
    """Workers of that engine."""

    @contextmanager
    def on_here(workers: int) -> Iterator[Here]:
        assert workers == 2
        yield Here()

    monkeypatch.setattr(parts, "check_engine", lambda name: name)
    monkeypatch.setitem(engines.ENGINES, "here", on_here)
    return Workers("here", 2)


@pytest.mark.parametrize("form", ["parquet", "csv", "ndjson"])
@pytest.mark.parametrize("ending", ["parquet", "csv", "ndjson", "arrow"])
def test_every_form_gives_the_bytes_of_one_process(tmp_path: Path, here: Workers, form: str, ending: str) -> None:
    orders = tmp_path / f"orders.{form}"
    write_book(orders, 900, kind="messy" if form == "csv" else "repeating", seed=2)
    for folder, spread in (("one", None), ("two", here)):
        (tmp_path / folder).mkdir()
        checked(orders, tmp_path / folder / f"r.{ending}", spread, chunk=150, with_input=ending != "arrow")

    assert left(tmp_path / "one") == left(tmp_path / "two")
    for name in left(tmp_path / "one"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_several_files_and_parts_of_an_earlier_run(tmp_path: Path, here: Workers) -> None:
    for number in range(3):
        write_book(tmp_path / f"book{number}.parquet", 200 + number, seed=number)
    whole = checked(tmp_path / "book*.parquet", tmp_path / "one.parquet", chunk=64)

    original = Done

    def stop(part: Any) -> Any:
        if part.number == 5:
            raise KeyboardInterrupt
        return part

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lockgate.books.spread.parts.Done", lambda *fields, **named: stop(original(*fields, **named)))
        with pytest.raises(KeyboardInterrupt):
            checked(tmp_path / "book*.parquet", tmp_path / "two.parquet", here, chunk=64)
    assert "two.parquet.parts" in left(tmp_path)
    assert ".two.parquet.pieces" not in left(tmp_path)
    found = checked(tmp_path / "book*.parquet", tmp_path / "two.parquet", here, chunk=64)

    assert found.lines == whole.lines == 603
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_book_without_a_result_has_a_summary(tmp_path: Path, here: Workers) -> None:
    orders = book(tmp_path, 4)
    found = checked(orders, "", here, chunk=30)

    assert found.to_dict(timed=False) == checked(orders, "", chunk=30).to_dict(timed=False)
    assert left(tmp_path) == ["orders.csv"]


def test_no_lines(tmp_path: Path, here: Workers) -> None:
    write_book(tmp_path / "full.parquet", 10)
    pq.write_table(pq.read_table(tmp_path / "full.parquet").slice(0, 0), tmp_path / "o.parquet")

    assert checked(tmp_path / "o.parquet", tmp_path / "r.parquet", here).lines == 0
    assert pq.read_table(tmp_path / "r.parquet").num_rows == 0


def test_what_fails_in_a_worker_comes_home_in_words(
    tmp_path: Path, here: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = book(tmp_path, 2)

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(worker.Worker, "_write", broken)
    with pytest.raises(InputError, match="a worker failed: ZeroDivisionError: by nothing"):
        checked(orders, tmp_path / "r.parquet", here, chunk=30)
    assert left(tmp_path) == ["orders.csv"]


def test_a_part_that_is_left_out_is_noticed(tmp_path: Path, here: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    write_book(tmp_path / "o.parquet", 100)
    monkeypatch.setattr(parts, "shares_of", lambda *_: [Share(0, 1), Share(2, 3)])

    with pytest.raises(InputError, match="workers left out part 1"):
        checked(tmp_path / "o.parquet", tmp_path / "r.parquet", here, chunk=30)


def test_another_rulebook_is_refused(tmp_path: Path, here: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    import lockgate

    orders = book(tmp_path, 1)
    load = lockgate.Rulebook.load

    def other(*arguments: Any, **named: Any) -> Any:
        found = load(*arguments, **named)
        found.sha256 = "0" * 64
        return found

    monkeypatch.setattr(lockgate.Rulebook, "load", other)
    with pytest.raises(InputError, match="a worker has another rulebook: 000000000000 instead of"):
        checked(orders, tmp_path / "r.parquet", here)


def test_an_engine_must_be_known_and_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="'dask' is no engine"):
        Workers("dask")
    monkeypatch.setattr("importlib.util.find_spec", {}.get)
    with pytest.raises(InputError, match="the package pyspark is missing"):
        Workers("spark")
    monkeypatch.setattr("importlib.util.find_spec", str)
    monkeypatch.setenv("JAVA_HOME", "/nowhere")
    with pytest.raises(InputError, match="Spark needs Java, and there is none"):
        Workers("spark")
    assert Workers("ray").workers > 0


def test_failures_keep_their_words() -> None:
    told = Failure.of(InputError("no", place="a.csv", hint="yes"))

    assert str(told.error()) == "a.csv: no (yes)"


def test_the_command_refuses_what_cannot_be(tmp_path: Path) -> None:
    orders = book(tmp_path, 1)
    pytest.importorskip("ray", reason="ray is not installed")
    accounts = ran("check", orders, "--posture", "both", "--on", "ray")
    alone = ran("check", orders, "--workers", 2)

    assert accounts.returncode == alone.returncode != 0, accounts.stderr
    assert "accounts go through a book in the order of its lines" in accounts.stderr
    assert "one process decides this book" in alone.stderr
