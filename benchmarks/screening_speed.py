"""How fast matching is: single calls through the public API, and processes of their own for start and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.clock import quantile
from benchmarks.screening_data import CSL, PUBLISHED, entries, strangers

from lockgate.parties.lists import Store, read_file, read_files
from lockgate.parties.match import Party, matcher_version
from lockgate.parties.screened.book import Book
from lockgate.parties.screened.decisions import Decisions
from lockgate.parties.screened.matching import matcher_of
from lockgate.parties.screened.rescreen import State, rescreen
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.parties.match import Screener

CHILD = """
import json, resource, sys, time
from contextlib import suppress
from datetime import date
from pathlib import Path
from lockgate.parties.lists import Store
from lockgate.parties.match import Party
from lockgate.parties.match.against import from_store
start = time.process_time()
found = from_store(Store(Path(sys.argv[1])), date.fromisoformat(sys.argv[3]), folder=Path(sys.argv[2]))
ready = time.process_time() - start
for name in json.load(sys.stdin):
    found.screener.screen(Party(name))
kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with suppress(OSError):  # Linux counts what the parent had into the former
    kib = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"ready": ready, "mib": kib / 1024}))
"""
_SAMPLE = 2_000  # names that the processes of their own screen


def calls(screener: Screener, names: Sequence[str], rounds: int) -> dict[str, float]:
    """Names a second and the time of single calls, over whole rounds after one to warm up."""
    totals: list[float] = []
    took: list[float] = []
    parties = [Party(name) for name in names]
    for turn in range(rounds + 1):
        start = time.process_time_ns()
        for party in parties:
            before = time.process_time_ns()
            screener.screen(party)
            if turn:
                took.append((time.process_time_ns() - before) / 1e6)
        if turn:
            totals.append(len(parties) / (time.process_time_ns() - start) * 1e9)
    return {
        "names_a_second": round(median(totals)),
        "p50_ms": round(quantile(took, 0.5), 3),
        "p99_ms": round(quantile(took, 0.99), 3),
    }


def processes(names: Sequence[str], rounds: int) -> dict[str, float]:
    """From a stored list to ready, with the index made anew and read from disk; memory after screening."""
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (found,) = read_files([read_file(CSL)])
        Store(room / "lists").add(found, retrieved=f"{PUBLISHED}T00:00:00+00:00", accept="for a benchmark")
        cold = [_child(room, f"cold{turn}", names) for turn in range(rounds)]
        warm = [_child(room, "cold0", names) for _ in range(rounds)]
    return {
        "cold_s": round(median(one["ready"] for one in cold), 2),
        "from_disk_s": round(median(one["ready"] for one in warm), 3),
        "cold_mib": round(max(one["mib"] for one in cold)),
        "from_disk_mib": round(max(one["mib"] for one in warm)),
    }


def _child(room: Path, cache: str, names: Sequence[str]) -> dict[str, Any]:
    place = room / cache
    place.mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-c", CHILD, str(room / "lists"), str(place), PUBLISHED]
    done = subprocess.run(
        command,
        input=json.dumps(list(names[:_SAMPLE])),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def again(parties: int, changed: int) -> dict[str, float]:
    """A book screened again after entries were added: only what changed is looked at."""
    names = strangers()
    book = Book(
        {str(at): Subject(f"{names[at % len(names)]} {at // len(names) or ''}".strip()) for at in range(parties)}
    )
    book.prepare()
    listed = entries()
    before = State(date.fromisoformat(PUBLISHED), listed[: len(listed) - changed], Decisions())
    after = State(date.fromisoformat(PUBLISHED), listed, Decisions())
    whole = matcher_of(listed)
    start = time.process_time()
    found = rescreen(before, after, book, matcher_of, whole=whole)
    return {"rescreen_s": round(time.process_time() - start, 3), "rescreen_looked_at": found.looked_at}


def matcher() -> str:
    """Which matcher was measured."""
    return matcher_version()
