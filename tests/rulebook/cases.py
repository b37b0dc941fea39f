"""Reads the worked cases of the rulebook and checks an answer against what a case expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import lockgate
from lockgate.compiler.load import load_yaml
from lockgate.compiler.rulebook import BUILT_IN
from lockgate.engine.determine import default_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lockgate.engine.result import Determination

CASES = BUILT_IN / "cases"


def all_cases(folder: Path = CASES) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every case, with its id and file."""
    for path in sorted(folder.rglob("*.yaml")):
        if path.parent == folder:
            continue
        for case in load_yaml(path, path.relative_to(folder).as_posix()):
            yield str(case["id"]), case


def answer(
    case: Mapping[str, Any], posture: str | None = None, readings: Mapping[str, str] | None = None
) -> Determination:
    """Determine the transaction of a case."""
    return lockgate.determine(
        case["transaction"], posture=str(posture or case.get("posture", "enforced")), readings=dict(readings or {})
    )


def differences(case: Mapping[str, Any], found: Determination, expect: Mapping[str, Any]) -> list[str]:
    """What the answer says otherwise than expected; empty when all is as it should be."""
    wrong = []
    for key, wanted in expect.items():
        if key in ("readings",):
            continue
        check = CHECKS.get(key)
        if check is None:
            wrong.append(f"the case runner does not know '{key}'")
            continue
        message = check(found, wanted, case, expect)
        if message:
            wrong.append(f"{key}: {message}")
    return wrong


Check = Any


def _outcome(found: Determination, wanted: Any, *_: Any) -> str:
    options = [wanted] if isinstance(wanted, str) else list(wanted)
    return "" if found.outcome in options else f"expected {options}, found {found.outcome} ({found.because})"


def _requirements(found: Determination, wanted: Any, *_: Any) -> str:
    holding = {item.id for item in found.requirements if item.status == "holds"}
    rules = default_rulebook().source.provisions
    tags = {tag for name in holding if name in rules for tag in rules[name].tags}
    lacking = [name for name in wanted if name not in holding and name not in tags]
    if not list(wanted) and holding:
        return f"expected none, found {sorted(holding)}"
    return f"lacks {lacking}, found {sorted(holding)}" if lacking else ""


def fitting(found: Determination) -> set[str]:
    """Codes of the authorizations that fit all requirements, their open steps aside; of exemptions that removed one."""
    return {item.code for item in found.authorizations if item.status in ("eligible", "steps_open")}


def _authorizations(found: Determination, wanted: Any, *_: Any) -> str:
    mine = fitting(found)
    return "" if mine == set(wanted) else f"expected {sorted(wanted)}, found {sorted(mine)}"


def _some(found: Determination, wanted: Any, *_: Any) -> str:
    lacking = set(wanted) - fitting(found)
    return f"lacks {sorted(lacking)}, found {sorted(fitting(found))}" if lacking else ""


def _policy(found: Determination, wanted: Any, _case: Any, expect: Mapping[str, Any]) -> str:
    mine: str | None = found.review_policy
    if "review_of" in expect:
        mine = next((item.review_policy for item in found.requirements if item.id == expect["review_of"]), None)
    if isinstance(wanted, list):  # several policies are possible: it must stay open
        return "" if mine is None else f"expected it open between {wanted}, found {mine}"
    return "" if mine == wanted else f"expected {wanted}, found {mine}"


def _eccn(found: Determination, wanted: Any, *_: Any) -> str:
    return "" if (found.classification.eccn or "none") == wanted else f"expected {wanted}, found {found.classification}"


def _limb(found: Determination, wanted: Any, *_: Any) -> str:
    return "" if (found.classification.limb or "open") == wanted else f"expected {wanted}, found {found.classification}"


def _level(found: Determination, wanted: Any, *_: Any) -> str:
    return (
        "" if (found.classification.level or "open") == wanted else f"expected {wanted}, found {found.classification}"
    )


def _possible(found: Determination, wanted: Any, *_: Any) -> str:
    mine = set(found.classification.possible)
    return "" if mine == set(wanted) else f"expected {sorted(wanted)}, found {sorted(mine)}"


def _steps(found: Determination, wanted: Any, *_: Any) -> str:
    mine = {step.id for item in found.authorizations if item.status != "closed" for step in item.steps}
    lacking = set(wanted) - mine
    return f"lacks {sorted(lacking)}, found {sorted(mine)}" if lacking else ""


def _steps_absent(found: Determination, wanted: Any, *_: Any) -> str:
    mine = {step.id for item in found.authorizations for step in item.steps}
    return f"there are {sorted(set(wanted) & mine)}" if set(wanted) & mine else ""


def _flags(found: Determination, wanted: Any, *_: Any) -> str:
    lacking = set(wanted) - set(found.holds)
    return f"not raised: {sorted(lacking)}; raised: {sorted(found.holds)}" if lacking else ""


def _limits(found: Determination, wanted: Any, *_: Any) -> str:
    mine = {item.id: item.word for item in found.limits}
    wrong = {name: mine.get(name) for name, word in wanted.items() if mine.get(name) != word}
    return f"expected {dict(wanted)}, found {wrong}" if wrong else ""


def _limits_absent(found: Determination, wanted: Any, *_: Any) -> str:
    mine = {item.id for item in found.limits} & set(wanted)
    return f"there are {sorted(mine)}" if mine else ""


def _earliest(found: Determination, wanted: Any, *_: Any) -> str:
    days = {item.earliest.isoformat() for item in found.limits if item.earliest}
    return "" if wanted in days else f"expected {wanted}, found {sorted(days)}"


def _exempt(found: Determination, wanted: Any, *_: Any) -> str:
    mine = {code for item in found.requirements if item.status == "exempt" for code in item.answered_by}
    return "" if set(wanted) <= mine else f"expected {sorted(wanted)}, found {sorted(mine)}"


def _ready(found: Determination, wanted: Any, *_: Any) -> str:
    return "" if str(found.ready).lower() == wanted else f"expected {wanted}, found {found.ready}"


def _opens(found: Determination, wanted: Any, *_: Any) -> str:
    days = {item.opens_on.isoformat() for item in found.authorizations if item.opens_on}
    return "" if wanted in days else f"expected {wanted}, found {sorted(days)}"


def _bound(key: str) -> Check:
    def check(found: Determination, wanted: Any, *_: Any) -> str:
        mine = getattr(found, key)
        return "" if mine == wanted else f"expected {wanted}, found {mine}"

    return check


def _missing(found: Determination, wanted: Any, *_: Any) -> str:
    mine = [item.fact for item in found.missing]
    lacking = [name for name in wanted if name not in mine]
    return f"not asked: {lacking}; asked: {mine}" if lacking else ""


CHECKS: dict[str, Check] = {
    "outcome": _outcome,
    "requirements": _requirements,
    "authorizations": _authorizations,
    "authorizations_include": _some,
    "review_policy": _policy,
    "review_of": lambda *_: "",
    "eccn": _eccn,
    "limb": _limb,
    "level": _level,
    "possible": _possible,
    "steps": _steps,
    "steps_absent": _steps_absent,
    "flags": _flags,
    "limits": _limits,
    "limits_absent": _limits_absent,
    "earliest": _earliest,
    "exempt": _exempt,
    "ready": _ready,
    "opens_on": _opens,
    "at_least": _bound("at_least"),
    "at_most": _bound("at_most"),
    "missing": _missing,
}
