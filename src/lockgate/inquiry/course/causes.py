"""Which provisions make the difference between two places on an axis, by the comparisons that turn between them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import Linear, Node, StepOk, walk
from lockgate.engine.pairs import terms
from lockgate.engine.words import Phrases
from lockgate.inquiry.course.cuts import Cutter, index_of, turning
from lockgate.inquiry.course.stand import truths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.unit import Rule
    from lockgate.engine.compose import Composer
    from lockgate.engine.evaluate import Pair
    from lockgate.inquiry.course.axis import Axis
    from lockgate.inquiry.course.profile import Walker
    from lockgate.inquiry.course.scene import Scene

_MOST = 3
_EFFECTS = ("classifies", "prohibits", "requires", "exempts", "authorizes", "closes", "reviews", "limits")


@dataclass(frozen=True, slots=True)
class Cause:
    """A provision that makes a difference, and the comparison in it that turns (empty if it follows from others)."""

    id: str
    name: str
    cite: str
    text: str
    level: Fraction | None = None

    @property
    def words(self) -> str:
        """The cause on one line."""
        return f"{self.id} {self.name}, {self.cite}" + (f": {self.text}" if self.text else "")

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {"provision": self.id, "name": self.name, "cite": self.cite, "condition": self.text or None}


Seen = tuple[dict[str, str], dict[Node, list["Pair"]]]


def causes(walker: Walker, before: int, after: int) -> tuple[Cause, ...]:
    """The provisions that say otherwise at one step than at the other; those first in which a comparison turns."""
    scene = walker.scene
    with walker.axis.kept():
        first, last = _seen(walker, before), _seen(walker, after)
    found: dict[str, Cause] = {}
    for line, ((truth, pairs), (other, others)) in enumerate(zip(first, last, strict=True)):
        changed = {name for name in {*truth, *other} if truth.get(name) != other.get(name)}
        turned = {node for node, pair in pairs.items() if others.get(node) != pair}
        rules = [rule for rule in scene.unit.rules if rule.id in changed]
        for rule in sorted(
            rules, key=lambda rule: _EFFECTS.index(rule.provision.effect) if rule.provision.effect in _EFFECTS else -1
        ):
            cause = _cause(scene, walker.axis, line, rule, turned)
            if cause is not None:
                found.setdefault(rule.id, cause)
    return _few(tuple(found.values()))


def _few(found: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Those in which a comparison turns, one for each citation."""
    direct = [cause for cause in found if cause.text] or list(found)
    return tuple({cause.cite: cause for cause in reversed(direct)}.values())[::-1][:_MOST]


def _cause(scene: Scene, axis: Axis, line: int, rule: Rule, turned: set[Node]) -> Cause | None:
    provision = rule.provision
    own = next((node for node in _leaves(rule) if node in turned), None)
    text, level = "", None
    if isinstance(own, Linear):
        text = Phrases(scene.layout).node(own)
        level = _level(Cutter(scene.unit, scene.lines[line].cells, axis), own, axis)
    elif isinstance(own, StepOk):
        text = f"{own.fact} + {own.wait} days"
    return Cause(provision.id, provision.name, provision.cite.ref, text, level)


def _level(cutter: Cutter, node: Linear, axis: Axis) -> Fraction | None:
    """The constant with which a comparison meets the one number in it."""
    parts, constant = terms(cutter.unit, node)
    if len(parts) != 1 or not isinstance(parts[0][1], str):
        return None
    slot = cutter.unit.layout.slots[parts[0][1]]
    return Fraction(turning(parts[0][0], constant, strict=False), slot.scale) if axis.feeds else None


def _leaves(rule: Rule) -> Iterator[Node]:
    for root in (rule.cond, rule.must):
        yield from (node for node in walk(root) if isinstance(node, Linear)) if root is not None else ()
    for step in (*rule.steps, *rule.duties):
        if step.step.shown_by:
            yield StepOk(step.step.shown_by, step.wait)


def _seen(walker: Walker, step: int) -> list[Seen]:
    """What each provision says at a step, and the truth of every comparison that the axis moves."""
    walker.stand_at(step)
    found = []
    for line, composer in zip(walker.scene.lines, walker.scene.composers(), strict=True):
        found.append(
            (truths(composer), dict(_pairs(walker, Cutter(walker.scene.unit, line.cells, walker.axis), composer)))
        )
    return found


def _pairs(walker: Walker, cutter: Cutter, composer: Composer) -> Iterator[tuple[Node, list[Pair]]]:
    for fact in dict.fromkeys(feed.slot.fact for feed in walker.axis.feeds):
        for chain, node in index_of(composer.unit).get(fact, ()):
            yield node, [cutter.evaluator.value(node, places) for places in cutter.spots(chain)]
