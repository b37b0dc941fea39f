"""From records to a compiled unit: resolve time, ground, order, write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.ground import Ground, Texts
from lockgate.compiler.ir import TRUE, Holds, Member, Node, Same, conj, negate, walk
from lockgate.compiler.model import EFFECTS, Provision, Source, Step
from lockgate.compiler.priority import ordered, sort_by_need
from lockgate.compiler.references import POINTS, names_of
from lockgate.compiler.symbols import STAGE
from lockgate.compiler.timeline import View, in_force
from lockgate.compiler.unit import SUBJECT, Rule, StepRule, Unit
from lockgate.compiler.write import CORE, write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lockgate.compiler.layout import Layout


def build_unit(source: Source, texts: Texts, layout: Layout, day: date, view: View) -> Unit:
    """Compile the law of the stretch of days that starts at ``day``, as seen from ``view``."""
    return _Builder(source, texts, layout, day, view).build()


class _Builder:
    def __init__(self, source: Source, texts: Texts, layout: Layout, day: date, view: View) -> None:
        self.source = source
        self.ground = Ground(texts, day, view.known_at)
        self.view = view
        self.unit = Unit(day, view.posture, view.known_at, layout)
        self.names = names_of(source)
        self.bits: dict[str, int] = {}
        self.active: list[tuple[Provision, Node]] = []

    def build(self) -> Unit:
        for provision in sorted(
            self.source.provisions.values(), key=lambda item: (EFFECTS.index(item.effect), item.id)
        ):
            narrowed = in_force(self.source, provision, self.unit.day, self.view)
            if narrowed is not None:
                self.active.append((provision, self.condition(provision, narrowed)))
        self.bits = {provision.id: 1 << index for index, (provision, _) in enumerate(self.active)}
        for effect in EFFECTS:
            self.unit.masks[effect] = sum(self.bits[item.id] for item, _ in self.active if item.effect == effect)
        self.unit.rules = tuple(self.rule(provision, cond) for provision, cond in self.active)
        self.unit.holds = self.references()
        self.unit.levels = self.levels()
        self.unit.entries = self.entries()
        self.chains()
        return write(self.unit, self.order())

    def condition(self, provision: Provision, narrowed: Iterable[str]) -> Node:
        texts = [provision.when, *narrowed]
        parts = [self.ground.condition(text, provision.place) for text in texts if text]
        if provision.unless:
            parts.append(negate(self.ground.condition(provision.unless, provision.place)))
        return conj(*parts)

    def rule(self, provision: Provision, cond: Node) -> Rule:
        effect = provision.effect
        kind = POINTS.get(effect)
        targets = self.mask(provision.targets, kind) if kind else 0
        return Rule(
            provision=provision,
            cond=cond,
            bit=self.bits[provision.id],
            targets=targets,
            scope=self.mask(provision.scope, ("requires",)) if provision.scope else 0,
            exempt_by=self.pointing("exempts", provision) if effect in ("requires", "prohibits") else 0,
            closed_by=self.closers(provision) if effect == "authorizes" else (),
            steps=tuple(self.step(provision, step) for step in provision.before if step.shown_by),
            duties=tuple(self.step(provision, step) for step in (*provision.before, *provision.after)),
            raised=self.optional(provision, provision.raised_when),
            must=self.optional(provision, provision.must),
        )

    def optional(self, provision: Provision, text: str) -> Node | None:
        return self.ground.condition(text, provision.place) if text else None

    def step(self, provision: Provision, step: Step) -> StepRule:
        cond = self.ground.condition(step.when, provision.place) if step.when else TRUE
        wait = self.ground.parameter(step.wait, provision.place) if step.wait else 0
        return StepRule(step, cond, int(wait))

    def mask(self, names: Iterable[str], effects: tuple[str, ...]) -> int:
        """Bits of the active provisions that the names mean."""
        mask = 0
        for name in names:
            mask |= sum(self.bits.get(item.id, 0) for item in self.names[name] if item.effect in effects)
        return mask

    def pointing(self, effect: str, provision: Provision) -> int:
        """Bits of the active provisions of one effect that name this provision (by id, code or tag)."""
        own = {provision.id, provision.code, *provision.tags} - {""}
        return sum(
            self.bits[other.id] for other, _ in self.active if other.effect == effect and own & set(other.targets)
        )

    def closers(self, provision: Provision) -> tuple[tuple[int, int], ...]:
        own = {provision.id, provision.code, *provision.tags} - {""}
        found = []
        for other, _ in self.active:
            if other.effect == "closes" and own & set(other.targets):
                scope = self.mask(other.scope, ("requires",)) if other.scope else self.unit.masks["requires"]
                found.append((self.bits[other.id], scope))
        return tuple(found)

    def references(self) -> dict[str, int]:
        """Masks for every ``holds('...')`` that the active conditions use."""
        found: dict[str, int] = {}
        if SUBJECT in self.names:
            found[SUBJECT] = sum(self.bits.get(item.id, 0) for item in self.names[SUBJECT])
        for rule in self.unit.rules:
            for node in self.nodes(rule):
                if isinstance(node, Holds) and node.name not in found:
                    found[node.name] = self.mask((node.name,), CORE)
        return found

    def nodes(self, rule: Rule) -> list[Node]:
        roots = [rule.cond, *(step.cond for step in rule.duties), rule.raised, rule.must]
        return [node for root in roots if root is not None for node in walk(root)]

    def levels(self) -> dict[int, int]:
        """For each entry that a maker may state, the levels that it stands for."""
        level, stated = self.unit.layout.slots.get("class.level"), self.unit.layout.slots.get("item.stated_eccn")
        if level is None or stated is None:
            return {}
        found = {}
        for eccn in self.source.eccns.values():
            mask = level.full if eccn.level == "supports" else level.bits.get(eccn.level, 0)
            if eccn.id in stated.bits:
                found[stated.bits[eccn.id]] = mask
        return found

    def entries(self) -> dict[int, int]:
        """For each kind of item (0: any), the entries without a level that it may stand in if nobody states one.

        What the rules work out themselves is left out: if they do not find it, it is not that entry.
        """
        entry, kind = self.unit.layout.slots.get("class.eccn"), self.unit.layout.slots.get("item.kind")
        if entry is None:
            return {}
        worked_out = {rule.provision.value for rule in self.unit.rules if rule.provision.stage == "eccn"}
        open_ones = [item for item in self.source.eccns.values() if item.level == "none" and item.id not in worked_out]
        found = {0: sum(entry.bits[item.id] for item in open_ones)}
        for name, bit in kind.bits.items() if kind is not None else ():
            found[bit] = sum(entry.bits[item.id] for item in open_ones if name in item.kinds or not item.kinds)
        return found

    def chains(self) -> None:
        provisions = self.source.provisions
        by_id = {rule.id: rule for rule in self.unit.rules}
        for stage in self.source.stages.values():
            if stage.kind == "one" and stage.effect == "classifies":
                members = [rule.provision for rule in self.unit.rules if rule.provision.stage == stage.id]
                chain = ordered(members, provisions, f"the {stage.name}")
                self.unit.chains[stage.id] = tuple(by_id[item.id] for item in chain)
        for rule in self.unit.of("requires"):
            reviews = [other.provision for other in self.unit.of("reviews") if other.targets & rule.bit]
            chain = ordered(reviews, provisions, f"the review policy of {rule.id}")
            self.unit.reviews[rule.bit] = tuple(by_id[item.id] for item in chain)

    def order(self) -> list[str]:
        """Rules and stages of the core so that whatever one reads is decided before it."""
        stage_of = {rule.id: stage for stage, chain in self.unit.chains.items() for rule in chain}
        core = [rule for rule in self.unit.rules if rule.provision.effect in CORE]
        by_id = {rule.id: rule for rule in core}
        names = list(dict.fromkeys([*self.unit.chains, *(stage_of.get(rule.id, rule.id) for rule in core)]))

        def needs(name: str) -> set[str]:
            members = self.unit.chains[name] if name in self.unit.chains else (by_id[name],)
            found: set[str] = set()
            for rule in members:
                found |= self.needs(rule, stage_of, by_id)
            return found

        return sort_by_need(
            names,
            needs,
            lambda name: by_id[name].provision.place if name in by_id else self.source.stages[name].place,
            "provisions need each other",
        )

    def needs(self, rule: Rule, stage_of: dict[str, str], by_id: dict[str, Rule]) -> set[str]:
        found: set[str] = set()
        for node in (part for cond in (rule.cond, *(step.cond for step in rule.steps)) for part in walk(cond)):
            facts: tuple[str, ...] = (node.fact,) if isinstance(node, Member) else ()
            if isinstance(node, Same):
                facts = (node.left, node.right)
            found |= {fact.removeprefix(STAGE) for fact in facts if fact.startswith(STAGE)}
            if isinstance(node, Holds):
                mask = self.unit.holds[node.name]
                found |= {stage_of.get(item.id, item.id) for item in by_id.values() if mask & item.bit}
        found |= {item.id for item in by_id.values() if rule.exempt_by & item.bit}
        found |= {item.id for item in by_id.values() for closer, _ in rule.closed_by if closer & item.bit}
        if rule.provision.effect in ("closes", "authorizes"):
            found |= {item.id for item in by_id.values() if item.provision.effect in ("requires", "prohibits")}
        return found
