"""From command to answer, in processes of its own: with an empty cache, with a warm one, and the floors below both."""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.clock import Report

ORDER: dict[str, Any] = {
    "schema": "lockgate.transaction/1",
    "as_of": "2026-06-01",
    "activity": "export",
    "origin": "US",
    "shipped_from": "US",
    "destination": "MY",
    "item": {"chip": "nvidia-h100-sxm", "quantity": 8},
    "parties": {"consignee": {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}},
    "base": "ordinary-course",
}
LIBRARY = """
import json, lockgate, sys
print(json.dumps(lockgate.determine(json.load(open(sys.argv[1]))).to_dict()))
"""
COMPILE = """
import time
start = time.perf_counter()
from datetime import date
from lockgate.compiler.rulebook import Rulebook
imported = time.perf_counter()
book = Rulebook.load()
for posture in ("enforced", "codified"):
    book.unit(date(2026, 6, 1), posture)
print(time.perf_counter() - imported)
"""
ANSWERS = frozenset({0, 10, 11, 12, 20, 30, 40})
"""Exit codes of an answer; any other is a fault."""


def run(rounds: int) -> Report:
    """Medians over rounds, wall clock and CPU of the child."""
    with tempfile.TemporaryDirectory() as folder:
        order = Path(folder) / "order.json"
        order.write_text(json.dumps(ORDER), encoding="utf-8")
        command = [*answering(), str(order)]
        warm_cache = Path(folder) / "warm"
        child(command, warm_cache)
        warm = [child(command, warm_cache) for _ in range(rounds)]
        cold = [child(command, Path(folder) / f"cold{index}") for index in range(rounds)]
        floor = [child([sys.executable, "-c", "pass"], warm_cache) for _ in range(rounds)]
        imports = [child([sys.executable, "-c", "import lockgate"], warm_cache) for _ in range(rounds)]
        compiled = [compile_alone(Path(folder) / f"compile{index}") for index in range(max(2, rounds // 2))]
    figures = {
        "warm_s": wall(warm),
        "warm_cpu_s": cpu(warm),
        "cold_s": wall(cold),
        "cold_cpu_s": cpu(cold),
        "cold_compile_s": round(median(compiled), 3),
        "floor_python_s": wall(floor),
        "floor_import_s": wall(imports),
    }
    how = "the command lockgate" if has_command() else "the library in a script"
    return Report(
        figures,
        [
            f"{rounds} processes each, {how}; wall clock from start to exit, and CPU of the child.",
            "cold: an empty cache each time. cold_compile: rulebook read and both postures of one day compiled.",
            "floors: `python -c pass` and `python -c 'import lockgate'`.",
        ],
    )


def has_command() -> bool:
    """Whether the command line is there."""
    return importlib.util.find_spec("lockgate.cli.main") is not None


def answering() -> list[str]:
    """The command that answers a file, or the library where there is no command yet."""
    if has_command():
        return [sys.executable, "-c", "from lockgate.cli.main import run; run()", "determine"]
    return [sys.executable, "-c", LIBRARY]


def child(command: list[str], cache: Path) -> tuple[float, float]:
    """Wall seconds and CPU seconds of a process."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, env=environment(cache), capture_output=True, text=True, check=False)
    took = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in ANSWERS, done.stderr
    return took, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def compile_alone(cache: Path) -> float:
    """Seconds of reading and compiling inside a fresh process, imports aside."""
    done = subprocess.run(
        [sys.executable, "-c", COMPILE], env=environment(cache), capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def environment(cache: Path) -> dict[str, str]:
    """The environment with a cache of its own."""
    return {**os.environ, "LOCKGATE_CACHE": str(cache)}


def wall(found: list[tuple[float, float]]) -> float:
    """Median wall seconds."""
    return round(median(took for took, _ in found), 3)


def cpu(found: list[tuple[float, float]]) -> float:
    """Median CPU seconds."""
    return round(median(used for _, used in found), 3)
