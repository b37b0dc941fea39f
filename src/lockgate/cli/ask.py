"""`lockgate ask`: an interview that asks only what still matters, best question first."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson, RulebookDir, With  # noqa: TC001 - Typer reads the annotations
from lockgate.cli.single import AsOf, KnownAt, Line, Posture, Readings  # noqa: TC001 - as above
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.inquiry.interview import Interview
    from lockgate.inquiry.look import Look

_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm"})
_NO_BASE = "none"


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    file: Annotated[
        str | None,
        typer.Argument(metavar="[FILE]", help="A transaction to go on from: YAML, JSON, CSV or XLSX; blank without."),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep the answers in this file, after each.")] = None,
    save: Annotated[bool, typer.Option("--save", help="Keep the answers in FILE itself; its comments go.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an --out file that is there.")] = False,
    base: Annotated[
        str | None, typer.Option(metavar="NAME", help="A baseline such as ordinary-course; none: never ask for one.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Ask again for what stands as unknown in FILE.")] = False,
    as_of: AsOf = None,
    posture: Posture = "enforced",
    known_at: KnownAt = None,
    reading: Readings = None,
    line: Line = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Ask for the facts on which the answer still hangs, one by one, and give the answer.

    At every question: ? says why it is asked and what may be answered, - goes back, unknown (or Enter twice) sets it
    aside, show lists what is known, quit leaves. FACT = ANSWER states any fact, such as destination = MY.
    Numbers and days take bounds: at least 600, 600..858, not before 2025-06-01; words take several: CN or HK.
    Answers are kept in --out, or with --save in FILE; without either they are shown at the end.
    """
    from lockgate.cli.interview import Session
    from lockgate.cli.single import look_of

    look = look_of(
        as_of=as_of, posture=posture, known_at=known_at, readings=reading, overlays=overlays, rulebook=rulebook
    )
    talk, single, blank = _begin(file, look, line, base, again=again)
    target = _target(file, out, save=save, force=force, single=single)
    options = _options(
        {
            "--as-of": [as_of],
            "--posture": [posture] if posture != "enforced" else [],
            "--known-at": [known_at],
            "--reading": reading or [],
            "--with": overlays or [],
            "--rulebook": [rulebook],
        }
    )
    session = Session(talk, target, as_json=as_json, source=file or "", options=options)
    raise typer.Exit(session.run(untouched=blank))


def _options(used: Mapping[str, Iterable[object]]) -> str:
    """The options that say how to look, as one would type them again: a file of facts does not keep them."""
    import shlex

    given = [(name, str(value)) for name, values in used.items() for value in values if value is not None]
    return shlex.join(part for pair in given for part in pair)


def _begin(
    file: str | None, look: Look, line: str | None, base: str | None, *, again: bool
) -> tuple[Interview, bool, bool]:
    """The interview at its start, whether FILE holds nothing else, and whether it is an untouched template."""
    from lockgate.compiler.load import Table
    from lockgate.inquiry.interview import begin
    from lockgate.inquiry.interview.place import without_unknown

    raw: Any = Table()
    folder, single, blank = None, True, False
    if file == "-":
        raise InputError("standard input holds the answers", place="-", hint="name a file, or none")
    if file is not None:
        from lockgate.cli.orders import read_orders
        from lockgate.cli.single import read_single
        from lockgate.engine.determine import declarations_of

        found = read_single(file, look, line)
        raw, folder = found.raw, found.folder
        orders = read_orders(file, declarations_of(look.book))
        single = not orders.is_table and len(orders.rows) == 1
        blank = _is_template(raw, look)
    raw = Table() if blank else without_unknown(raw) if again else raw
    if base is not None and not raw.get("base"):
        raw = Table({**raw, "base": [] if base == _NO_BASE else base})
    return begin(look, raw, folder), single, blank


def _is_template(raw: Any, look: Look) -> bool:
    """Whether a file is as `lockgate new` wrote it: its values are examples, nobody stated them."""
    from lockgate.door.read import parse
    from lockgate.door.template import template
    from lockgate.engine.determine import declarations_of

    return bool(raw == parse(template(declarations_of(look.book)))[0])


def _target(file: str | None, out: Path | None, *, save: bool, force: bool, single: bool) -> Path | None:
    """Where the answers are kept; nothing is written over unasked."""
    from pathlib import Path

    if save and out is not None:
        raise InputError("--save and --out name two places", place="--save", hint="choose one")
    if save and file is None:
        raise InputError("there is no FILE to keep the answers in", place="--save", hint="use --out FILE")
    if save and (not single or Path(file or "").suffix.casefold() in _TABLES):
        raise InputError("one line of an order file cannot be written back", place="--save", hint="use --out FILE")
    target = Path(file or "") if save else out
    if out is not None:
        if out.suffix.casefold() not in {".yaml", ".yml"}:
            raise InputError("answers are kept as YAML", place="--out", hint="let the name end in .yaml")
        if out.exists() and not force and (file is None or Path(file).resolve() != out.resolve()):
            hint = f"go on from it with lockgate ask {out} --save, choose another name, or use --force"
            raise InputError("this file is already there", place=str(out), hint=hint)
        if not out.parent.is_dir():
            raise InputError("there is no such folder", place=str(out.parent), hint="make it first")
    return target
