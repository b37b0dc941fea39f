"""What the engine says of a vector, in the columns of the exported query, and where an engine says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.books.export.rows import Loader
from lockgate.compiler.sql.text import name_of
from lockgate.compiler.timeline import CODIFIED, ENFORCED
from lockgate.engine.decide import decide
from lockgate.engine.determine import default_rulebook, preparer_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.conformance.vectors import Vector

    from lockgate.compiler.sql import Query
    from lockgate.compiler.unit import Rule
    from lockgate.engine.decide import Decided

POSTURES = (ENFORCED, CODIFIED)
Answer = dict[str, Any]


def loaded(query: Query, vectors: Iterable[Vector]) -> Loader:
    """The vectors as rows, numbered from one."""
    loader = Loader(query.schema, query.words, preparer_of(default_rulebook()))
    for number, vector in enumerate(vectors, start=1):
        loader.add(number, vector.whole, vector.item, vector.prepared())
    return loader


def expected(vector: Vector, *, masks: bool, postures: Sequence[str] = POSTURES) -> Answer:
    """The reference: generated Python, before the bounded search."""
    found: Answer = {}
    prepared = vector.prepared()
    for posture in postures:
        decided = decide(default_rulebook().unit(vector.day, posture), prepared, settle=False)
        verdict = decided.verdict
        found |= {f"{posture}_{name}": getattr(verdict, name) for name in ("outcome", "at_least", "at_most")}
        found |= {f"{posture}_{stage}": frozenset(decided.values(stage)) for stage in decided.unit.chains}
        found[f"{posture}_requirements"] = frozenset(rule.id for rule in decided.rules("requires", certain=True))
        maybe = decided.possible & ~decided.certain & decided.unit.masks["requires"]
        found[f"{posture}_requirements_open"] = frozenset(rule.id for rule in decided.unit.picked(maybe))
        found[f"{posture}_authorizations"] = frozenset(covering(decided))
        if masks:
            found |= truths(decided, posture)
    return found


def covering(decided: Decided) -> list[str]:
    """Authorizations that certainly cover everything that may be required."""
    asked = decided.possible & decided.unit.masks["requires"]
    return [decided.unit.rule(bit).id for bit, _, sure in decided.coverage if asked and not asked & ~sure]


def truths(decided: Decided, posture: str) -> Answer:
    """The pair of every provision but those of a stage with one value, which are compared by its values."""
    unit = decided.unit
    assert unit.side_function is not None
    side = unit.side_function(decided.cells, decided.possible, decided.certain)
    found: Answer = {}
    for rule in unit.rules:
        if rule.provision.effect != "classifies":
            pair = pair_of(decided, rule, side)
            found |= {name_of(posture, end, rule.id): truth for end, truth in zip("pt", pair, strict=True)}
    return found


def pair_of(decided: Decided, rule: Rule, side: tuple[int, int]) -> tuple[bool, bool]:
    """The truths of one provision: of the decision, of what stands beside it, or of the condition by itself."""
    effect = rule.provision.effect
    if effect in ("reviews", "limits"):
        return decided.evaluator.value(rule.cond)
    masks = side if effect in ("flags", "warns") else (decided.possible, decided.certain)
    return bool(masks[0] & rule.bit), bool(masks[1] & rule.bit)


def differences(
    vectors: Sequence[Vector], found: Iterable[Answer], *, masks: bool = False, postures: Sequence[str] = POSTURES
) -> list[str]:
    """Everything on which an engine and the reference differ; what is not in force is false in the query."""
    by_line = {answer["line"]: answer for answer in found}
    wrong = []
    if len(by_line) != len(vectors):
        wrong.append(f"{len(by_line)} answers to {len(vectors)} lines")
    for number, vector in enumerate(vectors, start=1):
        answer = by_line.get(number, {})
        for name, value in expected(vector, masks=masks, postures=postures).items():
            mine = answer.get(name)
            same = frozenset(str(mine).split()) if isinstance(value, frozenset) else mine
            if isinstance(value, bool):
                same = bool(mine)
            if same != value:
                wrong.append(f"{vector.name} on {vector.day}: {name} is {mine!r}, not {value!r}")
    return wrong
