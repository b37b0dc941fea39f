"""The customers of an example book: invented names, countries, seats and parents, and what each buys."""

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
PORTFOLIO = 5
"""How many products each buys."""
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
    """The customers of a seed.

    >>> people = invent(1, 10)
    >>> len(people.codes["country"]), people.portfolio.shape
    (10, (10, 5))
    """
    rng = np.random.default_rng((seed, 0))
    data = world()
    codes = [str(one["code"]) for one in data["countries"]]
    shares = np.array([float(one["share"]) for one in data["countries"]])
    country = rng.choice(len(codes), count, p=shares / shares.sum()).astype(np.int32)
    parents = np.array([codes.index(str(one)) for one in data["parents"]], dtype=np.int32)
    abroad = rng.choice(parents, count)
    parent = np.where(rng.random(count) < 0.25, abroad, country).astype(np.int32)
    seat = np.where((parent != country) & (rng.random(count) < 0.15), parent, country).astype(np.int32)
    optional = np.where(rng.random(count) < 0.04, len(codes), parent).astype(np.int32)
    filed = np.array([float(one.get("filed", "0.1")) for one in data["countries"]])[country]
    columns = {
        "name": np.arange(count, dtype=np.int32),
        "country": country,
        "seat": seat,
        "parent": optional,
        "group": _groups(rng, parent, count),
        "screening": _screening(rng, count, len(data["screening"])),
        "sector": (rng.random(count) < 0.06).astype(np.int32),
        "use": rng.integers(0, len(data["uses"]), count, dtype=np.int32),
        "channel": (rng.random(count) < 0.2).astype(np.int32),
        "user": np.where(rng.random(count) < 0.2, rng.integers(0, count, count), -1).astype(np.int32),
        "filed": (rng.random(count) < filed).astype(np.int32),
        "flag": (rng.random(count) < 0.01).astype(np.int32),
    }
    spelled: list[str | None] = [str(one["erp"]) for one in data["countries"]]
    words: dict[str, list[str | None]] = {
        "name": [*_names(rng, country)],
        "country": spelled,
        "code": [*codes],
        "parent": [*spelled, None],
        "group": [f"G-{index:05d}" for index in range(count)],
        "screening": ["none", *map(str, data["screening"]), "unknown"],
        "sector": ["private", "government"],
        "use": [*map(str, data["uses"])],
        "channel": ["direct", "distributor"],
    }
    weight = 1 / (np.arange(count) + 8.0) ** 1.05
    return People(words, columns, np.cumsum(weight / weight.sum()), _portfolio(rng, count))


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
    found = np.where(draw < 0.02, rng.integers(1, lists + 1, count), 0)
    return np.where(draw > 0.99, lists + 1, found).astype(np.int32)


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
