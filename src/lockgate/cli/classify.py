"""`lockgate classify`: the class of a chip or of stated figures under every version of the rules; the catalogue."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - Typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli.options import AsJson, RulebookDir, With  # noqa: TC001 - Typer reads the annotations
from lockgate.cli.single import KnownAt, Posture, Readings, look_of
from lockgate.errors import InputError

if TYPE_CHECKING:
    from lockgate.inquiry.look import Look

OPEN = 40
"""Exit code where the class is open on the day that is asked about."""
_YES = {"yes": "true", "no": "false", "unknown": "unknown"}
_FIGURES = "Figures"
_TABLE = "Catalogue"


def command(  # noqa: PLR0913, PLR0917 - every figure may be stated
    chip: Annotated[str | None, typer.Argument(metavar="[CHIP]", help="Id or name, such as 'H100 SXM'.")] = None,
    tpp: Annotated[str | None, typer.Option(metavar="N", help="TPP of one circuit.", rich_help_panel=_FIGURES)] = None,
    tops: Annotated[str | None, typer.Option(metavar="N", help="Dense rate in TOPS.", rich_help_panel=_FIGURES)] = None,
    bits: Annotated[
        str | None, typer.Option(metavar="N", help="Bit length of that rate.", rich_help_panel=_FIGURES)
    ] = None,
    die_area: Annotated[
        str | None, typer.Option(metavar="MM2", help="Area of the logic dies.", rich_help_panel=_FIGURES)
    ] = None,
    density: Annotated[
        str | None, typer.Option(metavar="N", help="Performance density, instead.", rich_help_panel=_FIGURES)
    ] = None,
    interconnect: Annotated[
        str | None,
        typer.Option(
            metavar="GB/s", help="All links and the host, both ways (rule of 2022).", rich_help_panel=_FIGURES
        ),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option("--memory-bandwidth", metavar="GB/s", help="Of all DRAM.", rich_help_panel=_FIGURES),
    ] = None,
    memory_density: Annotated[
        str | None,
        typer.Option(metavar="N", help="For memory (--kind hbm): GB/s for each mm2.", rich_help_panel=_FIGURES),
    ] = None,
    processing: Annotated[
        str | None,
        typer.Option(
            "--processing-dominant",
            metavar="yes|no",
            help="Packed with logic that processes.",
            rich_help_panel=_FIGURES,
        ),
    ] = None,
    marketed: Annotated[
        str | None,
        typer.Option("--marketed-datacenter", metavar="yes|no", help="Or designed for them.", rich_help_panel=_FIGURES),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="As what it is shipped: ic, board, server, hbm.")] = None,
    circuits: Annotated[str | None, typer.Option(metavar="N", help="Circuits in one board or server.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="The catalogue as a table.", rich_help_panel=_TABLE)] = False,
    sort: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="id, maker, tpp, density or class.", rich_help_panel=_TABLE)
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of a table.", rich_help_panel=_TABLE)] = False,
    chart: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw TPP against density: .svg or .png.", rich_help_panel=_TABLE),
    ] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="The day that sets exit code and chart.")] = None,
    posture: Posture = "enforced",
    known_at: KnownAt = None,
    reading: Readings = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    as_json: AsJson = False,
) -> None:
    """Classify a chip, or stated figures, under every version of the rules."""
    look = look_of(
        as_of=as_of, posture=posture, known_at=known_at, readings=reading, overlays=overlays, rulebook=rulebook
    )
    stated = {
        "tpp": tpp,
        "tops": tops,
        "bits": bits,
        "die_area_mm2": die_area,
        "performance_density": density,
        "transfer_rate_gbs": interconnect,
        "dram_bandwidth_gbs": memory,
        "memory_bandwidth_density": memory_density,
        "processing_dominant": _truth(processing, "--processing-dominant"),
        "marketed_datacenter": _truth(marketed, "--marketed-datacenter"),
    }
    figures = {name: value for name, value in stated.items() if value is not None}
    if all_ or chart is not None:
        if chip or figures:
            raise InputError("a chip or figures go without the catalogue", place="classify", hint="drop one of them")
        _catalogue(look, kind, sort=sort, chart=chart, as_csv=as_csv, as_json=as_json)
        return
    if not chip and not figures:
        hint = "name a chip, such as 'H100 SXM', or state --tpp and --die-area; --all lists the catalogue"
        raise InputError("nothing to classify", place="classify", hint=hint)
    raise typer.Exit(_one({"chip": chip, **figures} if chip else figures, look, kind, circuits, as_json=as_json))


def _truth(text: str | None, option: str) -> str | None:
    if text is None:
        return None
    if text.casefold() not in _YES:
        raise InputError(f"'{text}' is no answer", place=option, hint="yes, no or unknown")
    return _YES[text.casefold()]


def _one(item: dict[str, Any], look: Look, kind: str | None, circuits: str | None, *, as_json: bool) -> int:
    from lockgate.door.problems import BadInputError
    from lockgate.inquiry.classification.classify import classify, day_asked

    try:
        found = classify(item, look, kind=kind, circuits=circuits)
    except BadInputError as error:
        raise _blamed(error) from None
    day = day_asked(look)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        from lockgate.cli.classed import page
        from lockgate.cli.paper import paper, put

        put(paper(), *page(found, day))
    return 0 if found.on(day).decided else OPEN


_OPTIONS = {
    "die_area_mm2": "--die-area",
    "performance_density": "--density",
    "transfer_rate_gbs": "--interconnect",
    "dram_bandwidth_gbs": "--memory-bandwidth",
    "memory_bandwidth_density": "--memory-density",
}


def _blamed(error: Any) -> InputError:
    """The option that a problem stands in."""
    first = error.problems[0]
    name = str(first.place).rpartition("].")[2].partition(" ")[0].rstrip(",") or "item"
    place = "CHIP" if name == "chip" else _OPTIONS.get(name, f"--{name}")
    return InputError(first.message, place=place, hint=first.hint or None)


def _catalogue(  # noqa: PLR0913 - what one command can print
    look: Look, kind: str | None, *, sort: str | None, chart: Path | None, as_csv: bool, as_json: bool
) -> None:
    from lockgate.inquiry.classification.table import ORDERS, table

    if sort is not None and sort not in ORDERS:
        from lockgate.door.problems import nearest

        hint = nearest(sort, ORDERS) or f"one of {', '.join(ORDERS)}"
        raise InputError(f"cannot sort by '{sort}'", place="--sort", hint=hint)
    if chart is not None:
        _draw(chart, look)
        return
    found = table(look, kind=kind, sort=sort)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    elif as_csv:
        typer.echo(found.to_csv(), nl=False)
    else:
        from lockgate.cli.classed import listing
        from lockgate.cli.paper import paper, put

        put(paper(), *listing(found))


def _draw(path: Path, look: Look) -> None:
    from lockgate.charts.performance import render
    from lockgate.cli.files import put

    picture = render(look, path.suffix.casefold().removeprefix("."))
    put(path, picture, "--chart")
    typer.echo(f"{path}: {len(picture):,} bytes")
