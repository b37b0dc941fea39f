"""Tests on the item beside its class: exceptions, ceilings, letters, duties, as far as the item decides them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from lockgate.compiler.ir import And, Fold, Holds, Linear, Member, Named, Node, Overlap, Same, StepOk, Use, conj, walk
from lockgate.compiler.load import load_yaml
from lockgate.engine.prove import TRUTH
from lockgate.errors import RulebookError
from lockgate.inquiry.classification.records import Regime, RegimeSpan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.compiler.unit import Rule, Unit
    from lockgate.engine.compose import Composer

FILE = "regimes.yaml"
_ITEM = ("item.", "circuit.", "class.", "reading.", "evidence.")
_CIRCUITS = "circuits"


@dataclass(frozen=True, slots=True)
class RegimeRecord:
    """A row of ``regimes.yaml``: which provisions to look at, and which condition inside them."""

    id: str
    name: str
    gist: str
    provisions: tuple[str, ...]
    truth: str = ""


@lru_cache(maxsize=8)
def regimes_of(book: Rulebook) -> tuple[RegimeRecord, ...]:
    """The regimes of a rulebook and its overlays.

    >>> from lockgate import Rulebook
    >>> regimes_of(Rulebook.load(cached=True))[0].id
    'nac-aca'
    """
    rows = [row for folder in book.folders if (folder / FILE).is_file() for row in load_yaml(folder / FILE, FILE) or ()]
    found = []
    for row in rows:
        missing = [name for name in row.get("provisions", ()) if name not in book.source.provisions]
        if missing or not row.get("provisions"):
            raise RulebookError(f"regime '{row.get('id')}' names no provision that exists", place=row.place)
        names = tuple(str(name) for name in row["provisions"])
        found.append(
            RegimeRecord(str(row["id"]), str(row["name"]), str(row["gist"]).strip(), names, str(row.get("truth", "")))
        )
    return tuple(found)


def test_of(unit: Unit, record: RegimeRecord) -> tuple[Rule, Node] | None:
    """The provision of a regime that is in force in a unit, and the part of its condition that looks at the item."""
    kept: dict[str, tuple[Rule, Node] | None] = unit.notes.setdefault("regimes", {})
    if record.id not in kept:
        rule = next((one for one in unit.rules if one.id in record.provisions), None)
        kept[record.id] = None if rule is None else (rule, _inner(rule.cond, record.truth, unit))
    return kept[record.id]


def _inner(cond: Node, truth: str, unit: Unit) -> Node:
    if truth:
        found = next((node for node in walk(cond) if isinstance(node, Named) and node.name == truth), None)
        if found is None:
            raise RulebookError(f"no condition '{truth}' stands in the provision of a regime", place=FILE)
        cond = found
    return item_part(cond, unit)


def item_part(node: Node, unit: Unit) -> Node:
    """A condition without the legs that say nothing about the item; a leg that looks at both is kept whole."""
    if isinstance(node, Named) and not of_item(node, unit):
        return item_part(node.arg, unit)
    if isinstance(node, And):
        return conj(*(item_part(arg, unit) for arg in node.args))
    return node if any(_reads_item(part) for part in walk(node)) else conj()


def of_item(node: Node, unit: Unit) -> bool:
    """Whether a condition reads figures and kind of the item, and at most parties of whom we know of nobody."""
    collections = unit.layout.symbols.source.collections
    for part in walk(node):
        if isinstance(part, (Holds, StepOk, Use)):
            return False
        if isinstance(part, Fold) and part.collection != _CIRCUITS and collections[part.collection].absent != "none":
            return False
        if not all(name.startswith((*_ITEM, "party.", _CIRCUITS)) for name in _names(part)):
            return False
    return True


def _reads_item(node: Node) -> bool:
    return any(name.startswith(("item.", "circuit.", "class.")) for name in _names(node))


def _names(node: Node) -> tuple[str, ...]:
    """The facts and collections that one node reads."""
    if isinstance(node, (Member, Overlap)):
        return (node.fact,)
    if isinstance(node, Same):
        return node.left, node.right
    if isinstance(node, Linear):
        refs = [term.ref for term in node.terms if term.ref is not None]
        return tuple(ref if isinstance(ref, str) else ref.collection for ref in refs)
    return ()


def regimes(
    records: Iterable[RegimeRecord], looked: Iterable[tuple[date, date | None, Composer]]
) -> tuple[Regime, ...]:
    """Per regime, whether the item meets its test and when; regimes that are never in force are left out."""
    stretches = tuple(looked)
    found = []
    for record in records:
        spans: list[RegimeSpan] = []
        cite = ""
        for start, end, composer in stretches:
            tested = test_of(composer.unit, record)
            if tested is None:
                continue
            rule, node = tested
            cite = rule.provision.cite.ref
            truth = TRUTH[composer.evaluator.value(node)]
            if spans and spans[-1].truth == truth:
                spans[-1] = RegimeSpan(spans[-1].start, end, truth)
            else:
                spans.append(RegimeSpan(start, end, truth))
        if spans:
            found.append(Regime(record.id, record.name, record.gist, cite, tuple(spans)))
    return tuple(found)
