"""The proofs of a determination: everything that decides, in the order of decision, made when somebody looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from lockgate.compiler.unit import SUBJECT, Rule
from lockgate.engine.prove import Proof

if TYPE_CHECKING:
    from lockgate.engine.compose import Composer
    from lockgate.engine.decide import Decided
    from lockgate.engine.evaluate import Evaluator


class Proofs(Sequence[Proof]):
    """Behaves like a tuple of proofs; builds them at the first look."""

    __slots__ = ("_composer", "_made")

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._made: tuple[Proof, ...] | None = None

    @property
    def decided(self) -> Decided:
        """The decision that is proved."""
        return self._composer.decided

    def _all(self) -> tuple[Proof, ...]:
        if self._made is None:
            self._made = proofs(self._composer)
        return self._made

    @overload
    def __getitem__(self, index: int) -> Proof: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Proof]: ...

    def __getitem__(self, index: int | slice) -> Proof | Sequence[Proof]:
        """One proof or some of them."""
        return self._all()[index]

    def __len__(self) -> int:
        """How many provisions decided."""
        return len(self._all())


def proofs(composer: Composer) -> tuple[Proof, ...]:
    """Proofs of everything that decides, in the order of decision."""
    decided, unit = composer.decided, composer.unit
    evaluator = composer.evaluator
    mask = unit.holds.get(SUBJECT, 0)
    rules = unit.picked(mask & decided.certain)[:1] or unit.picked(mask & decided.possible) or unit.picked(mask)[:3]
    for chain in unit.chains.values():
        rules += _first_true(chain, evaluator)
    rules += [*decided.rules("prohibits"), *decided.rules("exempts"), *decided.rules("requires"), *composer.exempted()]
    rules += [unit.rule(bit) for bit, _, _ in decided.coverage] + decided.rules("closes")
    for requirement in decided.rules("requires"):
        rules += _first_true(unit.reviews.get(requirement.bit, ()), evaluator)
    if composer.transaction.subject != "transaction":
        rules = unit.of("limits")
    return tuple(composer.prover.proof(rule) for rule in {rule.bit: rule for rule in rules}.values())


def _first_true(chain: Sequence[Rule], evaluator: Evaluator) -> list[Rule]:
    """The rules of an ordered chain that may decide: up to the first that certainly holds."""
    found = []
    for rule in chain:
        possibly, surely = evaluator.value(rule.cond)
        if possibly:
            found.append(rule)
        if surely:
            break
    return found
