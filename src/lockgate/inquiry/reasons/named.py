"""The item by the name under which the catalogue knows it: which changes of its facts a user could state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lockgate.engine.prepare import KIND, content_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.layout import Slot
    from lockgate.door.model import Item, Value


@dataclass(frozen=True, slots=True)
class Named:
    """What the catalogue gives, by the path of the element (empty for the item itself) and the fact."""

    chip: str = ""
    own: Mapping[tuple[str, str], Value] = field(default_factory=dict)

    @classmethod
    def of(cls, item: Item | None) -> Named:
        """The item of one line; nothing is given where it was not named."""
        if item is None or not item.chip:
            return cls()
        own = {("", fact): value for fact, value in item.own.items()}
        if KIND in item.values:
            own["", KIND] = item.own.get(KIND, item.values[KIND])
        for circuit in item.circuits.elements:
            own |= {(circuit.path, fact): value for fact, value in circuit.own.items()}
        return cls(item.chip, own)

    def denies(self, fact: str, path: str, slot: Slot, content: tuple[Any, ...]) -> bool:
        """Whether a fact stated so would contradict the catalogue, so that both stayed possible."""
        value = self.own.get((path, fact))
        if value is None:
            return False
        own = content_of(slot, value)
        return not own[0] & content[0] if slot.kind == "one" else own[1] < content[0] or content[1] < own[0]
