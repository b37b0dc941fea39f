"""Columns of answers that are packed from the answers are the columns that a library would write line by line."""

from __future__ import annotations

import io
import random
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from lockgate.books.decide.answer import Answer
from lockgate.books.write import forms
from lockgate.books.write.bits import hybrid, numbers, width_of
from lockgate.books.write.columns import Block, Rows, block

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ["742.6-a-6-iii-A", "744.23-a-1", "Türkiye 金", "", "no_requirement_found"]


def _value(rng: random.Random, kind: str, words: list[str]) -> Any:
    if kind == "str":
        return rng.choice(words)
    if kind == "str | None":
        return rng.choice([None, *words])
    if kind == "int":
        return rng.choice([0, 10, 20, 30, 40])
    if kind == "bool":
        return rng.random() < 0.5
    inner = kind.removeprefix("tuple[").removesuffix(", ...]")
    return tuple(_value(rng, inner, words) for _ in range(rng.choice([0, 0, 1, 1, 2, 5])))


def _answers(rng: random.Random, count: int, words: list[str]) -> list[Answer]:
    found = []
    for _ in range(count):
        values = {one.name: _value(rng, str(one.type), words) for one in fields(Answer)}
        found.append(Answer(**{**values, "accounts": (), "limb": None, "outcome": "authorized"}))
    return found


def _rows(answers: dict[str, list[Answer]], numbers_of: dict[str, Any], count: int) -> Rows:
    days = pa.array(np.arange(count, dtype=np.int32) % 900).view(pa.date32())
    head = pa.table(
        {
            "file": pa.array(["book.csv"] * count, pa.string()).dictionary_encode(),
            "row": pa.array(range(1, count + 1), pa.int64()),
            "id": pa.array([f"SO-{place // 3}" for place in range(count)], pa.string()),
            "line": pa.array([str(place % 7) for place in range(count)], pa.string()).dictionary_encode(),
            "as_of": days,
        }
    )
    blocks = [block(prefix, answers[prefix], numbers_of[prefix]) for prefix in answers]
    raw = pa.table(
        {"outcome": pa.array(["own"] * count, pa.string()), "row": [[{"a": place}] for place in range(count)]}
    )
    return Rows(head, blocks, raw, pa.table({"account": pa.array(["q"] * count, pa.string())}))


def _same(rows: Rows, path: Path) -> None:
    """The file that is written holds the table of the rows, for whoever reads it."""
    kept = io.BytesIO()
    form = forms.Parquet()
    end = form.add(rows, kept, first=True)
    path.write_bytes(kept.getvalue())
    form.finish(path, [(0, end)], {"said": "yes"})
    wanted = rows.table(lists=True)
    found = pq.read_table(path)
    assert found.column_names == wanted.column_names
    for name in wanted.column_names:
        left, right = wanted.column(name), found.column(name)
        assert right.type == left.type or pa.types.is_dictionary(right.type), name
        assert right.to_pylist() == left.to_pylist(), name
    plain = pa.table({name: _plain(wanted.column(name)) for name in wanted.column_names})
    fetched = duckdb.from_arrow(plain).order("row").fetchall()
    assert duckdb.read_parquet(str(path)).order("row").fetchall() == fetched


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column


@pytest.mark.parametrize(("seed", "distinct"), [(0, 1), (1, 3), (2, 40), (3, 700)])
def test_answers_come_back_as_they_were(seed: int, distinct: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    words = [*WORDS, *[f"word {place}" for place in range(distinct)]]
    answers = {prefix: _answers(rng, distinct, words) for prefix in ("", "codified_")}
    draw = np.random.default_rng(seed)
    chosen = {prefix: draw.integers(0, distinct, 3001) for prefix in answers}

    _same(_rows(answers, chosen, 3001), tmp_path / "r.parquet")


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9])
def test_few_lines_and_none(count: int, tmp_path: Path) -> None:
    answers = {"": _answers(random.Random(count), 5, WORDS)}

    _same(_rows(answers, {"": np.arange(count) % 5}, count), tmp_path / "r.parquet")


def test_several_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_GROUP", 100)
    rng = random.Random(5)
    answers = {prefix: _answers(rng, 30, WORDS) for prefix in ("", "codified_")}
    chosen = {prefix: np.arange(250) % 30 for prefix in answers}
    path = tmp_path / "r.parquet"
    _same(_rows(answers, chosen, 250), path)

    assert [pq.read_metadata(path).row_group(place).num_rows for place in range(3)] == [100, 100, 50]


def test_what_people_look_for_has_its_least_and_greatest_value(tmp_path: Path) -> None:
    answers = {"": _answers(random.Random(6), 30, WORDS)}
    path = tmp_path / "r.parquet"
    _same(_rows(answers, {"": np.arange(60) % 30}, 60), path)
    group = pq.read_metadata(path).row_group(0)
    told = {
        group.column(place).path_in_schema: group.column(place).statistics
        for place in range(group.num_columns)
        if group.column(place).is_stats_set
    }
    codes = [one.exit_code for one in answers[""]]

    assert sorted(told) == ["as_of", "exit_code", "id", "outcome", "row"]
    assert (told["exit_code"].min, told["exit_code"].max) == (min(codes), max(codes))
    assert (told["outcome"].min, told["outcome"].max) == ("authorized", "authorized")


def test_columns_that_are_the_same_are_packed_once() -> None:
    from lockgate.books.write.groups import Packer

    answers = _answers(random.Random(7), 30, WORDS)
    codes = np.arange(90) % 30
    packer = Packer()
    first, second = (
        {name.removeprefix(prefix): pages for name, _, pages in packer.columns(Block(prefix, answers, codes.copy()))}
        for prefix in ("", "codified_")
    )

    assert first.keys() == second.keys()
    assert all(first[name] is second[name] for name in first)


@pytest.mark.parametrize("below", [1, 2, 3, 4, 5, 16, 17, 256, 257, 65_536, 65_537])
def test_numbers_of_every_width_come_back(below: int) -> None:
    draw = np.random.default_rng(below)
    values = numbers([int(one) for one in draw.integers(0, below, 1003)], below)
    width = width_of(below)

    assert _read(hybrid(values, width), width, len(values)) == values.tolist()


def _read(data: bytes, width: int, count: int) -> list[int]:
    """Numbers as the format describes them, bit by bit."""
    head = shift = at = 0
    while True:
        head |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            break
    if not head & 1:
        assert head >> 1 == count
        return [int.from_bytes(data[at:], "little")] * count
    whole = int.from_bytes(data[at:], "little")
    assert len(data) - at == (head >> 1) * width
    return [whole >> (place * width) & ((1 << width) - 1) for place in range(count)]
