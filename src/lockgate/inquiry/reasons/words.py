"""Needs and changes as records in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.ir import Linear, Member, Overlap, Same
from lockgate.engine.prove import TRUTH, Reason
from lockgate.engine.ways import flat
from lockgate.inquiry.reasons.kinds import AS_OF, COST, DEAL, EVIDENCE, ITEM, LAW, UNKNOWN, Flip
from lockgate.inquiry.reasons.needs import Lack, Missing, Several, Wait
from lockgate.inquiry.reasons.records import Condition, Lacking, RepairChange
from lockgate.inquiry.reasons.repairs import by_cost

if TYPE_CHECKING:
    from lockgate.compiler.ir import Node
    from lockgate.compiler.model import Source
    from lockgate.compiler.unit import Rule
    from lockgate.engine.compose import Composer
    from lockgate.inquiry.reasons.flips import Flips
    from lockgate.inquiry.reasons.needs import Need

_STAGE = "class."
CHIP = "item.chip"
WAITS = {"failed": "was refused", "waiting": "a waiting time runs"}


class Words:
    """Puts what is lacking on one decision into words."""

    def __init__(self, composer: Composer, flips: Flips) -> None:
        self.composer = composer
        self.flips = flips
        self.source: Source = composer.unit.layout.symbols.source
        self.phrases = composer.prover.phrases

    def lacking(self, need: Need) -> Lacking:
        """A need as a record; alternatives the cheapest first."""
        if isinstance(need, Several):
            return self.several(need)
        if isinstance(need, Wait):
            return self.wait(need)
        return self.missing(need) if isinstance(need, Missing) else self.comparison(need)

    def several(self, need: Several) -> Lacking:
        """Needs that hang together; one that stands alone takes the name of what asks for it."""
        if need.stage is not None:
            return self.stage(need.stage)
        if not need.every and _one_fact(need.parts):
            return self.lacking(need.parts[0])
        parts = need.parts if need.every else tuple(by_cost(need.parts, self.flips))
        shown = tuple(self.lacking(part) for part in parts)
        text, cite = self.name(need.named)
        text = text or ("all of these" if need.every else "one of these")
        kinds = [part.kind for part in shown]
        rank = list(COST).index
        known = [kind for kind in kinds if kind in COST]
        kind = (max(known, key=rank) if need.every else min(known, key=rank)) if known else LAW
        return Lacking(text, kind, cite=cite, every=need.every, parts=shown)

    def stage(self, lack: Lack) -> Lacking:
        """A comparison with the class of the item: what it is and what it would have to be."""
        assert isinstance(lack.node, Member)  # noqa: S101 - stages are compared with words
        slot, cells = self.phrases.layout.slots[lack.node.fact], self.flips.needs.root[""]
        text = self.phrases.node(lack.node)
        group = self.flips.group(lack.node.sets, lack.want)
        words = " or ".join(lack.node.names[:6])
        needed = group or (words if lack.want else f"anything but {words}")
        kind = UNKNOWN if cells[slot.at] & (cells[slot.at] - 1) else ITEM
        now = self.phrases.value(lack.node.fact, cells)
        return Lacking(text if lack.want else f"not: {text}", kind, lack.node.fact, now, needed)

    def name(self, name: str) -> tuple[str, str]:
        """Gist and citation of a definition or a provision."""
        if name in self.source.definitions:
            definition = self.source.definitions[name]
            return definition.gist or name, definition.cite.ref
        if name in self.source.provisions:
            provision = self.source.provisions[name]
            return f"{provision.id}: {provision.gist or provision.name}", provision.cite.ref
        return "", ""

    def wait(self, need: Wait) -> Lacking:
        """A step that stands in the way."""
        flips = self.flips.of(need)
        fact = need.step.step.shown_by
        known = self.phrases.facts[fact]
        to, kind = (flips[0].to, flips[0].kind) if flips else ("", EVIDENCE)
        now = self.phrases.value(fact, self.flips.needs.root[""])
        return Lacking(f"{need.step.step.do}: {WAITS[need.state]}", kind, fact, now, to, known.question, known.known_by)

    def missing(self, need: Missing) -> Lacking:
        """Nobody stands there, or there may be more."""
        path = self.flips.collection_path(need)
        collection = self.source.collections[need.collection]
        complete = collection.absent == "none" and need.empty
        text = f"no {collection.element} is named under {path}" if need.empty else f"there may be more {path}"
        question = collection.question or f"Which {need.collection} are there?"
        return Lacking(text, DEAL if complete else UNKNOWN, path, "none" if complete else "unknown", "", question)

    def comparison(self, need: Lack) -> Lacking:
        """One comparison; of several facts in it each that could be different is an alternative."""
        text = self.phrases.node(need.node)
        text = text if need.want else f"not: {text}"
        flips = sorted(self.flips.of(need), key=lambda flip: flip.cost)
        if len(flips) > 1:
            shown = tuple(self.flip(flip, text) for flip in flips)
            return Lacking(text, shown[0].kind, every=False, parts=shown)
        if flips:
            return self.flip(flips[0], text)
        values = self.composer.prover.facts(need.node, need.places)
        now = ", ".join(f"{fact} is {value}" for fact, value in values[1:]) or (values[0][1] if values else "")
        return Lacking(text, self.kind(need.node), values[0][0] if values else "", now, "")

    def flip(self, flip: Flip, text: str) -> Lacking:
        """One change."""
        question, known_by = self.asked(flip)
        return Lacking(text, flip.kind, flip.path, flip.now, flip.to, question, known_by)

    def asked(self, flip: Flip) -> tuple[str, str]:
        """Whom to ask what."""
        fact = self.phrases.facts.get(flip.fact)
        return (fact.question, fact.known_by) if fact is not None and fact.id != AS_OF else ("", "")

    def kind(self, node: Node) -> str:
        """What kind of thing it is that no change of a fact would mend."""
        names = names_of(node)
        if all(name == AS_OF for name in names):
            return LAW
        return ITEM if any(name.startswith(_STAGE) for name in names) else DEAL

    def changes(self, flips: tuple[Flip, ...]) -> tuple[RepairChange, ...]:
        """The changes of a repair; all that only another item has otherwise is one change."""
        others = tuple(self.change(flip) for flip in flips if flip.other_item)
        found = tuple(self.change(flip) for flip in flips if not flip.other_item)
        if not others:
            return found
        what = " and ".join(f"{one.path} {one.to}" for one in others)
        chip = self.flips.named.chip
        return (*found, RepairChange(CHIP, ITEM, chip, f"another item, alike but for {what}", parts=others))

    def change(self, flip: Flip) -> RepairChange:
        """One change of a repair."""
        question, known_by = self.asked(flip)
        return RepairChange(
            path=flip.path,
            kind=flip.kind,
            now=flip.now,
            to=flip.to,
            question=question,
            known_by=known_by,
            note=flip.note,
            values=flip.values,
            at_least=flip.at_least,
            at_most=flip.at_most,
        )

    def condition(self, what: str, need: Need, rule: Rule) -> Condition:
        """One thing that keeps a way shut, with what would have to be different."""
        lacking = self.lacking(need)
        if what == "condition" or (isinstance(need, Wait)):
            gist, cite = lacking.text, lacking.cite or rule.provision.cite.ref
            return Condition(what, self.truth(need), rule.id, gist, cite, "", lacking)
        name = need.named if isinstance(need, Several) else ""
        other = next((one for one in self.composer.unit.rules if one.id == name), rule)
        provision = other.provision
        reason: Reason = self.composer.prover.reason(other.cond, self.composer.evaluator.root)
        return Condition(
            what, reason.truth, other.id, provision.gist or provision.name, provision.cite.ref, flat(reason), lacking
        )

    def truth(self, need: Need) -> str:
        """Whether a condition is false or open: false if something that it needs is."""
        if isinstance(need, Several):
            truths = {self.truth(part) for part in need.parts}
            fails = "false" in truths if need.every else truths == {"false"}
            return "false" if fails or not truths else "unknown"
        if isinstance(need, Lack):
            pair = self.composer.evaluator.value(need.node, need.places)
            truth = TRUTH[pair]
            return truth if need.want or truth == "unknown" else {"true": "false", "false": "true"}[truth]
        return "unknown" if isinstance(need, Missing) and not need.empty else "false"


def _one_fact(parts: tuple[Need, ...]) -> bool:
    """Whether alternatives are one group of words for one fact, split up because readings differ on some of them."""
    lacks = [part for part in parts if isinstance(part, Lack) and isinstance(part.node, Member) and part.want]
    facts = {part.node.fact for part in lacks if isinstance(part.node, Member)}
    first = lacks[0].node if lacks else None
    return len(lacks) == len(parts) and len(facts) == 1 and isinstance(first, Member) and bool(first.sets)


def names_of(node: Node) -> list[str]:
    """Facts that a comparison reads itself."""
    if isinstance(node, (Member, Overlap)):
        return [node.fact]
    if isinstance(node, Same):
        return [node.left, node.right]
    if isinstance(node, Linear):
        return [term.ref for term in node.terms if isinstance(term.ref, str)]
    return []
