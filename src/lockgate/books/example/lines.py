"""Lines of the realistic kind: orders of some customers over four years, more and more, with few distinct cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from lockgate.books.example.people import People, invent, released, world
from lockgate.books.read.extra import need

if TYPE_CHECKING:
    from collections.abc import Sequence

Codes = np.ndarray[Any, np.dtype[np.int32]]
FIRST, LAST = date(2022, 10, 3), date(2026, 11, 20)
BAD = 0.001
"""Share of lines with a cell that cannot be read."""
_SPREAD = 20
_EPOCH = date(1970, 1, 1)
_FACTORS = np.array([1, 1, 1, 1, 2, 2, 4, 8, 0.5, 0.25])
_ORIGINS = ["US", "TW"]
_DEEDS = ["export", "reexport"]
_TYPOS = {
    "Ship-To Country": ["Malasia", "Untied Kingdom", "Korea", "XX"],
    "Chip": ["nvidia-h1000", "A100-PCLE"],
    "Kind": ["servr", "pallet"],
    "Screening Result": ["entty list", "see file"],
}


@dataclass(frozen=True, slots=True)
class Book:
    """What all parts of a book share."""

    people: People
    lines: int
    seed: int

    @classmethod
    def of(cls, lines: int, seed: int) -> Book:
        """The book of a seed."""
        return cls(invent(seed), lines, seed)

    def part(self, index: int, first: int, count: int) -> Any:
        """Lines ``first`` to ``first + count`` as an Arrow table; the same whenever it is asked for."""
        rng = np.random.default_rng((self.seed, 1, index))
        order, line = _orders(rng, count)
        buyer = np.searchsorted(self.people.weights, rng.random(int(order[-1]) + 1)).astype(np.int32)
        buyer = np.minimum(buyer, len(self.people.weights) - 1)[order]
        day = self._days(rng, first, order)
        product = self._products(rng, buyer, day)
        columns = {**_numbers(index, order, line, day), **_goods(rng, product, day)}
        columns |= self._parties(buyer)
        columns |= self._papers(buyer, product, day)
        return spoilt(rng, need("pyarrow").table(columns))

    def _days(self, rng: np.random.Generator, first: int, order: Codes) -> Codes:
        """Ship dates grow with the number of the order, and business grows with time."""
        start, end = ((day - _EPOCH).days for day in (FIRST, LAST))
        starts = np.concatenate([[0], np.flatnonzero(np.diff(order)) + 1])[order]
        share = np.sqrt((first + starts) / max(1, self.lines))
        jitter = rng.integers(-_SPREAD, _SPREAD + 1, int(order[-1]) + 1)[order]
        return np.clip(start + share * (end - start) + jitter, start, end).astype(np.int32)

    def _products(self, rng: np.random.Generator, buyer: Codes, day: Codes) -> Codes:
        place = np.minimum(rng.geometric(0.5, len(buyer)) - 1, self.people.portfolio.shape[1] - 1)
        chosen = self.people.portfolio[buyer, place]
        since = np.array([released()[str(one["chip"])] for one in world()["products"]])
        found: Codes = np.where(since[chosen] <= day, chosen, self.people.portfolio[buyer, 0]).astype(np.int32)
        return found

    def _parties(self, buyer: Codes) -> dict[str, Any]:
        words, codes = self.people.words, self.people.codes
        user = codes["user"][buyer]
        found = {
            "Ship-To Country": coded(codes["country"][buyer], words["country"]),
            "Ultimate Consignee": coded(buyer, words["name"]),
            "Consignee Country": coded(codes["country"][buyer], words["code"]),
            "Consignee HQ": coded(codes["seat"][buyer], words["code"]),
            "Consignee Parent": coded(codes["parent"][buyer], words["parent"]),
            "Parent Group": coded(codes["group"][buyer], words["group"]),
            "Sector": coded(codes["sector"][buyer], words["sector"]),
            "Screening Result": coded(codes["screening"][buyer], words["screening"]),
        }
        for header, column, kind in (
            ("End User", "name", "name"),
            ("End User Country", "country", "code"),
            ("End User HQ", "seat", "code"),
            ("End User Parent", "parent", "parent"),
        ):
            many = len(words[kind])
            picked = np.where(user < 0, many, codes[column][user])
            found[header] = coded(picked.astype(np.int32), [*words[kind], None])
        found["End Use"] = coded(codes["use"][buyer], words["use"])
        found["Channel"] = coded(codes["channel"][buyer], words["channel"])
        return found

    def _papers(self, buyer: Codes, product: Codes, day: Codes) -> dict[str, Any]:
        pa = need("pyarrow")
        filed = self.people.codes["filed"][buyer] == 1
        segment = self.people.codes["segment"][buyer]
        noticed = filed & ((segment + product) % 5 != 0)
        before = day - np.array([20, 30, 45, 90], dtype=np.int32)[segment % 4]
        flagged = self.people.codes["flag"][buyer]
        prices = np.array([int(one["price"]) for one in world()["products"]], dtype=np.int64)
        return {
            "LPP Certificate": coded(np.where(filed, segment % 2, 2), ["no", "yes", None]),
            "LPP Notice": coded(np.where(filed, (segment // 2) % 2, 2), ["no", "yes", None]),
            "NAC Notice": pa.array(before, pa.int32(), mask=~noticed).cast(pa.date32()),
            "NAC Cleared": coded(np.where(noticed, 0, 1), ["yes", None]),
            "Purchase Order": coded(np.where(filed, 0, 1), ["yes", None]),
            "flags.kyc-03": coded(flagged, [None, "raised"]),
            "Unit Price": pa.array(prices[product]),
            "Base": coded(np.where(segment % 50 == 49, 1, 0), ["ordinary-course", None]),
        }


def coded(codes: Any, words: Sequence[str | None]) -> Any:
    """A column of words by their codes; each word stands once in its dictionary, as writers of Parquet expect."""
    pa = need("pyarrow")
    known = {word: index for index, word in enumerate(dict.fromkeys(word for word in words if word is not None))}
    place = np.array([-1 if word is None else known[word] for word in words], dtype=np.int32)
    picked = place[codes]
    indices = pa.array(np.maximum(picked, 0), pa.int32(), mask=picked < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(list(known), pa.string()))


def _orders(rng: np.random.Generator, count: int) -> tuple[Codes, Codes]:
    """The number of the order of each line (from 0), and of the line in it (from 1)."""
    sizes = np.minimum(rng.geometric(0.45, count), 9)
    ends = np.cumsum(sizes)
    number = np.searchsorted(ends, np.arange(count), side="right").astype(np.int32)
    starts = np.concatenate([[0], ends])[number]
    return number, (np.arange(count) - starts + 1).astype(np.int32)


def _numbers(index: int, order: Codes, line: Codes, day: Codes) -> dict[str, Any]:
    pa, compute = need("pyarrow"), need("pyarrow.compute")
    numbers = pa.array(np.arange(int(order[-1]) + 1, dtype=np.int64) + index * 1_000_000 + 10_000_000)
    names = compute.binary_join_element_wise("SO", numbers.cast(pa.string()), "-")
    return {
        "Order No": pa.DictionaryArray.from_arrays(pa.array(order), names),
        "Line": pa.array(line),
        "Ship Date": pa.array(day).cast(pa.date32()),
    }


def _goods(rng: np.random.Generator, product: Codes, day: Codes) -> dict[str, Any]:
    pa = need("pyarrow")
    products = world()["products"]
    usual = np.array([int(one["usual"]) for one in products])[product]
    quantity = np.maximum(1, usual * rng.choice(_FACTORS, len(product))).astype(np.int32)
    abroad = (product + day // 400) % 25 == 0
    return {
        "Transaction Type": coded(abroad.astype(np.int32), _DEEDS),
        "Ship From": coded(abroad.astype(np.int32), _ORIGINS),
        "Country of Origin": coded((product % 3 == 0).astype(np.int32), _ORIGINS),
        "Chip": coded(product, [str(one["chip"]) for one in products]),
        "Kind": coded(product, [str(one["kind"]) for one in products]),
        "Circuits": pa.array(np.array([int(one["circuits"]) for one in products], dtype=np.int32)[product]),
        "Qty": pa.array(quantity),
    }


def spoilt(rng: np.random.Generator, table: Any, share: float = BAD) -> Any:
    """The table with a wrong word in one column of some lines."""
    pa = need("pyarrow")
    count = table.num_rows
    where = np.flatnonzero(rng.random(count) < share)
    column = rng.integers(0, len(_TYPOS), len(where))
    word = rng.integers(0, 4, len(where))
    for number, (header, typos) in enumerate(_TYPOS.items()):
        chunk = table.column(header).combine_chunks()
        chunk = chunk.chunk(0) if isinstance(chunk, pa.ChunkedArray) else chunk
        codes = chunk.indices.to_numpy(zero_copy_only=False).copy()
        mine = column == number
        codes[where[mine]] = len(chunk.dictionary) + word[mine] % len(typos)
        words = pa.concat_arrays([chunk.dictionary, pa.array(typos, pa.string())])
        spoiled = pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), words)
        table = table.set_column(table.schema.get_field_index(header), header, spoiled)
    return table
