"""Seals: one name for a provision wherever it is grounded alike, another one where anything that it asks differs."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date

from lockgate.compiler.ir import Bool, Member
from lockgate.compiler.located import Located
from lockgate.compiler.seal import seal
from lockgate.engine.determine import default_rulebook

BOOK = default_rulebook()
BEFORE, AFTER = (BOOK.unit(date(2025, month, 1), "codified") for month in (4, 6))


def test_equal_rules_have_one_name_in_two_stretches_of_days() -> None:
    names = [dict(zip((rule.id for rule in unit.rules), unit.sealed(), strict=True)) for unit in (BEFORE, AFTER)]
    same = {one.id for one in BEFORE.rules} & {
        one.id for one in AFTER.rules if any(_alike(one, x) for x in BEFORE.rules)
    }
    assert len(same) > 100
    assert all(names[0][one] == names[1][one] for one in same)


def test_rules_that_ask_something_else_have_another_name() -> None:
    rule = BEFORE.rules[0]
    assert seal(replace(rule, cond=Bool(value=False))) != seal(rule)
    assert seal(replace(rule, targets=rule.targets + 1)) == seal(rule)
    assert len({*BEFORE.sealed()}) == len(BEFORE.rules)


def test_text_that_knows_its_place_is_text() -> None:
    rule = BEFORE.rules[0]
    known = Member(Located("item.kind", "a.yaml", 3), (Located("ic", "a.yaml", 4),))
    assert seal(replace(rule, cond=known)) == seal(replace(rule, cond=Member("item.kind", ("ic",))))


def test_seals_are_kept_with_the_unit() -> None:
    again = pickle.loads(pickle.dumps(BEFORE))
    assert again.seals == BEFORE.sealed()
    assert again.asked == {}


def _alike(one: object, other: object) -> bool:
    parts = ("provision", "cond", "steps", "duties", "raised", "must")
    return all(getattr(one, name) == getattr(other, name) for name in parts)
