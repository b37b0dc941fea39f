"""Outcomes, postures, places, chips, days and numbers as the reports write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from lockgate.engine.spoken import SHORT, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ORDER: Final = ("not_subject", "no_requirement_found", "authorized", "cannot_decide", "licence_required", "prohibited")
"""Outcomes from the lightest to the heaviest, what is open in the middle."""
TONES: Final = {
    "not_subject": "outside",
    "no_requirement_found": "free",
    "authorized": "allowed",
    "cannot_decide": "open",
    "licence_required": "limited",
    "prohibited": "closed",
}
STOPS: Final = ("licence_required", "prohibited")
MEANINGS: Final = {
    "not_subject": "the rules do not reach these lines on the facts stated",
    "no_requirement_found": "no licence requirement was found on the facts stated, which is no release",
    "authorized": "a requirement holds, and something answers it: an exception, an approval or a licence held",
    "cannot_decide": "the outcome turns on a fact that the book does not state",
    "licence_required": "a requirement holds and nothing answers it",
    "prohibited": "a prohibition holds",
}
POSTURES: Final = {
    "enforced": "the law as the agency enforces it",
    "codified": "the law as it is printed and binding, whether enforced or not",
}
NOT_ADVICE: Final = "What was found, on these facts; not legal advice."
UNDATED: Final = "no month"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def outcome_word(outcome: str) -> str:
    """An outcome in few words.

    >>> outcome_word("licence_required")
    'licence required'
    """
    return SHORT.get(outcome, spoken(outcome))


def ordered(outcomes: Iterable[str]) -> list[str]:
    """Outcomes, lightest first; words that are not known come last.

    >>> ordered({"prohibited", "authorized", "new"})
    ['authorized', 'prohibited', 'new']
    """
    return sorted(outcomes, key=lambda one: (ORDER.index(one) if one in ORDER else len(ORDER), one))


def tone(outcome: str) -> str:
    """The fill of an outcome."""
    return TONES.get(outcome, "open")


def posture_word(posture: str) -> str:
    """A posture with what it means.

    >>> posture_word("enforced")
    'enforced: the law as the agency enforces it'
    """
    if posture.startswith("proposed:"):
        return f"{posture}: the enforced law with this proposal added"
    return f"{posture}: {POSTURES[posture]}" if posture in POSTURES else posture


def count(value: int) -> str:
    """A number with its thousands apart.

    >>> count(1234567)
    '1,234,567'
    """
    return f"{value:,}"


def counted(value: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "line"), counted(2000, "line"), counted(2, "answer is", "answers are")
    ('1 line', '2,000 lines', '2 answers are')
    """
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def share(value: int, total: int) -> str:
    """A share in per cent; what is not nothing is never 0, what is not all is never 100.

    >>> share(1, 3), share(1, 1000), share(999, 1000), share(0, 5), share(0, 0)
    ('33 %', 'under 1 %', 'over 99 %', '0 %', '')
    """
    if not total:
        return ""
    if 0 < value * 100 < total:
        return "under 1 %"
    if total * 99 < value * 100 < total * 100:
        return "over 99 %"
    return f"{(200 * value + total) // (2 * total)} %"


def amount(value: Decimal | None) -> str:
    """An exact number with its thousands apart.

    >>> amount(Decimal("26900000.50")), amount(None)
    ('26,900,000.5', 'not known')
    """
    if value is None:
        return "not known"
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def exact(value: object) -> Decimal | None:
    """A number of the contract, which is text; None where it is not known.

    >>> exact("26900000"), exact(None), exact("")
    (Decimal('26900000'), None, None)
    """
    if value is None or value == "":
        return None
    if isinstance(value, Decimal):
        return value
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def day(value: object) -> date | None:
    """A day of the contract.

    >>> day("2025-05-12"), day("soon")
    (datetime.date(2025, 5, 12), None)
    """
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def month_word(month: str) -> str:
    """A month in words.

    >>> month_word("2026-06"), month_word("")
    ('Jun 2026', 'no month')
    """
    year, _, number = month.partition("-")
    at = int(number) if number.isdigit() else 0
    return f"{_MONTHS[at - 1]} {year}" if 1 <= at <= len(_MONTHS) else month or UNDATED


def join(parts: Iterable[str]) -> str:
    """Parts of a sentence.

    >>> join(["a"]), join(["a", "b"]), join(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    kept = [part for part in parts if part]
    return " and ".join([", ".join(kept[:-1]), kept[-1]]) if len(kept) > 1 else "".join(kept)


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called: as the book's own result says, otherwise as the rulebook and the catalogue do."""

    places: Mapping[str, str]
    chips: Mapping[str, str]
    provisions: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> Names:
        """Names for a summary or a comparison.

        >>> Names.of({}).place("MY"), Names.of({"names": {"destinations": {"MY": "Malaya"}}}).place("MY")
        ('Malaysia', 'Malaya')
        """
        own = result.get("names") or {}
        places = {**_countries(), **(own.get("destinations") or {})}
        return cls(places, own.get("chips") or {}, result.get("provisions") or {})

    def place(self, code: str) -> str:
        """A place in words; its code where it has no name."""
        return self.places.get(code, code) or "no destination"

    def chip(self, chip: str) -> str:
        """A chip in words.

        >>> Names.of({}).chip("nvidia-h100-sxm"), Names.of({}).chip("own-part"), Names.of({}).chip("")
        ('NVIDIA H100 SXM5 80GB', 'own-part', 'no chip named')
        """
        return self.chips.get(chip) or _chips().get(chip, chip) or "no chip named"

    def provision(self, name: str) -> Mapping[str, str]:
        """Name, citation and gist of a provision, as far as they are known."""
        return self.provisions.get(name) or {}


@cache
def _countries() -> Mapping[str, str]:
    from lockgate.door.declarations import load  # noqa: PLC0415 - reads files

    return load().countries


@cache
def _chips() -> Mapping[str, str]:
    from lockgate.items.catalogue import load  # noqa: PLC0415 - reads files

    return {chip.id: chip.name for chip in load()}
