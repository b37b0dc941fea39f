"""`lockgate doctor`: what runs here, on which rulebook, and whether anything stands in the way."""

from __future__ import annotations

import os
import sys
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import typer

from lockgate.cli.options import AsJson, With, open_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate import Rulebook

_STALE_DAYS = 60
_PACKAGES = ("PyYAML", "sqlglot", "typer", "rich", "openpyxl")
_PROBE = {
    "as_of": "2025-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "MY",
    "base": "ordinary-course",
    "item": {"chip": "nvidia-h100-sxm", "quantity": "8"},
    "parties": {"consignee": {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}},
}


def command(overlays: With = None, as_json: AsJson = False) -> None:
    """Versions, rulebook, cache, terminal and encoding."""
    started = time.perf_counter()
    book = open_rulebook(overlays)
    loaded = time.perf_counter() - started
    found = dict(facts(book, date.today(), loaded))  # noqa: DTZ011 - the user's own day
    if as_json:
        import json

        typer.echo(json.dumps({"schema": "lockgate.doctor/1", **found}, indent=2))
        return
    from lockgate.cli.paper import paper, put, rows

    put(paper(), rows((name.replace("_", " "), str(value)) for name, value in found.items()))


def facts(book: Rulebook, today: date, loaded: float) -> Iterator[tuple[str, Any]]:
    """Everything worth knowing when something is odd."""
    import platform

    from lockgate import __version__

    yield "lockgate", __version__
    yield "python", f"{platform.python_version()} ({platform.system()} {platform.machine()})"
    yield "packages", ", ".join(f"{name} {installed(name)}" for name in _PACKAGES)
    yield "rulebook", f"{book.version}, {len(book.source.provisions)} provisions"
    yield "rulebook_sha256", book.sha256
    yield "law_reviewed_to", review(book.current_to, today)
    yield "loaded_in", f"{loaded * 1000:.0f} ms"
    yield "cache", cache_state()
    yield "a_decision", probe(book)
    yield "terminal", terminal()
    yield "encoding", f"output {sys.stdout.encoding}, files {sys.getfilesystemencoding()}"


def installed(package: str) -> str:
    """Version of a package."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def review(reviewed: date, today: date) -> str:
    """Age of the review of the law.

    >>> review(date(2026, 11, 22), date(2026, 11, 25))
    '2026-11-22 (3 days ago)'
    """
    age = (today - reviewed).days
    if age < 0:
        return f"{reviewed} (that lies after today, {today}: check the clock)"
    old = "; check for a newer rulebook" if age > _STALE_DAYS else ""
    return f"{reviewed} ({age} days ago{old})"


def cache_state() -> str:
    """Where compiled parts are kept, and whether that works."""
    from lockgate.compiler.cache import cache_folder

    folder = cache_folder()
    if not folder.is_dir():
        return f"{folder} (not there: every start compiles anew)"
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    right = "" if os.access(folder, os.W_OK) else ", not writable"
    return f"{folder} ({len(files)} parts, {size:.1f} MB{right})"


def probe(book: Rulebook) -> str:
    """One decision, to see that all works."""
    from lockgate import determine

    determine(_PROBE, rulebook=book)
    started = time.perf_counter()
    found = determine(_PROBE, rulebook=book)
    took = (time.perf_counter() - started) * 1000
    return f"8 x H100 to Malaysia on 2025-06-01: {found.outcome}, in {took:.1f} ms"


def terminal() -> str:
    """What standard output is."""
    if not sys.stdout.isatty():
        return "none (JSON lines by default)"
    colour = "no colour (NO_COLOR)" if os.environ.get("NO_COLOR") else os.environ.get("TERM", "unknown")
    return f"{colour}, {os.get_terminal_size().columns} columns"
