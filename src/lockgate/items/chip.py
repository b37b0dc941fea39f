"""One row of the catalogue, typed. An empty cell is None: unknown, never zero."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from lockgate.errors import ItemsError
from lockgate.items.conventions import conventions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Die:
    """Some equal logic dies of a unit; what is not known is None.

    >>> parse_dies("1*814*TSMC-4N*gpu;1*?*TSMC-4N*cpu")[1]
    Die(count=1, area=None, node='TSMC-4N', role='cpu')
    """

    count: int | None
    area: Decimal | None
    node: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A product variant: every column of `accelerators.csv` under its own name (see `data/SOURCES.md` for units)."""

    id: str
    vendor: str | None
    model: str | None
    variant: str | None
    release_date: str | None
    status: str | None
    designer_hq: str | None
    product_class: str | None
    unit_level: str | None
    marketed_datacenter: bool | None
    fp64_tflops: Decimal | None
    fp32_tflops: Decimal | None
    tf32_tflops: Decimal | None
    fp16_tflops: Decimal | None
    bf16_tflops: Decimal | None
    fp8_tflops: Decimal | None
    fp6_tflops: Decimal | None
    fp4_tflops: Decimal | None
    int8_tops: Decimal | None
    int4_tops: Decimal | None
    dies: tuple[Die, ...]
    die_area_mm2: Decimal | None
    die_area_scope: str | None
    process_node: str | None
    non_planar: bool | None
    transistors_b: Decimal | None
    memory_type: str | None
    memory_gb: Decimal | None
    dram_bw_gbs: Decimal | None
    hbm_stacks: Decimal | None
    link_type: str | None
    link_gbs_bidir: Decimal | None
    host_type: str | None
    host_gbs_bidir: Decimal | None
    tdp_w: Decimal | None
    conf_ops: str | None
    conf_die: str | None
    conf_memory: str | None
    conf_link: str | None
    conf_host: str | None
    conf_tdp: str | None
    conf_date: str | None
    conf_datacenter: str | None
    sources: tuple[str, ...]
    notes: str | None

    @property
    def name(self) -> str:
        """Vendor, model and variant in one line.

        >>> parse_chip({"id": "x-1", "vendor": "X", "model": "One", "variant": ""}).name
        'X One'
        """
        return " ".join(part for part in (self.vendor, self.model, self.variant) if part)

    def rate(self, column: str) -> Decimal | None:
        """The dense rate in one format's column, in tera-operations a second.

        >>> parse_chip({"id": "x-1", "int8_tops": "624"}).rate("int8_tops")
        Decimal('624')
        """
        value: Decimal | None = getattr(self, column)
        return value


def parse_chip(row: Mapping[str, str], place: str | None = None) -> Chip:
    """A chip from one row of cells; columns that are absent count as empty.

    >>> chip = parse_chip({"id": "x-1", "int8_tops": "624", "marketed_datacenter": "ambiguous"})
    >>> chip.int8_tops, chip.fp8_tflops, chip.marketed_datacenter
    (Decimal('624'), None, None)
    """
    unknown = sorted(set(row) - set(_COLUMNS))
    if unknown:
        raise ItemsError(f"unknown column {unknown[0]!r}", place=place)
    if not row.get("id", "").strip():
        raise ItemsError("a row without id", place=place)
    cells: dict[str, Any] = {}
    for column, convert in _COLUMNS.items():
        text = row.get(column, "").strip()
        try:
            cells[column] = convert(text)
        except (KeyError, ValueError, InvalidOperation):
            raise ItemsError(f"cannot read {text!r} in column {column}", place=place) from None
    return Chip(**cells)


def parse_dies(text: str) -> tuple[Die, ...]:
    """Dies from `count*area*node*role;...`, `?` for what is not known.

    >>> parse_dies("2*814*TSMC-4NP*compute")
    (Die(count=2, area=Decimal('814'), node='TSMC-4NP', role='compute'),)
    >>> parse_dies("")
    ()
    """
    return tuple(_die(part) for part in text.split(";") if part.strip())


def _die(text: str) -> Die:
    count, area, node, role = (None if part.strip() == "?" else part.strip() for part in text.split("*"))
    return Die(None if count is None else int(count), None if area is None else _finite(area), node, role)


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or number < 0:
        raise ValueError(text)
    return number


def _number(text: str) -> Decimal | None:
    return _finite(text) if text else None


def _text(text: str) -> str | None:
    return text or None


def _flag(text: str) -> bool | None:
    return {"": None, "ambiguous": None, "yes": True, "true": True, "no": False, "false": False}[text.casefold()]


def _mark(text: str) -> str | None:
    if text and text not in conventions().marks:
        raise ValueError(text)
    return text or None


def _sources(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(" | ") if part.strip())


def _converter(name: str, kind: str) -> Callable[[str], Any]:
    if name.startswith("conf_"):
        return _mark
    special = {"dies": parse_dies, "sources": _sources}
    if name in special:
        return special[name]
    return {"bool | None": _flag, "Decimal | None": _number}.get(kind, _text)


_COLUMNS = {field.name: _converter(field.name, str(field.type)) for field in fields(Chip)}
