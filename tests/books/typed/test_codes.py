"""Columns of every kind as small numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

import pyarrow as pa

from lockgate.books.typed.codes import encode, filled, together

COLUMNS: dict[str, Any] = {
    "whole": pa.array([5, 7, None, 5, -3]),
    "small": pa.array([5, 7, None, 5, -3], pa.int8()),
    "no signs": pa.array([5, 2**64 - 1, None, 5, 0], pa.uint64()),
    "far apart": pa.array([5, 2**62, None, 5, -(2**63)]),
    "days": pa.array([date(2025, 6, 1), None, date(1, 1, 1), date(9999, 12, 31), date(2025, 6, 1)]),
    "near days": pa.array([date(2025, 6, 2), date(2025, 6, 1), None, date(2025, 6, 2)]),
    "words": pa.array(["b", None, "a", "b", ""]),
    "coded": pa.array(["b", None, "a", "b", ""]).dictionary_encode(),
    "coded without signs": pa.DictionaryArray.from_arrays(pa.array([1, None, 0, 1], pa.uint8()), pa.array(["a", "b"])),
    "unused words": pa.DictionaryArray.from_arrays(pa.array([2, 2, None], pa.int32()), pa.array(["a", "b", "c"])),
    "truths": pa.array([True, None, False, True]),
    "fractions": pa.array([0.5, None, 2.0, 0.5]),
    "decimals": pa.array([Decimal("0.5"), None, Decimal("2.0")]),
    "lists": pa.array([[{"a": 1}], None, [], [{"a": 1}]]),
    "nothing": pa.nulls(3),
    "no lines": pa.array([], pa.int64()),
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("pieces", [1, 2])
def test_numbers_stand_for_the_values(name: str, pieces: int) -> None:
    whole = COLUMNS[name]
    column = pa.chunked_array([whole[:2], whole[2:]] if pieces == 2 else [whole], whole.type)
    found = encode(column)
    values = [None, *found.values]

    assert [values[code] for code in found.codes.tolist()] == whole.to_pylist()
    if not pa.types.is_nested(whole.type):
        there = [one is not None and one != "" for one in whole.to_pylist()]
        assert filled(column).tolist() == [int(one) for one in there]


@pytest.mark.parametrize("room", [50, 2**40])
def test_combinations_are_numbered_as_they_come(room: int) -> None:
    draw = np.random.default_rng(room)
    first = draw.integers(0, 5, 20_000)
    second = np.where(np.arange(20_000) > 15_000, draw.integers(0, 50, 20_000), 0)
    codes, lines = together([first, second], [5, room])
    known: dict[tuple[int, int], int] = {}
    wanted = [known.setdefault(pair, len(known)) for pair in zip(first.tolist(), second.tolist(), strict=True)]

    assert codes.tolist() == wanted
    assert lines.tolist() == [wanted.index(number) for number in range(len(known))]
