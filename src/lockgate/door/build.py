"""A raw mapping to a transaction of typed facts; everything that is wrong is reported at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from lockgate.door import base, elements
from lockgate.door.declarations import load
from lockgate.door.figures import is_blank, text_of
from lockgate.door.model import Categorical, Group, Interval, Item, Transaction
from lockgate.door.problems import BadInputError, Problem, nearest, place_of
from lockgate.door.walk import Walk
from lockgate.errors import InputError
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lockgate.compiler.load import Table
    from lockgate.door.declarations import Declarations
    from lockgate.door.model import LookedUp, Value

SCHEMA = "lockgate.transaction/1"
BESIDE = (
    "schema",
    "id",
    "line",
    "note",
    "label",
    "base",
    "items",
    "item",
    "parties",
    "flags",
    "licences",
    "holder.installed",
)
ANSWERS = {
    "raised": "raised",
    "yes": "raised",
    "true": "raised",
    "open": "raised",
    "explained": "explained",
    "answered": "explained",
    "resolved": "explained",
    "clear": "clear",
    "no": "clear",
    "false": "clear",
    "none": "clear",
}
NAMES = "looked_up.names"
"""The fact that names were matched against lists; only this program states it."""
_IN_ORDER = (("shipment.aboard_on", "shipment.delivered_on"), ("licence.valid_from", "licence.valid_to"))
"""Days that cannot come the other way round."""


def build(
    raw: Mapping[str, Any],
    declared: Declarations | None = None,
    *,
    folder: Path | None = None,
    switches: Switches | None = None,
) -> Transaction:
    """The typed transaction, or a `BadInputError` with everything that is wrong.

    ``switches`` says how figures are counted where the text leaves a choice (the usual way if None).

    >>> order = build({"as_of": "2025-06-01", "destination": "Malaysia", "item": {"chip": "nvidia-h100-sxm"}})
    >>> order.values["destination"].known, order.items[0].circuits.elements[0].values["circuit.tpp"].known
    ('MY', Fraction(15832, 1))
    >>> build({"destinaton": "MY", "activity": "export"})
    Traceback (most recent call last):
        ...
    lockgate.door.problems.BadInputError: destinaton: unknown key 'destinaton' (did you mean destination?)
    """
    transaction, problems = attempt(raw, declared, folder=folder, switches=switches)
    if transaction is None:
        raise BadInputError(problems)
    return transaction


def attempt(
    raw: Mapping[str, Any],
    declared: Declarations | None = None,
    *,
    folder: Path | None = None,
    switches: Switches | None = None,
    looked_up: LookedUp | None = None,
) -> tuple[Transaction | None, list[Problem]]:
    """The typed transaction if nothing is wrong, and what is wrong; ``looked_up`` says how some facts were found.

    >>> attempt({"as_of": "2025-02-30"})[1]
    [Problem(place='as_of', message='there is no day 2025-02-30', hint='write the day as 2025-06-01')]
    """
    walk = Walk(declared or load(), switches=switches or Switches())
    merged, assumed = _merged(raw, walk, folder)
    transaction = _typed(walk, merged, assumed, looked_up)
    return (None if walk.problems else transaction), walk.problems


def recount(transaction: Transaction, declared: Declarations, switches: Switches) -> Transaction:
    """The same transaction with its figures counted another way; its baselines are laid under it already.

    >>> from lockgate.door.declarations import load
    >>> order = build({"item": {"chip": "aws-trainium-1"}})
    >>> again = recount(order, load(), Switches.read({"tf32_bits": "32"}))
    >>> [str(one.items[0].circuits.elements[0].values["circuit.tpp"].known) for one in (order, again)]
    ['3610', '6080']
    """
    return rebuild(transaction.raw, transaction.assumed, declared, switches, transaction.looked_up)


def rebuild(
    merged: Mapping[str, Any],
    filled: Iterable[base.Filled],
    declared: Declarations,
    switches: Switches,
    looked_up: LookedUp | None = None,
) -> Transaction:
    """The typed transaction of facts under which the baselines are laid already; ``filled`` is what they gave.

    >>> order = build({"as_of": "2025-06-01", "base": "ordinary-course", "item": {"chip": "nvidia-h100-sxm"}})
    >>> rebuild(order.raw, order.assumed, load(), Switches()) == order
    True
    """
    walk = Walk(declared, switches=switches)
    again = _typed(walk, cast("Table", merged), list(filled), looked_up)
    if walk.problems:
        raise BadInputError(walk.problems)
    return again


def _typed(walk: Walk, merged: Table, assumed: list[base.Filled], looked_up: LookedUp | None) -> Transaction:
    found = _global(walk, merged)
    if looked_up is not None:
        found[NAMES] = Categorical(frozenset({"true" if looked_up.names else "false"}))
        walk.notes.extend(looked_up.notes)
        walk.conflicts.extend(looked_up.conflicts)
    items = _items(walk, merged)
    roles = _roles(walk, merged)
    licences = _licences(walk, merged)
    holder = merged.get("holder")
    sites = elements.sites(walk, holder.get("installed") if isinstance(holder, Mapping) else None)
    flags, answers = _flags(walk, merged.get("flags"))
    as_of = _as_of(walk, found, merged)
    _in_order(walk, "", found)
    subject = found.get("subject")
    known = subject.known if isinstance(subject, Categorical) else None
    return Transaction(
        subject=known or "transaction",
        values=found,
        items=items or _nothing(known),
        roles=roles,
        licences=licences,
        sites=sites,
        flags=flags,
        as_of=as_of,
        assumed=tuple(assumed),
        notes=tuple(walk.notes),
        conflicts=tuple(walk.conflicts),
        id="/".join(text for text in (_text(merged, "id"), _text(merged, "line")) if text),
        label=_text(merged, "label") or _name(items, merged),
        raw=merged,
        flag_evidence=answers,
        looked_up=looked_up,
    )


def _merged(raw: Mapping[str, Any], walk: Walk, folder: Path | None) -> tuple[Table, list[base.Filled]]:
    try:
        return base.merge(raw, walk.declared, folder)
    except BadInputError as error:
        walk.problems.extend(error.problems)
    except InputError as error:
        walk.wrong(error.place or "base", error.message, error.hint or "")
    return base.copy(raw), []


def _global(walk: Walk, merged: Table) -> dict[str, Value]:
    """Facts that belong to no element; words of an end use may set knowledge."""
    schema = text_of(merged.get("schema"))
    if schema and schema != SCHEMA:
        walk.wrong(place_of("schema", merged["schema"]), f"this is '{schema}'", f"this version reads {SCHEMA}")
    found = walk.facts(walk.declared.trees[""], merged, "", BESIDE)
    for fact, truth in walk.implied.items():
        stated = found.get(fact, truth)
        common = truth.possible & stated.possible if isinstance(stated, Categorical) else frozenset()
        found[fact] = Categorical(common)
        if not common:
            place = place_of("end_use", merged.get("end_use"), merged)
            walk.wrong(place, f"the end use means {fact}, which is denied elsewhere", f"mend end_use or {fact}")
    return found


def _items(walk: Walk, merged: Table) -> tuple[Item, ...]:
    one, many = merged.get("item"), merged.get("items")
    if not is_blank(one) and not is_blank(many):
        walk.wrong(place_of("item", one, merged), "both item and items are given", "put all of them under items")
    raw = many if is_blank(one) else one
    rows = [] if is_blank(raw) else raw if isinstance(raw, (list, tuple)) else [raw]
    found = []
    for index, row in enumerate(rows):
        if isinstance(row, Mapping):
            found.append(elements.item(walk, row, index))
        else:
            hint = f"write chip: {text_of(row) or '...'} and quantity below it"
            walk.wrong(place_of(f"items[{index}]", row), "an item needs keys and values", hint)
    return tuple(found)


def _nothing(subject: str | None) -> tuple[Item, ...]:
    """A transaction always moves something; what it is may be unknown."""
    unknown = Item({}, Group((), complete=False), (), "item not stated")
    return (unknown,) if subject in {None, "transaction"} else ()


def _roles(walk: Walk, merged: Table) -> dict[str, Group]:
    parties = merged.get("parties")
    if is_blank(parties):
        return {}
    if not isinstance(parties, Mapping):
        walk.wrong(place_of("parties", parties), "parties are given by role", "such as consignee: {location: MY}")
        return {}
    found: dict[str, Group] = {}
    single = {one.id: one.roles[0] for one in walk.declared.collections.values() if len(one.roles) == 1}
    for key, stated in parties.items():
        role = str(key) if key in walk.declared.roles else single.get(str(key), "")
        if not role:
            walk.unknown_key(str(key), set(walk.declared.roles), place_of(f"parties.{key}", key, stated))
            continue
        same = parties.get(text_of(stated) or "") if text_of(stated) in walk.declared.roles else stated
        text = text_of(same)
        if text is not None and not is_blank(same) and text.strip().casefold() not in {"none", "unknown", "?"}:
            hint = f"write {{name: {text}, headquarters: ...}}, none, unknown, or the role of a party given above"
            walk.wrong(place_of(f"parties.{key}", stated), "a party needs keys and values", hint)
            continue
        group = walk.group(same, role, lambda child, path: elements.party(walk, child, path))
        if group is not None:
            found[role] = group
    return found


def _licences(walk: Walk, merged: Table) -> Group:
    raw = merged.get("licences")
    found = walk.group(raw, "licences", lambda child, path: elements.plain(walk, child, path, "licence"), "number")
    for one in found.elements if found else ():
        _in_order(walk, one.path, one.values)
    return found or Group((), complete=True)


def _flags(walk: Walk, raw: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Red flags as answered, and what is offered as an answer."""
    found: dict[str, str] = {}
    evidence: dict[str, str] = {}
    if is_blank(raw):
        return found, evidence
    stated = raw
    if isinstance(raw, (list, tuple)) and all(isinstance(one, str) for one in raw):
        stated = dict.fromkeys(raw, "raised")
    if not isinstance(stated, Mapping):
        walk.wrong(place_of("flags", raw), "flags are given by their id", "such as kyc-03: raised")
        return found, evidence
    for key, answer in stated.items():
        place = place_of(f"flags.{key}", key, answer)
        if walk.declared.flags and key not in walk.declared.flags:
            walk.wrong(
                place,
                f"there is no red flag '{key}'",
                nearest(str(key), walk.declared.flags) or "see: lockgate rules list --effect flags",
            )
        detail = answer if isinstance(answer, Mapping) else {"answer": answer}
        for name in detail:
            if name not in {"answer", "evidence"}:
                walk.unknown_key(str(name), {"answer", "evidence"}, place)
        word = (text_of(detail.get("answer")) or "").strip().casefold()
        if word not in ANSWERS:
            walk.wrong(place, f"'{word}' is no answer to a red flag", "write raised, explained or clear")
            continue
        found[str(key)] = ANSWERS[word]
        if text := text_of(detail.get("evidence")):
            evidence[str(key)] = str(text)
    return found, evidence


def _as_of(walk: Walk, found: dict[str, Value], merged: Table) -> date | None:
    value = found.get("as_of")
    if not isinstance(value, Interval):
        return None
    if value.known is None:
        walk.wrong(place_of("as_of", merged["as_of"], merged), "as_of must be one day", "ask for each day by itself")
        return None
    return date.fromordinal(int(value.known))


def _in_order(walk: Walk, path: str, values: Mapping[str, Value]) -> None:
    for earlier, later in _IN_ORDER:
        first, last = values.get(earlier), values.get(later)
        if isinstance(first, Interval) and isinstance(last, Interval) and None not in (first.low, last.high):
            assert first.low is not None and last.high is not None  # noqa: S101, PT018 - for the type checker
            if first.low > last.high:
                walk.wrong(path or later, f"{later} comes before {earlier}", "mend one of the two days")


def _text(merged: Mapping[str, Any], key: str) -> str:
    raw = merged.get(key)
    return "" if is_blank(raw) else str(text_of(raw) or "").strip()


def _name(items: tuple[Item, ...], merged: Table) -> str:
    what = ", ".join(item.label for item in items[:3]) + (", ..." if len(items) > 3 else "")
    where = _text(merged, "destination")
    return f"{what} to {where}" if what and where else what or where
