"""Sixth stage, second half: the functions `folds`, `decide` and `side` of a unit, written as Python source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.emit import Writer
from lockgate.compiler.ir import Fold, StepOk, conj, disj, negate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.ir import Node
    from lockgate.compiler.unit import Rule, Unit

STATED = "item.stated_eccn"
KIND = "item.kind"
CORE = ("defines", "classifies", "exempts", "prohibits", "requires", "closes", "authorizes")
"""Effects that decide an outcome; the others comment on it."""


def write(unit: Unit, order: list[str]) -> Unit:
    """Write the source of a unit. ``order`` names rules and `one` stages so that needs come first."""
    writer = Writer(unit.layout, unit.holds)
    lines = ["def decide(g):", "    hp = ht = 0"]
    by_id = {rule.id: rule for rule in unit.rules}
    requirements = unit.masks["requires"]
    late: list[Rule] = []
    writer.share(rule.cond for rule in unit.rules if rule.provision.effect in CORE)
    for name in order:
        if name in unit.chains:
            written = _chain(unit, writer, name)
        elif by_id[name].provision.effect in ("authorizes", "closes"):
            late.append(by_id[name])
            continue
        else:
            written = _simple(writer, by_id[name])
        lines += [*writer.taken("    "), *written]
    lines += ["    cov = []", f"    if hp & {requirements}:", "        pass"]
    for rule in late:
        written = _closure(writer, rule) if rule.provision.effect == "closes" else _authorization(writer, rule)
        lines += [*writer.taken("        "), *written]
    lines += ["    return hp, ht, cov", ""]
    writer.common = set()
    side = _side(unit, writer)
    for node in _apart(unit):
        writer.possibly(node)
    levels = f"levels = {unit.levels}\nentries = {unit.entries}"
    collected = folds(writer)
    unit.source = "\n".join([levels, *writer.functions, *collected, *lines, *side])
    unit.fold_at = dict(writer.fold_at)
    unit.folds = tuple(writer.fold_at)
    return unit


def _apart(unit: Unit) -> Iterator[Node]:
    """Conditions that are read after the decision; their folds must be computed too."""
    for chain in unit.reviews.values():
        yield from (rule.cond for rule in chain)
    for rule in unit.rules:
        yield from (step.cond for step in (*rule.steps, *rule.duties))
        yield from (extra for extra in (rule.must, rule.raised) if extra is not None)


def folds(writer: Writer) -> list[str]:
    """Source of the function that computes all folds over the transaction: truths of one collection in one loop."""
    truths: dict[str, list[Fold]] = {}
    lines = ["def folds(g):", "    pass"]
    for fold, at in list(writer.fold_at.items()):
        if isinstance(fold, Fold):
            truths.setdefault(fold.collection, []).append(fold)
        else:
            lines.append(f"    g[{at}:{at + 2}] = {writer.fold_function(fold, {'': 'g'})}")
    for collection, together in truths.items():
        lines += _loop(writer, collection, together)
    return [*lines, "    return None", ""]


def _loop(writer: Writer, name: str, together: list[Fold]) -> list[str]:
    """One loop over a collection for all truths over it."""
    collection = writer.layout.symbols.source.collections[name]
    inner = {"": "g", collection.element: "e1"}
    start, body, end = [f"    elements, complete = g[{writer.layout.groups[name]}]"], [], []
    for index, fold in enumerate(together):
        possibly, surely = writer.possibly(fold.cond, inner), writer.surely(fold.cond, inner)
        at = writer.fold_at[fold]
        if fold.kind == "has":
            start.append(f"    p{index} = 0 if complete else 1; t{index} = 0")
            body += [f"        if {possibly}:", f"            p{index} = 1", f"            if {surely}: t{index} = 1"]
        else:
            start.append(f"    p{index} = 1; t{index} = 1 if complete else 0")
            body += [
                f"        if not {surely}:",
                f"            t{index} = 0",
                f"            if not {possibly}: p{index} = 0",
            ]
        end.append(f"    g[{at}] = p{index}; g[{at + 1}] = t{index}")
    return [*start, "    for e1 in elements:", *body, *end]


def _simple(writer: Writer, rule: Rule) -> list[str]:
    possibly, surely = writer.possibly(rule.cond), writer.surely(rule.cond)
    if possibly == "False":
        return []
    if rule.exempt_by:
        return [
            f"    if {possibly} and not ht & {rule.exempt_by}:",
            f"        hp |= {rule.bit}",
            f"        if not hp & {rule.exempt_by} and {surely}: ht |= {rule.bit}",
        ]
    return [f"    if {possibly}:", f"        hp |= {rule.bit}", f"        if {surely}: ht |= {rule.bit}"]


def _chain(unit: Unit, writer: Writer, stage: str) -> list[str]:
    """A `one` stage: values that stay possible, from the provision that goes first down to the default."""
    slot = unit.layout.slots[f"class.{stage}"]
    default = slot.bits[unit.layout.symbols.source.stages[stage].default]
    lines = ["    m = 0", "    o = True"]
    for rule in unit.chains[stage]:
        value = slot.bits[rule.provision.value]
        possibly = writer.possibly(rule.cond)
        if possibly != "False":
            lines += [
                f"    if o and {possibly}:",
                f"        m |= {value}",
                f"        o = not {writer.surely(rule.cond)}",
            ]
    lines.append(f"    if o: m |= {default}{_unstated(unit) if stage == 'eccn' else ''}")
    lines += _stated(unit, stage)
    return [*lines, f"    g[{slot.at}] = m"]


def _unstated(unit: Unit) -> str:
    """Entries that stay possible where no rule finds one: those of the item's kind that may be stated."""
    stated, kind = unit.layout.slots.get(STATED), unit.layout.slots.get(KIND)
    fitting = f"entries.get(g[{kind.at}], {unit.entries[0]})" if kind is not None else str(unit.entries[0])
    return f" | {fitting}" if stated is None else f" | {fitting} & g[{stated.at}]"


def _stated(unit: Unit, stage: str) -> list[str]:
    """What the maker states narrows what the figures leave open; it never contradicts them."""
    stated = unit.layout.slots.get(STATED)
    if stated is None or not unit.levels:
        return []
    read = f"    s = levels.get(g[{stated.at}], 0)"
    if stage == "level":
        return [read, "    if m & s: m &= s"]
    if stage == "eccn":
        level = unit.layout.slots["class.level"].at
        return [read, f"    if s and not g[{level}] & ~s: m = g[{stated.at}]"]
    return []


def _closure(writer: Writer, rule: Rule) -> list[str]:
    possibly, surely = writer.possibly(rule.cond), writer.surely(rule.cond)
    return [f"        if {possibly}:", f"            hp |= {rule.bit}", f"            if {surely}: ht |= {rule.bit}"]


def _authorization(writer: Writer, rule: Rule) -> list[str]:
    cond = conj(rule.cond, *(disj(negate(step.cond), StepOk(step.step.shown_by, step.wait)) for step in rule.steps))
    possibly, surely = writer.possibly(cond), writer.surely(cond)
    if possibly == "False":
        return []
    lines = [
        f"        if hp & {rule.targets} and {possibly}:",
        f"            cp = {rule.targets}",
        f"            ct = cp if {surely} else 0",
    ]
    for closer, scope in rule.closed_by:
        lines += [f"            if ht & {closer}: cp &= ~{scope}", f"            if hp & {closer}: ct &= ~{scope}"]
    return [
        *lines,
        "            if hp & cp:",
        f"                hp |= {rule.bit}",
        f"                if hp & ct: ht |= {rule.bit}",
        f"                cov.append(({rule.bit}, cp, ct))",
    ]


def _side(unit: Unit, writer: Writer) -> list[str]:
    """Flags (that apply) and remarks: they never change an outcome, so they are decided apart."""
    lines = ["def side(g, hp, ht):"]
    for rule in unit.rules:
        if rule.provision.effect in ("flags", "warns"):
            lines += _simple(writer, rule)
    return [*lines, "    return hp, ht", ""]
