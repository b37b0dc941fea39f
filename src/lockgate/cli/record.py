"""One thing of the rulebook in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from lockgate.cli.conditions import layout
from lockgate.cli.lookup import cases, dates, pointing, users
from lockgate.cli.paper import QUIET, STRONG, rows, section
from lockgate.engine.spoken import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lockgate import Rulebook
    from lockgate.cli.lookup import Found
    from lockgate.compiler.model import Cite, Provision, Span, Step

FULL = 3
"""Up to this many provisions of one code or tag are shown in full."""
_MANY = 12


def several(found: Sequence[Found], name: str) -> RenderableType:
    """Provisions that share a code or tag."""
    lines = [
        (one.record.id, getattr(one.record, "effect", one.shelf), getattr(one.record, "name", "")) for one in found
    ]
    return Group(
        Text(f"{len(found)} provisions bear the name '{name}'", STRONG),
        rows(lines, ("id", "effect", "name")),
        Text("lockgate rules show ID shows one of them", QUIET),
    )


def full(book: Rulebook, found: Sequence[Found]) -> RenderableType:
    """Everything about some records."""
    parts: list[RenderableType] = []
    for index, one in enumerate(found):
        parts += [Text()] if index else []
        parts += _provision(book, one.record) if one.shelf == "provisions" else _other(book, one)
    return Group(*parts)


def _provision(book: Rulebook, one: Provision) -> Iterator[RenderableType]:
    yield Text(f"{one.id}  {one.name}", STRONG)
    if one.gist or one.ask or one.say:
        yield Text(one.gist or one.ask or one.say)
    yield section("What it is", rows(_about(book, one)))
    yield section("When it is in force", rows(dates(book, one)))
    for title, text in (
        ("Condition", one.when),
        ("Unless", one.unless),
        ("Raised when", one.raised_when),
        ("Must", one.must),
    ):
        if text and text != "TRUE":
            yield section(title, Text("\n".join(layout(text))))
    yield from _acts(book, one)
    for title, steps in (("Steps before shipment", one.before), ("Duties after it", one.after)):
        if steps:
            yield section(title, rows([_step(step) for step in steps], fixed=()))
    yield from _cases(book, {one.id, one.code, one.flag} - {""})


def _about(book: Rulebook, one: Provision) -> Iterator[tuple[str, str]]:
    instrument = book.source.instruments.get(one.instrument)
    quota = one.quota
    fields = {
        "effect": one.effect + (f": {one.stage} = {one.value}" if one.stage else ""),
        "code": one.code,
        "flag": one.flag,
        "answered by": one.evidence,
        "policy": spoken(one.policy) if one.policy else "",
        "citation": one.cite.ref,
        "made by": one.cite.made_by,
        "instrument": f"{one.instrument}, {instrument.name}" if instrument else one.instrument,
        "facts of the sources": ", ".join((*one.cite.facts, *one.cite.params)),
        "tags": ", ".join(one.tags),
        "posture": one.posture,
        "AES code": one.aes_code,
        "records": one.records,
        "quota": f"{quota.account}, for each {' and '.join(quota.per)}, draws {quota.amount}" if quota else "",
        "confidence": spoken(one.confidence),
        "file": one.place,
    }
    return ((name, text) for name, text in fields.items() if text)


def _acts(book: Rulebook, one: Provision) -> Iterator[RenderableType]:
    words = {
        "authorizes": "overcomes",
        "exempts": "removes",
        "closes": "shuts",
        "reviews": "sets the policy of",
        "defines": "makes true",
    }
    lines = [(words[one.effect], target) for target in one.targets] if one.effect in words else []
    lines += [("only for", target) for target in one.scope] + [("goes before", other) for other in one.over]
    lines += [(word, f"{other.id}  {other.name}") for word, other in pointing(book, one)]
    if lines:
        yield section("What it acts on, and what acts on it", rows(lines))


def _step(step: Step) -> tuple[str, str]:
    notes = [
        f"when {' '.join(step.when.split())}" if step.when else "",
        f"shown by {step.shown_by}" if step.shown_by else "",
        f"then wait {step.wait}" if step.wait else "",
        f"due {step.due}" if step.due else "",
    ]
    return step.id, "\n".join([step.do, *(note for note in notes if note)])


def _cases(book: Rulebook, names: set[str]) -> Iterator[RenderableType]:
    found = cases(book, names)
    if found:
        more = [("", f"and {len(found) - _MANY} more")] if len(found) > _MANY else []
        yield section(f"Cases that exercise it ({len(found)})", rows([*found[:_MANY], *more]))


# ---- everything that is no provision


def _other(book: Rulebook, found: Found) -> Iterator[RenderableType]:
    one = found.record
    title = getattr(one, "name", "") or getattr(one, "question", "") or getattr(one, "gist", "")
    yield Text(f"{one.id}  {title}", STRONG)
    yield Text(_KINDS[found.shelf], QUIET)
    reader = _READERS.get(found.shelf)
    lines = [*(reader(one) if reader else ()), *_cite(getattr(one, "cite", None)), ("file", getattr(one, "place", ""))]
    yield section("What it says", rows([line for line in lines if line[1]]))
    for span, text in getattr(one, "versions", ()):
        yield section(f"Condition {_span(span)}".rstrip(), Text("\n".join(layout(text))))
    used = users(book, one.id if found.shelf != "readings" else f"reading.{one.id}")
    if found.shelf == "instruments":
        used = [rule.id for rule in book.source.provisions.values() if rule.instrument == one.id]
    if used:
        shown = ", ".join(used[:40]) + (f", ... ({len(used)} in all)" if len(used) > 40 else "")
        yield section("Used by", Text(shown))
    yield from _cases(book, {one.id} if found.shelf == "readings" else set())


_KINDS = {
    "readings": "reading of contested text",
    "definitions": "definition",
    "parameters": "parameter",
    "sets": "country group",
    "instruments": "instrument",
    "facts": "fact",
    "collections": "collection",
    "eccns": "entry of the Commerce Control List",
    "stages": "stage",
}
_Lines = list[tuple[str, str]]


def _cite(cite: Cite | str | None) -> _Lines:
    if cite is None or isinstance(cite, str):
        return [("citation", cite or "")]
    sources = ", ".join((*cite.facts, *cite.params))
    return [("citation", cite.ref), ("made by", cite.made_by), ("facts of the sources", sources)]


def _span(span: Span) -> str:
    start = f"from {span.start}" if span.start else ""
    end = f"to {span.end}" if span.end else ""
    by = f"(by {span.by})" if span.by else ""
    return " ".join(part for part in (start, end, by) if part)


def _reading(one: Any) -> _Lines:
    return [("default", one.default), *((f"'{value}'", gist) for value, gist in one.values)]


def _parameter(one: Any) -> _Lines:
    from lockgate.engine.words import plain

    return [
        ("value", ", ".join(part for part in (f"{plain(value)} {one.unit}".strip(), _span(span), spoken(mark)) if part))
        for span, value, mark in one.values
    ]


def _set(one: Any) -> _Lines:
    members = [f"{member.code} {_span(member.span)}".rstrip() for member in one.members]
    return [("algebra", one.algebra), ("members", ", ".join(members))]


def _fact(one: Any) -> _Lines:
    return [
        ("kind", f"{one.kind}, {one.type}" + (f", in {one.unit}" if one.unit else "")),
        ("question", one.question),
        ("who knows", one.known_by),
        ("values", ", ".join(one.values[:40])),
    ]


def _instrument(one: Any) -> _Lines:
    days = {
        "published": one.published,
        "known from": one.known_from,
        "effective": one.effective,
        "compliance": one.compliance,
    }
    lines = [("kind", one.kind), *((name, str(day)) for name, day in days.items()), ("ended", str(one.ended or ""))]
    lines += [("suspended", _span(span)) for span in one.suspended]
    lines += [("not enforced", _span(span)) for span in one.not_enforced]
    return lines + [("expected", f"{day}: {what} ({spoken(mark)})") for day, what, mark in one.expected]


_READERS: dict[str, Callable[[Any], _Lines]] = {
    "readings": _reading,
    "parameters": _parameter,
    "sets": _set,
    "facts": _fact,
    "instruments": _instrument,
    "definitions": lambda one: [("on", one.on), ("gist", one.gist), ("values", ", ".join(one.values))],
    "collections": lambda one: [("element", one.element), ("roles", ", ".join(one.roles)), ("question", one.question)],
    "eccns": lambda one: [("level", one.level), ("kinds", ", ".join(one.kinds)), ("aliases", ", ".join(one.aliases))],
    "stages": lambda one: [("kind", one.kind), ("effect", one.effect), ("values", ", ".join(one.values))],
}
