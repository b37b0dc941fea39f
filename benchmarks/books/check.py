"""A whole book from Parquet to Parquet in both postures: lines a CPU second, memory, stages, and times the floor.

Each measurement is a process of its own. The floor reads the same columns of the book with pyarrow and writes the same
columns of the result, without any rules in between; a copy writes the columns that were read.

`python -m benchmarks.books.check repeating --lines 5000000 [--accounts] [--json FILE]` measures a book of any size.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.clock import Report

from lockgate.books.example import write_book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KINDS = ("repeating", "adversarial")
POSTURES = ("enforced", "codified")
CHUNK = 250_000
STAGES = ("read", "type", "decide", "count", "write")
_ORDER_MOST = 1000


def run(kind: str, lines: int, *, accounts: bool = False) -> Report:
    """Make a book and measure it; ``accounts`` measures it with accounts, too, which takes a second pass."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.parquet"
        write_book(book, lines, kind)
        return report(book, accounts=accounts)


def report(book: Path, *, accounts: bool = False) -> Report:
    """Measure a book that is there."""
    out, single = book.with_name("result.parquet"), book.with_name("first.parquet")
    first(book, single)
    apart("check", single, single.with_name("one.parquet"))  # fills the cache of the rulebook
    planned = apart("check", single, single.with_name("one.parquet"))
    found = apart("check", book, out)
    floor = apart("floor", book, out)
    lines, cpu = int(found["lines"]), found["cpu"]
    figures = {
        "lines": lines,
        "lines_per_cpu_s": round(lines / cpu),
        "peak_mb": round(found["peak_mb"]),
        "distinct": int(found["distinct"]),
        "distinct_share": round(found["distinct"] / lines, 4),
        "times_floor": round(cpu / floor["floor"], 2),
        "times_copy": round(cpu / floor["copy"], 2),
        "planning_s": round(planned["first"], 2),
        **{f"{stage}_us_per_line": round(found[stage] * 1e6 / lines, 3) for stage in (*STAGES, "rest")},
    }
    told = [
        f"{lines:,} lines in {cpu:.2f} CPU seconds; peak {found['peak_mb']:.0f} MB",
        f"floor, the same columns without rules: read {floor['read']:.2f} s, write {floor['write']:.2f} s",
        f"a copy of the columns of the book: {floor['copy']:.2f} s",
        f"{found['distinct']:,.0f} distinct keys, {found['distinct'] / lines:.2%} of the lines",
        f"{found['decided']:,.0f} signatures, both postures together, were decided; the other keys share their answers",
    ]
    if accounts:
        kept = apart("accounts", book, out)
        figures["accounts_lines_per_cpu_s"] = round(lines / kept["cpu"])
        figures["accounts_peak_mb"] = round(kept["peak_mb"])
        told.append(f"with accounts: {kept['cpu']:.2f} CPU seconds; peak {kept['peak_mb']:.0f} MB")
    return Report(figures, told)


def first(book: Path, single: Path) -> None:
    """The first line of a book that is not rejected by its day, as a book."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - as the children do

    batch = next(pq.ParquetFile(book).iter_batches(_ORDER_MOST))
    days = [str(day)[:10] for day in batch.column("Ship Date").to_pylist()]
    at = next((place for place, day in enumerate(days) if day >= "2025"), 0)
    import pyarrow as pa  # noqa: PLC0415 - as above

    pq.write_table(pa.Table.from_batches([batch.slice(at, 1)]), single)


def apart(what: str, book: Path, out: Path) -> dict[str, float]:
    """What something takes in a process of its own."""
    program = [sys.executable, "-m", "benchmarks.books.check", "--child", what, str(book), str(out)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(program, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


# ---- in a process of its own


def child(what: str, book: Path, out: Path) -> dict[str, float]:
    """Measure one thing."""
    if what == "floor":
        return floor(book, out)
    return checked(book, out, accounts=what == "accounts")


def checked(book: Path, out: Path, *, accounts: bool) -> dict[str, float]:
    """Check a book; imports do not count, reading the rulebook does; ``first`` is since the start of the process."""
    from lockgate import Rulebook  # noqa: PLC0415 - only here
    from lockgate.books.accumulate.book import BookAccounts  # noqa: PLC0415 - as above
    from lockgate.books.check.options import Options  # noqa: PLC0415 - as above
    from lockgate.books.check.run import check  # noqa: PLC0415 - as above
    from lockgate.books.check.size import lines_of_a_part  # noqa: PLC0415 - as above
    from lockgate.books.decide.decider import Look  # noqa: PLC0415 - as above
    from lockgate.books.mapping import propose  # noqa: PLC0415 - as above
    from lockgate.books.read import open_source  # noqa: PLC0415 - as above
    from lockgate.engine.determine import declarations_of  # noqa: PLC0415 - as above

    clock = Clock()
    start = time.process_time()
    look = Look(Rulebook.load(cached=True), POSTURES)
    source = open_source([book])
    sample = source.sample()
    mapping = propose(sample).mapping()
    ledger = BookAccounts(look) if accounts else None
    size = lines_of_a_part(sample, mapping, declarations_of(look.book))
    summary = check(source, mapping, look, Options(out=str(out), chunk=size, fresh=True), ledger=ledger)
    cpu = time.process_time() - start
    return {
        "lines": summary.lines,
        "distinct": summary.distinct or 0,
        "decided": clock.decided,
        "cpu": cpu,
        "first": clock.first,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **clock.stages,
        "rest": cpu - sum(clock.stages.values()),
    }


class Clock:
    """CPU seconds of the stages of a check, by wrapping the functions that are called once a chunk."""

    def __init__(self) -> None:
        from lockgate.books.check.tally import Tally  # noqa: PLC0415 - as above
        from lockgate.books.decide.decider import Decider  # noqa: PLC0415 - as above
        from lockgate.books.read.source import Source  # noqa: PLC0415 - as above
        from lockgate.books.typed.lines import LineReader  # noqa: PLC0415 - as above
        from lockgate.books.write.columns import Rows  # noqa: PLC0415 - as above

        self.stages = dict.fromkeys(STAGES, 0.0)
        self.first = 0.0
        self.decided = 0
        for room, name, stage in (
            (LineReader, "read", "type"),
            (Decider, "decide", "decide"),
            (Tally, "count", "count"),
            (Rows, "put", "write"),
        ):
            setattr(room, name, self._timed(getattr(room, name), stage))
        chunks = Source.chunks
        setattr(Source, "chunks", lambda *given, **named: self._read(chunks(*given, **named)))  # noqa: B010 - a method

    def _timed(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        def timed(one: Any, *given: Any, **named: Any) -> Any:
            start = time.process_time()
            found = function(one, *given, **named)
            self.stages[stage] += time.process_time() - start
            if stage == "decide":
                self.first = self.first or time.process_time()
                self.decided = len(one.signed)
            return found

        return timed

    def _read(self, chunks: Iterator[Any]) -> Iterator[Any]:
        while True:
            start = time.process_time()
            chunk = next(chunks, None)
            self.stages["read"] += time.process_time() - start
            if chunk is None:
                return
            yield chunk


def floor(book: Path, out: Path) -> dict[str, float]:
    """Read the columns that mean something, write those of the result; reading the result back does not count."""
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    from lockgate.books.mapping import propose  # noqa: PLC0415 - as above
    from lockgate.books.read import open_source  # noqa: PLC0415 - as above

    source = open_source([book])
    wanted = [one.header for one in propose(source.sample()).mapping().used]
    spent = {"read": 0.0, "write": 0.0, "copied": 0.0}
    clock = time.process_time
    with pq.ParquetFile(book) as file:
        batches = file.iter_batches(CHUNK, columns=wanted)
        writer = None
        while True:
            start = clock()
            batch = next(batches, None)
            spent["read"] += clock() - start
            if batch is None:
                break
            start = clock()
            writer = writer or pq.ParquetWriter(out.with_name("copy.parquet"), batch.schema, compression="zstd")
            writer.write_table(pa.Table.from_batches([batch]))
            spent["copied"] += clock() - start
        start = clock()
        if writer is not None:
            writer.close()
        spent["copied"] += clock() - start
    with pq.ParquetFile(out) as file:
        start = clock()
        writer = pq.ParquetWriter(out.with_name("again.parquet"), file.schema_arrow, compression="zstd")
        spent["write"] += clock() - start
        for batch in file.iter_batches(CHUNK):
            start = clock()
            writer.write_table(pa.Table.from_batches([batch]))
            spent["write"] += clock() - start
        start = clock()
        writer.close()
        spent["write"] += clock() - start
    floor_s, copy = spent["read"] + spent["write"], spent["read"] + spent["copied"]
    return {"floor": floor_s, "copy": copy, "read": spent["read"], "write": spent["write"]}


def main(arguments: list[str]) -> int:
    """Measure a book from the command line."""
    if arguments[:1] == ["--child"]:
        what, book, out = arguments[1:]
        print(json.dumps(child(what, Path(book), Path(out))))
        return 0
    parser = argparse.ArgumentParser(prog="benchmarks.books.check", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--accounts", action="store_true", help="with accounts, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as JSON")
    wanted = parser.parse_args(arguments)
    found = run(wanted.kind, wanted.lines, accounts=wanted.accounts)
    for line in found.lines:
        print(line)
    for key, value in found.figures.items():
        print(f"  {key:<28} {value:>14,}")
    if wanted.json:
        wanted.json.write_text(json.dumps(found.figures, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
