"""`python -m benchmarks.run [names] [--json FILE] [--check]`: run the workloads of the manifest."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.clock import SkippedError

if TYPE_CHECKING:
    from benchmarks.clock import Report

MANIFEST = Path(__file__).with_name("manifest.json")


def main(arguments: list[str]) -> int:
    """Run; 1 if a guarded target is missed under ``--check``."""
    workloads = json.loads(MANIFEST.read_text(encoding="utf-8"))["workloads"]
    names = [workload["name"] for workload in workloads]
    parser = argparse.ArgumentParser(prog="benchmarks.run", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"workloads, all by default: {', '.join(names)}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    parser.add_argument("--lines", type=int, metavar="N", help="lines of the books, instead of those of the manifest")
    parser.add_argument("--check", action="store_true", help="fail if a guarded target is missed")
    wanted = parser.parse_args(arguments)
    unknown = [name for name in wanted.names if name not in names]
    if unknown:
        parser.error(f"unknown workload '{unknown[0]}' (known: {', '.join(names)})")
    print(machine())
    today = datetime.now(UTC).date().isoformat()
    results: dict[str, Any] = {"machine": machine(), "measured_on": today, "workloads": {}}
    missed = []
    for workload in workloads:
        if wanted.names and workload["name"] not in wanted.names:
            continue
        if wanted.lines and "kind" in workload["with"]:
            workload["with"]["lines"] = wanted.lines
        start = time.perf_counter()
        try:
            report: Report = importlib.import_module(workload["module"]).run(**workload["with"])
        except SkippedError as reason:
            print(f"\n{workload['name']}: skipped, {reason}")
            continue
        verdicts = judged(workload["targets"], report.figures)
        show(workload, report, verdicts, time.perf_counter() - start)
        missed += broken(workload, report.figures)
        results["workloads"][workload["name"]] = {
            "with": workload["with"],
            "figures": report.figures,
            "targets": {key: {**workload["targets"][key], "met": met} for key, met in verdicts.items()},
            "notes": report.lines,
        }
    if wanted.json:
        wanted.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    if missed and wanted.check:
        print(f"\nguarded targets missed: {', '.join(missed)}")
        return 1
    return 0


def judged(targets: dict[str, Any], figures: dict[str, float]) -> dict[str, bool]:
    """Whether each target is met."""
    return {
        key: target.get("at_least", float("-inf")) <= figures[key] <= target.get("at_most", float("inf"))
        for key, target in targets.items()
    }


def broken(workload: dict[str, Any], figures: dict[str, float]) -> list[str]:
    """Guarded figures that no machine may miss: counts and ratios, never seconds; a ratio may guard a lower floor."""
    found = []
    for key, target in workload["targets"].items():
        guard = target.get("guard", False)
        floor = {"at_least": guard} if guard not in (True, False) else target
        if guard and not judged({key: floor}, figures)[key]:
            found.append(f"{workload['name']}.{key}")
    return found


def show(workload: dict[str, Any], report: Report, verdicts: dict[str, bool], took: float) -> None:
    """Print one workload."""
    print(f"\n{workload['name']}: {workload['what']} ({took:.0f} s)")
    for line in report.lines:
        print(f"  {line}")
    for key, value in report.figures.items():
        target = workload["targets"].get(key, {})
        words = [word for word in ("at_most", "at_least") if word in target]
        bound = " ".join(f"{word.replace('_', ' ')} {target[word]}" for word in words)
        verdict = "" if key not in verdicts else f"  target {bound}: {'met' if verdicts[key] else 'MISSED'}"
        print(f"    {key:<34} {value:>12,}{verdict}")


def machine() -> str:
    """One line about the machine; figures are of process time unless they say otherwise."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {python}; process time"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
