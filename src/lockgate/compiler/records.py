"""Second stage: nested text in, the records of `lockgate.compiler.model` out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lockgate.compiler.declarations import READERS, add
from lockgate.compiler.fields import Fields
from lockgate.compiler.gather import gathered
from lockgate.compiler.load import load_yaml, rulebook_files
from lockgate.compiler.model import Source
from lockgate.compiler.provisions import provision
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLES = frozenset({"formats", "ownership"})
"""Files that hold plain tables for other rooms, and no provisions."""


def read_rulebook(folder: Path, overlays: Iterable[Path] = (), faults: list[RulebookError] | None = None) -> Source:
    """Read the files of a rulebook and of overlays into records; with a list, faults are gathered in it.

    Errors: `RulebookError` with file, line and a hint for unknown keys, doubled ids, wrong dates and numbers.
    """
    source = Source()
    if not folder.is_dir():
        raise RulebookError("this is no rulebook folder", place=str(folder), hint="name a folder of YAML files")
    for path in rulebook_files(folder):
        with gathered(faults):
            _read_file(source, path, path.relative_to(folder), faults)
    for overlay in overlays:
        if not overlay.is_dir():
            raise RulebookError("this overlay is no folder", place=str(overlay), hint="--with takes a folder")
        for path in rulebook_files(overlay):
            with gathered(faults):
                _read_file(source, path, Path(overlay.resolve().name) / path.relative_to(overlay), faults, depth=1)
    with gathered(faults):
        _finish(source)
    return source


def _read_file(source: Source, path: Path, shown: Path, faults: list[RulebookError] | None, depth: int = 0) -> None:
    parts = shown.parts[depth:]
    room = Path(parts[0]).stem
    content = load_yaml(path, shown.as_posix())
    if content is None:
        return
    if not isinstance(content, list):
        raise RulebookError(
            "a rulebook file holds a list", place=f"{shown}:1", hint="start each record with '- id: ...'"
        )
    if path.stem in TABLES:
        rows = [Fields(row, path.stem, f"{shown}:1").table for row in content]
        source.tables[path.stem] = tuple({key: str(value) for key, value in row.items()} for row in rows)
        return
    if room == "country_names":
        named = [Fields(row, "country") for row in content]
        source.countries = tuple(at.need("code") for at in named)
        source.counts_as = {at.need("code"): at.text("counts_as") for at in named if at.text("counts_as")}
        return
    reader = READERS.get(room)
    for row in content:
        with gathered(faults):
            if reader is not None:
                reader(source, row)
            else:
                add(source.provisions, provision(row, shown.as_posix(), proposed=room == "proposed"), "provision")


def _finish(source: Source) -> None:
    """Replace value lists taken from another table by what that table holds."""
    tables: dict[str, tuple[str, ...]] = {
        "@eccns": tuple(source.eccns) or ("other",),
        "@countries": source.countries,
    }
    for name, fact in source.facts.items():
        of_countries = fact.type == "country" or fact.values == ("@countries",)
        if of_countries and not source.countries:
            raise RulebookError(
                f"fact '{name}' holds countries, and there is no table of them",
                place=fact.place,
                hint="add country_names.yaml",
            )
        if fact.values[:1] and fact.values[0] in tables:
            source.facts[name] = replace(fact, values=tables[fact.values[0]])
        elif fact.type == "country":
            source.facts[name] = replace(fact, values=tables["@countries"])
        elif fact.type == "boolean":
            source.facts[name] = replace(fact, values=("false", "true"))
    for name, stage in source.stages.items():
        if stage.values == ("@eccns",):
            source.stages[name] = replace(stage, values=tables["@eccns"])
