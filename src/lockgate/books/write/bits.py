"""Small numbers as Parquet keeps them: one value many times, or all of them in a few bits each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.unsignedinteger[Any]]

_WIDTHS = (1, 2, 4, 8, 16, 32)
"""Widths that divide a byte or are whole bytes: these are packed by a few steps over all numbers at once."""


def width_of(count: int) -> int:
    """Bits for numbers below ``count``.

    >>> [width_of(count) for count in (1, 2, 3, 16, 17, 300)]
    [1, 1, 2, 4, 8, 16]
    """
    return next(width for width in _WIDTHS if count <= 1 << width)


def numbers(values: Sequence[int], below: int) -> Numbers:
    """Whole numbers ``below`` some number in the smallest type that holds these: small types make a look-up fast."""
    return np.array(values, dtype=np.min_scalar_type(max(below - 1, 0)))


def hybrid(values: Numbers, width: int) -> bytes:
    """Numbers of some width: as one run if they are all the same, otherwise packed.

    >>> hybrid(np.array([1, 1, 1], dtype=np.uint8), 1).hex(), hybrid(np.array([0, 1, 1], dtype=np.uint8), 1).hex()
    ('0601', '0306')
    """
    if not len(values):
        return b""
    if values[0] == values[-1] and (values == values[0]).all():
        return same(int(values[0]), len(values), width)
    groups = -(-len(values) // 8)
    return _varint(groups << 1 | 1) + packed(np.pad(values, (0, groups * 8 - len(values))), width)


def same(value: int, count: int, width: int) -> bytes:
    """One value ``count`` times."""
    return _varint(count << 1) + value.to_bytes(-(-width // 8), "little")


def packed(values: Numbers, width: int) -> bytes:
    """Numbers one after the other, the first in the lowest bits; their count must fill whole bytes.

    >>> packed(np.array([1, 2, 3, 0], dtype=np.uint8), 2).hex(), packed(np.array([1, 2], dtype=np.uint8), 16).hex()
    ('39', '01000200')
    """
    if width == 1:
        return np.packbits(values.astype(np.uint8), bitorder="little").tobytes()
    if width < 8:
        small, in_byte = values.astype(np.uint8), 8 // width
        found = small[::in_byte].copy()
        for place in range(1, in_byte):
            found |= small[place::in_byte] << (place * width)
        return found.tobytes()
    return values.astype(f"<u{width // 8}").tobytes()


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)
