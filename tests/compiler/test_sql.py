"""The SQL emitter on the small rulebook: every rare form of a condition against the generated functions, on DuckDB."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.compiler.support import BASE, base
from tests.conformance.engines import duckdb_answers

from lockgate.books.export.rows import Loader
from lockgate.books.export.tables import arrow_tables
from lockgate.compiler.ir import Fold, Member
from lockgate.compiler.rulebook import Rulebook
from lockgate.compiler.sql import lower
from lockgate.compiler.sql.dialects import DIALECTS, dialect_of
from lockgate.compiler.sql.facts import Ground
from lockgate.compiler.sql.law import gather, stretches_of
from lockgate.compiler.sql.rowfacts import Tables
from lockgate.compiler.sql.rules import Rules
from lockgate.compiler.sql.schema import Schema
from lockgate.compiler.sql.text import name_of
from lockgate.compiler.sql.words import Words
from lockgate.door.model import Categorical, Element, Group, Interval, Item, SetValue, Transaction
from lockgate.engine.decide import decide
from lockgate.engine.prepare import Preparer
from lockgate.errors import InputError, TypeProblem

if TYPE_CHECKING:
    from lockgate.compiler.model import Fact
    from lockgate.compiler.sql import Query
    from lockgate.door.model import Value

GOOD, ODD = BASE.parent, Path(__file__).parent / "odd"
DAYS = tuple(
    map(date.fromisoformat, ("2022-11-01", "2023-06-01", "2025-02-01", "2025-06-01", "2025-11-20", "2026-07-10"))
)
ROLES = ("consignee", "purchaser")


@cache
def odd() -> Rulebook:
    """The base with every rare form that the language has."""
    return Rulebook.load(BASE, [GOOD / "edges", ODD])


def anything(fact: Fact, rng: random.Random) -> Value | None:
    """Some value of a fact, exact or not; None if nothing is said."""
    if rng.random() < 0.25:
        return None
    if fact.type in {"number", "integer", "date"}:
        around = 738_900 if fact.type == "date" else rng.choice((0, 5, 100, 1600, 4800))
        low, high = sorted(Fraction(around + rng.randint(-30, 30), 1) for _ in range(2))
        if fact.type != "date" and fact.minimum is not None:
            low, high = max(low, fact.minimum), max(high, fact.minimum)
        if fact.maximum is not None:
            low, high = min(low, fact.maximum), min(high, fact.maximum)
        return Interval(*rng.choice(((low, low), (low, low), (low, high), (low, None), (None, high))))
    words = list(fact.values) if fact.type != "boolean" else ["true", "false"]
    if fact.type == "set":
        certain = frozenset(rng.sample(words, rng.choice((0, 0, 1))))
        return SetValue(certain, rng.choice((certain, certain | set(rng.sample(words, 1)), None)))
    exact = fact.type == "boolean" and fact.kind == "evidence"
    return Categorical(frozenset(rng.sample(words, 1 if exact else rng.choice((1, 1, 1, min(2, len(words)))))))


def values(book: Rulebook, element: str, rng: random.Random, *, item: bool = False) -> dict[str, Value]:
    """Facts of one element; those of the item start with its name."""
    found = {}
    for fact in book.source.facts.values():
        if fact.element == element and fact.type != "text" and fact.id != "as_of":
            value = anything(fact, rng) if fact.id.startswith("item.") == item or element else None
            if value is not None:
                found[fact.id] = value
    return found


def group(book: Rulebook, kind: str, rng: random.Random) -> Group:
    """Some elements, all or not."""
    inner = {"owners": "owner"} if kind == "party" else {}
    elements = tuple(
        Element(values(book, kind, rng), kind, {name: group(book, one, rng) for name, one in inner.items()})
        for _ in range(rng.choice((0, 1, 1, 2)))
    )
    return Group(elements, rng.random() < 0.7)


def transaction(book: Rulebook, rng: random.Random) -> Transaction:
    """A random transaction of the small rulebook."""
    item = Item(values(book, "", rng, item=True), group(book, "circuit", rng), (), "")
    roles = {role: group(book, "party", rng) for role in ROLES if rng.random() < 0.6}
    nobody = Group((), complete=True)
    facts = values(book, "", rng)
    return Transaction(
        "transaction", facts, (item,), roles, nobody, nobody, {}, None, (), (), (), "", "", {},
    )  # fmt: skip


def wrong(book: Rulebook, count: int, *, style: str = "") -> list[str]:
    """Where the query and the generated functions differ, on random lines of some days."""
    rng = random.Random(count)
    query, preparer = lower(book, masks=True), Preparer(book.layout)
    loader, lines = Loader(query.schema, query.words, preparer), []
    for number in range(1, count + 1):
        made, day = transaction(book, rng), rng.choice(DAYS)
        prepared = preparer.prepare(made, made.items[0], day, {})
        loader.add(number, made, made.items[0], prepared)
        lines.append((day, prepared))
    found = {answer["line"]: answer for answer in duckdb_answers(query, arrow_tables(query, loader), style)}
    return [
        f"{number} on {day}, {name}: {found[number][name]} is not {value}"
        for number, (day, prepared) in enumerate(lines, start=1)
        for name, value in expected(book, day, prepared).items()
        if found[number][name] != value
    ]


def expected(book: Rulebook, day: date, prepared: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for posture in ("enforced", "codified"):
        decided = decide(book.unit(day, posture), prepared, settle=False)
        unit, verdict = decided.unit, decided.verdict
        found |= {f"{posture}_{name}": getattr(verdict, name) for name in ("outcome", "at_least", "at_most")}
        assert unit.side_function is not None
        side = unit.side_function(decided.cells, decided.possible, decided.certain)
        for rule in unit.rules:
            effect = rule.provision.effect
            masks = side if effect in ("warns", "flags") else (decided.possible, decided.certain)
            pair = (bool(masks[0] & rule.bit), bool(masks[1] & rule.bit))
            if effect in ("reviews", "limits"):
                pair = decided.evaluator.value(rule.cond)
            if effect != "classifies":
                found |= {name_of(posture, end, rule.id): truth for end, truth in zip("pt", pair, strict=True)}
    return found


def test_every_form_of_a_condition() -> None:
    assert wrong(odd(), 400)[:10] == []


def test_one_after_the_other() -> None:
    assert wrong(base(), 40, style="tables")[:10] == []


@pytest.mark.parametrize("name", ["bare", "plain"])
def test_small_rulebooks(name: str) -> None:
    """Without items, without parties, without a word on who is subject."""
    book = Rulebook.load(GOOD / name)
    preparer, rng, day = Preparer(book.layout), random.Random(1), date(2024, 1, 1)
    query = lower(book, masks=True)
    loader = Loader(query.schema, query.words, preparer)
    nobody = Group((), complete=True)
    for number in range(1, 20):
        item = Item(values(book, "", rng, item=True), nobody, (), "")
        made = Transaction(
            "transaction", values(book, "", rng), (item,), {}, nobody, nobody, {}, None, (), (), (), "", "", {}
        )
        prepared = preparer.prepare(made, item, day, {})
        loader.add(number, made, item, prepared)
        [answer] = [one for one in duckdb_answers(query, arrow_tables(query, loader)) if one["line"] == number]
        right = expected(book, day, prepared)
        assert {name: answer[name] for name in right} == right


def test_entries_without_items(tmp_path: Path) -> None:
    """A rulebook may have entries, and say nothing of the kind of item or of what its maker states."""
    texts = {
        "facts.yaml": "- {id: as_of, type: date, question: When?}\n- {id: large, type: boolean, question: Large?}\n",
        "instruments.yaml": "- {id: i, name: The only one, published: 2023-01-01}\n",
        "eccns.yaml": "- {id: A, name: a, level: none}\n- {id: B, name: b, level: none}\n",
        "stages.yaml": "- {id: eccn, kind: one, effect: classifies, values_from: eccns, default: other}\n",
        "law.yaml": "- {id: L, effect: classifies, stage: eccn, value: A, instrument: i, when: large}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    query = lower(Rulebook.load(tmp_path), masks=True)
    assert "' B'" in query.text()


def statements(query: Query) -> str:
    return "\n".join([*query.tables(), *query.script()])


@pytest.mark.parametrize("name", DIALECTS)
def test_what_is_written_is_within_the_small_language(name: str) -> None:
    """No construct on whose treatment of NULL engines differ, and no number that is a double."""
    text = statements(lower(odd(), name))
    for word in ("IS TRUE", "IS NOT TRUE", "IS NOT FALSE", " IN (", " / ", "BETWEEN", "LIKE", "DOUBLE", "FLOAT"):
        assert word not in text


def test_sizes_grow_with_the_law_not_with_the_days() -> None:
    """A condition that is the same on many days is written once."""
    few = lower(base(), first=date(2026, 7, 1), last=date(2026, 7, 2), postures=("enforced",))
    whole = lower(base())
    assert len(few.law.stretches) == 1
    assert len(whole.law.stretches) > 10
    assert len(whole.text()) < 4 * len(few.text())
    assert " MATERIALIZED " in whole.text("materialized")
    assert whole.statements()[0] == whole.text()


def test_an_unknown_dialect() -> None:
    with pytest.raises(InputError, match="unknown dialect 'duckbd'") as raised:
        dialect_of("duckbd")
    assert raised.value.hint == "did you mean 'duckdb'?"


def test_days_before_the_rulebook() -> None:
    with pytest.raises(InputError, match="there is no day from 2022-10-07 to 2020-01-01"):
        stretches_of(base(), None, date(2020, 1, 1))


def test_provisions_that_need_each_other_on_different_days() -> None:
    law = gather(base(), ("enforced",))
    roots = Schema(base().layout, {"as_of", "knows.military"}, set())
    tables = Tables(Ground(base().layout, roots, Words(base().layout), dialect_of("duckdb"), law.stretches), law)
    rules = Rules(tables, law, law.sides["enforced"])
    law.exempted = {"R-known": ("R-known",)}
    with pytest.raises(InputError, match="what 'R-known' needs is another on other days"):
        rules.rule("R-known")


def test_provisions_in_another_order_on_other_days(monkeypatch: pytest.MonkeyPatch) -> None:
    units = [base().unit(day, "enforced") for day in (date(2025, 1, 1), date(2025, 6, 1))]
    turned = {**units[1].chains, "level": tuple(reversed(units[1].chains["level"]))}
    monkeypatch.setattr(units[1], "chains", turned)
    with pytest.raises(InputError, match="the order of the level is another on other days"):
        gather(base(), ("enforced",))


def test_a_fold_that_is_nowhere_at_home() -> None:
    law = gather(base(), ("enforced",))
    collections = {"circuits", "parties"}
    schema = Schema(base().layout, {"as_of", "circuit.made", "party.parent"}, collections)
    tables = Tables(Ground(base().layout, schema, Words(base().layout), dialect_of("duckdb"), law.stretches), law)
    with pytest.raises(TypeProblem, match="a fold over 'circuits' inside another one"):
        tables.rows("party").fold(Fold("has", "circuits", Member("circuit.made", ("true",))))


@pytest.mark.parametrize("stretch", [1, 7])
def test_readings_may_be_chosen(stretch: int) -> None:
    first = base().calendar.days[stretch]
    text = lower(odd(), masks=True, first=first, readings={"strictness": "lenient"}).text()
    assert text != lower(odd(), masks=True, first=first).text()


def test_the_whole_rulebook_stays_plannable() -> None:
    """Engines plan in time that grows with the text, the stages and their width; seconds differ from run to run."""
    query = lower(Rulebook.load(cached=True), masks=True)
    assert len(query.text()) < 1_000_000
    assert len(query.stages) <= 70
    assert max(text.count(" AS ") for _, text in query.stages) < 1_000
    assert max(text.count(" JOIN ") for _, text in query.stages) <= 60
