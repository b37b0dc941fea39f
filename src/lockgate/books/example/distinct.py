"""Lines of the adversarial kind: no two share what conditions can tell apart.

The number of a line is spread over a large space by a step that never meets a place twice, and its digits in mixed
bases pick the facts: the stretch of days between two changes of the law, and for destination, consignee (country, seat,
parent, screening) and end user (country, seat, parent) a country for each class of countries that stand in the same
country groups. Papers, uses, channels, chips and quantities are drawn on top. So lines differ after every number, day
and country was replaced by its class, and no answer can be used twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from math import gcd
from typing import Any

import numpy as np

from lockgate.books.example.lines import BAD, FIRST, LAST, coded, spoilt
from lockgate.books.example.people import invent, world
from lockgate.books.read.extra import need
from lockgate.compiler.load import load_yaml
from lockgate.door.declarations import RULEBOOK, load

Codes = np.ndarray[Any, np.dtype[np.int32]]
_EPOCH = date(1970, 1, 1)
_STEP = 0.6180339887
_PAPERS = ("LPP Certificate", "LPP Notice", "NAC Cleared", "Purchase Order")


@cache
def classes() -> tuple[str, ...]:
    """One country for each class of countries that stand in the same groups, by code.

    >>> "CN" in classes() and "HK" not in classes()
    True
    """
    groups = load_yaml(RULEBOOK / "country_groups.yaml", "country_groups.yaml")
    members = [{str(one["code"]) for one in group.get("members", ())} for group in groups]
    found: dict[tuple[bool, ...], str] = {}
    for code in load().countries:
        if code not in {"HK", "XK", "AQ"}:
            found.setdefault(tuple(code in group for group in members), code)
    return tuple(found.values())


@cache
def stretches() -> tuple[tuple[int, int], ...]:
    """First and last days (since 1970) of the stretches of the law that an example book covers."""
    from lockgate import Rulebook  # noqa: PLC0415 - only this kind of book needs the law

    changes = [day for day in Rulebook.load(cached=True).calendar.days if FIRST < day <= LAST]
    starts = [FIRST, *changes]
    ends = [*changes, date.fromordinal(LAST.toordinal() + 1)]
    return tuple(((a - _EPOCH).days, (b - _EPOCH).days - 1) for a, b in zip(starts, ends, strict=True))


@dataclass(frozen=True, slots=True)
class Apart:
    """A book in which every line is a case of its own."""

    lines: int
    seed: int

    def part(self, index: int, first: int, count: int) -> Any:
        """Lines ``first`` to ``first + count`` as an Arrow table."""
        rng = np.random.default_rng((self.seed, 2, index))
        number = np.arange(first, first + count, dtype=np.int64)
        many = len(classes())
        lists = len(world()["screening"]) + 1
        bases = {"destination": many, "seat": many, "parent": many, "country": many, "stretch": len(stretches())}
        bases |= {"screening": lists, "user seat": many, "user parent": many, "user country": many}
        digits = self._digits(number, bases)
        columns = {**_head(number, digits["stretch"], rng), **_goods(rng, count)}
        columns |= _parties(digits)
        columns |= _papers(rng, count)
        return spoilt(rng, need("pyarrow").table(columns), BAD)

    def _digits(self, number: np.ndarray[Any, np.dtype[np.int64]], bases: dict[str, int]) -> dict[str, Codes]:
        """Digits in mixed bases of a place that no other line has."""
        space = 1
        used: list[str] = []
        for name, base in bases.items():
            if space * base < 2**40:
                used.append(name)
                space *= base
        step = int(space * _STEP) + 2 * self.seed + 1
        while gcd(step, space) > 1:
            step += 1
        place = np.array([(int(one) * step + self.seed) % space for one in number[:1]], dtype=np.int64)
        place = _walk(int(place[0]), step, space, len(number))
        found = {}
        for name, base in bases.items():
            if name in used:
                found[name] = (place % base).astype(np.int32)
                place //= base
            else:
                found[name] = found["seat" if "seat" in name else "parent"]
        return found


def _walk(start: int, step: int, space: int, count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """``start + i * step`` modulo ``space``, doubling what is known so that no product overflows."""
    place = np.array([start], dtype=np.int64)
    while len(place) < count:
        ahead = step * len(place) % space
        place = np.concatenate([place, (place + ahead) % space])
    return place[:count]


def _head(number: np.ndarray[Any, np.dtype[np.int64]], stretch: Codes, rng: np.random.Generator) -> dict[str, Any]:
    pa, compute = need("pyarrow"), need("pyarrow.compute")
    starts, ends = (np.array(days, dtype=np.int32) for days in zip(*stretches(), strict=True))
    day = starts[stretch] + (rng.random(len(number)) * (ends - starts + 1)[stretch]).astype(np.int32)
    names = compute.binary_join_element_wise("SO", pa.array(number + 10_000_000).cast(pa.string()), "-")
    return {
        "Order No": names,
        "Line": pa.array(np.ones(len(number), dtype=np.int32)),
        "Ship Date": pa.array(day.astype(np.int32)).cast(pa.date32()),
    }


def _goods(rng: np.random.Generator, count: int) -> dict[str, Any]:
    pa = need("pyarrow")
    products = world()["products"]
    product = rng.integers(0, len(products), count)
    abroad = (rng.random(count) < 0.2).astype(np.int32)
    quantity = np.exp(rng.random(count) * 10).astype(np.int32) + 1
    return {
        "Transaction Type": coded(abroad, ["export", "reexport"]),
        "Ship From": coded(abroad, ["US", "TW"]),
        "Country of Origin": coded(rng.integers(0, 2, count), ["US", "TW"]),
        "Chip": coded(product, [str(one["chip"]) for one in products]),
        "Kind": coded(product, [str(one["kind"]) for one in products]),
        "Circuits": pa.array(np.array([int(one["circuits"]) for one in products], dtype=np.int32)[product]),
        "Qty": pa.array(quantity),
    }


def _parties(digits: dict[str, Codes]) -> dict[str, Any]:
    codes: list[str | None] = [*classes()]
    names = load().countries
    spelled: list[str | None] = [names[str(code)] for code in codes]
    people = invent(0)
    many = len(codes)
    screening = ["none", *map(str, world()["screening"])]

    def who(*keys: str) -> Codes:
        """A name for each combination of facts: one company has one seat."""
        mixed = np.zeros(len(digits["seat"]), dtype=np.int64)
        for key in keys:
            mixed = mixed * many + digits[key]
        return (mixed * 2_654_435_761 % 2**32 % len(people.words["name"])).astype(np.int32)

    consignee = who("country", "seat", "parent", "screening")
    return {
        "Ship-To Country": coded(digits["destination"], spelled),
        "Ultimate Consignee": coded(consignee, people.words["name"]),
        "Consignee Country": coded(digits["country"], codes),
        "Consignee HQ": coded(digits["seat"], codes),
        "Consignee Parent": coded(digits["parent"], spelled),
        "Parent Group": coded(who("parent"), people.words["group"]),
        "Sector": coded(consignee % 2, ["private", "government"]),
        "Screening Result": coded(digits["screening"], screening),
        "End User": coded(who("user country", "user seat", "user parent"), people.words["name"]),
        "End User Country": coded(digits["user country"], codes),
        "End User HQ": coded(digits["user seat"], codes),
        "End User Parent": coded(digits["user parent"], spelled),
    }


def _papers(rng: np.random.Generator, count: int) -> dict[str, Any]:
    pa = need("pyarrow")
    uses = [str(one) for one in dict.fromkeys(world()["uses"])]
    noticed = rng.random(count) < 0.3
    day = rng.integers(19_700, 20_700, count).astype(np.int32)
    drawn = {name: coded(rng.integers(0, 3, count), ["no", "yes", None]) for name in _PAPERS}
    return {
        "End Use": coded(rng.integers(0, len(uses), count), uses),
        "Channel": coded(rng.integers(0, 2, count), ["direct", "distributor"]),
        "LPP Certificate": drawn["LPP Certificate"],
        "LPP Notice": drawn["LPP Notice"],
        "NAC Notice": pa.array(day, pa.int32(), mask=~noticed).cast(pa.date32()),
        "NAC Cleared": drawn["NAC Cleared"],
        "Purchase Order": drawn["Purchase Order"],
        "flags.kyc-03": coded((rng.random(count) < 0.02).astype(np.int32), [None, "raised"]),
        "Unit Price": pa.array(rng.integers(1_000, 400_000, count)),
        "Base": coded(np.zeros(count, dtype=np.int32), ["ordinary-course"]),
    }
