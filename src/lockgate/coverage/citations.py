"""Who cites which point of the sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.model import Cite, Source


def citations(source: Source) -> dict[str, list[str]]:
    """Ids of points to the records that cite them; anything but a provision is named with its kind.

    >>> from lockgate import Rulebook
    >>> citations(Rulebook.load().source)["D-620"]
    ['740.29', 'parameter lpp_annual_limit']
    """
    found: dict[str, list[str]] = {}
    for name, points in _all(source):
        for point in points:
            if name not in found.setdefault(str(point), []):
                found[str(point)].append(name)
    return found


def _all(source: Source) -> Iterator[tuple[str, tuple[str, ...]]]:
    for provision in source.provisions.values():
        yield str(provision.id), _points(provision.cite)
    shelves = (
        ("definition", source.definitions),
        ("parameter", source.parameters),
        ("reading", source.readings),
        ("group", source.sets),
    )
    for kind, shelf in shelves:
        for record in shelf.values():
            yield f"{kind} {record.id}", _points(record.cite)
    for instrument in source.instruments.values():
        yield f"instrument {instrument.id}", instrument.facts


def _points(cite: Cite) -> tuple[str, ...]:
    return (*cite.facts, *cite.params)
