"""Summaries and comparisons with invented numbers that add up, of any size."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

COMMON = (
    "MY",
    "SG",
    "AE",
    "SA",
    "IN",
    "TW",
    "KR",
    "JP",
    "DE",
    "GB",
    "FR",
    "NL",
    "IL",
    "BR",
    "CH",
    "HK",
    "MO",
    "CN",
    "VN",
    "TH",
)
MORE = [
    "PL",
    "MX",
    "CA",
    "AU",
    "BH",
    "QA",
    "KW",
    "MT",
    "CY",
    "NO",
    "SE",
    "FI",
    "KZ",
    "TR",
    "EG",
    "ZA",
    "NG",
    "KE",
    "ID",
    "PH",
    "CL",
    "PE",
    "AR",
    "LU",
    "IE",
    "IS",
    "XK",
    "GF",
]
CHIPS = (
    "nvidia-h100-sxm",
    "nvidia-h200-sxm",
    "nvidia-b200-hgx",
    "nvidia-h20-96gb",
    "nvidia-l40s",
    "nvidia-a100-sxm-80gb",
    "amd-mi300x",
    "amd-mi325x",
    "nvidia-rtx-4090",
    "intel-gaudi-3",
)
STRICT = frozenset({"CN", "MO", "HK"})
WATCHED = frozenset({"AE", "SA", "IL", "KZ", "QA", "BH", "KW", "VN", "EG"})
OUTCOMES = ("not_subject", "no_requirement_found", "authorized", "cannot_decide", "licence_required", "prohibited")
ODDS = {
    "strict": (2, 2, 0, 10, 76, 10),
    "watched": (2, 18, 30, 20, 29, 1),
    "free": (3, 72, 12, 11, 2, 0),
    "codified": (3, 10, 52, 14, 21, 0),
}
PROVISIONS = {
    "742.6-a-6-iii-A": {
        "name": "Advanced computing items to Country Groups D:1, D:4, D:5",
        "cite": "15 CFR 742.6(a)(6)(iii)(A)",
        "gist": "A licence is required for items of 3A090 and the like to the listed destinations.",
    },
    "744.23-a-2": {
        "name": "Supercomputer end use",
        "cite": "15 CFR 744.23(a)(2)",
        "gist": "A licence is required where one knows of such an end use.",
    },
    "744.11": {
        "name": "Parties on the Entity List",
        "cite": "15 CFR 744.11",
        "gist": "A licence is required where a party stands on the list.",
    },
    "740.29": {
        "name": "License Exception LPP, low processing performance",
        "cite": "15 CFR 740.29",
        "gist": "Up to a yearly amount to each ultimate parent.",
    },
}
QUESTIONS = (
    ("consignee.headquarters", "In which country is the consignee headquartered?", "the consignee"),
    ("consignee.ultimate_parent", "Which company is the ultimate parent of the consignee?", "the consignee"),
    ("item.die_area", "How large is the die, in square millimetres?", "the maker of the chip"),
    ("evidence.lpp_certificate", "Is there a certificate that the yearly limit is not reached?", "the consignee"),
    ("end_use", "What will the items be used for?", "the end user"),
    ("knowledge.supercomputer", "Do you know of use in a supercomputer?", "sales"),
    ("parties.end_user.lists", "Does the end user stand on a screening list?", "trade compliance"),
)


def months(first: str, count: int) -> list[str]:
    year, month = (int(part) for part in first.split("-"))
    return [f"{year + (month - 1 + at) // 12}-{(month - 1 + at) % 12 + 1:02d}" for at in range(count)]


def summary(
    *,
    lines: int = 4000,
    seed: int = 1,
    first: str = "2025-01",
    span: int = 18,
    destinations: tuple[str, ...] = COMMON + tuple(MORE),
    chips: tuple[str, ...] = CHIPS,
    accounts: int = 3,
    postures: tuple[str, ...] = ("enforced", "codified"),
    rejected: int = 37,
    each: int = 3,
) -> dict[str, Any]:
    """A summary of ``lines`` times ``each`` decided lines."""
    rng = random.Random(seed)
    when = months(first, span)
    weights = [1 / (1 + at) ** 0.8 for at in range(len(destinations))]
    chip_weights = [1 / (1 + at) for at in range(len(chips) or 1)]
    drawn = [
        (rng.choice(when), rng.choices(destinations, weights)[0], rng.choices(chips or (None,), chip_weights)[0])
        for _ in range(lines)
    ]
    cube = []
    for posture in postures:
        cells: Counter[tuple[Any, ...]] = Counter()
        for month, place, chip in drawn:
            cells[month, place, chip, *_fate(rng, posture, place)] += each
        cube += [_cell(posture, key, count, rng) for key, count in sorted(cells.items(), key=repr)]
    main = [cell for cell in cube if cell["posture"] == postures[0]]
    open_lines = sum(cell["lines"] for cell in main if cell["outcome"] == "cannot_decide")
    decided = lines * each
    return {
        "schema": "lockgate.book-summary/1",
        "rulebook": {
            "version": "2026.11.22",
            "sha256": "52f951f5378a742117a4bec39e69402692a8b8a2",
            "current_to": "2026-11-22",
        },
        "source": ["orders-2025.parquet", "orders-2026.parquet"],
        "known_at": None,
        "postures": list(postures),
        "lines": decided + rejected,
        "decided": decided,
        "rejected": rejected,
        "distinct": max(min(412, decided), 0),
        "cpu_seconds": 3.2,
        "wall_seconds": 1.9,
        "rejects": _rejects(rejected),
        "cube": cube,
        "missing": [
            {
                "posture": posture,
                "fact": fact,
                "question": question,
                "known_by": who,
                "lines": open_lines // (at + 1),
                "settles": open_lines // (at * 2 + 2),
            }
            for posture in postures
            for at, (fact, question, who) in enumerate(QUESTIONS)
            if open_lines // (at + 1)
        ],
        "accounts": [account(rng, at, first) for at in range(accounts)],
        "provisions": PROVISIONS,
        "examples": {
            outcome: [
                {
                    "file": "orders-2025.parquet",
                    "row": 17 * at + 2,
                    "id": f"SO-{2600 + at}",
                    "line": str(at + 1),
                    "label": f"{chips[0] if chips else 'item'} to {destinations[0]}",
                }
                for at in range(2)
            ]
            for outcome in OUTCOMES
            if any(cell["outcome"] == outcome for cell in main)
        },
    }


def by_axes(found: dict[str, Any]) -> dict[str, Any]:
    """The same summary with lines counted along each axis by itself."""
    kept = ("posture", "level", "outcome", "ready", "held", "lines", "units", "tpp")
    more = {"month": ("requirements", "by"), "destination": (), "chip": ()}
    cube = [
        {"axis": axis, axis: cell[axis], **{name: cell[name] for name in (*kept, *names)}}
        for axis, names in more.items()
        for cell in found["cube"]
    ]
    return {**found, "cube": cube, "days": {"first": "2025-11-03", "last": "2026-02-27"}}


def _fate(rng: random.Random, posture: str, place: str) -> tuple[Any, ...]:
    kind = (
        "strict"
        if place in STRICT
        else "codified"
        if posture == "codified"
        else "watched"
        if place in WATCHED
        else "free"
    )
    outcome = rng.choices(OUTCOMES, ODDS[kind])[0]
    held = rng.random() < 0.02
    ready = outcome in OUTCOMES[:2] or (outcome == "authorized" and rng.random() < 0.7)
    requirements: tuple[str, ...] = ()
    if outcome in ("licence_required", "authorized"):
        requirements = ("742.6-a-6-iii-A",) if rng.random() < 0.9 else ("742.6-a-6-iii-A", "744.23-a-2")
    elif outcome == "cannot_decide" and rng.random() < 0.5:
        requirements = ("744.11",)
    by = ("LPP",) if outcome == "authorized" and posture == "codified" else ("NAC",) if outcome == "authorized" else ()
    return outcome, ready, held, requirements, by


def _cell(posture: str, key: tuple[Any, ...], count: int, rng: random.Random) -> dict[str, Any]:
    month, place, chip, outcome, ready, held, requirements, by = key
    units = count * rng.randint(1, 64)
    return {
        "posture": posture,
        "month": month,
        "destination": place,
        "chip": chip,
        "level": "a" if chip else None,
        "outcome": outcome,
        "ready": ready,
        "held": held,
        "requirements": list(requirements),
        "by": list(by),
        "lines": count,
        "units": str(units),
        "tpp": str(units * 15832) if chip else None,
    }


def _rejects(rejected: int) -> list[dict[str, Any]]:
    kinds = (
        ("Ship Date", "not a date", "31.02.2026"),
        ("Country", "no country is called this", "Malasia"),
        ("Qty", "not a whole number", "12,5"),
    )
    parts = [rejected - rejected // 2 - rejected // 3, rejected // 2, rejected // 3]
    return [
        {
            "column": column,
            "reason": reason,
            "count": count,
            "example": {"file": "orders-2025.parquet", "row": 812, "value": value},
        }
        for (column, reason, value), count in zip(kinds, parts, strict=True)
        if count
    ]


def account(rng: random.Random, at: int, first: str) -> dict[str, Any]:
    """One yearly account that fills up; lines that do not fit use nothing."""
    year = int(first[:4])
    limit, used, day = 26_900_000, 0, date(year, 1, 3)
    series, refused, notices = [], [], []
    line = 0
    while day.year == year:
        line += rng.randint(3, 40)
        amount = rng.randint(200_000, 2_600_000) // (1 + at % 4)
        if used + amount > limit:
            refused.append(
                {"date": day.isoformat(), "line": f"SO-{line}", "amount": str(amount), "would_be": str(used + amount)}
            )
        else:
            before, used = used, used + amount
            series.append({"date": day.isoformat(), "line": f"SO-{line}", "used": str(used)})
            notices += [
                {"at": str(mark), "date": day.isoformat(), "line": f"SO-{line}"}
                for mark in (3_200_000, 25_300_000)
                if before < mark <= used
            ]
        day += timedelta(days=rng.randint(4, 24))
    return {
        "posture": "codified",
        "account": "lpp",
        "name": "Low processing performance",
        "key": {"ultimate_parent": f"Group {at + 1} Holdings", "year": str(year)},
        "unit": "TPP",
        "limit": str(limit),
        "used": str(used),
        "refused_lines": len(refused),
        "open_lines": 5 * at,
        "lower_bound": True,
        "series": series,
        "notices": notices,
        "certificate_would_settle": 4 * at,
        "refused": refused,
    }


def comparison(*, lines: int = 12000, changed: bool = True, seed: int = 3) -> dict[str, Any]:
    """A comparison of two days; without changes every line stays what it is."""
    rng = random.Random(seed)
    shares = {
        "not_subject": 2,
        "no_requirement_found": 45,
        "authorized": 18,
        "cannot_decide": 9,
        "licence_required": 25,
        "prohibited": 1,
    }
    stays = {name: lines * share // 100 for name, share in shares.items()}
    moves = (
        [
            ("licence_required", "no_requirement_found", 1210),
            ("authorized", "no_requirement_found", 1480),
            ("cannot_decide", "no_requirement_found", 310),
            ("no_requirement_found", "licence_required", 42),
            ("licence_required", "cannot_decide", 77),
            ("authorized", "licence_required", 9),
        ]
        if changed
        else []
    )
    for before, _, count in moves:
        stays[before] -= count
    flows = [
        {"before": name, "after": name, "lines": count, "units": str(count * 8)}
        for name, count in stays.items()
        if count
    ]
    flows += [{"before": one, "after": other, "lines": count, "units": str(count * 8)} for one, other, count in moves]
    stopped = [
        {
            "id": "742.6-a-6-iii-A",
            "name": "Advanced computing items, worldwide",
            "cite": "15 CFR 742.6(a)(6)(iii)(A)",
            "effect": "requires",
            "change": "narrowed",
        }
    ]
    lost = [
        {
            "id": "740.29",
            "name": "License Exception LPP, low processing performance",
            "cite": "15 CFR 740.29",
            "effect": "authorizes",
            "change": "ended",
        }
    ]
    begun = [
        {
            "id": "744.23-guidance",
            "name": "Guidance on training for others",
            "cite": "BIS, 13 May 2025",
            "effect": "requires",
            "change": "began",
        }
    ]
    made_by = [stopped, [*stopped, *lost], stopped, begun, begun, lost]
    decided = sum(int(str(flow["lines"])) for flow in flows)
    groups = []
    for (before, after, count), provisions in zip(moves, made_by, strict=False):
        first = rng.randint(count // 3, count // 2)
        groups.append(
            {
                "provisions": provisions,
                "before": before,
                "after": after,
                "lines": count,
                "units": str(count * 8),
                "tpp": str(count * 8 * 15832),
                "destinations": [
                    ["MY", first],
                    ["AE", (count - first) // 2],
                    ["IN", count - first - (count - first) // 2],
                ],
                "chips": [["nvidia-h100-sxm", first], ["nvidia-h200-sxm", count - first]],
                "example": {
                    "file": "orders.parquet",
                    "row": 812,
                    "id": "SO-2601",
                    "line": "1",
                    "label": "120 servers to Malaysia",
                    "before": proof(before, "2025-05-12"),
                    "after": proof(after, "2025-05-15"),
                    "facts": {
                        "as_of": "2025-05-12",
                        "destination": "MY",
                        "item": {"chip": "nvidia-h100-sxm", "quantity": "120"},
                    },
                },
            }
        )
    return {
        "schema": "lockgate.book-comparison/1",
        "before": {
            "as_of": "2025-05-12",
            "posture": "enforced",
            "rulebook": {"version": "2026.11.22", "sha256": "52f951f5378a"},
            "readings": {},
            "overlays": [],
            "label": "12 May 2025",
        },
        "after": {
            "as_of": "2025-05-15",
            "posture": "enforced",
            "rulebook": {"version": "2026.11.22", "sha256": "52f951f5378a"},
            "readings": {},
            "overlays": [],
            "label": "15 May 2025",
        },
        "lines": decided + 37,
        "decided": decided,
        "rejected": 37,
        "changed": sum(count for _, _, count in moves),
        "flows": flows,
        "groups": groups,
    }


def proof(outcome: str, day: str) -> str:
    return f"""{outcome.replace("_", " ")} on these facts, under rulebook 2026.11.22
as of {day} (enforced)

 yes  734.3-a-1  In or leaving the United States [15 CFR 734.3(a)(1)]
      Whatever leaves the United States, or is released there to a foreign person, wherever it was made.
       yes  all of
         yes  activity is one of export, deemed_export  -> activity is export
         yes  NOT Published weights, technology or software
            no  item.kind = weights  -> item.kind is server

 yes  742.6-a-6-iii-A  Advanced computing items, worldwide [15 CFR 742.6(a)(6)(iii)(A)]
       yes  class.eccn in adv_items  -> class.eccn is 4A090.a
"""
