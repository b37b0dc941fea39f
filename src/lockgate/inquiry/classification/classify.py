"""What an item is: entry, paragraphs and level under every version of the rules, with the arithmetic and the bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.compiler.ir import Fold, walk
from lockgate.door.chips import named
from lockgate.door.model import Interval
from lockgate.engine.compose import Composer
from lockgate.engine.counting import other_ways
from lockgate.engine.decide import decide
from lockgate.engine.determine import declarations_of, preparer_of, stamp
from lockgate.engine.question import check_day, date_of
from lockgate.engine.readings import readings_of
from lockgate.errors import InputError
from lockgate.inquiry.classification.arithmetic import circuit_values, inputs, of_chip, of_figures
from lockgate.inquiry.classification.compare import TPP, Comparer
from lockgate.inquiry.classification.law import Stretch, classifying, stretches
from lockgate.inquiry.classification.records import NONE, Classified, Difference, Limb, ReadingMatters, Version
from lockgate.inquiry.classification.regimes import regimes, regimes_of
from lockgate.inquiry.look import Look
from lockgate.items import Switches, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from lockgate.compiler.unit import Unit
    from lockgate.door.model import Item, Transaction
    from lockgate.inquiry.classification.records import Regime
    from lockgate.items import Chip

    Seen = tuple[date, date | None, Composer]
    Course = tuple[tuple[date, date | None, str], ...]
    Outlook = dict[str, Course]

_SAME_AS_2022 = (
    "the figure of 2022 (bit length times TOPS) is taken to equal the TPP, as it does for every catalogued chip"
)
CLASS = "class"
_LEVELS = ("package", "wafer", "die", "board")
"""Units of the catalogue whose kind the door knows."""
_MET = {"true": "met", "false": "not met", "unknown": "open"}


def classify(
    what: str | Mapping[str, Any], look: Look | None = None, *, kind: str | None = None, circuits: str | None = None
) -> Classified:
    """Classify a chip of the catalogue, or stated figures, under every version of the rules.

    Args:
        what: a catalogue id or name (``8x H100 SXM`` counts), or the facts of an item as in a transaction file: ``tpp``
            (per circuit), ``die_area_mm2``, ``performance_density``, ``transfer_rate_gbs``, ``marketed_datacenter``,
            ``dram_bandwidth_gbs``; ``tops`` with ``bits`` stand for a TPP.
        look: rulebook, posture, knowledge and readings; its day is not used.
        kind: as what the circuit is shipped (ic, board, server); the kind of the catalogue row, or ic, if None.
        circuits: how many circuits one such unit holds.

    Returns:
        A `Classified` with ``versions``, each with its days, class, paragraphs and the comparisons that decided.

    Errors:
        `lockgate.errors.InputError` with the nearest names for an unknown chip, and for figures that cannot be.

    >>> found = classify({"tpp": 15824, "die_area_mm2": 814, "marketed_datacenter": True})
    >>> found.versions[-1].eccn, [limb.paragraph for limb in found.versions[-1].limbs]
    ('3A090.a', ['3A090.a.1', '3A090.a.2'])
    >>> classify("H100")
    Traceback (most recent call last):
        ...
    lockgate.door.problems.WordError: 'H100' names several chips (one of nvidia-h100-sxm, nvidia-h100-pcie)
    """
    chosen = look or Look()
    item, chip, assumed = _asked(what, kind, circuits)
    case = _Case(chosen, chosen.typed({"item": item}))
    switches = Switches.read(chosen.readings)
    found = case.item
    mine = case.outlook()
    label = chip.name if chip is not None else str(item.get("label") or "stated figures")
    return Classified(
        chip.id if chip is not None else "",
        label,
        chosen.posture,
        inputs(chip, switches, found),
        of_chip(chip, switches) if chip is not None else of_figures(_plain(what), found),
        case.versions(),
        case.regimes(),
        (*case.counting(mine), *case.contested(mine)),
        found.notes,
        (*assumed, *case.assumed()),
        case.transaction.conflicts,
        chip.sources if chip is not None else (),
        stamp(chosen.book),
        item,
    )


def catalogue(look: Look | None = None, *, kind: str | None = None) -> tuple[tuple[Chip, tuple[Version, ...]], ...]:
    """Every chip of the catalogue with its versions; without readings and regimes.

    >>> chip, versions = catalogue()[0]
    >>> chip.id, versions[-1].headline
    ('nvidia-v100-sxm2-32gb', '3A991.p')
    """
    chosen = look or Look()
    found = []
    for chip in load():
        item, _, _ = _asked(chip.id, kind, None)
        found.append((chip, _Case(chosen, chosen.typed({"item": item})).versions()))
    return tuple(found)


def versions_of(look: Look | None = None) -> tuple[Stretch, ...]:
    """The versions of the classification provisions: days, and the documents that made the change.

    >>> [one.start.isoformat() for one in versions_of()][:4]
    ['2022-10-07', '2022-10-21', '2023-11-17', '2024-04-04']
    """
    chosen = look or Look()
    known_at = date_of(chosen.known_at, "known_at")
    return stretches(chosen.book, chosen.posture, known_at, classifying(chosen.book.source))


def day_asked(look: Look) -> date:
    """The day of a look, or the day on which the law was last reviewed.

    Errors: `lockgate.errors.InputError` for a day before the rulebook begins.

    >>> day_asked(Look(as_of="2025-06-01")).isoformat()
    '2025-06-01'
    """
    day = date_of(look.as_of, "as_of") or look.book.current_to
    check_day(look.book, day, "as_of")
    return day


def _plain(what: str | Mapping[str, Any]) -> Mapping[str, Any]:
    return what if isinstance(what, Mapping) else {}


def _asked(
    what: str | Mapping[str, Any], kind: str | None, circuits: str | None
) -> tuple[dict[str, Any], Chip | None, tuple[str, ...]]:
    """The facts of the item, the chip if one is named, and what was assumed."""
    item, assumed = _figures(what) if isinstance(what, Mapping) else ({"chip": what}, ())
    name = item.get("chip")
    chip = named(str(name))[1] if name else None
    if kind is not None:
        item["kind"] = kind
    if circuits is not None:
        item["circuits"] = circuits
    if not item.get("kind") and (chip is None or chip.unit_level not in _LEVELS):
        item["kind"] = "ic"
        assumed = (*assumed, "the figures are those of one circuit (kind ic)")
    return item, chip, assumed


def _figures(what: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Stated figures; a rate with its bit length gives the TPP."""
    item = {key: value for key, value in what.items() if value is not None}
    bits = item.pop("bits", None)
    if bits is not None and "tops" not in item:
        raise InputError("a bit length needs a rate beside it", place="bits", hint="state tops as well")
    if bits is not None:
        item.setdefault("tpp", str(_product(item["tops"], bits)))
        item.setdefault("bit_tops", item["tpp"])
    if "bit_tops" in item or "tpp" not in item:
        return item, ()
    return {**item, "bit_tops": item["tpp"]}, (_SAME_AS_2022,)


def _product(tops: Any, bits: Any) -> str:
    from decimal import Decimal, InvalidOperation  # noqa: PLC0415 - only for stated rates

    from lockgate.items import plain  # noqa: PLC0415 - as above

    try:
        rate, length = Decimal(str(tops)), Decimal(str(bits))
    except InvalidOperation:
        raise InputError(
            f"'{tops}' x '{bits}' is no product of numbers", place="tops", hint="write 989.4 and 16"
        ) from None
    return plain(rate * length)


@dataclass(frozen=True, slots=True)
class _Case:
    """One item, looked at under every version."""

    look: Look
    transaction: Transaction

    @property
    def item(self) -> Item:
        return self.transaction.items[0]

    @property
    def known_at(self) -> date | None:
        return date_of(self.look.known_at, "known_at")

    def seen(self, spans: Iterable[Stretch], readings: Mapping[str, str] | None = None) -> Iterator[Seen]:
        """The decision on each stretch of days."""
        book, sides = self.look.book, self.look.readings if readings is None else readings
        preparer = preparer_of(book)
        for span in spans:
            unit = book.unit(span.start, self.look.posture, self.known_at)
            prepared = preparer.prepare(self.transaction, self.item, span.start, sides)
            yield span.start, span.end, Composer(decide(unit, prepared, settle=False), self.transaction)

    def versions(self) -> tuple[Version, ...]:
        """Versions; neighbours that come out alike are one."""
        spans = versions_of(self.look)
        found: list[Version] = []
        for span, (_, _, composer) in zip(spans, self.seen(spans), strict=True):
            one = _version(span, composer, self.item)
            same = found and replace(one, start=found[-1].start, end=found[-1].end, made_by=found[-1].made_by)
            if same == (found[-1] if found else None):
                found[-1] = replace(found[-1], end=one.end)
            else:
                found.append(one)
        return tuple(found)

    def outlook(self, readings: Mapping[str, str] | None = None) -> Outlook:
        """The class, and the test of each regime, on every stretch of days."""
        spans = versions_of(self.look)
        found = {CLASS: tuple((start, end, _words(one)) for start, end, one in self.seen(spans, readings))}
        for regime in self.regimes(readings):
            found[regime.name] = tuple((span.start, span.end, _MET[span.truth]) for span in regime.spans)
        return found

    def counting(self, mine: Outlook) -> tuple[ReadingMatters, ...]:
        """Ways of counting on which something turns."""
        book, sides = self.look.book, self.look.readings
        found = [
            self._effect(name, value, mine, _Case(self.look, other).outlook())
            for (name, value), other in other_ways(self.transaction, declarations_of(book), sides)
        ]
        return tuple(one for one in found if one.differences)

    def contested(self, mine: Outlook) -> tuple[ReadingMatters, ...]:
        """Contested readings in the provisions themselves on which something turns."""
        book, found = self.look.book, []
        units = [composer.unit for _, _, composer in self.seen(versions_of(self.look))]
        for name in sorted({name for unit in units for name in _mentioned(unit)}):
            reading = book.source.readings[name]
            used = self.look.readings.get(name, reading.default)
            for value, _ in reading.values:
                if value != used:
                    other = self.outlook({**self.look.readings, name: value})
                    found.append(self._effect(name, value, mine, other))
        return tuple(one for one in found if one.differences)

    def _effect(self, name: str, value: str, mine: Outlook, other: Outlook) -> ReadingMatters:
        reading = self.look.book.source.readings[name]
        used = self.look.readings.get(name, reading.default)
        changes = tuple(change for what in mine for change in _differences(what, mine[what], other.get(what, ())))
        return ReadingMatters(name, reading.question, used, value, reading.cite.ref, changes)

    def regimes(self, readings: Mapping[str, str] | None = None) -> tuple[Regime, ...]:
        """Tests beside the class."""
        records = regimes_of(self.look.book)
        ids = tuple(name for record in records for name in record.provisions)
        source = self.look.book.source
        spans = stretches(self.look.book, self.look.posture, self.known_at, classifying(source), ids)
        return regimes(records, self.seen(spans, readings))

    def assumed(self) -> tuple[str, ...]:
        """Provisions that turn on a party whom nobody named."""
        spans = versions_of(self.look)
        lines: dict[str, None] = {}
        for _, _, composer in self.seen(spans):
            lines.update(dict.fromkeys(_of_parties(composer.unit)))
        return tuple(lines)


def _differences(what: str, mine: Course, other: Course) -> tuple[Difference, ...]:
    """Days on which two courses differ; neighbours that give the same are one."""
    found: list[Difference] = []
    follows = False
    for start, end, theirs in other:
        own = next((text for first, last, text in mine if first <= start and (last is None or start <= last)), "")
        if theirs == own:
            follows = False
        elif follows and found[-1].gives == theirs:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(Difference(what, start, end, theirs))
            follows = True
    return tuple(found)


def _version(span: Stretch, composer: Composer, item: Item) -> Version:
    entry, possible = _entry(composer)
    found = composer.classification()
    comparer = Comparer(composer)
    comparisons = comparer.comparisons()
    tpp = circuit_values(item).get(TPP)
    known = tpp.known if isinstance(tpp, Interval) and isinstance(tpp.known, Fraction) else None
    settled = entry is not None or possible == (NONE,)
    return Version(
        span.start,
        span.end,
        span.made_by,
        entry,
        found.level,
        found.limb,
        possible,
        _limbs(composer, comparer),
        comparisons,
        comparer.flips(comparisons, known),
        () if settled else comparer.missing(),
        composer.confidence(),
    )


def _entry(composer: Composer) -> tuple[str | None, tuple[str, ...]]:
    """The entry if it is certain, and what is possible; what no rule works out stands as none."""
    source = composer.unit.layout.symbols.source
    default = source.stages["eccn"].default
    entries = composer.found(composer.decided.values("eccn"))
    levels = composer.decided.values("level")
    # stages are decided one by one: an entry of a level that is not possible is not possible either
    entries = tuple(name for name in entries if source.eccns[name].level in (*levels, "supports")) or entries
    shown = tuple(NONE if name == default else name for name in entries)
    return (shown[0] if len(shown) == 1 and shown[0] != NONE else None), shown


def _words(composer: Composer) -> str:
    entry, possible = _entry(composer)
    return entry or " or ".join(possible)


def _limbs(composer: Composer, comparer: Comparer) -> tuple[Limb, ...]:
    """Every paragraph that is met: the governing one, those that may govern, and those that remarks name besides."""
    values = composer.decided.values("limb")
    by_value = {rule.provision.value: rule for rule in composer.unit.chains.get("limb", ())}
    found = {}
    for value in values:
        if value in by_value:
            truth = "true" if len(values) == 1 else "unknown"
            found[value] = _limb(value, truth, governs=True, provision=by_value[value].provision)
    _, certain = composer.side
    for value, rule in comparer.besides():
        truth = "true" if certain & rule.bit else "unknown"
        found.setdefault(value, _limb(value, truth, governs=False, provision=by_value[value].provision))
    return tuple(found.values())


def _limb(value: str, truth: str, *, governs: bool, provision: Any) -> Limb:
    return Limb(value, truth, governs, provision.gist, provision.cite.ref)


def _of_parties(unit: Unit) -> tuple[str, ...]:
    """Classifying provisions that look at parties; without parties they do not hold."""
    kept: tuple[str, ...] | None = unit.notes.get("classify parties")
    if kept is None:
        collections = unit.layout.symbols.source.collections
        lines = []
        for chain in unit.chains.values():
            for rule in chain:
                folds = [node.collection for node in walk(rule.cond) if isinstance(node, Fold)]
                who = next((name for name in folds if collections[name].roles), "")
                if who:
                    cite = rule.provision.cite.ref
                    lines.append(f"nobody is named as {who}: {rule.provision.name} ({cite}) is taken not to apply")
        kept = unit.notes["classify parties"] = tuple(lines)
    return kept


def _mentioned(unit: Unit) -> frozenset[str]:
    """Readings in the conditions of the classifying provisions."""
    kept: frozenset[str] | None = unit.notes.get("classify readings")
    if kept is None:
        rules = [rule for chain in unit.chains.values() for rule in chain]
        kept = frozenset(name for rule in rules for name in readings_of(unit, rule))
        unit.notes["classify readings"] = kept
    return kept
