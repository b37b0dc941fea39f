"""Random lines of a book, and whether a book gives each line the answer that it gets alone."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from lockgate.books.decide.decider import Decider, Look
from lockgate.books.model import Chunk, MappedColumn, Mapping
from lockgate.books.typed.groups import LABELS
from lockgate.books.typed.lines import LineReader
from lockgate.books.typed.parts import nested
from lockgate.books.typed.raw import raw_value
from lockgate.engine.determine import declarations_of, default_rulebook, determine
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Mapping as Map
    from collections.abc import Sequence

    from lockgate.books.decide.answer import Answer
    from lockgate.engine.result import Determination

COUNTRIES = [
    "US", "MY", "SG", "CN", "HK", "MO", "VN", "AE", "DE", "JP", "IN", "IL", "RU", "KP", "PL", "SA", "TW", "Viet Nam",
    "unknown",
]  # fmt: skip
LISTS = ["none", "entity_list", "entity_list_fn4", "meu_list", "unverified_list", "denied_persons", "sdn", "unknown"]
YES = ["yes", "no", "unknown"]
DAYS = [
    "2022-10-06", "2022-10-07", "2022-10-21", "2023-10-17", "2023-11-16", "2023-11-17", "2024-04-04", "2024-12-02",
    "2025-01-13", "2025-01-30", "2025-01-31", "2025-05-12", "2025-05-13", "2025-05-14", "2025-05-15", "2025-05-16",
    "2025-09-29", "2025-09-30", "2025-11-09", "2025-11-10", "2026-01-15", "2026-01-16", "2026-06-01", "2026-06-15",
]  # fmt: skip
CHIPS = [
    "nvidia-h100-sxm", "nvidia-h200-sxm", "nvidia-a100-sxm-80", "nvidia-h20", "nvidia-l40s", "nvidia-rtx-4090",
    "nvidia-b200-hgx", "amd-mi300x", "nvidia-a800", "nvidia-l4", "nvidia-rtx-a6000", "2x nvidia-h100-sxm",
]  # fmt: skip
LINES = ["0", "1", "1699", "1700", "26899999", "26900000", "26900001", "253000000", "3200000", "3199999", "unknown"]
PAST = ["2025-05-01", "2025-04-17", "2025-04-18", "2026-05-20", "2026-05-07", "2026-05-21", "2026-06-14", "2026-06-15"]
LETTERS = ["none", "nvidia-2022-08", "nvidia-2025-04", "unknown"]
SECTORS = ["private", "government", "us_government", "unknown"]

POOL: Map[str, Sequence[Any]] = {
    "as_of": DAYS,
    "activity": ["export", "reexport", "transfer", "export_from_abroad", "remote_access", "deemed_export", "unknown"],
    "origin": ["US", "US", "TW", "CN", "unknown"],
    "shipped_from": COUNTRIES,
    "destination": COUNTRIES,
    "destination_region": ["other", "crimea", "unknown"],
    "military_country": COUNTRIES,
    "channel": ["direct", "distributor", "unknown"],
    "end_use": ["data center", "inference", "train_model", "resale", "military", "supercomputer", "unknown"],
    "base": ["ordinary-course", "ordinary-course", "ordinary-export"],
    "item.chip": CHIPS,
    "item.kind": ["ic", "board", "server", "unknown"],
    "item.circuits": ["1", "8", "4"],
    "item.tpp": ["4800", "4799", "1600", "2400", "15832", "4000..5000", "at least 1600", "unknown"],
    "item.performance_density": ["5.92", "5.91", "1.6", "3.2", "unknown"],
    "item.die_area_mm2": ["814", "600", "1000"],
    "item.marketed_datacenter": YES,
    "item.has_hbm": YES,
    "item.stated_eccn": ["3A090.a", "4A090.a", "3A090.b", "EAR99", "5A992.c", "unknown"],
    "item.designer_status": ["approved", "authorized", "unlisted", "unknown"],
    "item.us_direct_product": YES,
    "item.us_content_share": ["0%", "10%", "25%", "26%"],
    "item.quantity": ["1", "8", "100", "1699", "1700", "202", "16000", "16500", "1..200", "at least 1000", "unknown"],
    "shipment.tpp": ["26900000", "26900001", "3200000", "3199999", "1..27000000", "unknown"],
    "shipment.order_existed": YES,
    "shipment.aboard_on": ["2025-05-12", "2025-05-16", "2022-10-28", "2023-11-20"],
    "parties.consignee.name": ["Kelana Cloud", "Merlion"],
    "parties.consignee.location": COUNTRIES,
    "parties.consignee.headquarters": COUNTRIES,
    "parties.consignee.ultimate_parent": COUNTRIES,
    "parties.consignee.lists": LISTS,
    "parties.consignee.veu": ["none", "data_center", "uveu", "nveu", "unknown"],
    "parties.consignee.veu_country": COUNTRIES,
    "parties.consignee.sector": SECTORS,
    "parties.consignee.role": ["cloud_provider", "distributor", "unknown"],
    "parties.consignee.owners": [],
    "parties.end_user.name": ["Lab A"],
    "parties.end_user.location": COUNTRIES,
    "parties.end_user.headquarters": COUNTRIES,
    "parties.end_user.lists": LISTS,
    "parties.purchaser.headquarters": COUNTRIES,
    "parties.purchaser.lists": LISTS,
    "parties.intermediate_consignee.location": COUNTRIES,
    "parties.exporter.letters": LETTERS,
    "parties.exporter.headquarters": COUNTRIES,
    "evidence.nac_notice_on": PAST,
    "evidence.nac_cleared": YES,
    "evidence.purchase_order": YES,
    "evidence.lpp_certificate": YES,
    "evidence.lpp_notice": YES,
    "evidence.aia_certificate": YES,
    "evidence.dd_package": YES,
    "evidence.entry_excludes_item": YES,
    "history.lpp_tpp_this_year": LINES,
    "history.country_allocation_tpp": LINES,
    "history.h200_share": ["0", "49%", "50%", "51%", "unknown"],
    "knowledge.wmd": YES,
    "knowledge.military_end_use": YES,
    "knowledge.named_in_letter": YES,
    "flags.kyc-03": ["raised", "clear", "explained"],
    "flags.div-r01": ["raised", "clear"],
    "id": ["A", "B"],
}
"""Values near the lines that rules draw, by path."""
ALWAYS = ("as_of",)
OFTEN = ("activity", "origin", "destination", "item.chip", "item.quantity", "base", "parties.consignee.headquarters")


def owners(rng: random.Random) -> list[dict[str, str]] | None:
    """Some owners of a party."""
    shares = ["10%", "25%", "49.9%", "50%", "30%"]
    return [
        {"list": rng.choice(LISTS), "share": rng.choice(shares)} if rng.random() < 0.8 else {"list": rng.choice(LISTS)}
        for _ in range(rng.randrange(3))
    ]


def lines(rng: random.Random, count: int, gaps: float = 0.3) -> pa.Table:
    """Random lines: some columns only, a share of the cells empty."""
    picked = [path for path in POOL if path in ALWAYS or rng.random() < (0.9 if path in OFTEN else 0.35)]
    columns: dict[str, Any] = {}
    for path in picked:
        values: list[Any] = []
        few = rng.sample(list(POOL[path]), min(len(POOL[path]), rng.choice([2, 4, 30])))
        for _ in range(count):
            empty = path not in ALWAYS and rng.random() < gaps * (0.3 if path in OFTEN else 1)
            values.append(None if empty else owners(rng) if path.endswith("owners") else rng.choice(few))
        if path.endswith("owners"):
            columns[path] = pa.array(values, pa.list_(pa.struct([("list", pa.string()), ("share", pa.string())])))
        else:
            columns[path] = pa.array(values, pa.string())
    if rng.random() < 0.3:
        jitter = [date.fromisoformat(rng.choice(DAYS)) + timedelta(days=rng.randrange(-3, 30)) for _ in range(count)]
        columns["as_of"] = pa.array([max(day, date(2022, 10, 7)) for day in jitter])
    return pa.table(columns)


def meaning(table: pa.Table) -> Mapping:
    """Columns that are named by their paths."""
    return Mapping(tuple(MappedColumn(name, name) for name in table.column_names))


def alone(mapping: Mapping, row: Map[str, Any]) -> dict[str, Any]:
    """The transaction of one line, as a single case states it."""
    values = {column.path: raw_value(column, row[column.header]) for column in mapping.used}
    stated = {path: value for path, value in values.items() if value is not None and path not in LABELS}
    base = stated.pop("base", None)
    return {**nested(stated), **({"base": base} if base is not None else {})}


def short(found: Answer) -> dict[str, Any]:
    """What must be the same."""
    return {
        "outcome": found.outcome,
        "at_least": found.at_least,
        "at_most": found.at_most,
        "exit_code": found.exit_code,
        "release": found.release,
        "ready": found.ready,
        "class": (found.eccn, found.level, found.limb, found.possible),
        "requirements": tuple(zip(found.requirements, found.certain, found.policies, strict=True)),
        "exempt": found.exempt,
        "review_policy": found.review_policy,
        "authorizations": tuple(zip(found.authorizations, found.states, strict=True)),
        "steps": found.steps,
        "accounts": found.accounts,
        "holds": found.holds,
        "missing": found.missing,
        "confidence": found.confidence,
        "because": found.because,
    }


def single(found: Determination) -> dict[str, Any]:
    """The same of a single case."""
    from lockgate.books.decide.answer import FITTING

    held = [one for one in found.requirements if one.status != "exempt"]
    ways = [one for one in found.authorizations if one.status in FITTING]
    entry = found.classification
    steps = dict.fromkeys(f"{way.code}: {step.id}" for way in ways for step in way.steps if step.status != "done")
    return {
        "outcome": found.outcome,
        "at_least": found.at_least,
        "at_most": found.at_most,
        "exit_code": found.exit_code,
        "release": found.release,
        "ready": found.ready,
        "class": (entry.eccn, entry.level, entry.limb, entry.possible),
        "requirements": tuple((one.id, one.status == "holds", one.review_policy) for one in held),
        "exempt": tuple(one.id for one in found.requirements if one.status == "exempt"),
        "review_policy": found.review_policy,
        "authorizations": tuple((one.code, one.status) for one in ways),
        "steps": tuple(steps),
        "accounts": tuple(dict.fromkeys(one.account for one in found.quota)),
        "holds": tuple(found.holds),
        "missing": tuple(one.fact for one in found.missing),
        "confidence": found.confidence,
        "because": found.because,
    }


POSTURES = ("enforced", "codified")


def differences(table: pa.Table, readings: Map[str, str] | None = None, *, many: int = 64, every: int = 1) -> list[str]:
    """Lines on which a book and a single case differ, with what differs; every so many lines are looked at."""
    book = default_rulebook()
    look = Look(book, POSTURES, None, readings or {})
    mapping = meaning(table)
    switches = Switches.read(look.readings)
    reader = LineReader(mapping, declarations_of(book), switches, first_day=book.first_day)
    decider = Decider(look, reader, many=many)
    found = reader.read(Chunk(table, 1, None, "test", 0))
    numbers = decider.decide(found)
    told = []
    rejected = {one.row for one in found.rejects}
    kept = dict(zip(found.index.tolist(), range(len(found.index)), strict=True))
    for place in range(0, table.num_rows, every):
        row = table.slice(place, 1).to_pylist()[0]
        raw = alone(mapping, row)
        for posture in POSTURES:
            try:
                one = single(determine(raw, posture=posture, readings=readings, rulebook=book))
            except Exception as error:  # noqa: BLE001 - whatever is wrong with the single case
                if place + 1 not in rejected:
                    told.append(f"line {place}: alone it fails: {error}: {raw}")
                break
            if place not in kept:
                told.append(f"line {place}: rejected, though it can be decided alone: {raw} {found.rejects[:2]}")
                break
            mine = short(decider.answers[posture].all[numbers[posture][kept[place]]])
            for name, value in one.items():
                if mine[name] != value:
                    told.append(f"line {place} {posture}: {name}: book {mine[name]}, alone {value}: {raw}")
    return told


__all__ = ["differences", "lines"]
