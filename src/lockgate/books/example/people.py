"""The customers of an example book: invented names, countries, seats, parents, and what each buys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lockgate.compiler.load import load_yaml
from lockgate.items import load as load_catalogue

Codes = np.ndarray[Any, np.dtype[np.int32]]
COUNT = 3_000
"""How many customers there are."""
SEGMENTS = 100
"""How many kinds of customers there are: those of one kind differ in name, group, size and screening."""
PORTFOLIO = 4
"""How many products each buys."""
_UNKNOWN = 0.02
_DAY = date(1970, 1, 1)


@cache
def world() -> Any:
    """What example books are made of."""
    return load_yaml(Path(__file__).parent / "world.yaml", "world.yaml")


@cache
def released() -> dict[str, int]:
    """Days (since 1970) from which chips are sold."""
    catalogue = load_catalogue()
    return {one: _day(str(catalogue.get(one).release_date or "2020-01-01")) for one in catalogue.ids}


def _day(text: str) -> int:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return (date(year, month, day) - _DAY).days


@dataclass(frozen=True, slots=True)
class People:
    """Customers as columns of codes; words stand in ``words``.

    Attributes:
        words: by column, the words that its codes mean; the last one of an optional column is empty.
        codes: by column, a code for each customer.
        weights: how much each buys, as a running sum up to 1.
        portfolio: numbers of the products that each buys, the first one sold since before all books begin.
    """

    words: dict[str, list[str | None]]
    codes: dict[str, Codes]
    weights: np.ndarray[Any, np.dtype[np.float64]]
    portfolio: Codes


def invent(seed: int, count: int = COUNT) -> People:
    """The customers of a seed: each belongs to a segment that shares country, parent, use, papers and products.

    >>> people = invent(1, 10)
    >>> len(people.codes["country"]), people.portfolio.shape
    (10, (10, 4))
    """
    rng = np.random.default_rng((seed, 0))
    data = world()
    codes = [str(one["code"]) for one in data["countries"]]
    kinds = _segments(rng, codes)
    weight = 1 / (np.arange(SEGMENTS) + 3.0)
    segment = rng.choice(SEGMENTS, count, p=weight / weight.sum()).astype(np.int32)
    columns = {name: column[segment] for name, column in kinds.items() if name != "user"}
    columns["parent"] = np.where(rng.random(count) < _UNKNOWN, len(codes), columns["parent"]).astype(np.int32)
    columns |= {
        "segment": segment,
        "name": np.arange(count, dtype=np.int32),
        "group": _groups(rng, columns["parent"], count),
        "screening": _screening(rng, count, len(data["screening"])),
        "user": _users(rng, segment, kinds["user"]),
        "flag": (rng.random(count) < 0.01).astype(np.int32),
    }
    spelled: list[str | None] = [str(one["erp"]) for one in data["countries"]]
    words: dict[str, list[str | None]] = {
        "name": [*_names(rng, columns["country"])],
        "country": spelled,
        "code": [*codes],
        "parent": [*spelled, None],
        "group": [f"G-{index:05d}" for index in range(count)],
        "screening": ["none", *map(str, data["screening"]), "unknown"],
        "sector": ["private", "government"],
        "use": [*map(str, data["uses"])],
        "channel": ["direct", "distributor"],
    }
    buys = 1 / (np.arange(count) + 8.0) ** 1.05
    return People(words, columns, np.cumsum(buys / buys.sum()), _portfolio(rng, SEGMENTS)[segment])


def _segments(rng: np.random.Generator, codes: list[str]) -> dict[str, Codes]:
    """What the customers of each segment have in common."""
    data = world()
    shares = np.array([float(one["share"]) for one in data["countries"]])
    country = rng.choice(len(codes), SEGMENTS, p=shares / shares.sum()).astype(np.int32)
    parents = np.array([codes.index(str(one)) for one in data["parents"]], dtype=np.int32)
    parent = np.where(rng.random(SEGMENTS) < 0.25, rng.choice(parents, SEGMENTS), country).astype(np.int32)
    seat = np.where((parent != country) & (rng.random(SEGMENTS) < 0.15), parent, country).astype(np.int32)
    filed = np.array([float(one.get("filed", "0.1")) for one in data["countries"]])[country]
    return {
        "country": country,
        "parent": parent,
        "seat": seat,
        "sector": (rng.random(SEGMENTS) < 0.06).astype(np.int32),
        "use": rng.integers(0, len(data["uses"]), SEGMENTS, dtype=np.int32),
        "channel": (rng.random(SEGMENTS) < 0.2).astype(np.int32),
        "filed": (rng.random(SEGMENTS) < filed).astype(np.int32),
        "user": (rng.random(SEGMENTS) < 0.2).astype(np.int32),
    }


def _users(rng: np.random.Generator, segment: Codes, has: Codes) -> Codes:
    """The end users of those who buy for others: a customer of the same segment, or none (-1)."""
    order = np.argsort(segment, kind="stable").astype(np.int32)
    starts = np.searchsorted(segment[order], np.arange(SEGMENTS))
    sizes = np.bincount(segment, minlength=SEGMENTS)
    place = starts[segment] + (rng.random(len(segment)) * sizes[segment]).astype(np.int64)
    return np.where(has[segment] == 1, order[place], -1).astype(np.int32)


def _groups(rng: np.random.Generator, parent: Codes, count: int) -> Codes:
    """Numbers of parent groups: some customers with parents in one country share one."""
    group = np.arange(count, dtype=np.int32)
    for code in np.unique(parent):
        members = np.flatnonzero(parent == code).astype(np.int32)
        joined = rng.random(len(members)) < 0.3
        group[members[joined]] = rng.choice(members[: max(1, len(members) // 10)], int(joined.sum()))
    return group


def _screening(rng: np.random.Generator, count: int, lists: int) -> Codes:
    draw = rng.random(count)
    found = np.where(draw < 0.012, rng.integers(1, lists + 1, count), 0)
    return np.where(draw > 0.993, lists + 1, found).astype(np.int32)


def _names(rng: np.random.Generator, country: Codes) -> list[str]:
    data = world()
    parts = data["names"]
    found: dict[str, None] = {}
    forms = [list(map(str, one["forms"])) for one in data["countries"]]
    for code in country:
        while True:
            word = "".join(str(rng.choice(parts[key])) for key in ("first", "middle", "last"))
            name = f"{word} {rng.choice(parts['trade'])} {rng.choice(forms[code])}"
            if name not in found:
                break
        found[name] = None
    return list(found)


def _portfolio(rng: np.random.Generator, count: int) -> Codes:
    """Popular products in most portfolios; the first one was sold before any book begins."""
    products = world()["products"]
    shares = np.array([float(one["share"]) for one in products])
    old = np.array([released()[str(one["chip"])] < _day("2022-10-01") for one in products])
    first = rng.choice(len(products), count, p=shares * old / (shares * old).sum())
    rest = rng.choice(len(products), (count, PORTFOLIO - 1), p=shares / shares.sum())
    return np.column_stack([first, rest]).astype(np.int32)
