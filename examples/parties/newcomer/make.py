# ruff: noqa: INP001 - a program of its own, no part of a package
"""Makes the files of this folder: two states of made-up lists, and a table of 1,000 made-up counterparties.

Run it from the folder of the project: python examples/parties/newcomer/make.py
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random

HERE = Path(__file__).parent
BASE = HERE.parent / "lists" / "consolidated-2026-10-15.json"
LISTED_LATER = {
    "source": "Entity List (EL) - Bureau of Industry and Security",
    "name": "Fabled Orbit Group Co., Ltd. (FOG)",
    "alt_names": ["Fabled Orbit"],
    "addresses": [{"address": "11 Invented Road", "city": "Nowhere City", "country": "TR"}],
    "license_requirement": "For all items subject to the EAR. (See § 744.11 of the EAR)",
    "license_policy": "Presumption of denial",
    "federal_register_notice": "90 FR 00002",
    "source_list_url": "https://www.bis.gov/regulations/ear/744#supplement-4-744",
}
FIRST = (
    "Quiet",
    "Amber",
    "Northern",
    "Silver",
    "Harbour",
    "Cedar",
    "Lumen",
    "Tidal",
    "Granite",
    "Willow",
    "Copper",
    "Meadow",
)
SECOND = (
    "Lantern",
    "Bridge",
    "Falcon",
    "Orchard",
    "Compass",
    "Anchor",
    "Prairie",
    "Canyon",
    "Beacon",
    "Thistle",
    "Marble",
)
THIRD = (
    "Systems",
    "Trading",
    "Logistics",
    "Compute",
    "Instruments",
    "Networks",
    "Foundry",
    "Cloud",
    "Robotics",
    "Materials",
)
FORMS = {"MY": "Sdn Bhd", "SG": "Pte Ltd", "DE": "GmbH", "NO": "AS", "JP": "KK", "US": "Inc.", "GB": "Ltd", "AE": "FZE"}
NEAR = (
    ("Pretend Elektronics FZE", "AE"),
    ("Fictichips", "TW"),
    ("Fabled Orbit Grp Co Ltd", "TR"),
    ("Kelana Cloud Sdn Bhd", "MY"),
    ("Bank of Nowhere", "GB"),
    ("Unlikely Component (HK) Limited", "HK"),
)


def lists() -> None:
    """Two states: Fabled Orbit Group is on the second one only."""
    base = json.loads(BASE.read_text(encoding="utf-8"))["results"]
    for day, records in (("2025-10-13", base), ("2025-10-20", [*base, LISTED_LATER])):
        head = {"search_performed_at": f"{day}T05:00:00Z", "total": len(records)}
        rows = ",\n".join("  " + json.dumps(one, ensure_ascii=False) for one in records)
        text = json.dumps(head)[:-1] + ', "results": [\n' + rows + "\n]}\n"
        (HERE / f"consolidated-{day}.json").write_text(text, encoding="utf-8")


def counterparties() -> None:
    """A thousand of them; a few are like listed names."""
    draw = Random(7)  # noqa: S311 - the same names every time
    countries = sorted(FORMS)
    names = [(f"{a} {b} {c}", draw.choice(countries)) for a in FIRST for b in SECOND for c in THIRD]
    rows = [(f"{name} {FORMS[country]}", country) for name, country in draw.sample(names, 1000 - len(NEAR))]
    for at, near in enumerate(NEAR):
        rows.insert(137 * (at + 1), near)
    with (HERE / "counterparties.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("id", "name", "country"))
        table.writerows((f"C-{number:04}", *row) for number, row in enumerate(rows, 1))


if __name__ == "__main__":
    lists()
    counterparties()
