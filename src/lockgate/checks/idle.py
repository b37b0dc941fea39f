"""Provisions that act on others and never change anything: ways, exemptions and closures without use."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from lockgate.checks.findings import Finding
from lockgate.checks.logic import both, either
from lockgate.compiler.ir import StepOk, conj, disj, negate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate.checks.inquiry import Inquiry
    from lockgate.checks.law import Law
    from lockgate.compiler.unit import Rule

IDLE = "idle"


def idle(inquiry: Inquiry, provision: str = "") -> Iterator[Finding]:
    """Authorizations, exemptions and closures that never do what they are for."""
    asks: dict[str, tuple[str, Callable[[Law, Rule], Any]]] = {
        "authorizes": ("it can never cover a requirement", covers),
        "exempts": ("it never removes anything", removes),
        "closes": ("it never shuts a way", shuts),
    }
    for effect, (message, ask) in asks.items():
        homes: dict[str, list[tuple[Law, Rule]]] = {}
        for law in inquiry.survey.laws:
            for rule in law.unit.of(effect):
                if not provision or rule.id == provision:
                    homes.setdefault(rule.id, []).append((law, rule))
        for name, mine in homes.items():
            if not _acts(inquiry, mine, ask):
                yield Finding(IDLE, name, message, "", inquiry.book.source.provisions[name].place)


def _acts(inquiry: Inquiry, homes: list[tuple[Law, Rule]], ask: Callable[[Law, Rule], Any]) -> bool:
    seen: set[Any] = set()
    for law, rule in homes:
        key = law.identity(ask(law, rule))
        if key in seen:
            continue
        seen.add(key)
        if inquiry.possible(law, partial(_asked, ask, rule), rule.id):
            return True
    return False


def _asked(ask: Callable[[Law, Rule], Any], rule: Rule, law: Law) -> Any:
    return ask(law, rule)


def covers(law: Law, rule: Rule) -> Any:
    """A way covers some requirement that holds."""
    return either(law.covered(rule).values())


def removes(law: Law, rule: Rule) -> Any:
    """An exemption holds where the condition of what it removes does."""
    targets = [other for other in law.unit.rules if other.exempt_by & rule.bit]
    return both([law.truth(rule), either(law.formula(other.cond) for other in targets)])


def shuts(law: Law, rule: Rule) -> Any:
    """A closure holds where a way would cover what the closure takes from it."""
    found = []
    for way in law.unit.of("authorizes"):
        steps = (disj(negate(step.cond), StepOk(step.step.shown_by, step.wait)) for step in way.steps)
        scope = sum(mask for closer, mask in way.closed_by if closer == rule.bit)
        needs = either(law.truth(other) for other in law.unit.picked(way.targets & scope))
        found.append(both([law.formula(conj(way.cond, *steps)), needs]) if scope else False)
    return both([law.truth(rule), either(found)])
