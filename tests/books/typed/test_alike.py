"""Contents that are put together from cells are what the door makes of them as a whole."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pyarrow", reason="books need the extra books")

import pyarrow as pa
from tests.books.check.rows import POOL

from lockgate.books.model import Chunk, MappedColumn, Mapping
from lockgate.books.typed.groups import Group
from lockgate.books.typed.lines import LineReader
from lockgate.books.typed.parts import Typist
from lockgate.engine.determine import declarations_of, default_rulebook
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Sequence

PATHS = [path for path in POOL if not path.startswith(("item.", "shipment.")) or path == "item.quantity"]
ODD = [
    None, "", " ", "null", "~", "n/a", "-", "unknown", "Unknown ", "?", "none", "None", "[]", "tbd", "other",
    "nonsense",
    "Malasia", "Korea", "Türkiye", "my ", "yes", "NO", "true", "1", "0", "-1", "<5", "<= 5", "at least 3", ">=3",
    "1..5",
    "5..1", "1e3", "12%", "0.5", "8 units", "1,000", "1_000", "2026-02-30", "2019-01-01", "1 June 2025", "01/02/2025",
    "2025-06-01..2025-06-05", "at least 2025-06-01", "sdn; entity_list", "sdn, unknown", "entity_list | nonsense",
    "data_center", "military", "Acme Ltd", "consignee", "end_user",
]  # fmt: skip
"""Cells as people write them, right and wrong."""
UNITS = ["", "", "", "dmy", "mdy", "serial", "percent", "1000", "decimal-comma", "TB/s"]


def _column(rng: random.Random, path: str, count: int) -> Sequence[Any]:
    kind = rng.random()
    if path == "as_of" and kind < 0.5:
        return [date(2022, 10, 1 + rng.randrange(25)) for _ in range(count)]
    if path in {"item.quantity", "history.h200_share"} and kind < 0.5:
        near = [rng.choice([None, 0, 1, 8, 1699, -4]) for _ in range(count)]
        return near if kind < 0.2 else [None if one is None else one * 1.5 for one in near]
    if kind < 0.55 and path.startswith("evidence"):
        return [rng.choice([None, True, False]) for _ in range(count)]
    common = [one for one in POOL[path] if one != "unknown"] or [None]
    odd = rng.choice([0, 0.05, 0.5])
    return [rng.choice(ODD) if rng.random() < odd else rng.choice(common) for _ in range(count)]


def _book(rng: random.Random, count: int) -> tuple[pa.Table, Mapping]:
    picked = [path for path in PATHS if path == "as_of" or rng.random() < 0.5]
    if rng.random() < 0.7:
        picked = [path for path in picked if not path.endswith(("owners", "consignee.ultimate_parent"))]
        picked.append("parties.consignee.ultimate_parent.headquarters")
    table = {}
    for path in picked:
        known = path if path in POOL else "parties.consignee.headquarters"
        values = _column(rng, known, count) if not path.endswith("owners") else _owners(rng, count)
        table[path] = pa.array(values)
    columns = [
        MappedColumn(path, path, rng.choice(UNITS), {"Malasia": "MY", "other": ""} if rng.random() < 0.2 else {})
        for path in picked
    ]
    constants = {"parties.end_user.sector": rng.choice(["private", "nonsense"])} if rng.random() < 0.3 else {}
    base = rng.choice(["", "ordinary-course", "ordinary-export", "no such"])
    return pa.table(table), Mapping(tuple(columns), constants, base)


def _owners(rng: random.Random, count: int) -> list[Any]:
    return [rng.choice([None, [], [{"list": "sdn", "share": "50%"}]]) for _ in range(count)]


def _reader(mapping: Mapping) -> LineReader:
    book = default_rulebook()
    return LineReader(mapping, declarations_of(book), Switches.read({}), first_day=book.first_day)


def _door_only(mapping: Mapping) -> LineReader:
    found = _reader(mapping)
    for store in found.stores.values():
        store.alike = None
    return found


def _made(reader: LineReader) -> int:
    return sum(store.alike.made for store in reader.stores.values() if store.alike is not None)


@pytest.mark.parametrize("seed", range(24))
def test_random_cells_come_out_as_from_the_door(seed: int) -> None:
    rng = random.Random(seed)
    table, mapping = _book(rng, 120)
    reader, door = _reader(mapping), _door_only(mapping)
    for start in (0, 60):
        chunk = Chunk(table.slice(start, 60), start + 1, None, "book.csv", 0)
        found, wanted = reader.read(chunk), door.read(chunk)

        assert found.index.tolist() == wanted.index.tolist()
        assert found.days.tolist() == wanted.days.tolist()
        assert found.rejects == wanted.rejects
        for name in wanted.parts:
            mine, other = reader.stores[name].parts, door.stores[name].parts
            for left, right in zip(found.parts[name].tolist(), wanted.parts[name].tolist(), strict=True):
                assert mine[left] == other[right], name
    for name, store in reader.stores.items():
        assert store.parts == door.stores[name].parts


def test_distinct_contents_do_without_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 500
    table = pa.table(
        {
            "as_of": [date(2023, 1 + place // 28 % 12, 1 + place % 28) for place in range(count)],
            "destination": ["MY"] * count,
            "item.quantity": list(range(1, count + 1)),
            "parties.consignee.name": ["Acme", None] * (count // 2),
            "parties.consignee.location": [("MY", "SG", "US", "DE")[place % 4] for place in range(count)],
            "parties.consignee.headquarters": [("MY", "unknown", None)[place // 4 % 3] for place in range(count)],
            "parties.consignee.lists": [("none", "sdn", "meu_list")[place // 12 % 3] for place in range(count)],
            "base": ["ordinary-course"] * count,
        }
    )
    reader = _reader(Mapping(tuple(MappedColumn(name, name) for name in table.column_names)))
    asked: list[Any] = []
    whole = Typist._attempt

    def counted(self: Typist, raw: Any) -> Any:
        asked.append(raw)
        return whole(self, raw)

    monkeypatch.setattr(Typist, "_attempt", counted)
    lines = reader.read(Chunk(table, 1, None, "book.csv", 0))
    typed = sum(len(store.parts) for store in reader.stores.values())

    assert len(lines.index) == count
    assert typed > 850
    # the baseline, and twice the first content of each shape: a day, a quantity, a party said, unknown, blank, unnamed
    assert len(asked) < 25
    assert _made(reader) > typed - 10


def test_values_of_other_types_are_other_cells() -> None:
    reader = _reader(Mapping((MappedColumn("as_of", "as_of"), MappedColumn("n", "item.quantity", "1000"))))
    for values, wanted in (
        ([1, 2], [1000, 2000]),
        (["1", "2.5"], [1000, 2500]),
        ([Decimal(1), Decimal(2)], [1000, 2000]),
    ):
        table = pa.table({"as_of": ["2025-06-01"] * 2, "n": values})
        lines = reader.read(Chunk(table, 1, None, "book.csv", 0))
        parts = reader.stores["item.quantity"].parts
        found = [parts[place].values["item.quantity"] for place in lines.parts["item.quantity"].tolist()]

        assert [int(one.known) for one in found] == wanted


def test_what_depends_on_other_facts_is_left_to_the_door() -> None:
    names = ["as_of", "end_use", "item.chip", "shipment.tpp", "subject", "flags.kyc-03", "parties.consignee.owners"]
    reader = _reader(Mapping(tuple(MappedColumn(name, name) for name in names)))

    assert [name for name, store in reader.stores.items() if store.alike is not None] == ["as_of"]
    assert isinstance(reader.stores["as_of"].group, Group)
