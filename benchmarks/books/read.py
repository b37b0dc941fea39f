"""The floor of a book: CPU seconds and peak memory of reading it, form by form, chunk by chunk.

Each form is read by a process of its own: ``python -m benchmarks.books.read FILE`` prints what that took.
"""

from __future__ import annotations

import gzip
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.clock import Report

FORMS = ("parquet", "arrow", "csv", "csv.gz", "ndjson", "xlsx")
_MOST = {"xlsx": 50_000, "ndjson": 500_000}
"""Forms that are slow or limited are read with fewer lines."""


def run(lines: int, forms: list[str] | None = None) -> Report:
    """Read a repeating example book in each form."""
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        for form in forms or FORMS:
            count = min(lines, _MOST.get(form, lines))
            found = measured(made(Path(folder), form, count))
            name = form.replace(".", "_")
            report.figures[f"{name}_cpu_s_per_million"] = round(found["cpu"] * 1e6 / count, 3)
            report.figures[f"{name}_peak_mb"] = found["peak_mb"]
            report.lines.append(
                f"{form}: {count:,} lines in {found['cpu']:.2f} CPU seconds, {count / found['cpu']:,.0f} lines a CPU "
                f"second, peak {found['peak_mb']:.0f} MB"
            )
    return report


def made(folder: Path, form: str, lines: int) -> Path:
    """An example book in a form; an old one of the same name is taken."""
    from lockgate.books.example import write_book

    path = folder / f"book.{form}"
    if form == "csv.gz":
        plain = folder / "book.csv"
        if not plain.exists():
            write_book(plain, lines)
        with plain.open("rb") as source, gzip.open(path, "wb", compresslevel=1) as target:
            shutil.copyfileobj(source, target, 1 << 20)
    else:
        write_book(path, lines)
    return path


def measured(path: Path) -> dict[str, float]:
    """What reading a file takes in a process of its own."""
    program = [sys.executable, "-m", "benchmarks.books.read", str(path)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(program, capture_output=True, text=True, check=True, env=env)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def read(path: Path) -> dict[str, float]:
    """Read a file to its end; what was imported before does not count."""
    from lockgate.books.read import open_source

    start = time.process_time()
    source = open_source([path])
    lines = sum(chunk.lines for chunk in source.chunks())
    cpu = time.process_time() - start
    return {"lines": lines, "cpu": cpu, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    print(json.dumps(read(Path(sys.argv[1]))))
