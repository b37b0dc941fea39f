"""Numbers and days: known, or within bounds; always exact, never floating point."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.door import words
from lockgate.door.declarations import fold
from lockgate.door.model import Interval
from lockgate.door.problems import WordError

if TYPE_CHECKING:
    from lockgate.door.declarations import Fact

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_AT_LEAST = re.compile(r"(?:>=|at least)\s*(.+)", re.IGNORECASE)
_AT_MOST = re.compile(r"(?:<=|at most|up to)\s*(.+)", re.IGNORECASE)
_RANGE = re.compile(r"(.+?)\s*\.\.\s*(.+)")
_SIGNED_ENDLESS = re.compile(r"[+-](nan|inf|infinity)", re.IGNORECASE)
_BARE_IS_RISKY = frozenset({"1e21 operations"})
"""Units in which a bare number is easily a thousandfold wrong: there the quantity reader has the say."""
_BOUNDS = {"low": 0, "at_least": 0, "high": 1, "at_most": 1}


def text_of(raw: Any) -> str | None:
    """The text of a scalar, or None for a list or mapping.

    >>> text_of(True), text_of(1.5), text_of(date(2025, 6, 1)), text_of([1])
    ('true', '1.5', '2025-06-01', None)
    """
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ")
    if isinstance(raw, (int, float, Decimal, date)):
        return str(raw)
    return None


def is_blank(raw: Any) -> bool:
    """Whether nobody filled the field in.

    >>> is_blank(None), is_blank("~"), is_blank([])
    (True, True, False)
    """
    return raw is None or (isinstance(raw, str) and words.is_empty(raw))


def scalar(raw: Any, fact: Fact) -> str:
    """The text of one value; a list or mapping is refused."""
    text = text_of(raw)
    if text is None:
        shape = "{low: ..., high: ...}" if fact.type in {"number", "integer", "date"} else "{one_of: [...]}"
        raise WordError("one value is expected here, not a list or mapping", hint=f"write one value, or {shape}")
    return text


def number(text: str, fact: Fact) -> Fraction:
    """A number in the unit of the fact, exactly.

    >>> from lockgate.door.declarations import load
    >>> number("15824", load().facts["circuit.tpp"])
    Fraction(15824, 1)
    """
    plain = text.strip()
    exact = _PLAIN.fullmatch(plain) and fact.unit not in _BARE_IS_RISKY
    found = Decimal(plain) if exact else _quantity(plain, fact)
    return _checked(found, plain, fact)


def _quantity(plain: str, fact: Fact) -> Decimal:
    from lockgate.items import QuantityError, quantity  # noqa: PLC0415 - plain numbers do without

    if fold(plain) in {"nan", "inf", "infinity"} or _SIGNED_ENDLESS.fullmatch(plain):
        raise WordError(f"'{plain}' is not a finite number", hint="write a number, or unknown")
    try:
        return quantity(plain, fact.unit)
    except QuantityError as error:
        raise WordError(error.message, hint=error.hint) from None


def _checked(found: Decimal, plain: str, fact: Fact) -> Fraction:
    if found and not -40 < found.adjusted() < 60:
        raise WordError(f"{plain} is out of range", hint=f"write it in {fact.unit or 'units'}")
    whole = found == found.to_integral_value()
    exact = Fraction(int(found)) if whole else Fraction(found)
    if not whole and (exact * 10**fact.decimals).denominator != 1:
        if fact.rounding != "floor":
            what = "must be a whole number" if fact.decimals == 0 else f"has more than {fact.decimals} decimals"
            raise WordError(f"{plain} {what}", hint="round it the way your source does")
        exact = Fraction(exact * 10**fact.decimals // 1, 10**fact.decimals)
    if exact < fact.minimum:
        raise WordError(f"{plain} is too small", hint=f"the least is {_shown(fact.minimum)} {fact.unit}".rstrip())
    if fact.maximum is not None and exact > fact.maximum:
        hint = "write a share between 0 and 1, or with a percent sign" if fact.unit == "share" else "check the unit"
        raise WordError(f"{plain} is more than {_shown(fact.maximum)}", hint=hint)
    return exact


def _shown(value: Fraction) -> str:
    return f"{value.numerator}" if value.denominator == 1 else f"{float(value):g}"


def _measure(text: str, fact: Fact) -> Fraction:
    return Fraction(words.day(text).toordinal()) if fact.type == "date" else number(text, fact)


def _ends(raw: Any, fact: Fact) -> tuple[str | None, str | None]:
    """The texts of both ends of a number or day."""
    if isinstance(raw, Mapping):
        ends: list[str | None] = [None, None]
        for key, end in raw.items():
            if key not in _BOUNDS:
                raise WordError(f"unknown key '{key}' in bounds", hint="write {low: ..., high: ...}")
            if not is_blank(end) and not words.is_unknown(text_of(end) or ""):
                ends[_BOUNDS[key]] = scalar(end, fact)
        return ends[0], ends[1]
    text = scalar(raw, fact).strip()
    if match := _AT_LEAST.fullmatch(text):
        return match[1], None
    if match := _AT_MOST.fullmatch(text):
        return None, match[1]
    if match := _RANGE.fullmatch(text):
        return match[1], match[2]
    return text, text


def interval(raw: Any, fact: Fact) -> Interval | None:
    """A number or day, known or within bounds."""
    first, last = _ends(raw, fact)
    if first is not None and first == last:
        if words.is_unknown(first) or fold(first) in fact.unknown_words:
            return None
        known = _measure(first, fact)
        return Interval(known, known)
    low = None if first is None else _measure(first, fact)
    high = None if last is None else _measure(last, fact)
    if low is not None and high is not None and low > high:
        raise WordError(f"the lower bound {first} is above the upper bound {last}", hint="swap or mend them")
    return None if low is None and high is None else Interval(low, high)
