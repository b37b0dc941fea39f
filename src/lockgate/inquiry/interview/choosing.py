"""Which question comes next: the day, a baseline, then whatever the outcome hangs on most, for the least effort."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lockgate.door import base, chips, values, words
from lockgate.door.elements import AREA, WITHOUT_CIRCUITS
from lockgate.door.figures import is_blank, text_of
from lockgate.door.problems import WordError, nearest
from lockgate.errors import InputError
from lockgate.inquiry.interview.outlook import Outlook, outlook
from lockgate.inquiry.interview.place import lists_circuits
from lockgate.inquiry.interview.question import BASELINE, CHIP, COUNT, OWNERS, PARTY, SITES, STEP, Question, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.door.declarations import Fact
    from lockgate.engine.ask import Missing
    from lockgate.engine.decide import Decided
    from lockgate.engine.result import Determination
    from lockgate.inquiry.interview.interview import Interview

_COLLECTION_COST = 2
_SHOWN = 80
_DONE = "activity"
"""The fact that says what is done with the item."""
_MAKERS = frozenset({"maker", "model developer"})
"""Who knows what a catalogue entry, an ECCN or the kind of thing would say at once."""
_FIGURES = ("chip", "tpp", "tops", "bit_tops", "performance_density", "die_area_mm2")


def choose(talk: Interview) -> Question | None:
    """The next question of an interview."""
    found = talk.determination
    if found is None:
        return plain(talk, "as_of")
    if talk.decided:
        return _step(talk, found) if talk.steps else None
    return _baseline(talk) or _best(talk, found)


def set_aside(talk: Interview) -> tuple[Question, ...]:
    """Questions that the outcome hangs on, though they were asked."""
    found = talk.determination
    return tuple(_made(talk, path, one) for path, one, _ in _open(talk, found) if talk.is_aside(path)) if found else ()


def _open(talk: Interview, found: Determination) -> Iterator[tuple[str, Missing, Determination]]:
    """What keeps the answer open, line by line, with its full path."""
    for index, line in enumerate(found.lines or (found,)):
        for one in line.missing:
            yield talk.places.full(one.fact, index), one, line


def _best(talk: Interview, found: Determination) -> Question | None:
    """The first question that can make a difference, those that settle most for the least effort first."""
    kept = [entry for entry in _open(talk, found) if not talk.is_aside(entry[0])]
    if not kept:
        return None
    first = next(line for _, _, line in kept)
    ranked = sorted((entry for entry in kept if entry[2] is first), key=lambda entry: _rank(talk, entry[0], entry[1]))
    decided: Decided = first.proof.decided  # type: ignore[attr-defined]  # the proofs of an answer of the engine
    moves = first.outcome is not None
    looked = ((path, one, outlook(decided, one.fact) if moves else Outlook()) for path, one, _ in ranked)
    vain: tuple[str, Missing, Outlook] | None = None
    for path, one, seen in looked:
        if seen.matters:
            return _sooner(talk, path, one) or _made(talk, path, one, seen)
        vain = vain or (path, one, seen)
    return _made(talk, *vain) if vain else None


def _rank(talk: Interview, path: str, one: Missing) -> tuple[bool, float, float]:
    """What settles most for the least effort; what is known within bounds already comes last."""
    fact = talk.places.fact(path)
    cost = fact.cost if fact is not None else _COLLECTION_COST
    bounded = not is_blank(talk.places.read(talk.raw, path))
    return bounded, -one.settles / cost, -len(one.hangs) / cost


def _made(talk: Interview, path: str, one: Missing, seen: Outlook | None = None) -> Question:
    made = plain(talk, path)
    role = talk.look.book.source.collections.get(path)
    return replace(
        made,
        text=role.question if role is not None and role.question else one.question,
        known_by=one.known_by,
        hangs=one.hangs,
        settles=one.settles,
        sides=seen.sides if seen else (),
    )


def plain(talk: Interview, path: str) -> Question:
    """The question for a fact by its declaration alone."""
    fact = reader(talk, path)
    if fact is None:
        return Question(path, path, kind_at(talk, path))
    kind, choices = kind_of(fact, talk.declared)
    stands = talk.places.read(talk.raw, path)
    stated = "" if is_blank(stands) else _shown(stands, fact, talk)
    return Question(path, fact.question, kind, fact.known_by, fact.unit, choices, stated=stated)


def _shown(stands: Any, fact: Fact, talk: Interview) -> str:
    found = values.value(fact, stands, talk.declared)
    text = "" if found is None else values.shown(found, fact)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def kind_at(talk: Interview, path: str) -> str:
    """The kind of answer that belongs to a path; `InputError` where there is no such fact."""
    last = path.rpartition(".")[2]
    if path == "base":
        return BASELINE
    if last == "chip":
        return CHIP
    if path.endswith(".owners"):
        return OWNERS
    if path in talk.declared.roles or path == "licences":
        return PARTY
    if path == "holder.installed":
        return SITES
    fact = reader(talk, path)
    if fact is None:
        known = [*(f"item.{name}" for name in talk.declared.trees["item"]), *talk.declared.facts]
        raise InputError(f"there is no fact '{path}'", place=path, hint=nearest(path, known) or "see lockgate new")
    return COUNT if last == "circuits" else kind_of(fact, talk.declared)[0]


def reader(talk: Interview, path: str) -> Fact | None:
    """The declaration by which an answer is typed: figures of a circuit may stand on the item."""
    last = path.rpartition(".")[2]
    if last == "circuits" and path.startswith("items"):
        return talk.declared.facts["circuit.count"]
    if last == AREA.id:
        return AREA
    fact = talk.places.fact(path)
    if fact is None and path.startswith("items") and path.count(".") == 1:
        return talk.declared.facts.get(f"circuit.{last}")
    return fact


def typed_as(talk: Interview, path: str, text: str) -> tuple[str, Fact]:
    """Where a figure is written and how it is read: an area in answer to a density is the die area."""
    fact = reader(talk, path)
    assert fact is not None  # noqa: S101 - kind_at refused every other path
    folded = text.casefold().replace("²", "2").replace("^", "").rstrip()
    if fact.id == "circuit.performance_density" and folded.endswith("mm2") and "/" not in folded:
        return f"{path.rpartition('.')[0]}.{AREA.id}", AREA
    return path, fact


# ---- the baseline


def _baseline(talk: Interview) -> Question | None:
    """Offer to fill in what is usual, once, before single facts are asked for."""
    moves = talk.determination is not None and talk.determination.outcome is not None
    if not moves or "base" in talk.raw or "base" in talk.asked:
        return None
    usual = _usual(talk)
    known = tuple(usual)
    if not known:
        return None
    shown = ", ".join(known)
    text = f"Fill in what is usual for an ordinary sale ({shown})? Every filled fact is printed with the answer."
    about = "; ".join(
        f"{name} fills what nobody states: {', '.join(f'{path} = {value}' for path, value, _ in filled)}"
        for name, filled in usual.items()
    )
    return Question("base", text, BASELINE, "exporter", choices=known, about=about)


def _usual(talk: Interview) -> dict[str, list[base.Filled]]:
    """The baselines to offer, with what they fill; one that says what is done answers what the interview asks for."""
    filled = {name: base.merge({"base": name}, talk.declared)[1] for name in base.names(talk.declared)}
    return {name: facts for name, facts in filled.items() if all(path != _DONE for path, _, _ in facts)}


def baseline(talk: Interview, text: str) -> Any:
    """The answer to the offer of a baseline."""
    known = base.names(talk.declared)
    named = [name.strip() for name in text.split(",") if name.strip()]
    if named and all(name in known for name in named):
        return named[0] if len(named) == 1 else named
    try:
        wanted = words.yes_no(text) == "true"
    except WordError:
        hint = f"yes, no, or names with commas between them: {', '.join(known)}"
        raise WordError(f"there is no baseline '{text}'", hint=hint) from None
    if not wanted:
        return []
    offered = tuple(_usual(talk))
    if len(offered) != 1:
        raise WordError("yes names no single baseline", hint=f"name one or several: {', '.join(known)}")
    return offered[0]


# ---- what moves


def _sooner(talk: Interview, path: str, one: Missing) -> Question | None:
    """What is better asked first: what it is before single figures, its kind before its number of circuits."""
    if not path.startswith("items"):
        return None
    head, _, last = path.rpartition(".")
    item = path.partition(".")[0]
    if not lists_circuits(talk.places.read(talk.raw, item)):
        head = item
    kind = f"{item}.kind"
    if one.known_by in _MAKERS or last == "circuits":
        found = _chip(talk, head, kind, one)
        if found is not None:
            return found
    if last in {"circuits", "count"} and is_blank(talk.places.read(talk.raw, kind)):
        return replace(
            plain(talk, kind), hangs=one.hangs, about="an integrated circuit is one, a board or server may hold several"
        )
    return None


def _chip(talk: Interview, head: str, kind: str, one: Missing) -> Question | None:
    """The question for the chip; not where its figures stand there already, nor for what is no hardware."""
    if any(not is_blank(talk.places.read(talk.raw, f"{head}.{name}")) for name in _FIGURES):
        return None
    if lists_circuits(talk.places.read(talk.raw, head)):
        return None
    stated = text_of(talk.places.read(talk.raw, kind)) or ""
    if not is_blank(stated) and stated not in _hardware(talk):
        return None
    place = f"{head}.chip"
    if talk.is_aside(place):
        return None
    about = "a chip of the catalogue fills in its figures; an ECCN or a kind answers much of the rest"
    text = "What is it? A chip by its name, an ECCN, or a kind of thing"
    return Question(place, text, CHIP, "maker", hangs=one.hangs, choices=_kinds(talk), about=about)


def _hardware(talk: Interview) -> frozenset[str]:
    """Kinds that hold circuits."""
    return frozenset(_kinds(talk)) - WITHOUT_CIRCUITS


def _kinds(talk: Interview) -> tuple[str, ...]:
    return talk.declared.words(talk.declared.facts["item.kind"])


def thing(talk: Interview, path: str, text: str) -> tuple[str, Any]:
    """Where the answer to the question what it is belongs: an entry, a kind, or a chip of the catalogue."""
    item = path.rpartition(".")[0]
    for name in () if ".circuits[" in path else ("stated_eccn", "kind"):
        fact = talk.declared.facts[f"item.{name}"]
        try:
            return f"{item}.{name}", values.word(text, fact, talk.declared)
        except WordError:
            continue
    many, chip = chips.named(text)
    return path, chip.id if many == 1 else f"{many}x {chip.id}"


# ---- steps


def _step(talk: Interview, found: Determination) -> Question | None:
    """An open step of an authorization that fits; the way with the fewest open steps first."""
    for index, line in enumerate(found.lines or (found,)):
        fitting = [one for one in line.authorizations if one.status == "steps_open"]
        ways = sorted(fitting, key=lambda one: sum(step.status == "open" for step in one.steps))
        for way in ways:
            for step in way.steps:
                path = talk.places.full(step.shown_by, index) if step.shown_by else ""
                if step.status == "open" and path and not talk.is_aside(path):
                    made = plain(talk, path)
                    kind = STEP if made.kind == "yes or no" else made.kind
                    return replace(made, kind=kind, about=f"{way.code} needs it before shipment: {step.do}")
    return None
