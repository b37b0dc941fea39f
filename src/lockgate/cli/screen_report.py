"""The report of a screening as one HTML file that stands on its own and prints."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lockgate.cli.screen import Screened


def render(screened: Screened) -> str:
    """The report: counts, what was screened against, one row a hit, and who could not be screened."""
    from jinja2 import Environment, StrictUndefined

    from lockgate.cli.screen_decided import command_for
    from lockgate.cli.screen_show import NOTE, SPOKEN, list_name
    from lockgate.parties.match import settings

    page = files("lockgate.cli").joinpath("screen_report.html").read_text("utf-8")
    template = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(page)
    first = screened.found[0] if screened.found else None
    return template.render(
        counts=screened.counts,
        total=len(screened.found),
        found=[(one, rulings) for one, rulings in screened.judged if one.hits],
        command_for=lambda party, hit: command_for(party, hit, screened.table),
        noted=[one for one in screened.found if one.noted],
        problems=[one for one in screened.found if one.problems],
        labels=screened.against.labels,
        open=screened.against.open,
        matcher=first.matcher if first else "",
        snapshots=first.snapshots if first else (),
        spoken=SPOKEN,
        list_name=list_name,
        curve=settings().curve,
        bands=settings().bands,
        note=NOTE,
    )
