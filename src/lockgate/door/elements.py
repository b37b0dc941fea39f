"""Items with their circuits, parties with their owners, licences and sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.door import chips, values, words
from lockgate.door.declarations import Fact
from lockgate.door.figures import is_blank, text_of
from lockgate.door.model import Categorical, Element, Group, Interval, Item
from lockgate.door.problems import WordError, place_of

if TYPE_CHECKING:
    from lockgate.door.declarations import Tree
    from lockgate.door.model import Value
    from lockgate.door.walk import Walk
    from lockgate.items import Chip

AREA = Fact("die_area_mm2", "world", "number", "What is the area of the non-planar logic dies?", "", unit="mm2")
"""Read at the door only: with the TPP it gives the performance density."""
ITEM_BESIDE = ("chip", "circuits", "die_area_mm2", "note", "label")
PARTY_BESIDE = ("owners", "note")
_ASSEMBLIES = frozenset({"board", "server"})
_SINGLE = frozenset({"ic", "die"})
WITHOUT_CIRCUITS = frozenset({"hbm", "weights", "software", "technology", "sme"})
_ONE = Interval(Fraction(1), Fraction(1))
_SOME = Interval(Fraction(1), None)


@dataclass(frozen=True, slots=True)
class _Spot:
    """What is being read, and where it stands."""

    walk: Walk
    raw: Mapping[str, Any]
    path: str

    def value(self, fact: Fact, key: str) -> Any:
        """The value of one key."""
        return values.collect(fact, self.raw.get(key), self.walk.declared, f"{self.path}.{key}", self.walk.problems)


def circuit_tree(walk: Walk) -> Tree:
    """Figures of one circuit that may stand directly on the item."""
    return {name: fact for name, fact in walk.declared.trees["circuit"].items() if name != "count"}


def item(walk: Walk, raw: Mapping[str, Any], index: int) -> Item:
    """One item with its circuits."""
    path = f"items[{index}]"
    found = walk.facts({**walk.declared.trees["item"], **circuit_tree(walk)}, raw, path, ITEM_BESIDE)
    stated = {fact: value for fact, value in found.items() if fact.startswith("item.")}
    figures = {fact: value for fact, value in found.items() if fact.startswith("circuit.")}
    spot = _Spot(walk, raw, path)
    area = spot.value(AREA, "die_area_mm2")
    listed = raw.get("circuits")
    if isinstance(listed, (list, tuple)) or (isinstance(listed, Mapping) and not {"low", "high"} & set(listed)):
        if figures or area is not None or not is_blank(raw.get("chip")):
            hint = "keep the figures in circuits, one entry for each kind of circuit"
            walk.wrong(place_of(f"{path}.circuits", raw), "figures stand both on the item and in circuits", hint)
        return _of_several(spot, stated)
    return _of_one(spot, stated, figures, area)


def _of_one(spot: _Spot, stated: dict[str, Value], figures: dict[str, Value], area: Any) -> Item:
    """An item whose circuits are all alike."""
    walk, path = spot.walk, spot.path
    count = spot.value(walk.declared.facts["circuit.count"], "circuits")
    many, chip = _chip(spot)
    if chip is None:
        filled = chips.computed(figures, area)
        filled.item = stated
    else:
        filled = chips.fill(chip, figures, stated, area, many, switches=walk.switches)
    walk.notes.extend(f"{path}: {note}" for note in filled.notes)
    walk.conflicts.extend(f"{path}: {conflict}" for conflict in filled.conflicts)
    kind = filled.item.get("item.kind")
    possible = kind.possible if isinstance(kind, Categorical) else frozenset()
    single = bool(possible) and possible <= _SINGLE
    if chip is None and not filled.circuit and count is None and not single:
        known = bool(possible) and possible <= WITHOUT_CIRCUITS
        circuits = Group((), complete=known)
    else:
        counted = _count(spot, count, many, chip, kind)
        own = _own_of(filled.own, "circuit")
        if chip is not None and (count is None or many > 1):
            own["circuit.count"] = counted if count is None else _count(spot, None, many, chip, kind)
        one = Element({**filled.circuit, "circuit.count": counted}, f"{path}.circuits[0]", {}, own)
        circuits = Group((one,), complete=True)
    label, given = _label(spot, filled.label), _own_of(filled.own, "item")
    return Item(filled.item, circuits, tuple(filled.remarks), label, _name_of(many, chip), given)


def _own_of(own: Mapping[str, Value], element: str) -> dict[str, Value]:
    return {fact: value for fact, value in own.items() if fact.startswith(f"{element}.")}


def _name_of(many: int, chip: Chip | None) -> str:
    return "" if chip is None else f"{many}x {chip.id}" if many > 1 else chip.id


def _count(spot: _Spot, count: Any, many: int, chip: Chip | None, kind: Value | None) -> Value:
    """How many circuits one unit holds; a board or server whose number nobody gave may hold any."""
    each = _ONE if chip is None else chips.per_unit(chip, spot.walk.switches)
    named = Interval(*(None if end is None else end * many for end in (each.low, each.high)))
    if count is not None:
        if many > 1 and count != named:
            spot.walk.conflicts.append(f"{spot.path}: circuits and the name of the chip give different numbers")
            return chips.interval(chips.bounds(count).hull(chips.bounds(named)))
        return Interval(count.low, count.high)
    possible = kind.possible if isinstance(kind, Categorical) else frozenset()
    whole = chip is not None and chip.unit_level == "board" and "server" not in possible
    if many > 1 or whole or (possible and possible <= _SINGLE):
        return named
    spot.walk.notes.append(f"{spot.path}: circuits is not stated: how many circuits one unit holds stays open")
    return _SOME


def _of_several(spot: _Spot, stated: dict[str, Value]) -> Item:
    """An item with several kinds of circuit."""
    walk = spot.walk
    units: list[dict[str, Value]] = []
    labels: list[str] = []
    names: list[str] = []
    remarks: list[str] = []

    def one(child: Mapping[str, Any], place: str) -> Element:
        beside = ("chip", "die_area_mm2", "note")
        own = walk.facts(walk.declared.trees["circuit"], child, place, beside)
        inner = _Spot(walk, child, place)
        area = inner.value(AREA, "die_area_mm2")
        many, chip = _chip(inner)
        count = own.pop("circuit.count", None)
        filled = (
            chips.computed(own, area) if chip is None else chips.fill(chip, own, {}, area, many, switches=walk.switches)
        )
        walk.conflicts.extend(f"{place}: {conflict}" for conflict in filled.conflicts)
        filled.item.pop("item.kind", None)
        units.append(filled.item)
        labels.append(filled.label)
        remarks.extend(filled.remarks)
        counted = _count(inner, count, many, chip, Categorical(_SINGLE))
        names.append(_name_of(many, chip))
        return Element({**filled.circuit, "circuit.count": counted}, place, {}, _own_of(filled.own, "circuit"))

    group = walk.group(spot.raw.get("circuits"), f"{spot.path}.circuits", one) or Group((), complete=False)
    joined = chips.together(units) if group.complete else {}
    own = {fact: value for fact, value in joined.items() if fact not in stated}
    label, chip = (" + ".join(filter(None, texts)) for texts in (labels, names))
    return Item({**joined, **stated}, group, tuple(remarks), _label(spot, label), chip, own if chip else {})


def _chip(spot: _Spot) -> tuple[int, Chip | None]:
    """How many of which chip; nothing if none is named or it cannot be told."""
    stated = spot.raw.get("chip")
    text = text_of(stated)
    if is_blank(stated) or (text is not None and words.is_unknown(text)):
        return 1, None
    place = place_of(f"{spot.path}.chip", stated, spot.raw)
    if text is None:
        spot.walk.wrong(place, "a chip is one name", "list different circuits under circuits")
        return 1, None
    try:
        return chips.named(text)
    except WordError as error:
        spot.walk.wrong(place, error.message, error.hint or "")
        return 1, None


def _label(spot: _Spot, name: str) -> str:
    for text in (
        text_of(spot.raw.get("label")),
        name,
        *(text_of(spot.raw.get(key)) for key in ("stated_eccn", "kind")),
    ):
        if text:
            return str(text)
    return spot.path


def party(walk: Walk, raw: Mapping[str, Any], path: str) -> Element:
    """One party with its owners."""
    found = walk.facts(walk.declared.trees["party"], raw, f"parties.{path}", PARTY_BESIDE)
    owners = walk.group(
        raw.get("owners"), f"{path}.owners", lambda child, place: plain(walk, child, place, "owner", f"parties.{place}")
    )
    return Element(found, path, {} if owners is None else {"owners": owners})


def plain(walk: Walk, raw: Mapping[str, Any], path: str, element: str, shown: str = "") -> Element:
    """An owner, licence or site."""
    return Element(walk.facts(walk.declared.trees[element], raw, shown or path, ("note",)), path, {})


def sites(walk: Walk, raw: Any) -> Group:
    """What a holder has installed: a list, or countries with their TPP."""
    path = "holder.installed"
    if isinstance(raw, Mapping) and not {"known", "country"} & set(raw):
        raw = [{"country": country, "tpp": tpp} for country, tpp in raw.items()]
    found = walk.group(raw, path, lambda child, place: plain(walk, child, place, "site"))
    return found or Group((), complete=False)
