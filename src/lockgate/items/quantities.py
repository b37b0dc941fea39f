"""Numbers with units as people write them, as a decimal in the unit that is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lockgate.errors import ItemsError
from lockgate.items.bounds import EXACT


class QuantityError(ItemsError, ValueError):
    """A number or its unit cannot be understood."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that can be asked for: an example, the units that convert to it, and hints about units that do not."""

    example: str
    factors: dict[str, str]
    hints: dict[str, str]
    letters: bool = False  # whether k, M, B, T may follow a number
    bare_max: str | None = None  # a bare number may not be larger: its unit would be a guess
    most: str | None = None


_AMOUNT = "an amount, not a rate a second"
_BITS = "not clear: bits or bytes? (bits are written Gbit/s)"
_RATE = "a rate a second, not a number of operations"
_RATES = {"GB/s": "1", "TB/s": "1000", "MB/s": "0.001", "GBps": "1", "TBps": "1000", "Gbit/s": "0.125", "Tbit/s": "125"}
_RATE_HINTS = dict.fromkeys(("TB", "GB", "MB"), _AMOUNT) | dict.fromkeys(
    [f"{size}{unit}" for size in "TtGgMm" for unit in ("b/s", "bps")], _BITS
)
_OPERATIONS = ("FLOP", "FLOPs", "operations", "OP", "OPs")

UNITS: Final[dict[str, Unit]] = {
    "GB/s": Unit("3350 GB/s", _RATES, _RATE_HINTS),
    "GB": Unit("80 GB", {"GB": "1", "TB": "1000", "MB": "0.001"}, {"GB/s": "a rate, not an amount"}),
    "mm2": Unit("814 mm2", {"mm2": "1", "mm^2": "1", "sq mm": "1", "cm2": "100", "cm^2": "100"}, {"mm": "a length"}),
    "TPP": Unit("15,832 TPP", {"TPP": "1"}, {}, letters=True),
    "TOPS": Unit(
        "1979 TOPS",
        dict.fromkeys(("TOPS", "TFLOPS", "TOP/s", "TFLOP/s"), "1")
        | dict.fromkeys(("POPS", "PFLOPS", "POP/s", "PFLOP/s"), "1000")
        | dict.fromkeys(("GOPS", "GFLOPS", "GFLOP/s"), "0.001"),
        {"TPP": "TPP is TOPS times the bit length"},
    ),
    "bit TOPS": Unit("4800 bit TOPS", {"bit TOPS": "1", "bits TOPS": "1", "bit x TOPS": "1"}, {}),
    "TPP/mm2": Unit("5.92 TPP/mm2", {"TPP/mm2": "1", "TPP/mm^2": "1"}, {}),
    "GB/s/mm2": Unit("6.8 GB/s/mm2", {"GB/s/mm2": "1", "GB/s/mm^2": "1", "GB/s per mm2": "1"}, {}),
    "nm": Unit("5 nm", {"nm": "1", "nanometres": "1", "nanometers": "1"}, {"mm": "millimetres"}),
    "share": Unit("50% or 0.5", {"%": "0.01", "percent": "0.01", "per cent": "0.01"}, {}, bare_max="1", most="1"),
    "USD": Unit("1,500,000 USD", dict.fromkeys(("USD", "$", "US$", "dollars"), "1"), {}, letters=True),
    "transistors": Unit("80 billion", {"transistors": "1"}, {}, letters=True),
    "units": Unit(
        "1,000 units",
        dict.fromkeys(("units", "unit", "pieces", "piece", "pcs", "pc", "pce", "ea", "each", "nos", "stk"), "1"),
        {},
        letters=True,
    ),
    "circuits": Unit("8 circuits", dict.fromkeys(("circuits", "circuit", "chips", "GPUs"), "1"), {}),
    "1e21 operations": Unit(
        "1.5e26 FLOP",
        {"1e21 operations": "1", "1e21": "1"} | dict.fromkeys(_OPERATIONS, "1e-21"),
        dict.fromkeys(("FLOPS", "FLOP/s", "TFLOPS", "PFLOPS", "OPS"), _RATE),
        letters=True,
        bare_max="1e9",
    ),
}
"""Every unit of the rule language: by its name there."""

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_NUMBER = re.compile(r"(?P<number>[+-]?\d(?:[\d.,_]|'(?=\d)|\s(?=\d{3}(?!\d)))*(?:[eE][+-]?\d+)?)(?P<rest>.*)")
_PLAIN = re.compile(r"[+]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?")
_GROUPED = re.compile(r"[+]?[1-9]\d{0,2}(?P<mark>[,_ '])\d{3}(?:(?P=mark)\d{3}){0,9}(?:\.\d{1,40})?")
_WORDS = {"thousand": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12, "tn": 12}
_LETTERS = {"k": 3, "K": 3, "m": 6, "M": 6, "b": 9, "B": 9, "t": 12, "T": 12}
_PREFIXES = ("US$", "USD", "usd", "$")


def quantity(text: str | int | Decimal, unit: str) -> Decimal:
    """Read a number in the unit that is asked for; a bare number is taken to be in that unit.

    >>> quantity("3.35 TB/s", "GB/s"), quantity("80 billion", "transistors"), quantity("50%", "share")
    (Decimal('3350'), Decimal('80000000000'), Decimal('0.5'))
    >>> quantity("1.5e26 FLOP", "1e21 operations"), quantity("15,824", "TPP")
    (Decimal('150000'), Decimal('15824'))
    >>> quantity("3.35 TB", "GB/s")
    Traceback (most recent call last):
        ...
    lockgate.items.quantities.QuantityError: '3.35 TB': TB is an amount, not a rate a second (write 3350 GB/s)
    """
    if unit not in UNITS:
        raise QuantityError(f"unknown unit {unit!r}", hint=f"one of {', '.join(UNITS)}")
    asked = UNITS[unit]
    shown = str(text)
    number, rest = _split(shown, unit)
    exponent, rest = _scale(rest, asked)
    value = EXACT.multiply(number, Decimal((0, (1,), exponent)))
    if rest:
        value = EXACT.multiply(value, _factor(shown, rest, unit))
    elif asked.bare_max is not None and value > Decimal(asked.bare_max):
        raise QuantityError(
            f"{shown!r} has no unit, and as {unit} it would be too large", hint=f"write {asked.example}"
        )
    if asked.most is not None and value > Decimal(asked.most):
        raise QuantityError(f"{shown!r} is more than the whole", hint=f"write {asked.example}")
    return _tidy(value)


def _split(shown: str, unit: str) -> tuple[Decimal, str]:
    """The number and what follows it; a currency sign in front moves behind."""
    text = _SPACES.sub(" ", shown).strip().replace("²", "2")
    for prefix in _PREFIXES:
        if unit == "USD" and text.startswith(prefix):
            text = f"{text.removeprefix(prefix).strip()} {prefix}"
            break
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise QuantityError(f"{shown!r} is no number", hint=f"write {UNITS[unit].example}")
    digits = found["number"]
    if digits.startswith("-"):
        raise QuantityError(f"{shown!r} is negative", hint=f"write {UNITS[unit].example}")
    if _PLAIN.fullmatch(digits):
        return Decimal(digits), found["rest"].strip()
    if _GROUPED.fullmatch(digits):
        return Decimal(re.sub(r"[,_ ']", "", digits)), found["rest"].strip()
    raise QuantityError(
        f"{shown!r}: {digits!r} can be read in more than one way",
        hint="write thousands as 15,824 or 15824 and decimals with a point, as 1.5",
    )


def _scale(rest: str, asked: Unit) -> tuple[int, str]:
    """The power of ten of a word such as `billion`, and what follows it."""
    word, _, after = rest.partition(" ")
    if word.casefold() in _WORDS:
        return _WORDS[word.casefold()], after.strip()
    if asked.letters and word in _LETTERS:
        return _LETTERS[word], after.strip()
    return 0, rest


def _factor(shown: str, rest: str, unit: str) -> Decimal:
    asked = UNITS[unit]
    if rest in asked.hints:
        raise QuantityError(f"{shown!r}: {rest} is {asked.hints[rest]}", hint=f"write {asked.example}")
    folded = {name.casefold(): factor for name, factor in asked.factors.items()}
    if rest.casefold() in folded:
        return Decimal(folded[rest.casefold()])
    raise QuantityError(f"{shown!r}: {rest!r} is no unit for {unit}", hint=f"write {asked.example}")


def _tidy(value: Decimal) -> Decimal:
    """Without idle zeros and without a positive exponent."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if value == whole else value.normalize(EXACT)
