"""Accounts the slow way, for tests of every engine: one transaction after the other, with a ledger in plain sight.

Nothing here is shared with the walk but the meaning of an account: each transaction is decided by
`lockgate.determine`, with what its accounts hold written into it as any user would write it.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lockgate.engine.determine import default_rulebook, determine
from lockgate.inquiry.course.axis import exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.compiler.model import Provision, Quota
    from lockgate.compiler.rulebook import Rulebook
    from lockgate.engine.result import Determination

Bounds = tuple[Fraction, Fraction | None]
_FITS = ("eligible", "steps_open")


def in_order(amounts: Iterable[int | Fraction], limit: int | Fraction, before: int | Fraction = 0) -> list[bool]:
    """Which amounts move under a limit, one after the other; what does not fit uses nothing.

    >>> in_order([15, 20, 5, 8], Fraction("26.9"))
    [True, False, True, False]
    """
    found, used = [], Fraction(before)
    for amount in amounts:
        found.append(used + amount <= limit)
        used += amount if found[-1] else 0
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it came out: the determination, and by account what was used before it and whether it draws."""

    found: Determination
    used: Mapping[str, Bounds]
    draws: Mapping[str, bool]


@dataclass(slots=True)
class Oracle:
    """Decides transactions in the order in which they are given.

    Attributes:
        key: tells which account of a kind a transaction draws on; None within it for what is not known.
        amount: how much a transaction draws.
        held: by kind and key, what this book drew: for certain and at most.
    """

    key: Any
    amount: Any
    posture: str = "codified"
    book: Rulebook = field(default_factory=default_rulebook)
    held: dict[tuple[str, tuple[str | None, ...]], tuple[Fraction, Fraction | None]] = field(default_factory=dict)
    stated: dict[tuple[str, tuple[str | None, ...]], Bounds] = field(default_factory=dict)

    def line(self, raw: Mapping[str, Any], stated: Mapping[str, Bounds], assumed: Mapping[str, Bounds]) -> Line:
        """One transaction: ``stated`` is what it says itself was used, ``assumed`` what its baseline says."""
        quotas = self._quotas()
        used = {name: self._used(name, raw, stated.get(name), assumed.get(name)) for name in quotas}
        for name, bounds in stated.items():
            place = (name, self.key(quotas[name][0].quota, raw))
            before = self.stated.get(place, bounds)
            self.stated[place] = max(before[0], bounds[0]), _most(before[1], bounds[1])
        whole = deepcopy(dict(raw))
        for name, bounds in used.items():
            _put(whole, quotas[name][0].quota.used, _words(bounds))  # type: ignore[union-attr] # only provisions with a quota are among them
        found = determine(whole, posture=self.posture, rulebook=self.book)
        found = self._closed(found, whole, used, quotas)
        draws = self._draws(found, quotas)
        for name, sure in draws.items():
            self._add(name, self.key(quotas[name][0].quota, raw), self.amount(raw), sure=sure)
        return Line(found, used, draws)

    def _quotas(self) -> dict[str, list[Provision]]:
        found: dict[str, list[Provision]] = {}
        for one in self.book.source.provisions.values():
            if one.quota is not None:
                found.setdefault(one.quota.account, []).append(one)
        return found

    def _used(self, name: str, raw: Mapping[str, Any], stated: Bounds | None, assumed: Bounds | None) -> Bounds:
        quota: Quota = self._quotas()[name][0].quota  # type: ignore[assignment] # only provisions with a quota are among them
        key = self.key(quota, raw)
        nothing: Bounds = (Fraction(0), Fraction(0))
        held = {other: bounds for (kind, other), bounds in self.held.items() if kind == name}
        said = {other: bounds for (kind, other), bounds in self.stated.items() if kind == name}
        before = stated or assumed or (Fraction(0), None)
        for other, bounds in said.items() if stated is None else ():
            if other == key and None not in key:
                before = max(before[0], bounds[0]), _most(before[1], bounds[1])
            elif None in other and _agree(other, key):
                before = before[0], _most(before[1], bounds[1])
        most: Fraction | None = Fraction(0)
        for other in {*held, *said}:
            if None in key and None not in other and _agree(other, key):
                carried = said.get(other, nothing) if stated is None else nothing
                most = _most(most, _plus(carried, held.get(other, nothing))[1])
        before = _plus(before, (Fraction(0), most))
        if None not in key:
            before = _plus(before, held.get(key, nothing))
        for other, bounds in held.items():
            if None in other and _agree(key, other):
                before = _plus(before, (Fraction(0), bounds[1]))
        return before

    def _closed(
        self,
        found: Determination,
        whole: dict[str, Any],
        used: Mapping[str, Bounds],
        quotas: Mapping[str, list[Provision]],
    ) -> Determination:
        """An authorization whose account is full does not count, even if its own condition does not ask."""
        for name, provisions in quotas.items():
            limit = self._limit(found, provisions[0])
            way = next((one for one in found.authorizations if one.id == provisions[0].id), None)
            if way is None or way.status not in _FITS or limit is None or name != "nveu":
                continue
            if used[name][0] + self.amount(whole)[0] > limit:
                for party in whole["parties"].values():
                    party["veu"] = "none"
                return determine(whole, posture=self.posture, rulebook=self.book)
        return found

    def _limit(self, found: Determination, provision: Provision) -> Fraction | None:
        parameter = self.book.source.parameters.get(provision.quota.limit if provision.quota else "")
        if parameter is None:
            return None
        return next((value for span, value, _ in parameter.values if span.holds(found.as_of)), None)

    @staticmethod
    def _draws(found: Determination, quotas: Mapping[str, list[Provision]]) -> dict[str, bool]:
        kinds = {one.id: name for name, provisions in quotas.items() for one in provisions}
        limited = sorted(quotas, key=lambda name: bool(quotas[name][0].quota.limit))  # type: ignore[union-attr] # only provisions with a quota are among them
        sure = [kinds.get(way.id, "") for way in found.authorizations if way.status in _FITS]
        maybe = [kinds.get(way.id, "") for way in found.authorizations if way.status == "possible"]
        needed = any(one.status == "holds" for one in found.requirements)
        if found.outcome == "authorized":
            if "" in sure:
                return {}
            first = next((name for name in limited if name in sure), None)
            return dict.fromkeys(maybe, False) if first is None else {first: needed and "" not in maybe}
        reviewed = [use.account for use in found.quota if quotas[use.account][0].effect == "reviews"]
        if found.outcome == "licence_required":
            policies = {one.review_policy for one in found.requirements if one.status == "holds"}
            return {name: quotas[name][0].policy in policies for name in reviewed}
        if found.outcome == "cannot_decide":
            open_reviews = reviewed if found.at_most == "licence_required" else []
            return {name: False for name in (*sure, *maybe, *open_reviews) if name}
        return {}

    def _add(self, name: str, key: tuple[str | None, ...], amount: Bounds, *, sure: bool) -> None:
        mine = (amount[0] if sure else Fraction(0), amount[1])
        self.held[name, key] = _plus(self.held.get((name, key), (Fraction(0), Fraction(0))), mine)


def _agree(one: tuple[str | None, ...], other: tuple[str | None, ...]) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _plus(one: Bounds, other: Bounds) -> Bounds:
    return one[0] + other[0], None if one[1] is None or other[1] is None else one[1] + other[1]


def _most(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else max(one, other)


def _words(bounds: Bounds) -> str:
    """Bounds as a user writes them."""
    low, high = bounds
    if high is None:
        return f">={exact(low).replace(',', '')}"
    return exact(low).replace(",", "") if low == high else "..".join(exact(end).replace(",", "") for end in (low, high))


def _put(raw: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for name in above:
        raw = raw.setdefault(name, {})
    raw[last] = value
