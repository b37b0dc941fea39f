"""A generated population: catalogue chips x countries x days x parties, the same for the same seed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from lockgate.items import load as load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNTRIES = (
    *("CN", "CN", "HK", "MO", "RU", "IR", "KH", "VN", "AE", "SA", "QA", "KZ", "IQ", "EG", "IL", "YE"),
    *("MY", "SG", "IN", "CH", "PL", "MX", "BR", "TH", "ID", "PT", "IS", "KE"),
    *("GB", "DE", "NL", "JP", "KR", "TW", "AU", "CA", "NO", "IE"),
)
"""Weighted towards the places that the rules tell apart."""

LISTS = (
    *("entity_list", "entity_list_fn4", "entity_list_fn5", "meu_list"),
    *("unverified_list", "denied_persons", "sdn_744_8"),
)
KNOWN = ("military_intelligence", "military_end_use", "supercomputer", "wmd", "informed_by_bis", "prior_violation")
FIRST, LAST = date(2022, 10, 21), date(2026, 11, 22)


def population(count: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Names and transactions, as a user would write them."""
    rng = Random(seed)
    chips = load_catalogue().ids
    for index in range(count):
        yield f"generated-{index}", one(rng, chips)


def one(rng: Random, chips: tuple[str, ...]) -> dict[str, Any]:
    """One transaction with every fact that an ordinary order states."""
    day = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))
    destination = rng.choice(COUNTRIES)
    activity = rng.choices(("export", "export_from_abroad", "reexport", "transfer"), (8, 1, 1, 1))[0]
    shipped_from = "US" if activity == "export" else destination if activity == "transfer" else rng.choice(COUNTRIES)
    found: dict[str, Any] = {
        "as_of": day.isoformat(),
        "activity": activity,
        "origin": "US",
        "shipped_from": shipped_from,
        "destination": destination,
        "item": {"chip": rng.choice(chips), "quantity": rng.choice((1, 8, 64, 512, 1699, 4096, 20000))},
        "parties": {"consignee": party(rng, destination)},
        "channel": rng.choice(("direct", "direct", "distributor")),
        "base": "ordinary-course",
    }
    if rng.random() < 0.3:
        found["parties"]["end_user"] = party(rng, destination)
    if rng.random() < 0.2:
        found["parties"]["purchaser"] = party(rng, rng.choice(COUNTRIES))
    if rng.random() < 0.08:
        found["knowledge"] = {rng.choice(KNOWN): True}
    if rng.random() < 0.3:
        found["evidence"] = {"lpp_certificate": True, "aia_certificate": True, "commercially_available_us": True}
    return found


def party(rng: Random, destination: str) -> dict[str, Any]:
    """Somebody at the destination, mostly at home there, sometimes owned from elsewhere or listed."""
    location = destination if rng.random() < 0.9 else rng.choice(COUNTRIES)
    headquarters = location if rng.random() < 0.7 else rng.choice(COUNTRIES)
    found: dict[str, Any] = {
        "location": location,
        "headquarters": headquarters,
        "ultimate_parent": headquarters if rng.random() < 0.7 else rng.choice(COUNTRIES),
        "sector": rng.choice(("private", "private", "government")),
        "lists": [rng.choice(LISTS)] if rng.random() < 0.08 else [],
        "owners": [],
    }
    if rng.random() < 0.1:
        found["owners"] = [{"list": [rng.choice(LISTS[:4])], "share": rng.choice((0.2, 0.49, 0.5, 0.8))}]
    return found
