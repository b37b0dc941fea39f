"""How fast matching is: single calls through the public API, in processes of their own, also for start and memory."""

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

from benchmarks.screening_data import CSL, PUBLISHED, entries, strangers

from lockgate.parties.lists import Store, read_file, read_files
from lockgate.parties.match import matcher_version
from lockgate.parties.screened.book import Book
from lockgate.parties.screened.decisions import Decisions
from lockgate.parties.screened.matching import matcher_of
from lockgate.parties.screened.rescreen import State, rescreen
from lockgate.parties.screened.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence

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
parties = [Party(name) for name in dict.fromkeys(json.load(sys.stdin))]
for party in parties[:WARM]:
    found.screener.screen(party)
took = []
before = first = time.process_time_ns()
for party in parties[WARM:]:  # none of them was asked before
    found.screener.screen(party)
    now = time.process_time_ns()
    took.append((now - before) / 1e6)
    before = now
took.sort()
speed = len(took) / (before - first) * 1e9
kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with suppress(OSError):  # Linux counts what the parent had into the former
    kib = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
at = {name: took[int(len(took) * share)] for name, share in (("p50_ms", 0.5), ("p99_ms", 0.99))}
print(json.dumps({"ready": ready, "mib": kib / 1024, "names_a_second": speed, **at}))
"""
_WARM = 300  # names that are asked before the clock runs


def processes(names: Sequence[str], rounds: int) -> dict[str, float]:
    """In processes of their own: from a stored list to ready, with the index made anew and read from disk; then names
    that are each asked once, one call a name; and memory after that."""
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (found,) = read_files([read_file(CSL)])
        Store(room / "lists").add(found, retrieved=f"{PUBLISHED}T00:00:00+00:00", accept="for a benchmark")
        cold = [_child(room, f"cold{turn}", names) for turn in range(rounds)]
        warm = [_child(room, "cold0", names) for _ in range(rounds)]
    return {
        "names_a_second": round(median(one["names_a_second"] for one in warm)),
        "p50_ms": round(median(one["p50_ms"] for one in warm), 3),
        "p99_ms": round(median(one["p99_ms"] for one in warm), 3),
        "cold_s": round(median(one["ready"] for one in cold), 2),
        "from_disk_s": round(median(one["ready"] for one in warm), 3),
        "cold_mib": round(max(one["mib"] for one in cold)),
        "from_disk_mib": round(max(one["mib"] for one in warm)),
    }


def _child(room: Path, cache: str, names: Sequence[str]) -> dict[str, Any]:
    place = room / cache
    place.mkdir(mode=0o700, exist_ok=True)
    command = [sys.executable, "-c", f"WARM = {_WARM}{CHILD}", str(room / "lists"), str(place), PUBLISHED]
    done = subprocess.run(
        command,
        input=json.dumps(list(names)),
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
