"""Reading one provision: the keys that each effect may carry."""

from __future__ import annotations

from typing import Any

from lockgate.compiler.fields import Fields
from lockgate.compiler.model import CONFIDENCE, EFFECTS, Enforcement, Provision, Quota, Step
from lockgate.errors import RulebookError

POLICIES = (
    "none",
    "presumption_of_approval",
    "presumption_of_approval_within_allocation",
    "approved_case",
    "case_by_case",
    "not_published",
    "not_stated",
    "policy_of_the_listed_owner",
    "presumption_of_denial",
    "policy_of_denial",
)
"""Review policies from the mildest to the strictest."""

_TARGETS = {
    "exempts": "exempts",
    "authorizes": "overcomes",
    "closes": "closes",
    "reviews": "reviews",
    "defines": "as",
}


def provision(row: Any, file: str, *, proposed: bool) -> Provision:
    """Read one provision of a rulebook file; unknown keys and values are errors with their place."""
    at = Fields(row, "provision")
    name = at.need("id")
    at.what = f"provision '{name}'"
    effect = _effect(at)
    span = at.span()
    record = Provision(
        id=name,
        name=at.text("name", name),
        effect=effect,
        instrument=at.need("instrument"),
        place=at.place,
        gist=at.text("gist"),
        cite=at.cite(),
        confidence=at.choice("confidence", CONFIDENCE, "confirmed"),
        file=file,
        code=at.text("code"),
        when=at.text("when", "TRUE"),
        unless=at.text("unless"),
        start=span.start,
        end=span.end,
        binding=at.choice("binding", ("effective", "compliance")),
        tags=at.texts("tags"),
        targets=at.texts(_TARGETS[effect]) if effect in _TARGETS else (),
        scope=at.texts("for"),
        stage=at.text("stage"),
        value=at.text("value"),
        over=at.texts("over"),
        disjoint_with=at.texts("disjoint_with"),
        policy=at.choice("policy", POLICIES),
        posture=at.choice("posture", ("enforced", "codified")),
        enforcement=_enforcement(at),
        before=_steps(at, "before"),
        after=_steps(at, "after"),
        aes_code=at.text("aes_code"),
        records=at.text("records"),
        quota=_quota(at),
        ask=at.text("ask"),
        evidence=at.text("evidence"),
        flag=at.text("flag"),
        kind=at.text("kind"),
        raised_when=at.text("raised_when"),
        must=at.text("must"),
        subject=at.text("subject", "transaction"),
        earliest=at.text("earliest"),
        words=at.pairs("word"),
        say=at.text("say"),
        proposed=proposed,
    )
    for key in ("note", "effect", "exempts", "overcomes", "closes", "reviews", "as"):
        at.get(key)
    at.close()
    _check(record)
    return record


def _effect(at: Fields) -> str:
    stated = at.choice("effect", EFFECTS)
    implied = [effect for effect in ("exempts", "closes", "reviews") if effect in at.table]
    if not stated and len(implied) == 1:
        return implied[0]
    if not stated:
        raise RulebookError(f"{at.what} lacks 'effect'", place=at.place, hint="one of " + ", ".join(EFFECTS))
    return stated


def _enforcement(at: Fields) -> tuple[Enforcement, ...]:
    entries = []
    for inner in at.tables("enforcement"):
        entries.append(Enforcement(inner.span(), inner.text("only_when", "TRUE")))
        inner.get("note")
        inner.close()
    return tuple(entries)


def _steps(at: Fields, key: str) -> tuple[Step, ...]:
    steps = []
    for inner in at.tables(key):
        steps.append(
            Step(
                id=inner.need("id"),
                do=inner.need("do"),
                when=inner.text("when"),
                shown_by=inner.text("shown_by"),
                wait=inner.text("wait"),
                due=inner.text("due"),
            )
        )
        for extra in ("note", "cite"):
            inner.get(extra)
        inner.close()
    return tuple(steps)


def _quota(at: Fields) -> Quota | None:
    raw = at.get("uses_quota")
    if raw is None:
        return None
    inner = Fields(raw, f"uses_quota of {at.what}", at.place)
    quota = Quota(
        inner.need("account"), inner.texts("per"), inner.text("amount"), inner.text("limit"), inner.text("used")
    )
    inner.get("note")
    inner.close()
    return quota


_NEEDS = {
    "classifies": ("stage", "value"),
    "defines": ("targets",),
    "exempts": ("targets",),
    "authorizes": ("targets", "code"),
    "closes": ("targets",),
    "reviews": ("targets", "policy"),
    "limits": ("must",),
    "warns": ("say",),
    "flags": ("ask", "flag"),
}


def _check(record: Provision) -> None:
    for key in _NEEDS.get(record.effect, ()):
        if not getattr(record, key):
            shown = _TARGETS.get(record.effect, key) if key == "targets" else key
            raise RulebookError(f"provision '{record.id}' {record.effect} but lacks '{shown}'", place=record.place)
    if record.posture and record.effect not in ("reviews", "warns"):
        raise RulebookError(
            f"provision '{record.id}' may not stand in one posture only",
            place=record.place,
            hint="use enforcement: only_when; only reviews and warns may differ by posture",
        )
