"""Provisions that decide on one side only, and the law that changed between the two standpoints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from lockgate.compiler.unit import SUBJECT
from lockgate.door.model import Categorical, Group
from lockgate.engine.ways import flat
from lockgate.history.changes import changes
from lockgate.history.force import narrowed, not_in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate.compiler.model import Provision, Source
    from lockgate.compiler.unit import Rule
    from lockgate.door.model import Transaction
    from lockgate.engine.compose import Composer
    from lockgate.history.moment import Moment
    from lockgate.inquiry.lines import Standpoint

HOLDS, MAY, NOT, ABSENT, NO_SUCH = "holds", "may hold", "does not hold", "not in force", "not in the rulebook"
KEPT, OPEN, BROKEN = "is kept", "is open", "is not kept"
_FELT = ("parameter", "group", "definition")
_RANKS = (HOLDS, KEPT, MAY, OPEN, BROKEN, NOT, ABSENT, NO_SUCH)
_ORDER = ("limits", "prohibits", "requires", "exempts", "authorizes", "closes", "reviews", "classifies", "defines")


@dataclass(frozen=True, slots=True)
class ProvisionDifference:
    """A provision that decides on one side and not, or not for certain, on the other.

    ``weaker`` names the side where it holds least, ``why`` is what decides there: a condition with its values, or the
    days between which it is not in force. ``law`` lists what its text rests on and what changed between the two sides.
    """

    id: str
    name: str
    effect: str
    gist: str
    cite: str
    first: str
    second: str
    weaker: str
    why: str
    law: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "provision": self.id,
            "name": self.name,
            "effect": self.effect,
            "gist": self.gist,
            "cite": self.cite,
            "first": self.first,
            "second": self.second,
            "weaker": self.weaker,
            "why": self.why,
            "law": list(self.law),
        }


def deciding(found: Composer) -> dict[str, tuple[Rule, str]]:
    """The provisions that decide a line, with how far they hold."""
    decided, unit = found.decided, found.unit
    if not found.moves:
        return {rule.id: (rule, _LIMITS[found.limit(rule).status]) for rule in limiting(found)}
    wanted = found.wanted
    mask = unit.masks["prohibits"] | unit.masks["requires"] | unit.masks["exempts"] | unit.masks["authorizes"]
    for rule in unit.of("authorizes"):
        mask |= sum(closer for closer, _ in rule.closed_by) if rule.targets & wanted else 0
    if decided.verdict.at_least == "not_subject" or decided.verdict.at_most == "not_subject":
        mask |= unit.holds.get(SUBJECT, 0)
    rules = {
        rule.id: (rule, HOLDS if rule.bit & decided.certain else MAY) for rule in unit.picked(mask & decided.possible)
    }
    chains = [*unit.chains.values(), *(unit.reviews.get(rule.bit, ()) for rule in unit.picked(wanted))]
    for chain in chains:
        rules |= {rule.id: (rule, state) for rule, state in _first(chain, found)}
    return rules


_LIMITS = {"met": KEPT, "unknown": OPEN, "broken": BROKEN}


def limiting(found: Composer) -> list[Rule]:
    """The limits that concern a question which is no transaction."""
    subject = found.transaction.subject
    rules = [rule for rule in found.unit.of("limits") if rule.provision.subject == subject]
    return [rule for rule in rules if found.evaluator.value(rule.cond)[0]]


def _first(chain: Iterable[Rule], found: Composer) -> Iterator[tuple[Rule, str]]:
    for rule in chain:
        possibly, surely = found.evaluator.value(rule.cond)
        if possibly:
            yield rule, HOLDS if surely else MAY
        if surely:
            return


def provisions(
    first: tuple[Standpoint, Composer], second: tuple[Standpoint, Composer], mentioned: frozenset[str]
) -> tuple[ProvisionDifference, ...]:
    """Provisions that decide on one side only; ``mentioned`` are the countries that the facts name."""
    if first[1].transaction.subject != second[1].transaction.subject:
        return ()  # questions of unlike kinds have no provisions in common
    mine, theirs = deciding(first[1]), deciding(second[1])
    names = [
        name for name in (*mine, *(n for n in theirs if n not in mine)) if _state(mine, name) != _state(theirs, name)
    ]
    found = [_one(name, first, second, (mine, theirs), mentioned) for name in names]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.effect)))


def _state(rules: dict[str, tuple[Rule, str]], name: str) -> str:
    return rules[name][1] if name in rules else ""


def _one(
    name: str,
    first: tuple[Standpoint, Composer],
    second: tuple[Standpoint, Composer],
    rules: tuple[dict[str, tuple[Rule, str]], dict[str, tuple[Rule, str]]],
    mentioned: frozenset[str],
) -> ProvisionDifference:
    sides = (first, second)
    here = next(stand for (stand, _), known in zip(sides, rules, strict=True) if name in known)
    provision = here.book.source.provisions[name]
    states = [_state(known, name) or missing_state(name, side[0])[0] for side, known in zip(sides, rules, strict=True)]
    weaker = max((0, 1), key=lambda at: _RANKS.index(states[at]))
    return ProvisionDifference(
        name,
        provision.name,
        provision.effect,
        provision.gist,
        provision.cite.ref,
        states[0],
        states[1],
        ("first", "second")[weaker],
        why_weaker(name, *sides[weaker]),
        law_of(provision, first[0], second[0], mentioned),
    )


def missing_state(name: str, stand: Standpoint) -> tuple[str, str]:
    """How a provision stands that does not decide on a side, and what keeps it out of force."""
    provision = stand.book.source.provisions.get(name)
    if provision is None:
        return NO_SUCH, ""
    reason = not_in_force(stand.book.source, provision, stand.moment)
    return (ABSENT, reason) if reason else (NOT, "")


def why_weaker(name: str, stand: Standpoint, found: Composer) -> str:
    """What keeps a provision from holding for certain on one side."""
    rule = next((rule for rule in found.unit.rules if rule.id == name), None)
    if rule is None:
        return missing_state(name, stand)[1]
    asked = rule.must if rule.must is not None and found.evaluator.value(rule.cond)[0] else rule.cond
    reason = found.prover.reason(asked, found.evaluator.root)
    if reason.truth != "true":
        return flat(reason)
    return _overridden(rule, found)


def _overridden(rule: Rule, found: Composer) -> str:
    """The condition of the provision is met; something else takes its effect away."""
    certain = found.decided.certain
    removing = found.unit.picked(rule.exempt_by & found.decided.possible)
    if removing:
        return f"removed by {', '.join(one.provision.code or one.id for one in removing)}"
    if rule.provision.effect == "authorizes":
        if not rule.targets & found.wanted:
            return "there is no requirement for it to answer"
        closers = [bit for bit, _ in rule.closed_by if bit & certain]
        return found.why_closed(rule) if closers else found.authorization(rule, found.wanted).why
    if rule.provision.effect == "reviews":
        return "no requirement that it reviews holds, or another review goes first"
    return "another provision goes first" if rule.provision.effect == "classifies" else ""


def law_of(provision: Provision, first: Standpoint, second: Standpoint, mentioned: frozenset[str]) -> tuple[str, ...]:
    """What a provision rests on and what is not the same at both standpoints."""
    found: list[str] = []
    for stand in (first, second):
        own = stand.book.source.provisions.get(provision.id)
        reason = not_in_force(stand.book.source, own, stand.moment) if own is not None else ""
        found += [f"{reason}; so not on {stand.day} ({stand.posture})"] if reason else []
    if first.book is second.book or first.book.sha256 == second.book.sha256:
        mine, theirs = (narrowed(provision, stand.moment) for stand in (first, second))
        found += [text for text in (*mine, *theirs) if (text in mine) != (text in theirs)]
        found += _changed(provision, first, second, mentioned)
    return tuple(dict.fromkeys(found))


def _changed(provision: Provision, first: Standpoint, second: Standpoint, mentioned: frozenset[str]) -> Iterator[str]:
    """Numbers, wordings and, of the countries that the facts name, memberships that a provision feels.

    Numbers that come and go with their provisions are left out: that a provision is not in force says it all.
    """
    moments = sorted((first.moment, second.moment), key=_in_time)
    for one in changes(first.book, *moments):
        told = one.kind in _FELT and one.what not in ("begins", "ends")
        if told and provision.id in one.felt and (not one.member or one.member in mentioned):
            since = f", from {one.day}" if first.day != second.day else ""
            yield f"{one.subject} {one.does}{since}" + (f" ({one.instrument})" if one.instrument else "")


def _in_time(moment: Moment) -> tuple[date, date]:
    """Moments in order of time: what is known last is everything."""
    return moment.day, moment.known_at or date.max


# ---- two rulebooks


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Something of the rulebook that is not the same in both: ``added``, ``removed`` or ``changed`` in the second."""

    what: str
    id: str
    how: str

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {"what": self.what, "id": self.id, "how": self.how}


_SHELVES = ("provisions", "instruments", "sets", "parameters", "definitions", "readings", "facts")


def texts(first: Source, second: Source) -> tuple[TextDifference, ...]:
    """What two rulebooks do not have in common, wherever it stands in their files."""
    found = []
    for shelf in _SHELVES:
        mine, theirs = getattr(first, shelf), getattr(second, shelf)
        what = "country group" if shelf == "sets" else shelf.removesuffix("s")
        for name in dict.fromkeys((*mine, *theirs)):
            if name not in theirs:
                found.append(TextDifference(what, name, "removed"))
            elif name not in mine:
                found.append(TextDifference(what, name, "added"))
            elif _text(mine[name]) != _text(theirs[name]):
                found.append(TextDifference(what, name, "changed"))
    return tuple(found)


def _text(record: Any) -> Any:
    """A record without the place where it stands."""
    return replace(record, place="", file="") if hasattr(record, "file") else replace(record, place="")


def countries_of(*transactions: Transaction) -> frozenset[str]:
    """Every word that the facts of transactions name, countries among them."""
    found: set[str] = set()
    for one in transactions:
        pools = [one.values, *(item.values for item in one.items)]
        for group in one.roles.values():
            pools += list(_values(group))
        for values in pools:
            for value in values.values():
                if isinstance(value, Categorical):
                    found |= value.possible
    return frozenset(found)


def _values(group: Group) -> Iterator[Any]:
    for element in group.elements:
        yield element.values
        for child in element.children.values():
            yield from _values(child)
