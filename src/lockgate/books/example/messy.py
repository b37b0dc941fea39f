"""Lines as a grown order system exports them: all text, countries spelled in many ways, days in several forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lockgate.books.example.lines import Book, coded
from lockgate.books.read.extra import need
from lockgate.compiler.load import load_yaml
from lockgate.door.declarations import RULEBOOK, load

_HEADERS = {
    "Order No": "Sales Document",
    "Line": "Item",
    "Ship Date": "Planned GI Date",
    "Ship-To Country": "Country",
    "Ultimate Consignee": "Ship-To Name",
    "Qty": "Order Qty",
    "Chip": "Material Description",
    "Consignee HQ": "Ship-To HQ",
    "Consignee Parent": "Ship-To Ultimate Parent",
}
_COUNTRIES = ("Ship-To Country", "Consignee Country", "Consignee HQ", "Consignee Parent", "End User Country")
_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d-%b-%Y")
_BAD_DAYS = ("2026-02-30", "31.04.2025", "soon")
_BAD_COUNTS = ("twelve", "1OO", "-4")
_BAD = 0.0005


@dataclass(frozen=True, slots=True)
class Messy:
    """A realistic book, spelled by many hands."""

    book: Book

    @classmethod
    def of(cls, lines: int, seed: int) -> Messy:
        """The book of a seed."""
        return cls(Book.of(lines, seed))

    def part(self, index: int, first: int, count: int) -> Any:
        """Lines ``first`` to ``first + count`` as an Arrow table of text."""
        rng = np.random.default_rng((self.book.seed, 3, index))
        table = self.book.part(index, first, count)
        columns = {}
        for header, column in zip(table.column_names, table.columns, strict=True):
            values = column.combine_chunks()
            if header in _COUNTRIES:
                values = _spelled(rng, values)
            elif header == "Ship Date":
                values = _written(rng, values)
            elif header == "Qty":
                values = _counted(rng, values)
            columns[_HEADERS.get(header, header)] = _text(values)
        columns["Plant"] = coded(rng.integers(0, 3, count), ["1000", "007", "4E09"])
        columns["Created By"] = coded(rng.integers(0, 2, count), ["BATCH", "EDI"])
        return need("pyarrow").table(columns)


def spellings() -> dict[str, list[str]]:
    """How a country may be written, by its code; words of several countries are left out."""
    known = load().country_words
    found: dict[str, list[str]] = {}
    from lockgate.door.declarations import fold  # noqa: PLC0415 - short

    for row in load_yaml(RULEBOOK / "country_names.yaml", "country_names.yaml"):
        words = [str(row["code"]), str(row["name"]), *map(str, row.get("aliases", ()))]
        found[str(row["code"])] = [word for word in words if len(known[fold(word)]) == 1]
    return found


def _spelled(rng: np.random.Generator, column: Any) -> Any:
    """The column with one of the spellings of its country in each cell; wrong words stay."""
    known, ways = load().country_words, spellings()
    from lockgate.door.declarations import fold  # noqa: PLC0415 - short

    words: list[str | None] = []
    starts, counts = [], []
    for word in column.dictionary.to_pylist():
        codes = known.get(fold(word), ())
        mine = ways[codes[0]] if len(codes) == 1 else [word]
        starts.append(len(words))
        counts.append(len(mine))
        words += mine
    codes_of = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    safe = np.maximum(codes_of, 0)
    picked = np.array(starts)[safe] + (rng.random(len(safe)) * np.array(counts)[safe]).astype(np.int64)
    return coded(np.where(codes_of < 0, len(words), picked), [*words, None])


def _written(rng: np.random.Generator, days: Any) -> Any:
    pa, compute = need("pyarrow"), need("pyarrow.compute")
    unique = days.dictionary_encode()
    words: list[str | None] = []
    for form in _FORMS:
        words += compute.strftime(unique.dictionary.cast(pa.timestamp("s")), form).to_pylist()
    many = len(unique.dictionary)
    picked = unique.indices.to_numpy() + many * rng.integers(0, len(_FORMS), len(days))
    bad = rng.random(len(days)) < _BAD
    picked = np.where(bad, len(words) + rng.integers(0, len(_BAD_DAYS), len(days)), picked)
    return coded(picked, [*words, *_BAD_DAYS])


def _counted(rng: np.random.Generator, counts: Any) -> Any:
    unique = counts.dictionary_encode()
    values = unique.dictionary.to_pylist()
    words = [*map(str, values), *(f"{one:,}" for one in values), *(f"{one} EA" for one in values)]
    picked = unique.indices.to_numpy() + len(values) * rng.integers(0, 3, len(counts))
    bad = rng.random(len(counts)) < _BAD
    picked = np.where(bad, len(words) + rng.integers(0, len(_BAD_COUNTS), len(counts)), picked)
    return coded(picked, [*words, *_BAD_COUNTS])


def _text(column: Any) -> Any:
    pa = need("pyarrow")
    return column if pa.types.is_dictionary(column.type) else column.cast(pa.string())
