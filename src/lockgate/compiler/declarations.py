"""Second stage, second part: one mapping of a file in, one record out; which keys each kind of record may carry."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from lockgate.compiler.fields import Fields
from lockgate.compiler.model import (
    CONFIDENCE,
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
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def place(self) -> str: ...


Record = TypeVar("Record", bound=_Named)
ELEMENTS = ("circuit", "party", "owner", "licence", "site")
TABLES = ("eccns", "countries")
FACT_TYPES = ("number", "integer", "boolean", "country", "date", "enum", "set", "text")


def add(shelf: dict[str, Record], record: Record, what: str) -> None:
    """Put a record on its shelf; an id that is there already is an error."""
    other = shelf.get(record.id)
    if other is not None:
        raise RulebookError(
            f"the {what} '{record.id}' is there twice",
            place=record.place,
            hint=f"the other one stands at {other.place}",
        )
    shelf[record.id] = record


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
        decimals=at.integer("decimals", 0 if at.text("type") == "integer" else 6),
        minimum=at.number("min", Fraction(0)),
        maximum=at.number("max"),
        values=at.texts("values") or tuple(f"@{name}" for name in (at.choice("values_from", TABLES),) if name),
        cost=at.integer("cost", 2),
        known_by=at.text("known_by"),
        rounding=at.choice("rounding", ("floor",)),
        derived=at.text("derived"),
        absent=at.text("absent"),
        shows=at.choice("shows", ("deal", "item")),
    )
    at.ignore("aliases", "implies", "unknown_words")
    at.close()
    if fact.type in ("enum", "set") and not fact.values:
        raise RulebookError(f"fact '{name}' lacks its list of values", place=at.place)
    _check_absent(fact)
    if fact.shows and fact.kind != "evidence":
        raise RulebookError(
            f"fact '{name}' is no evidence and shows nothing", place=fact.place, hint="shows: only with kind: evidence"
        )
    add(source.facts, fact, "fact")


def _check_absent(fact: Fact) -> None:
    """What absence means is one of the values, and is said where it is not plain."""
    if fact.absent and (fact.kind == "world" or fact.type != "enum" or fact.absent not in fact.values):
        raise RulebookError(
            f"fact '{fact.id}' cannot be absent as '{fact.absent}'",
            place=fact.place,
            hint="absent: one of the values of an evidence or knowledge enum",
        )
    if fact.kind == "knowledge" and fact.type in ("enum", "country") and not fact.absent:
        raise RulebookError(
            f"knowledge '{fact.id}' does not say what absence means", place=fact.place, hint="absent: one of its values"
        )


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
    add(source.collections, record, "collection")


def _instrument(source: Source, row: Any) -> None:
    at = Fields(row, "instrument")
    name = at.need("id")
    at.what = f"instrument '{name}'"
    published = at.day("published")
    effective = at.day("effective") or published
    if effective is None:
        raise RulebookError(f"{at.what} has no day", place=at.place, hint="write published, effective, or both")
    published = published or effective
    record = Instrument(
        id=name,
        name=at.need("name"),
        kind=at.choice(
            "kind", ("rule", "letter", "guidance", "announcement", "statute", "proposal", "list", "report"), "rule"
        ),
        cite=at.text("cite"),
        place=at.place,
        published=published,
        known_from=at.day("known_from") or published,
        effective=effective,
        compliance=at.day("compliance") or effective,
        ended=at.day("ended"),
        suspended=_spans(at, "suspended"),
        not_enforced=_spans(at, "not_enforced"),
        expected=tuple(_expected(inner, effective) for inner in at.tables("expected")),
        facts=at.texts("facts"),
    )
    at.ignore("note", "confidence", "events")
    at.close()
    add(source.instruments, record, "instrument")


def _spans(at: Fields, key: str) -> tuple[Span, ...]:
    found = at.tables(key)
    spans = tuple(inner.span() for inner in found)
    for inner in found:
        inner.get("note")
        inner.close()
    return spans


def _expected(inner: Fields, effective: date) -> tuple[date, str, str]:
    found = (inner.day("from") or effective, inner.text("what"), inner.text("confidence"))
    inner.close()
    return found


def _country_set(source: Source, row: Any) -> None:
    at = Fields(row, "country group")
    name = at.need("id")
    at.what = f"country group '{name}'"
    members = []
    for inner in at.tables("members"):
        code = inner.need("code")
        members.append(Member(code, inner.span(), inner.pairs("when_reading")))
        inner.ignore("note", "cite", "confidence")
        inner.close()
    record = CountrySet(name, at.text("name", name), at.place, tuple(members), at.text("members_of"), at.cite())
    if record.members and record.algebra:
        raise RulebookError(f"{at.what} has members and members_of", place=at.place, hint="one of the two")
    at.ignore("note", "confidence")
    at.close()
    add(source.sets, record, "country group")


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
        inner.ignore("note", "cite")
        inner.close()
    if not values:
        raise RulebookError(f"parameter '{name}' has no values", place=at.place)
    record = Parameter(name, at.text("unit"), at.place, tuple(values), at.cite())
    at.ignore("note", "name", "gist")
    at.close()
    add(source.parameters, record, "parameter")


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
    at.ignore("note", "name", "confidence")
    at.close()
    if not record.values and not record.versions:
        raise RulebookError(f"definition '{name}' has neither values nor a condition", place=at.place)
    add(source.definitions, record, "definition")


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
    at.ignore("note", "confidence")
    at.close()
    if record.default not in dict(record.values) or len(record.values) < 2:
        raise RulebookError(f"reading '{name}' needs two values, its default among them", place=at.place)
    add(source.readings, record, "reading")


def _stage(source: Source, row: Any) -> None:
    at = Fields(row, "stage")
    record = Stage(
        id=at.need("id"),
        name=at.text("name"),
        kind=at.choice("kind", ("one", "set"), "set"),
        effect=at.text("effect"),
        place=at.place,
        values=at.texts("values") or (("@eccns",) if at.choice("values_from", ("eccns",)) else ()),
        default=at.text("default"),
    )
    at.close()
    add(source.stages, record, "stage")


def _eccn(source: Source, row: Any) -> None:
    at = Fields(row, "entry")
    record = Eccn(
        id=at.need("id"),
        name=at.text("name"),
        level=at.text("level", "none"),
        place=at.place,
        kinds=at.texts("kinds"),
        aliases=at.texts("aliases"),
        ccl=at.choice("ccl", ("true", "false"), "true") == "true",
    )
    at.ignore("note", "cite", "from", "to")
    at.close()
    add(source.eccns, record, "entry")


def _meta(source: Source, row: Any) -> None:
    at = Fields(row, "rulebook")
    for key in ("id", "name", "version", "first_day", "current_to"):
        source.meta[key] = at.need(key)
    for key in ("first_day", "current_to"):
        at.day(key)
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
