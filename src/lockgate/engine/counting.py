"""Ways of counting that the text leaves open: TF32 bits, six-bit formats, the unit, the bound on an unknown die area.

They change the figures of a chip before any condition is asked, so the transaction is read again under each of them.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lockgate.door.build import recount
from lockgate.door.chips import named
from lockgate.door.figures import is_blank
from lockgate.door.words import is_unknown
from lockgate.engine.compose import Composer
from lockgate.engine.decide import decide
from lockgate.engine.readings import Signature, shown, signature
from lockgate.engine.result import ReadingEffect
from lockgate.items import Switches, alternatives

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lockgate.compiler.model import Reading
    from lockgate.door.declarations import Declarations
    from lockgate.door.model import Transaction
    from lockgate.engine.prepare import Prepared
    from lockgate.items import Chip

Way = tuple[str, str]
"""A reading and the value that is not the one used."""

_WORDS = {
    ("fp6_counts", "True"): "yes",
    ("fp6_counts", "False"): "no",
    ("reticle_bound", "True"): "on",
    ("reticle_bound", "False"): "off",
}


def other_ways(
    transaction: Transaction, declared: Declarations, readings: Mapping[str, str]
) -> tuple[tuple[Way, Transaction], ...]:
    """The transaction under every other way of counting that changes the figures of one of its chips."""
    switches = Switches.read(readings)
    ways = {way for chip in _chips(transaction.raw) for way in _ways(chip, switches)}
    return tuple(
        (way, recount(transaction, declared, Switches.read({**readings, way[0]: way[1]}))) for way in sorted(ways)
    )


@functools.lru_cache(maxsize=4096)
def _ways(chip: Chip, switches: Switches) -> tuple[Way, ...]:
    pairs = (key.split("=") for key in alternatives(chip, switches))
    return tuple(
        (name, _WORDS.get((name, value), "off" if name == "reticle_bound" else value)) for name, value in pairs
    )


def _chips(raw: Any) -> Iterator[Chip]:
    """The catalogue's chips that a raw transaction names."""
    if isinstance(raw, Mapping):
        chip = raw.get("chip")
        if isinstance(chip, str) and not is_blank(chip) and not is_unknown(chip):
            yield named(chip)[1]
        for key in ("item", "items", "circuits"):
            yield from _chips(raw.get(key))
    elif isinstance(raw, (list, tuple)):
        for one in raw:
            yield from _chips(one)


def counting_effects(
    composer: Composer,
    others: tuple[tuple[Way, Transaction], ...],
    prepare: Callable[[Transaction], Prepared],
    readings: Mapping[str, str],
) -> tuple[ReadingEffect, ...]:
    """The ways of counting on which the answer turns, with what the others give."""
    mine = _seen(composer)
    found = []
    for (name, value), transaction in others:
        other = Composer(decide(composer.unit, prepare(transaction)), transaction)
        theirs = _seen(other)
        if theirs != mine:
            reading = composer.unit.layout.symbols.source.readings[name]
            found.append(_effect(reading, readings.get(name, reading.default), value, theirs, mine))
    return tuple(found)


def _seen(composer: Composer) -> tuple[Signature, str | None]:
    entry = composer.classification()
    return signature(composer.decided, composer.transaction), entry.eccn or " or ".join(entry.possible)


def _effect(
    reading: Reading, used: str, value: str, theirs: tuple[Signature, str | None], mine: tuple[Signature, str | None]
) -> ReadingEffect:
    entry = f"{theirs[1]}; " if theirs[1] != mine[1] else ""
    gives = entry + (shown(theirs[0], mine[0]) if theirs[0] != mine[0] else "the same outcome")
    return ReadingEffect(reading.id, reading.question, used, ((value, gives),), reading.cite.ref)
