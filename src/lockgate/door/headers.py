"""Column headers of order files: dotted paths of facts, and the words that order systems use for them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from lockgate.door.declarations import Fact, fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lockgate.door.declarations import Declarations, Tree

ALIASES: Mapping[str, str] = {
    "order": "id",
    "order id": "id",
    "order no": "id",
    "order number": "id",
    "order line": "line",
    "line id": "line",
    "line no": "line",
    "line number": "line",
    "position": "line",
    "so number": "id",
    "po number": "id",
    "sales order": "id",
    "order date": "as_of",
    "ship date": "as_of",
    "shipping date": "as_of",
    "planned ship date": "as_of",
    "date": "as_of",
    "qty": "item.quantity",
    "quantity": "item.quantity",
    "order qty": "item.quantity",
    "order quantity": "item.quantity",
    "units": "item.quantity",
    "part": "item.label",
    "part no": "item.label",
    "part number": "item.label",
    "sku": "item.label",
    "material": "item.label",
    "description": "item.label",
    "product": "item.label",
    "chip": "item.chip",
    "gpu": "item.chip",
    "gpu model": "item.chip",
    "accelerator": "item.chip",
    "eccn": "item.stated_eccn",
    "export classification": "item.stated_eccn",
    "ship to": "destination",
    "ship to country": "destination",
    "shipto country": "destination",
    "destination country": "destination",
    "country of destination": "destination",
    "country of ultimate destination": "destination",
    "ship from": "shipped_from",
    "ship from country": "shipped_from",
    "dispatch country": "shipped_from",
    "country of origin": "origin",
    "coo": "origin",
    "transaction type": "activity",
    "exporter country": "exporter.location",
    "consignee country": "consignee.location",
    "ultimate consignee country": "consignee.location",
    "ultimate consignee": "consignee.name",
    "consignee": "consignee.name",
    "ship to name": "consignee.name",
    "sold to name": "purchaser.name",
    "sold to country": "purchaser.location",
    "bill to country": "purchaser.location",
    "consignee hq": "consignee.headquarters",
    "consignee headquarters": "consignee.headquarters",
    "consignee parent": "consignee.ultimate_parent",
    "consignee parent country": "consignee.ultimate_parent",
    "consignee lists": "consignee.lists",
    "screening result": "consignee.lists",
    "end user": "end_user.name",
    "end user country": "end_user.location",
    "end user hq": "end_user.headquarters",
    "end use": "end_use",
    "value": "shipment.value_usd",
    "value usd": "shipment.value_usd",
    "line value usd": "shipment.value_usd",
    "remarks": "note",
    "comment": "note",
    "comments": "note",
}
"""Folded headers of order systems."""

_PLAIN = (
    "schema",
    "id",
    "line",
    "note",
    "label",
    "base",
    "item.chip",
    "item.circuits",
    "item.die_area_mm2",
    "item.label",
)


def paths(declared: Declarations) -> dict[str, str]:
    """Folded headers and the place in a transaction that each means.

    >>> from lockgate.door.declarations import load
    >>> known = paths(load())
    >>> known["consignee headquarters"], known["qty"], known["tpp"]
    ('parties.consignee.headquarters', 'item.quantity', 'item.tpp')
    """
    own = {*_PLAIN, *_leaves(declared.trees[""], ""), *_leaves(declared.trees["item"], "item.")}
    own |= {path for path in _leaves(declared.trees["circuit"], "item.") if path != "item.count"}
    for role in declared.roles:
        own |= {*_leaves(declared.trees["party"], f"parties.{role}."), f"parties.{role}.owners"}
    own |= {f"flags.{flag}" for flag in declared.flags}
    known = {fold(path): path for path in sorted(own)}
    known |= {fold(shown(path)): path for path in sorted(own)}
    short = {fold(path.removeprefix("item.")): path for path in sorted(own) if path.startswith("item.")}
    roles = set(declared.roles)
    words = {word: f"parties.{path}" if path.partition(".")[0] in roles else path for word, path in ALIASES.items()}
    return {**short, **words, **known}


def shown(path: str) -> str:
    """A path as a header names it.

    >>> shown("parties.consignee.location")
    'consignee.location'
    """
    return path.removeprefix("parties.")


def near(header: str, known: Mapping[str, str]) -> str:
    """The nearest known headers.

    >>> near("consignee.hedquarters", {"consignee headquarters": "parties.consignee.headquarters"})
    'did you mean consignee.headquarters?'
    """
    found = difflib.get_close_matches(fold(header), known, 3, 0.7)
    columns = dict.fromkeys(shown(known[word]) for word in found)
    return f"did you mean {' or '.join(columns)}?" if columns else "no known column is near it"


def _leaves(tree: Tree, prefix: str) -> Iterator[str]:
    for name, node in tree.items():
        if isinstance(node, Fact):
            yield f"{prefix}{name}"
        else:
            if "headquarters" in node:
                yield f"{prefix}{name}"
            yield from _leaves(node, f"{prefix}{name}.")
