"""The compact protocol of Thrift, in which Parquet files write their footers: bytes to plain trees and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
Struct: TypeAlias = "dict[int, Value]"


@dataclass(slots=True)
class Value:
    """A value and its type; ``inner`` is the type of the elements of a list."""

    type: int
    value: Any
    inner: int = 0


@dataclass(slots=True)
class Reader:
    """Reads values one after the other."""

    data: bytes
    at: int = 0

    def struct(self) -> Struct:
        """A struct, field by field.

        >>> found = Reader(bytes([0x15, 0x04, 0x00])).struct()
        >>> found[1].type == I32, found[1].value
        (True, 2)
        """
        found: Struct = {}
        last = 0
        while head := self._byte():
            delta, kind = head >> 4, head & 15
            last = last + delta if delta else self._signed()
            found[last] = self._value(kind)
        return found

    def _value(self, kind: int) -> Value:
        if kind in {TRUE, FALSE}:
            return Value(kind, kind == TRUE)
        if kind in {LIST, SET}:
            return self._list(kind)
        return Value(kind, self._plain(kind))

    def _list(self, kind: int) -> Value:
        head = self._byte()
        size, inner = head >> 4, head & 15
        size = self._varint() if size == 15 else size
        if inner in {LIST, SET, MAP}:
            raise ValueError(f"a list of {inner} is not read here")
        return Value(kind, [self._plain(inner) for _ in range(size)], inner)

    def _plain(self, kind: int) -> Any:
        if kind in {I16, I32, I64}:
            return self._signed()
        if kind == BINARY:
            return self._bytes(self._varint())
        if kind == STRUCT:
            return self.struct()
        if kind in {TRUE, FALSE, BYTE}:
            return self._byte()
        if kind == DOUBLE:
            return self._bytes(8)
        raise ValueError(f"a value of type {kind} is not read here")

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _bytes(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]

    def _varint(self) -> int:
        found = shift = 0
        while True:
            byte = self._byte()
            found |= (byte & 127) << shift
            if byte < 128:
                return found
            shift += 7

    def _signed(self) -> int:
        number = self._varint()
        return (number >> 1) ^ -(number & 1)


@dataclass(slots=True)
class Writer:
    """Writes trees as `Reader` gives them."""

    data: bytearray = field(default_factory=bytearray)

    def struct(self, found: Struct) -> bytes:
        """A struct as bytes.

        >>> Writer().struct({1: Value(I32, 2)}).hex()
        '150400'
        """
        last = 0
        for number in sorted(found):
            one = found[number]
            kind = (TRUE if one.value else FALSE) if one.type in {TRUE, FALSE} else one.type
            if number - last < 16:
                self.data.append((number - last) << 4 | kind)
            else:
                self.data.append(kind)
                self._signed(number)
            last = number
            self._value(one)
        self.data.append(0)
        return bytes(self.data)

    def _value(self, one: Value) -> None:
        if one.type in {LIST, SET}:
            size = len(one.value)
            self.data.append(min(size, 15) << 4 | one.inner)
            if size >= 15:
                self._varint(size)
            for inner in one.value:
                self._plain(one.inner, inner)
        elif one.type not in {TRUE, FALSE}:
            self._plain(one.type, one.value)

    def _plain(self, kind: int, value: Any) -> None:
        if kind in {I16, I32, I64}:
            self._signed(value)
        elif kind == BINARY:
            self._varint(len(value))
            self.data += value
        elif kind == STRUCT:
            self.struct(value)
        elif kind == DOUBLE:
            self.data += value
        else:
            self.data.append(value)

    def _varint(self, number: int) -> None:
        while number > 127:
            self.data.append(number & 127 | 128)
            number >>= 7
        self.data.append(number)

    def _signed(self, number: int) -> None:
        self._varint(number << 1 if number >= 0 else ((-number) << 1) - 1)
