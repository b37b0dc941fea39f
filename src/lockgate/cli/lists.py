"""`lockgate lists`: restricted-party lists as snapshots: fetch, import, how fresh they are, what changed."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson  # noqa: TC001 - Typer reads annotations when it runs
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate.parties.lists import Candidate, RawFile, Store

app = typer.Typer(
    help="Restricted-party lists: fetch, import, how fresh they are, what changed.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Data = Annotated[
    Path | None,
    typer.Option(
        "--data", metavar="DIR", help="Folder of the lists; otherwise LOCKGATE_DATA, or the user's data folder."
    ),
]
Accept = Annotated[
    str,
    typer.Option(metavar="REASON", help="Take a list that would be refused; the reason is kept with the snapshot."),
]
Published = Annotated[
    str | None, typer.Option(metavar="DAY", help="The day the lists are of, where neither content nor name says it.")
]
OnDay = Annotated[str | None, typer.Option("--day", metavar="DAY", help="As of that day instead of today.")]
MaxAge = Annotated[
    int | None,
    typer.Option(
        min=0,
        metavar="DAYS",
        envvar="LOCKGATE_LISTS_MAX_AGE",
        help="A list older than this is stale; otherwise 14 days.",
    ),
]
Feeds = Annotated[
    list[str] | None, typer.Argument(metavar="[FEED]...", help="Such as csl or ofac_sdn; csl by default.")
]


@app.command("import")
def import_(  # noqa: PLR0913, PLR0917 - one parameter an option
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="List files; SDN, ALT and ADD go together.")],
    feed: Annotated[str | None, typer.Option(metavar="ID", help="The feed, where the file does not say it.")] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="NAME", help="The format, instead of by content.")
    ] = None,
    published: Published = None,
    accept: Accept = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check only; keep nothing.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Read list files into snapshots. A list that looks wrong is refused, with the reasons."""
    from lockgate.parties.lists import read_file
    from lockgate.parties.lists.intake import Wishes, read_files

    when = _day(published, "--published") if published else None
    with _bar() as step:
        found = read_files([read_file(path) for path in files], Wishes(feed, when, step), form)
    _take(found, _store(data), accept=accept, dry_run=dry_run, as_json=as_json)


@app.command("update")
def update(  # noqa: PLR0913, PLR0917 - one parameter an option
    feeds: Feeds = None,
    mirror: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Fetch from this folder of a mirror instead.")
    ] = None,
    published: Published = None,
    accept: Accept = "",
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Fetch the official files and read them into snapshots. https only; nothing else ever reaches the network."""
    from lockgate.parties.lists.intake import Wishes, read_files

    when, store = _day(published, "--published") if published else None, _store(data)
    for name in feeds or ["csl"]:
        with _bar() as step:
            files = _fetched(name, mirror, step)
            found = read_files(files, Wishes(name, when, step))
        _take(found, store, accept=accept, url=files[0].url, checked=mirror is None, as_json=as_json)


@app.command("status")
def status(
    day: OnDay = None,
    max_age: MaxAge = None,
    every: Annotated[bool, typer.Option("--all", help="All snapshots, not only the ones in use that day.")] = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Which lists are there, how old and how whole they are, and which words of party.lists they leave open."""
    from lockgate.cli import lists_show
    from lockgate.parties.lists import freshness

    when, store = _day(day, "--day") if day else _today(), _store(data)
    used = store.as_of(when)
    shown = list(store.known()) if every else list(used.values())
    fresh = freshness(used.values(), when, max_age)
    if as_json:
        _json({**fresh.to_dict(), "schema": "lockgate.lists-status/1", "snapshots": [one.to_dict() for one in shown]})
        return
    lists_show.put_status(shown, fresh, store.folder)


@app.command("diff")
def diff_(  # noqa: PLR0913, PLR0917 - one parameter an option
    before: Annotated[
        str, typer.Argument(metavar="BEFORE", help="FEED@DAY, FEED, the start of an id, or a list file.")
    ],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The same, for the later state.")],
    only: Annotated[
        str | None, typer.Option("--list", metavar="ID", help="Only this list, such as entity_list.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Most lines of each part in the table.")] = 20,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Who appeared, who left, and what changed, field by field."""
    from lockgate.cli import lists_show
    from lockgate.parties.lists import diff

    old, new = (_state(text, _store(data)) for text in (before, after))
    if old.source != new.source:
        raise InputError(
            f"{old.source} and {new.source} are different feeds", hint="compare two states of one feed with each other"
        )
    pair = [[one for one in state.entries if only in (None, one.list_id)] for state in (old, new)]
    if only and not any(pair):
        known = sorted({one.list_id for state in (old, new) for one in state.entries})
        raise InputError(f"no entry stands on '{only}'", place="--list", hint=f"one of {', '.join(known)}")
    found = diff(*pair)
    if as_json:
        _json({**found.to_dict(), "before": old.label, "after": new.label})
        return
    lists_show.put_diff(found, old.label, new.label, most)


def _state(text: str, store: Store) -> Any:
    """One side of a comparison: a stored snapshot, or a file that is read on the spot."""
    from lockgate.cli.lists_show import State
    from lockgate.parties.lists import read_file, read_files

    if Path(text).is_file():
        found = read_files([read_file(Path(text))])[0]
        return State(found.feed.id, f"{found.feed.id} of {found.published} (file)", found.entries)
    known = store.find(text)
    snapshot = store.snapshot(known)
    return State(
        known.meta.source, f"{known.meta.source} of {known.meta.published} ({known.id[:12]})", snapshot.entries
    )


def _take(  # noqa: PLR0913 - what the two commands share
    found: list[Candidate],
    store: Store,
    *,
    accept: str = "",
    url: str = "",
    checked: bool = False,
    dry_run: bool = False,
    as_json: bool = False,
) -> None:
    """Keep candidates and say what they hold; the first refusal stops."""
    from lockgate.cli import lists_show

    for one in found:
        refusals, added = store.check(one, accept), None
        before = store.before(one.feed.id, one.published)
        if not dry_run:
            now = datetime.now(UTC).isoformat(timespec="seconds")
            added = store.add(one, retrieved=now, url=url, checked=checked, accept=accept)
        if as_json:
            _json(lists_show.imported(one, added, refusals, before))
        else:
            lists_show.put_imported(one, added, refusals, before)


def _fetched(name: str, mirror: str | None, step: Callable[[str, int, int], None]) -> list[RawFile]:
    """The files of a feed from its publisher, or from a mirror."""
    from lockgate.parties.lists import fetch
    from lockgate.parties.lists.tables import feed, feeds

    one = feed(name)
    if not one.urls:
        able = ", ".join(each.id for each in feeds().values() if each.urls)
        raise InputError(f"{name} has no address to fetch it from", hint=f"import a file, or fetch one of {able}")
    return [
        fetch(
            f"{mirror.rstrip('/')}/{file}" if mirror else url,
            file,
            step=lambda done, total, file=file: step(file, done, total),  # type: ignore[misc] # the default binds the name now
        )
        for file, url in one.urls.items()
    ]


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def step(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total or None)
            progress.update(tasks[what], completed=done)

        yield step


def _store(data: Path | None) -> Store:
    from lockgate.parties.lists import Store

    return Store(data)


def _today() -> date:
    return datetime.now(UTC).date()


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no date", place=option, hint="write 2025-06-01") from None


def _json(value: Any) -> None:
    import json

    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))
