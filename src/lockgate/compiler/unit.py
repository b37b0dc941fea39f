"""A compiled unit: the law of one stretch of days, seen from one posture, ready to be asked."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.compiler.packed import Packed
from lockgate.compiler.seal import seal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from types import CodeType

    from lockgate.compiler.ir import Node
    from lockgate.compiler.layout import Layout
    from lockgate.compiler.model import Provision, Step

SUBJECT = "subject_to_ear"
"""The named truth that is asked before anything else."""

Cells = list[Any]
Decision = tuple[int, int, list[tuple[int, int, int]]]
"""(possible, certain, coverage): bit masks of the rules that hold, and for each authorization its bit and the
requirements that it possibly and certainly covers."""


@dataclass(frozen=True, slots=True)
class StepRule(Packed):
    """A step or duty with its grounded condition."""

    step: Step
    cond: Node
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Rule(Packed):
    """A provision in force, its condition grounded; ``bit`` is its place in the masks of a decision."""

    provision: Provision
    cond: Node
    bit: int
    targets: int = 0
    scope: int = 0
    exempt_by: int = 0
    closed_by: tuple[tuple[int, int], ...] = ()
    steps: tuple[StepRule, ...] = ()
    duties: tuple[StepRule, ...] = ()
    raised: Node | None = None
    must: Node | None = None

    @property
    def id(self) -> str:
        """Id of the provision."""
        return self.provision.id


_UNKEPT = ("layout", "fold_function", "decide_function", "side_function", "asked", "terms")


@dataclass(slots=True)
class Unit:
    """What is in force from ``day`` until the next change, in one posture.

    ``asked`` and ``terms`` are kept by `lockgate.engine.pairs`: functions and coefficients of conditions.
    """

    day: date
    posture: str
    known_at: date | None
    layout: Layout
    rules: tuple[Rule, ...] = ()
    chains: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    reviews: dict[int, tuple[Rule, ...]] = field(default_factory=dict)
    masks: dict[str, int] = field(default_factory=dict)
    holds: dict[str, int] = field(default_factory=dict)
    folds: tuple[Node | Any, ...] = ()
    fold_at: dict[Any, int] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)
    entries: dict[int, int] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    seals: tuple[bytes, ...] = ()
    source: str = ""
    code: CodeType | None = None
    fold_function: Callable[[Cells], None] | None = None
    decide_function: Callable[[Cells], Decision] | None = None
    side_function: Callable[[Cells, int, int], tuple[int, int]] | None = None
    asked: dict[int, tuple[Any, Node]] = field(default_factory=dict)
    terms: dict[int, tuple[Any, Node]] = field(default_factory=dict)

    def of(self, effect: str) -> list[Rule]:
        """Rules with one effect."""
        return self.picked(self.masks[effect])

    def rule(self, bit: int) -> Rule:
        """The rule at a bit of the masks."""
        return self.rules[bit.bit_length() - 1]

    def picked(self, mask: int) -> list[Rule]:
        """The rules of a mask, in order."""
        found = []
        while mask:
            bit = mask & -mask
            found.append(self.rules[bit.bit_length() - 1])
            mask ^= bit
        return found

    def sealed(self) -> tuple[bytes, ...]:
        """A name for each rule with its conditions, see `seal`; kept with the unit."""
        self.seals = self.seals or tuple([seal(rule) for rule in self.rules])
        return self.seals

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the functions and the layout, which is the same for all units of a rulebook."""
        self.sealed()
        state = {name: getattr(self, name) for name in self.__slots__ if name not in _UNKEPT}
        return {**state, "code": marshal.dumps(self.code), "source": ""}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Come back from the cache; the rulebook gives the layout."""
        for name in _UNKEPT:
            object.__setattr__(self, name, {} if name in ("asked", "terms") else None)
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.code = marshal.loads(state["code"])  # noqa: S302 - our own bytes, see lockgate.compiler.cache

    def load(self) -> Unit:
        """Turn the generated source into functions (once)."""
        if self.decide_function is None:
            code = self.code or compile(self.source, f"<lockgate {self.day} {self.posture}>", "exec")
            space: dict[str, Any] = {}
            exec(code, space)  # noqa: S102 - the source is ours: it holds slot numbers and integers, no text of any file
            self.code = code
            self.fold_function = space["folds"]
            self.decide_function = space["decide"]
            self.side_function = space["side"]
        return self
