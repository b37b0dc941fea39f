"""`one` stages: provisions that never decide because others go before, and pairs that both hold without an order."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from lockgate.checks.findings import Finding
from lockgate.checks.inquiry import surely
from lockgate.checks.logic import both, either, neither
from lockgate.compiler.priority import below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.checks.inquiry import Inquiry
    from lockgate.checks.law import Law
    from lockgate.compiler.unit import Rule
    from lockgate.engine.decide import Decided

SHADOWED, OVERLAP = "shadowed", "overlap"
Chain = tuple["Rule | None", tuple["Rule", ...]]


def chains(law: Law) -> Iterator[Chain]:
    """The chains of a unit: its stages, and the reviews of each requirement that it has."""
    for chain in law.unit.chains.values():
        yield None, chain
    for bit, chain in law.unit.reviews.items():
        yield law.unit.rule(bit), chain


def shadowed(inquiry: Inquiry, provision: str = "") -> Iterator[Finding]:
    """Provisions that can hold and never decide."""
    waiting: dict[str, list[tuple[Law, Chain, int]]] = {}
    for law in inquiry.survey.laws:
        for requirement, chain in chains(law):
            for index, rule in enumerate(chain):
                if not provision or rule.id == provision:
                    waiting.setdefault(rule.id, []).append((law, (requirement, chain), index))
    for name, homes in sorted(waiting.items()):
        seen: set[Any] = set()
        if not any(_decides(inquiry, law, chain, index, seen) for law, chain, index in homes):
            yield from _shown(inquiry, name, homes)


def _decides(inquiry: Inquiry, law: Law, chain: Chain, index: int, seen: set[Any]) -> bool:
    formula = first(law, chain, index)
    key = law.identity(formula)
    if key in seen:
        return False
    seen.add(key)
    _, rules = chain
    return inquiry.possible(law, lambda other: first(other, chain, index), rules[index].id)


def first(law: Law, chain: Chain, index: int) -> Any:
    """When a provision is the one that decides."""
    requirement, rules = chain
    earlier = neither(law.formula(rule.cond) for rule in rules[:index])
    needed = law.truth(requirement) if requirement else True
    return both([law.formula(rules[index].cond), earlier, needed])


def _shown(inquiry: Inquiry, name: str, homes: list[tuple[Law, Chain, int]]) -> Iterator[Finding]:
    """The finding with a transaction on which the provision holds and another goes before it; none if it is dead."""
    for law, (_, rules), index in homes:
        rule, before = rules[index], rules[:index]

        def ask(law: Law, rule: Rule = rule, before: tuple[Rule, ...] = before) -> Any:
            return both([law.formula(rule.cond), either(law.formula(other.cond) for other in before)])

        def shown(decided: Decided, rule: Rule = rule, before: tuple[Rule, ...] = before) -> bool:
            return surely(decided, rule.cond) and any(surely(decided, other.cond) for other in before)

        witness = inquiry.witness(law, ask, shown, name)
        if witness is not None:
            others = ", ".join(other.id for other in before)
            yield Finding(
                SHADOWED,
                name,
                f"it never decides, because of what goes before it: {others}",
                "",
                rule.provision.place,
                witness,
            )
            return


def overlaps(inquiry: Inquiry, provision: str = "") -> Iterator[Finding]:
    """Pairs of one chain that both hold, decide differently, and are not ordered; and false words of disjointness."""
    seen: set[Any] = set()
    told: set[tuple[str, str]] = set()
    for law in inquiry.survey.laws:
        for one, other, declared in pairs(inquiry, law):
            if provision and provision not in (one.id, other.id):
                continue
            key = (one.id, other.id, law.identity(both([law.formula(one.cond), law.formula(other.cond)])))
            if key in seen or (one.id, other.id) in told:
                continue
            seen.add(key)

            def ask(law: Law, one: Rule = one, other: Rule = other) -> Any:
                return both([law.formula(one.cond), law.formula(other.cond)])

            def shown(decided: Decided, one: Rule = one, other: Rule = other) -> bool:
                return surely(decided, one.cond) and surely(decided, other.cond)

            witness = inquiry.witness(law, ask, shown, one.id)
            if witness is not None:
                told.add((one.id, other.id))
                how = "are declared disjoint" if declared else "have no declared order"
                message = f"it and {other.id} {how}, and both hold"
                yield Finding(OVERLAP, one.id, message, other.id, one.provision.place, witness)


def pairs(inquiry: Inquiry, law: Law) -> Iterator[tuple[Rule, Rule, bool]]:
    """Pairs that must not hold together, and whether they were declared so."""
    provisions = inquiry.book.source.provisions
    for one, other in combinations(law.unit.rules, 2):
        if other.id in one.provision.disjoint_with or one.id in other.provision.disjoint_with:
            yield one, other, True
    for _, chain in chains(law):
        under = {rule.id: below(rule.provision, provisions) for rule in chain}
        for one, other in combinations(chain, 2):
            same = (one.provision.value, one.provision.policy) == (other.provision.value, other.provision.policy)
            if not same and other.id not in under[one.id] and one.id not in under[other.id]:
                yield one, other, False
