"""Two transactions, or one looked at in two ways: what differs, and the shortest explanations of why the answers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.engine.determine import declarations_of
from lockgate.engine.spoken import OUTCOMES, limit_words, spoken
from lockgate.inquiry.comparison.answer import Answer, answer_of
from lockgate.inquiry.comparison.facts import DAY, NOT_STATED, Pair
from lockgate.inquiry.comparison.law import countries_of, provisions, texts
from lockgate.inquiry.comparison.records import Change, Comparison, Explanation, LineComparison, Row
from lockgate.inquiry.comparison.search import KNOWN, POSTURE, READING, RULEBOOK, Search, Sides, side_of
from lockgate.inquiry.lines import composer_of, standpoint
from lockgate.inquiry.look import Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lockgate.door.model import Transaction
    from lockgate.engine.compose import Composer
    from lockgate.engine.result import Determination
    from lockgate.inquiry.lines import Standpoint


def compare(
    first: Mapping[str, Any] | Transaction,
    second: Mapping[str, Any] | Transaction,
    look: Look | None = None,
    other_look: Look | None = None,
) -> Comparison:
    """Two transactions, each under its look (the same look, or the usual one, if none is given).

    Errors: `lockgate.errors.InputError` as for a determination.

    >>> order = {
    ...     "as_of": "2025-06-01",
    ...     "activity": "export",
    ...     "origin": "US",
    ...     "destination": "MY",
    ...     "item": {"chip": "nvidia-h100-sxm", "quantity": 8},
    ...     "base": "ordinary-course",
    ...     "parties": {"consignee": {"location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}},
    ... }
    >>> found = compare(order, {**order, "destination": "VN"})
    >>> [[change.path for change in one.changes] for one in found.lines[0].explanations]
    [['destination']]
    """
    mine = look or Look()
    theirs = other_look or mine
    one, other = mine.typed(first), theirs.typed(second)
    stands = standpoint(mine, one), standpoint(theirs, other)
    answers = mine.determine(one), theirs.determine(other)
    pairs = matched(one, other)
    lines = [
        _line(Sides(Pair(one, other, at, to), *stands), _of(answers[0], at), _of(answers[1], to)) for at, to in pairs
    ]
    used = {at for at, _ in pairs}, {to for _, to in pairs}
    alike = stands[0].book.sha256 == stands[1].book.sha256
    return Comparison(
        *answers,
        tuple(lines),
        tuple(item.label for at, item in enumerate(one.items) if at not in used[0]),
        tuple(item.label for at, item in enumerate(other.items) if at not in used[1]),
        () if alike else texts(stands[0].book.source, stands[1].book.source),
    )


def _of(found: Determination, index: int | None) -> Determination:
    return found.lines[index] if found.lines and index is not None else found


def matched(first: Transaction, second: Transaction) -> list[tuple[int | None, int | None]]:
    """Items that belong together: by their labels where these are unlike, the rest in order."""
    if not first.items or not second.items:
        return [(0 if first.items else None, 0 if second.items else None)]
    mine, theirs = ([item.label for item in one.items] for one in (first, second))
    pairs: list[tuple[int | None, int | None]] = [
        (at, theirs.index(label)) for at, label in enumerate(mine) if mine.count(label) == theirs.count(label) == 1
    ]
    taken = {at for at, _ in pairs}, {to for _, to in pairs}
    left = ([at for at in range(len(many)) if at not in used] for many, used in zip((mine, theirs), taken, strict=True))
    return sorted([*pairs, *zip(*left, strict=False)], key=lambda pair: pair[0] or 0)


def _line(sides: Sides, first: Determination, second: Determination) -> LineComparison:
    composers = _composers(sides)
    search = Search(sides)
    found = search.run(answer_of(composers[0]), answer_of(composers[1]))
    changes = _changes(sides, search)
    by_path = {one.path: one for one in changes}
    mentioned = countries_of(sides.pair.first, sides.pair.second)
    names = [one.label for one in (first, second)]
    return LineComparison(
        names[0] if names[0] == names[1] else " / ".join(name or "-" for name in names),
        first,
        second,
        tuple(_rows(first, second)),
        changes,
        provisions((sides.first, composers[0]), (sides.second, composers[1]), mentioned),
        found.aspect,
        tuple(_explanation(chosen, answer, by_path, answer_of(composers[1])) for chosen, answer in found.sets),
        found.searched,
        found.smallest,
        found.more,
    )


def _composers(sides: Sides) -> tuple[Composer, Composer]:
    pair = sides.pair
    return (
        composer_of(sides.first, pair.first, pair.one or 0),
        composer_of(sides.second, pair.second, pair.other or 0),
    )


def _explanation(chosen: Iterable[str], answer: Answer, changes: Mapping[str, Change], wanted: Answer) -> Explanation:
    kept = tuple(change for path, change in changes.items() if path in set(chosen))
    outcome = answer.aspects[0]
    return Explanation(kept, outcome if isinstance(outcome, str) else None, answer.aspects == wanted.aspects)


# ---- what differs, in words


def _changes(sides: Sides, search: Search) -> tuple[Change, ...]:
    found = [_standing(path, sides) for path in search.standing]
    declared = declarations_of(sides.first.book), declarations_of(sides.second.book)
    filled = [{path: why for path, _, why in one.assumed} for one in (sides.pair.first, sides.pair.second)]
    for path, one in search.facts.items():
        words = [one.told(content, known) for content, known in zip((one.first, one.second), declared, strict=True)]
        raw = [_raw(path, at) for at in (sides.pair.one, sides.pair.other)]
        base = tuple(name for name, key, known in zip(("first", "second"), raw, filled, strict=True) if key in known)
        found.append(Change("fact", path, words[0], words[1], base, one.decides))
    return tuple(found)


def _raw(path: str, index: int | None) -> str:
    """The path of a fact as a baseline writes it."""
    return f"items[{index}].{path.removeprefix('item.')}" if path.startswith("item.") else path


_KINDS = {DAY: "day", POSTURE: "posture", KNOWN: "knowledge", RULEBOOK: "rulebook"}


def _standing(path: str, sides: Sides) -> Change:
    words = [_stand_words(path, stand) for stand in (sides.first, sides.second)]
    return Change(_KINDS.get(path, "reading"), path, words[0], words[1])


def _stand_words(path: str, stand: Standpoint) -> str:
    if path.startswith(READING):
        return side_of(stand, path.removeprefix(READING)) or NOT_STATED
    if path == RULEBOOK:
        return f"{stand.book.version} ({stand.book.sha256[:12]})"
    if path == KNOWN:
        return str(stand.known_at) if stand.known_at else "everything"
    return str(stand.day if path == DAY else stand.posture)


def _rows(first: Determination, second: Determination) -> list[Row]:
    mine, theirs = _words(first), _words(second)
    rows = [Row(aspect, mine[aspect], theirs[aspect]) for aspect in mine]
    return [row for row in rows if row.first or row.second]


def _words(found: Determination) -> dict[str, str]:
    """The answer, aspect by aspect, in words; empty where there is nothing to say."""
    own = found.classification
    fits = [one for one in found.authorizations if one.status in ("eligible", "steps_open")]
    asked = found.outcome == "cannot_decide"
    return {
        "outcome": OUTCOMES[found.outcome] if found.outcome else limit_words(found),
        "because": found.because,
        "at least": OUTCOMES[found.at_least or ""] if asked else "",
        "at most": OUTCOMES[found.at_most or ""] if asked else "",
        "class": own.eccn or " or ".join(own.possible),
        "level": "" if own.level in (None, "none") else own.level or "",
        "requirements": ", ".join(f"{one.id}{_STATES[one.status]}" for one in found.requirements),
        "authorizations that fit": ", ".join(dict.fromkeys(one.code for one in fits)),
        "review policy": spoken(found.review_policy) if found.review_policy else "",
        "steps open": ", ".join(
            f"{one.code}: {step.id}" for one in fits for step in one.steps if step.status != "done"
        ),
        "ready": ("yes" if found.ready else "no") if found.outcome else "",
        "flags raised": ", ".join(found.holds),
        "limits": ", ".join(f"{one.id} {one.word}" for one in found.limits),
        "ask next": ", ".join(one.fact for one in found.missing[:3]),
        "turns on readings": ", ".join(one.id for one in found.readings),
        "confidence": spoken(found.confidence),
    }


_STATES = {"holds": "", "may_hold": " (may hold)", "exempt": " (removed)"}
