"""Checks over the whole rulebook, whatever the day: what a record names must be there, and nothing goes in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.fields import nearest
from lockgate.compiler.ground import Ground, tokens_of
from lockgate.compiler.ir import Fold, Holds, Linear, Member, Node, Same, Use, children, walk
from lockgate.compiler.priority import below, sort_by_need
from lockgate.compiler.symbols import STAGE
from lockgate.errors import TypeProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.compiler.ground import Texts
    from lockgate.compiler.model import Provision, Source, Span

_EARLY = ("defines", "exempts", "prohibits", "requires")
_LATE = ("closes", "authorizes")
POINTS: dict[str, tuple[str, ...]] = {
    "exempts": ("requires", "prohibits"),
    "authorizes": ("requires",),
    "closes": ("authorizes",),
    "reviews": ("requires",),
}


def names_of(source: Source) -> dict[str, list[Provision]]:
    """Provisions by everything they can be referred to by: id, code, tag, named truth."""
    found: dict[str, list[Provision]] = {}
    for provision in source.provisions.values():
        named = provision.targets if provision.effect == "defines" else ()
        for name in {provision.id, provision.code, *provision.tags, *named} - {""}:
            found.setdefault(name, []).append(provision)
    return found


def check_names(source: Source) -> None:
    """One word, one meaning: what conditions may name bare stands on one shelf only."""
    seen: dict[str, str] = {}
    shelves = (source.facts, source.collections, source.sets, source.parameters, source.definitions)
    for shelf in shelves:
        for name, record in shelf.items():
            if name in seen:
                raise TypeProblem(
                    f"'{name}' already names something else", place=record.place, hint=f"it stands at {seen[name]}"
                )
            seen[name] = record.place


def check_sets(source: Source, texts: Texts) -> None:
    """Country groups: their algebra can be read, and the readings that they name are there."""
    known = source.sets
    sort_by_need(
        known,
        lambda name: [other for other in tokens_of(known[name]) if other in known],
        lambda name: known[name].place,
        "country groups are made of each other",
    )
    ground = Ground(texts, source.first_day)
    for group in known.values():
        for member in group.members:
            for name, value in member.readings:
                reading = source.readings.get(name)
                if reading is None or value not in dict(reading.values):
                    raise TypeProblem(
                        f"a member of '{group.id}' depends on an unknown reading '{name}: {value}'",
                        place=group.place,
                        hint=nearest(name, source.readings)
                        if reading is None
                        else nearest(value, dict(reading.values)),
                    )
        ground.codes(group.id, (), group.place)


def check_definitions(source: Source, texts: Texts) -> None:
    """Named conditions can be read and do not need each other."""
    uses: dict[str, list[str]] = {}
    for definition in source.definitions.values():
        trees = [texts.parse(text, definition.place, definition.on) for _, text in definition.versions]
        uses[definition.id] = [node.name for tree in trees for node in walk(tree) if isinstance(node, Use)]
    sort_by_need(
        uses, lambda name: uses[name], lambda name: source.definitions[name].place, "definitions need each other"
    )


def check_instruments(source: Source) -> None:
    """Every ``by`` names an instrument."""
    for place, span in _spans(source):
        if span.by and span.by not in source.instruments:
            raise TypeProblem(f"unknown instrument '{span.by}'", place=place, hint=nearest(span.by, source.instruments))


def _spans(source: Source) -> Iterator[tuple[str, Span]]:
    for instrument in source.instruments.values():
        yield from ((instrument.place, span) for span in (*instrument.suspended, *instrument.not_enforced))
    for provision in source.provisions.values():
        yield from ((provision.place, entry.span) for entry in provision.enforcement)
    for group in source.sets.values():
        yield from ((group.place, member.span) for member in group.members)
    for parameter in source.parameters.values():
        yield from ((parameter.place, span) for span, _, _ in parameter.values)
    for definition in source.definitions.values():
        yield from ((definition.place, span) for span, _ in definition.versions)


class References:
    """Checks what one provision names."""

    def __init__(self, source: Source, texts: Texts) -> None:
        self.source = source
        self.texts = texts
        self.names = names_of(source)

    def check(self, provision: Provision) -> None:
        """Targets, scope, priority and steps."""
        points = POINTS.get(provision.effect)
        if points is not None:
            self.borne(provision, provision.targets, points)
        self.borne(provision, provision.scope, ("requires",))
        below(provision, self.source.provisions)
        for name in provision.disjoint_with:
            if name not in self.source.provisions:
                raise TypeProblem(
                    f"provision '{provision.id}' is disjoint with an unknown '{name}'",
                    place=provision.place,
                    hint=nearest(name, self.source.provisions),
                )
        self.steps(provision)

    def borne(self, provision: Provision, names: Iterable[str], effects: tuple[str, ...]) -> None:
        """Each name is borne by a provision with one of the effects."""
        for name in names:
            bearers = self.names.get(name)
            if bearers is None:
                raise TypeProblem(
                    f"provision '{provision.id}' names '{name}', which no provision bears",
                    place=provision.place,
                    hint=nearest(name, self.names),
                )
            if not any(item.effect in effects for item in bearers):
                raise TypeProblem(
                    f"provision '{provision.id}' names '{name}', which {bearers[0].effect}",
                    place=provision.place,
                    hint="name something that " + " or ".join(effects),
                )

    def condition(self, provision: Provision, node: Node) -> None:
        """``holds('x')`` reads what is decided before, and folds read no stage at all."""
        early = provision.effect in ("classifies", *_EARLY)
        for part in self.parts(node):
            if isinstance(part, Holds):
                self.borne(provision, (part.name,), _EARLY if early else (*_EARLY, *_LATE))
            if provision.effect == "classifies" and STAGE + provision.stage in _read(part):
                raise TypeProblem(
                    f"provision '{provision.id}' reads the stage that it decides",
                    place=provision.place,
                    hint="say which provision goes first with over: [...]",
                )
            for inner in _folded(part):
                if any(_staged(found) for found in self.parts(inner)):
                    raise TypeProblem(
                        f"provision '{provision.id}' reads an earlier stage inside a fold",
                        place=provision.place,
                        hint="folds are computed first; put class.* and holds(...) outside",
                    )

    def parts(self, node: Node) -> Iterator[Node]:
        """Every node of a condition, those of its definitions included."""
        for part in walk(node):
            yield part
            if isinstance(part, Use):
                definition = self.source.definitions[part.name]
                for _, text in definition.versions:
                    yield from self.parts(self.texts.parse(text, definition.place, definition.on))

    def steps(self, provision: Provision) -> None:
        """A step is shown by evidence that is a date or a yes-or-no fact."""
        for step in provision.before:
            fact = self.source.facts.get(step.shown_by)
            if step.shown_by and fact is None:
                raise TypeProblem(
                    f"step '{step.id}' of '{provision.id}' is shown by an unknown fact '{step.shown_by}'",
                    place=provision.place,
                    hint=nearest(step.shown_by, self.source.facts),
                )
            if fact is not None and (fact.kind != "evidence" or fact.type not in ("date", "boolean") or fact.element):
                raise TypeProblem(
                    f"step '{step.id}' of '{provision.id}' cannot be shown by '{fact.id}'",
                    place=provision.place,
                    hint="name evidence of the transaction that is a date or a yes-or-no fact",
                )
            if step.wait and step.wait not in self.source.parameters:
                raise TypeProblem(
                    f"step '{step.id}' of '{provision.id}' waits for an unknown parameter '{step.wait}'",
                    place=provision.place,
                    hint=nearest(step.wait, self.source.parameters),
                )


def _folded(node: Node) -> tuple[Node, ...]:
    """The conditions that a fold asks of each element."""
    return children(node) if isinstance(node, (Fold, Linear)) else ()


def _staged(node: Node) -> bool:
    """Whether a node reads what a stage or a provision decided."""
    return isinstance(node, Holds) or any(name.startswith(STAGE) for name in _read(node))


def _read(node: Node) -> tuple[str, ...]:
    """The words that a comparison reads."""
    if isinstance(node, Same):
        return (node.left, node.right)
    return (node.fact,) if isinstance(node, Member) else ()
