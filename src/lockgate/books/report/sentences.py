"""What came out, in sentences: each number in them stands in a table too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.books.report import words
from lockgate.books.report.tally import cells_of, total
from lockgate.books.report.views import asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lockgate.books.report.tally import Tally


def came_out(tally: Tally, posture: str) -> str:
    """The outcomes of a posture in one sentence.

    >>> from lockgate.books.report.tally import Tally
    >>> tally = Tally()
    >>> tally.add({"lines": 3, "outcome": "licence_required"})
    >>> tally.add({"lines": 1, "outcome": "authorized", "ready": False})
    >>> came_out(tally, "enforced")
    'In the enforced posture, of 4 decided lines 3 need a licence and 1 is authorized (1 with steps open).'
    """
    if not tally.lines:
        return f"In the {posture} posture no line was decided."
    steps = f" ({words.count(tally.steps_open)} with steps open)" if tally.steps_open else ""
    free = tally.of("no_requirement_found")
    open_ = ("cannot be decided before an open fact is known", "cannot be decided before open facts are known")
    listed = words.join(
        [
            _part(tally.of("licence_required"), "needs a licence", "need a licence"),
            _part(tally.of("prohibited"), "is prohibited", "are prohibited"),
            _part(tally.of("cannot_decide"), *open_),
            _part(tally.of("authorized"), f"is authorized{steps}", f"are authorized{steps}"),
            _part(tally.of("not_subject"), "is not subject to the rules", "are not subject to the rules"),
            f"for {words.count(free)} no licence requirement was found" if free else "",
        ]
    )
    return f"In the {posture} posture, of {words.counted(tally.lines, 'decided line')} {listed}."


def _part(value: int, one: str, many: str) -> str:
    return f"{words.count(value)} {one if value == 1 else many}" if value else ""


def held(tally: Tally) -> str:
    """How many lines a raised red flag holds; empty if none."""
    if not tally.held:
        return ""
    lines = words.counted(tally.held, "line is", "lines are")
    return f"{lines} held by a raised red flag that nobody has answered, whatever the outcome says."


def best_question(summary: Mapping[str, Any], posture: str) -> str:
    """The one answer that settles most lines."""
    tally = total(cells_of(summary, posture))
    open_lines = tally.of("cannot_decide")
    found = asked(summary, posture)
    if not found:
        if open_lines:
            return f"{words.counted(open_lines, 'line')} cannot be decided, and the summary names no question for them."
        return "No line waits for a missing fact."
    best = found[0]
    question, who = str(best.get("question") or best["fact"]), str(best.get("known_by") or "")
    settles, lines = int(best["settles"]), int(best["lines"])
    asked_of = f" (fact {best['fact']}{f', usually known by: {who}' if who else ''})"
    if not settles:
        ask = words.counted(lines, "line asks", "lines ask")
        return f"No single answer settles a line by itself. Most lines ask: {question}{asked_of}; {ask} it."
    of = f" of {words.counted(open_lines, 'open line')}" if open_lines >= settles else ""
    most = f"It alone would settle {words.count(settles)}{of}, whichever way it falls."
    return f"One answer settles most: {question}{asked_of}. {most}"


def quota(accounts: Sequence[Mapping[str, Any]]) -> str:
    """How many accounts have lines that did not fit."""
    if not accounts:
        return "No line of this book draws on an account with a cap."
    short = [one for one in accounts if int(one["refused_lines"])]
    refused = sum(int(one["refused_lines"]) for one in accounts)
    head = f"{words.counted(len(accounts), 'account')} with a cap"
    if not short:
        return f"{head}; every line that drew on one fitted."
    if len(accounts) == 1:
        return f"{head}; {words.counted(refused, 'line')} did not fit and used nothing."
    return (
        f"{head}; in {words.count(len(short))} of them {words.counted(refused, 'line')} did not fit and used nothing."
    )


def lower_bound(accounts: Sequence[Mapping[str, Any]]) -> str:
    """The remark that one's own book shows only part of what is used; empty where it does not apply."""
    bounded = [one for one in accounts if one.get("lower_bound")]
    if not bounded:
        return ""
    settles = sum(int(one.get("certificate_would_settle") or 0) for one in bounded)
    text = (
        "Your own book is only a lower bound on what is used: other exporters draw on the same cap, and their "
        "shipments are not in it. So what is left is at most what this book leaves."
    )
    if settles:
        would = f"would settle {words.counted(settles, 'line')}"
        return f"{text} A certificate of the consignee that its limit is not reached {would}."
    return f"{text} No line waits for a certificate."


def changed(comparison: Mapping[str, Any]) -> str:
    """How many lines change, in one sentence."""
    decided, moved = int(comparison["decided"]), int(comparison["changed"])
    if not decided:
        return "No line could be decided on both sides."
    if not moved:
        return f"None of the {words.counted(decided, 'decided line')} changes its outcome."
    of = f"{words.count(moved)} of {words.counted(decided, 'decided line')} ({words.share(moved, decided)})"
    return f"{of} {'changes its' if moved == 1 else 'change their'} outcome."


def direction(comparison: Mapping[str, Any]) -> str:
    """Whether lines move to lighter or heavier outcomes."""
    rank = {name: at for at, name in enumerate(words.ORDER)}
    lighter = heavier = 0
    for one in comparison.get("flows") or ():
        before, after = rank.get(str(one["before"]), 0), rank.get(str(one["after"]), 0)
        lighter += int(one["lines"]) if after < before else 0
        heavier += int(one["lines"]) if after > before else 0
    if not lighter and not heavier:
        return ""
    first = f"{words.counted(lighter, 'line moves', 'lines move')} to a lighter outcome"
    return f"{first}, {words.count(heavier)} to a heavier one (in the order of the diagram)."


def otherwise(comparison: Mapping[str, Any]) -> str:
    """Lines that keep their outcome and differ in something else; empty where none is told of.

    >>> otherwise({"same_outcome_otherwise": {"lines": 3, "aspects": {"review policy": 2, "class": 1}}})
    '3 more lines keep their outcome, but something else in the answer differs: review policy 2, class 1.'
    """
    found = comparison.get("same_outcome_otherwise") or {}
    lines = int(found.get("lines") or 0)
    if not lines:
        return ""
    keep = words.counted(lines, "more line keeps its outcome", "more lines keep their outcome")
    aspects = ", ".join(f"{name} {words.count(int(value))}" for name, value in (found.get("aspects") or {}).items())
    return f"{keep}, but something else in the answer differs{f': {aspects}' if aspects else ''}."
