"""`python -m benchmarks.screening_curve [--write]`: what is found and what is raised in vain at some scores.

The curve ships with the matcher (`data/bands.json`) and stands in `docs/parties/matching.md`; both are renewed.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.clock import SkippedError
from benchmarks.screening import ask
from benchmarks.screening_data import entries, halves, need, queries
from benchmarks.screening_quality import outcomes, rates

from lockgate.parties.match import screener

ROOT = Path(__file__).parents[1]
BANDS = ROOT / "src" / "lockgate" / "parties" / "match" / "data" / "bands.json"
PAGE = ROOT / "docs" / "parties" / "matching.md"
SCORES = (0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.9)
BEGIN, END = "<!-- curve -->", "<!-- end of curve -->"
HEAD = "| score | found | real aliases found | false alerts for 1,000 parties |\n|---|---|---|---|"


def curve() -> list[dict[str, float]]:
    """The curve, from the half of the labelled queries on which nothing was tuned."""
    _, rest = halves(queries())
    found = outcomes(ask(screener(entries())), rest)
    points = [rates(found, score) for score in SCORES]
    return [
        {
            "score": one.threshold,
            "found": round(one.recall, 3),
            "aliases_found": round(one.aliases, 3),
            "false_alerts_per_1000": round(one.alarms * 1000),
        }
        for one in points
    ]


def table(points: list[dict[str, float]]) -> str:
    """The curve as a table in Markdown."""
    rows = [
        f"| {one['score']} | {one['found']:.1%} | {one['aliases_found']:.1%} | {one['false_alerts_per_1000']} |"
        for one in points
    ]
    return "\n".join([HEAD, *rows])


def write(points: list[dict[str, float]]) -> None:
    """Put the curve where it stands."""
    text = BANDS.read_text(encoding="utf-8")
    head, _, rest = text.partition(' "curve": [')
    _, _, tail = rest.partition("]")
    lines = ",\n".join(f"  {json.dumps(one)}" for one in points)
    BANDS.write_text(f'{head} "curve": [\n{lines}\n ]{tail}', encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, _, after = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{table(points)}\n{END}{after.partition(END)[2]}", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Print the curve; keep it under ``--write``."""
    parser = argparse.ArgumentParser(prog="benchmarks.screening_curve", description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew the files")
    wanted = parser.parse_args(arguments)
    try:
        need()
    except SkippedError as reason:
        print(f"skipped: {reason}")
        return 2
    points = curve()
    print(table(points))
    if wanted.write:
        write(points)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
