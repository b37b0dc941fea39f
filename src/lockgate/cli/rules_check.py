"""`lockgate rules check`: what no single transaction shows, found by a solver and shown by a transaction."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - read when the command runs
from typing import TYPE_CHECKING, Annotated

import typer

from lockgate.cli.options import AsJson, RulebookDir, With, open_rulebook
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO

    from rich.console import RenderableType

    from lockgate.checks.findings import Finding
    from lockgate.checks.run import Report, Scope

_BAD = 2
_ALL = "dead,shadowed,overlap,gap,redundant,idle"


def command(  # noqa: PLR0913, PLR0917 - each option is its own
    on: Annotated[str | None, typer.Option(metavar="DAY", help="Only the law of this day; all days otherwise.")] = None,
    posture: Annotated[str, typer.Option(help="enforced, codified, both or proposed:ID.")] = "both",
    provision: Annotated[str, typer.Option(metavar="ID", help="Only this provision.")] = "",
    checks: Annotated[str, typer.Option("--check", metavar="LIST", help="Which checks, separated by commas.")] = _ALL,
    witness_dir: Annotated[
        Path | None, typer.Option("--witness-dir", metavar="DIR", help="Write each witness as a transaction file.")
    ] = None,
    vectors: Annotated[
        Path | None,
        typer.Option(
            "--vectors", metavar="FILE.jsonl", help="Write an MC/DC pair of transactions for each comparison."
        ),
    ] = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Look for dead, shadowed and redundant law, overlaps and gaps. Exit code 2 where something is to be done."""
    from lockgate.checks.extra import need_solver

    need_solver()
    from lockgate.checks.run import check

    scope = _scope(on, posture, provision, checks)
    book = open_rulebook(overlays, rulebook)
    with _vectors(vectors) as out, _progress(quiet=as_json) as tick:
        report = check(book, scope, out=out, tick=tick)
    written = _write(report, witness_dir)
    if as_json:
        typer.echo(json.dumps(report.to_dict(), ensure_ascii=False))
    else:
        from lockgate.cli.paper import paper, put

        put(paper(), *_shown(report, written))
    if not report.clean:
        raise typer.Exit(_BAD)


def _scope(on: str | None, posture: str, provision: str, checks: str) -> Scope:
    from lockgate.checks.run import Scope, checks_of
    from lockgate.compiler.timeline import POSTURES
    from lockgate.engine.question import date_of

    postures = POSTURES if posture == "both" else (posture,)
    return Scope(date_of(on, "--on"), postures, provision, tuple(checks_of(checks)))


@contextmanager
def _vectors(path: Path | None) -> Iterator[IO[str] | None]:
    """The file of vectors; it appears when it is complete, and nothing is left of one that is not."""
    if path is None:
        yield None
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as out:
            yield out
        part.replace(path)
    except OSError as error:
        raise InputError(f"cannot write vectors: {error.strerror}", place=str(path)) from None
    finally:
        part.unlink(missing_ok=True)


def _write(report: Report, folder: Path | None) -> dict[int, str]:
    """Each witness as a transaction file; names of the files by the number of the finding."""
    if folder is None:
        return {}
    import yaml

    written: dict[int, str] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, one in enumerate(report.findings, 1):
            if one.shown_by is not None:
                path = folder / f"{number:02}-{one.check}-{_safe(one.provision)}.yaml"
                text = yaml.safe_dump(one.shown_by.transaction, sort_keys=False, allow_unicode=True)
                path.write_text(f"# {one.check}: {one.message}\n# {_how(one, path)}\n{text}", encoding="utf-8")
                written[number] = str(path)
    except OSError as error:
        raise InputError(f"cannot write witnesses: {error.strerror}", place=str(folder)) from None
    return written


def _safe(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in name)


def _how(one: Finding, path: Path) -> str:
    """The command that runs a witness."""
    assert one.shown_by is not None  # noqa: S101 - only witnesses are written
    readings = "".join(f" --reading {name}={value}" for name, value in one.shown_by.readings.items())
    return f"lockgate determine {path.name} --posture {one.shown_by.posture}{readings}"


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet or not console.is_terminal or os.environ.get("TERM") == "dumb":
        yield lambda *_: None
        return
    from rich.progress import Progress

    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("laws", total=None)

        def tick(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield tick


def _shown(report: Report, written: dict[int, str]) -> Iterator[RenderableType]:
    from rich.text import Text

    from lockgate.cli.paper import QUIET, STRONG

    many = f"{report.provisions} provisions, {report.conditions} conditions, {report.stretches} stretches of days"
    for number, one in enumerate(report.findings, 1):
        style = QUIET if one.accepted else ""
        yield Text.assemble(
            (f"{one.place}: ", ""), (f"{one.check} ", QUIET if one.accepted else "red"), (one.provision, STRONG)
        )
        yield Text(f"  {one.message}", style)
        if one.accepted:
            yield Text(f"  accepted: {one.accepted}", QUIET)
        elif one.shown_by is not None:
            yield Text(f"  shown by {written.get(number) or json.dumps(one.shown_by.to_dict(), ensure_ascii=False)}")
    for gone in report.gone:
        what = f" ({gone.what})" if gone.what else ""
        yield Text(f"{gone.place}: accepted, and no longer found: {gone.check} {gone.provision}{what}", "red")
    for fault in report.tally.unconfirmed:
        yield Text(f"fault of the checker, the engine does not confirm: {fault}", "red")
    for name in report.tally.undecided:
        yield Text(f"the solver gave up on {name}", "red")
    found = len(report.open)
    words = f"{found} {'finding' if found == 1 else 'findings'}" if found else "nothing found"
    accepted = len(report.findings) - found
    yield Text(f"{words}{f', {accepted} accepted' if accepted else ''}: {many}", STRONG)
    if report.coverage is not None:
        mcdc = report.coverage
        yield Text(
            f"MC/DC: {mcdc.atoms} comparisons, {mcdc.covered} covered by a pair ({mcdc.held} with all others held), "
            f"{mcdc.redundant} proved redundant where they stand",
            QUIET,
        )
    yield Text(f"{report.tally.asked} questions, {report.cpu_seconds:.1f} s of CPU time", QUIET)
