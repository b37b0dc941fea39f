"""Numbers, days and names of the rulebook as the texts of claims print them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lockgate.claims.looking import BASE, DAYS, Looking, day_of
from lockgate.engine.spoken import OUTCOMES
from lockgate.engine.words import plain
from lockgate.errors import LockgateError, RulebookError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from fractions import Fraction

    from lockgate.claims.records import Claim

_HOLE = re.compile(r"\{(\w+)\}")
_OPERATIONS = re.compile(r"1e(\d+) operations")
GONE = "(not in this rulebook)"
_FEW = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def filled(text: str, claim: Claim, looking: Looking) -> str:
    """A text with its values filled in.

    Errors: `RulebookError` for a value that the claim does not state.
    """

    def value(match: re.Match[str]) -> str:
        stated = claim.values.get(match[1])
        if stated is None:
            raise RulebookError(f"claim '{claim.id}' states no value '{match[1]}'", place=claim.place)
        try:
            return shown(stated, looking)
        except LockgateError:
            return GONE

    said = _HOLE.sub(value, text)
    return said[:1].upper() + said[1:]


def shown(stated: Mapping[str, Any], looking: Looking) -> str:
    """One value as it is printed."""
    kind = next(name for name in VALUES if name in stated)
    return VALUES[kind](stated, looking)


def measure(value: Fraction, unit: str) -> str:
    """A number in its unit: shares as percentages, operations as powers of ten.

    >>> from fractions import Fraction
    >>> measure(Fraction(7, 100), "share"), measure(Fraction(25000), "1e21 operations"), measure(Fraction(4800), "TPP")
    ('7 percent', '2.5e25', '4,800')
    """
    if unit == "share":
        return f"{plain(value * 100)} percent"
    scale = _OPERATIONS.fullmatch(unit)
    if scale is None:
        return plain(value)
    digits = f"{int(value)}"
    power = len(digits) - 1
    head = f"{digits[0]}.{digits[1:]}".rstrip("0").rstrip(".")
    return f"{head}e{power + int(scale[1])}"


def _parameter(stated: Mapping[str, Any], looking: Looking) -> str:
    found = looking.number(stated["parameter"], day_of(stated["on"], looking.place))
    return "nothing" if found is None else measure(found, looking.parameter(stated["parameter"]).unit)


def _chips(stated: Mapping[str, Any], looking: Looking) -> str:
    found = looking.units(stated["chips"], stated["of"], day_of(stated["on"], looking.place))
    return "no" if found is None else f"{found:,}"


def _among(stated: Mapping[str, Any], looking: Looking) -> str:
    members = looking.members(stated["among"], day_of(stated["on"], looking.place))
    count = len(members.intersection(stated["of"]))
    return _FEW[count] if count < len(_FEW) else f"{count}"


def _listed(group: str, stated: Mapping[str, Any], looking: Looking, *, inside: bool) -> str:
    members = looking.members(group, day_of(stated["on"], looking.place))
    names = [looking.country(code) for code in stated["of"] if (code in members) is inside]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names) or "none"


def _names(stated: Mapping[str, Any], looking: Looking) -> str:
    return _listed(stated["names"], stated, looking, inside=True)


def _names_not(stated: Mapping[str, Any], looking: Looking) -> str:
    return _listed(stated["names_not"], stated, looking, inside=False)


def _instrument(stated: Mapping[str, Any], looking: Looking) -> str:
    if stated.get("day") not in DAYS:
        raise RulebookError(
            f"an instrument has no day '{stated.get('day')}'", place=looking.place, hint=", ".join(DAYS)
        )
    day: str = getattr(looking.instrument(stated["instrument"]), stated["day"]).isoformat()
    return day


def _begins(stated: Mapping[str, Any], looking: Looking) -> str:
    return looking.begins(stated["begins"]).isoformat()


def _class(stated: Mapping[str, Any], looking: Looking) -> str:
    item = {"chip": stated["class"], **{key: stated[key] for key in ("kind", "circuits") if key in stated}}
    found = looking.answer({"item": item}, day_of(stated["on"], looking.place), "enforced").classification
    return found.eccn or " or ".join(found.possible)


def _outcome(stated: Mapping[str, Any], looking: Looking) -> str:
    facts = shipment(stated["outcome"])
    found = looking.answer(facts, day_of(stated["on"], looking.place), stated.get("posture", "enforced"))
    return OUTCOMES.get(found.outcome or "", "open")


VALUES: dict[str, Callable[[Mapping[str, Any], Looking], str]] = {
    "parameter": _parameter,
    "chips": _chips,
    "among": _among,
    "names": _names,
    "names_not": _names_not,
    "instrument": _instrument,
    "begins": _begins,
    "class": _class,
    "outcome": _outcome,
}
"""Kinds of values that a text can print."""


def shipment(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a short shipment: a chip from the United States to a consignee there, unless it says otherwise.

    >>> shipment({"chip": "nvidia-h100-sxm", "to": "SG", "parent": "CN"})["parties"]["consignee"]["ultimate_parent"]
    'CN'
    """
    to = stated["to"]
    buyer: dict[str, Any] = {"location": to, "headquarters": to, "ultimate_parent": stated.get("parent", to)}
    if "lists" in stated:
        buyer["lists"] = stated["lists"]
    parties: dict[str, Any] = {"consignee": buyer}
    if "exporter" in stated:
        parties["exporter"] = stated["exporter"]
    if "customer" in stated:
        parties["customer"] = {"headquarters": stated["customer"]}
    return {
        "activity": "export",
        "origin": "US",
        "destination": to,
        "item": {"chip": stated["chip"], "quantity": stated.get("quantity", "1"), **stated.get("item", {})},
        "parties": parties,
        "base": BASE,
        **stated.get("facts", {}),
    }
