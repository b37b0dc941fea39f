"""Second stage: nested text in, the records of `lockgate.compiler.model` out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

from lockgate.compiler.fields import Fields
from lockgate.compiler.load import Table, load_yaml, rulebook_files
from lockgate.compiler.model import (
    CONFIDENCE,
    FIRST_DAY,
    Collection,
    CountrySet,
    Definition,
    Eccn,
    Fact,
    Instrument,
    Member,
    Parameter,
    Reading,
    Source,
    Span,
    Stage,
)
from lockgate.compiler.provisions import provision
from lockgate.errors import RulebookError

Record = TypeVar("Record")
ELEMENTS = ("circuit", "party", "owner", "licence", "site")
FACT_TYPES = ("number", "integer", "boolean", "country", "date", "enum", "set", "text")


def read_rulebook(folder: Path, overlays: Iterable[Path] = ()) -> Source:
    """Read the files of a rulebook and of overlays into records.

    Errors: `RulebookError` with file, line and a hint for unknown keys, doubled ids, wrong dates and numbers.
    """
    source = Source()
    if not folder.is_dir():
        raise RulebookError("this is no rulebook folder", place=str(folder), hint="name a folder of YAML files")
    for path in rulebook_files(folder):
        _read_file(source, path, path.relative_to(folder))
    for overlay in overlays:
        if not overlay.is_dir():
            raise RulebookError("this overlay is no folder", place=str(overlay), hint="--with takes a folder")
        for path in rulebook_files(overlay):
            _read_file(source, path, Path(overlay.name) / path.relative_to(overlay), depth=1)
    _finish(source)
    return source


def _read_file(source: Source, path: Path, shown: Path, depth: int = 0) -> None:
    parts = shown.parts[depth:]
    room = Path(parts[0]).stem
    content = load_yaml(path, shown.as_posix())
    if content is None or room == "coverage":
        return
    if not isinstance(content, list):
        raise RulebookError("a rulebook file holds a list", place=f"{shown}:1", hint="start each record with '- id: ...'")
    if path.stem in ("formats", "die_roles"):
        source.tables[path.stem] = tuple({key: str(value) for key, value in row.items()} for row in content)
        return
    if room == "country_names":
        source.countries = tuple(Fields(row, "country").need("code") for row in content)
        return
    reader = READERS.get(room)
    for row in content:
        if reader is not None:
            reader(source, row)
        else:
            _add(source.provisions, provision(row, shown.as_posix(), proposed=room == "proposed"), "provision")


def _add(shelf: dict[str, Record], record: Record, what: str) -> None:
    name, place = record.id, getattr(record, "place", "")  # type: ignore[attr-defined]
    if name in shelf:
        other = getattr(shelf[name], "place", "")
        raise RulebookError(f"the {what} '{name}' is there twice", place=place, hint=f"the other one stands at {other}")
    shelf[name] = record


def _fact(source: Source, row: Any) -> None:
    at = Fields(row, "fact")
    name = at.need("id")
    at.what = f"fact '{name}'"
    first = name.split(".")[0]
    fact = Fact(
        id=name,
        kind=at.choice("kind", ("world", "knowledge", "evidence"), "world"),
        type=at.choice("type", FACT_TYPES),
        element=first if first in ELEMENTS and "." in name else "",
        question=at.need("question"),
        place=at.place,
        unit=at.text("unit"),
        decimals=int(at.text("decimals") or (0 if at.text("type") == "integer" else 6)),
        minimum=at.number("min", Fraction(0)),
        maximum=at.number("max"),
        values=at.texts("values") or ((f"@{at.text('values_from')}",) if at.text("values_from") else ()),
        cost=int(at.text("cost", "2")),
        known_by=at.text("known_by"),
        rounding=at.choice("rounding", ("floor",)),
        derived=at.text("derived"),
        absent=at.text("absent"),
    )
    for key in ("aliases", "implies", "unknown_words"):
        at.get(key)
    at.close()
    if fact.type in ("enum", "set") and not fact.values:
        raise RulebookError(f"fact '{name}' lacks its list of values", place=at.place)
    _add(source.facts, fact, "fact")


def _collection(source: Source, row: Any) -> None:
    at = Fields(row, "collection")
    record = Collection(
        id=at.need("id"),
        element=at.choice("element", ELEMENTS),
        place=at.place,
        roles=at.texts("roles"),
        of=at.text("of"),
        absent=at.choice("absent", ("unknown", "none"), "unknown"),
        stands_in=at.texts("stands_in"),
        question=at.text("question"),
    )
    at.text("from")
    at.close()
    _add(source.collections, record, "collection")


def _instrument(source: Source, row: Any) -> None:
    at = Fields(row, "instrument")
    name = at.need("id")
    at.what = f"instrument '{name}'"
    effective = at.day("effective") or at.day("published") or FIRST_DAY
    published = at.day("published") or effective
    record = Instrument(
        id=name,
        name=at.need("name"),
        kind=at.choice(
            "kind", ("rule", "letter", "guidance", "announcement", "statute", "proposal", "list", "report"), "rule"
        ),
        cite=at.text("cite"),
        place=at.place,
        published=published,
        known_from=at.day("known_from") or min(published, effective),
        effective=effective,
        compliance=at.day("compliance") or effective,
        ended=at.day("ended"),
        suspended=tuple(inner.span() for inner in at.tables("suspended")),
        not_enforced=tuple(inner.span() for inner in at.tables("not_enforced")),
        expected=tuple(
            (inner.day("from") or effective, inner.text("what"), inner.text("confidence"))
            for inner in at.tables("expected")
        ),
        facts=at.texts("facts"),
    )
    for key in ("note", "confidence", "events"):
        at.get(key)
    at.close()
    _add(source.instruments, record, "instrument")


def _country_set(source: Source, row: Any) -> None:
    at = Fields(row, "country group")
    name = at.need("id")
    at.what = f"country group '{name}'"
    members = []
    for inner in at.tables("members"):
        code = inner.need("code")
        members.append(Member(code, inner.span(), inner.pairs("when_reading")))
        for key in ("note", "cite", "confidence"):
            inner.get(key)
        inner.close()
    record = CountrySet(name, at.text("name", name), at.place, tuple(members), at.text("members_of"), at.cite())
    for key in ("note", "confidence"):
        at.get(key)
    at.close()
    _add(source.sets, record, "country group")


def _parameter(source: Source, row: Any) -> None:
    at = Fields(row, "parameter")
    name = at.need("id")
    at.what = f"parameter '{name}'"
    values: list[tuple[Span, Fraction, str]] = []
    for inner in at.tables("values"):
        number = inner.number("value")
        if number is None:
            raise RulebookError(f"a value of parameter '{name}' is missing", place=inner.place)
        values.append((inner.span(), number, inner.choice("confidence", CONFIDENCE, "confirmed")))
        for key in ("note", "cite"):
            inner.get(key)
        inner.close()
    if not values:
        raise RulebookError(f"parameter '{name}' has no values", place=at.place)
    record = Parameter(name, at.text("unit"), at.place, tuple(values), at.cite())
    for key in ("note", "name", "gist"):
        at.get(key)
    at.close()
    _add(source.parameters, record, "parameter")


def _definition(source: Source, row: Any) -> None:
    at = Fields(row, "definition")
    name = at.need("id")
    at.what = f"definition '{name}'"
    versions = [(Span(None, None), at.text("when"))] if at.text("when") else []
    for inner in at.tables("versions"):
        versions.append((inner.span(), inner.need("when")))
        inner.get("note")
        inner.get("cite")
        inner.close()
    record = Definition(
        id=name,
        place=at.place,
        on=at.choice("on", ELEMENTS),
        gist=at.text("gist"),
        values=at.texts("values"),
        versions=tuple(versions),
        cite=at.cite(),
    )
    for key in ("note", "name", "confidence"):
        at.get(key)
    at.close()
    if not record.values and not record.versions:
        raise RulebookError(f"definition '{name}' has neither values nor a condition", place=at.place)
    _add(source.definitions, record, "definition")


def _reading(source: Source, row: Any) -> None:
    at = Fields(row, "reading")
    name = at.need("id")
    at.what = f"reading '{name}'"
    record = Reading(
        id=name,
        question=at.need("question"),
        default=at.need("default"),
        values=at.pairs("values"),
        place=at.place,
        switch=at.text("switch"),
        cite=at.cite(),
    )
    for key in ("note", "confidence"):
        at.get(key)
    at.close()
    if record.default not in dict(record.values) or len(record.values) < 2:  # noqa: PLR2004 - a choice needs two sides
        raise RulebookError(f"reading '{name}' needs two values, its default among them", place=at.place)
    _add(source.readings, record, "reading")


def _stage(source: Source, row: Any) -> None:
    at = Fields(row, "stage")
    record = Stage(
        id=at.need("id"),
        name=at.text("name"),
        kind=at.choice("kind", ("one", "set"), "set"),
        effect=at.text("effect"),
        values=at.texts("values") or (("@eccns",) if at.text("values_from") else ()),
        default=at.text("default"),
    )
    at.close()
    _add(source.stages, record, "stage")


def _eccn(source: Source, row: Any) -> None:
    at = Fields(row, "entry")
    record = Eccn(
        id=at.need("id"),
        name=at.text("name"),
        level=at.text("level", "none"),
        kinds=at.texts("kinds"),
        aliases=at.texts("aliases"),
        ccl=at.choice("ccl", ("true", "false"), "true") == "true",
    )
    for key in ("note", "cite", "from", "to"):
        at.get(key)
    at.close()
    _add(source.eccns, record, "entry")


def _meta(source: Source, row: Any) -> None:
    at = Fields(row, "rulebook")
    for key in ("id", "name", "version", "first_day", "current_to"):
        source.meta[key] = at.need(key)
    at.day("current_to")
    at.close()


READERS: dict[str, Callable[[Source, Any], None]] = {
    "facts": _fact,
    "collections": _collection,
    "instruments": _instrument,
    "country_groups": _country_set,
    "parameters": _parameter,
    "definitions": _definition,
    "readings": _reading,
    "stages": _stage,
    "eccns": _eccn,
    "rulebook": _meta,
}


def _finish(source: Source) -> None:
    """Replace value lists taken from another table by what that table holds."""
    tables: dict[str, tuple[str, ...]] = {
        "@eccns": tuple(source.eccns) or ("other",),
        "@countries": source.countries or ("US",),
    }
    for name, fact in source.facts.items():
        if fact.values[:1] and fact.values[0] in tables:
            source.facts[name] = _with_values(fact, tables[fact.values[0]])
        elif fact.type == "country":
            source.facts[name] = _with_values(fact, tables["@countries"])
        elif fact.type == "boolean":
            source.facts[name] = _with_values(fact, ("false", "true"))
    for name, stage in source.stages.items():
        if stage.values == ("@eccns",):
            source.stages[name] = Stage(stage.id, stage.name, stage.kind, stage.effect, tables["@eccns"], stage.default)


def _with_values(fact: Fact, values: tuple[str, ...]) -> Fact:
    from dataclasses import replace

    return replace(fact, values=values)


def read_table(content: Any) -> tuple[Table, ...]:
    """A list of mappings, or an empty one."""
    return tuple(row for row in content or () if isinstance(row, Table))
