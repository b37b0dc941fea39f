"""All keys together give what each key gives by itself, and what a single determination gives."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from benchmarks.population import one

from lockgate import determine
from lockgate.books.decide.decider import Decider, Look
from lockgate.books.model import Chunk, MappedColumn, Mapping
from lockgate.books.typed.lines import LineReader, Lines
from lockgate.books.typed.parts import nested
from lockgate.engine.determine import declarations_of, default_rulebook
from lockgate.items import Switches
from lockgate.items import load as load_catalogue

DAYS = ("2022-11-01", "2024-03-01", "2025-06-01", "2025-10-15", "2026-06-16")
POSTURES = ("enforced", "codified")
NOTICES = ("2024-02-01", "2025-05-01", "2026-05-20", "2026-06-14")


def flat(raw: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in raw.items():
        path = f"{prefix}{key}"
        found |= flat(value, f"{path}.") if isinstance(value, dict) else {path: value}
    return found


def rows(count: int, seed: int, missing: float, *, all_days: bool = False) -> list[dict[str, Any]]:
    """Flat transactions of a few days or of all stretches, with facts left out at random."""
    rng = Random(seed)
    days = [str(day) for day in default_rulebook().calendar.days] if all_days else DAYS
    chips = load_catalogue().ids
    found = []
    for _ in range(count):
        row = flat(one(rng, chips))
        row = {path: value for path, value in row.items() if path == "item.chip" or rng.random() > missing}
        row["as_of"] = rng.choice(days)
        if rng.random() < 0.3:
            row["evidence.nac_notice_on"] = rng.choice(NOTICES)
        if rng.random() < 0.3:
            row["history.lpp_tpp_this_year"] = rng.choice(("0", "26000000", "20000000..27000000"))
        if rng.random() < 0.3:
            row["item.kind"], row["item.circuits"] = rng.choice((("server", "8"), ("board", "1"), ("ic", "1")))
        if rng.random() < 0.1:
            row["flags.kyc-03"] = rng.choice(("raised", "explained"))
        found.append({path: str(value).lower() if isinstance(value, bool) else value for path, value in row.items()})
    return found


def chunk_of(found: list[dict[str, Any]]) -> tuple[Chunk, Mapping]:
    paths = sorted({path for row in found for path in row})
    table = pa.table({path: pa.array([row.get(path) for row in found]) for path in paths})
    return Chunk(table, 2, None, "book", 0), Mapping(tuple(MappedColumn(path, path) for path in paths))


def decided(found: list[dict[str, Any]], many: int) -> tuple[Decider, Lines, dict[str, list[int]]]:
    chunk, mapping = chunk_of(found)
    book = default_rulebook()
    reader = LineReader(mapping, declarations_of(book), Switches(), first_day=date(2022, 10, 7))
    decider = Decider(Look(book, POSTURES), reader, many=many)
    lines = reader.read(chunk)
    return decider, lines, {posture: numbers.tolist() for posture, numbers in decider.decide(lines).items()}


def same_by_key(count: int, seed: int, missing: float, *, all_days: bool = False) -> None:
    found = rows(count, seed, missing, all_days=all_days)
    together, lines, numbers = decided(found, 1)
    apart, _, others = decided(found, 10**9)
    assert not lines.rejects
    assert len(together.signed) < apart.keys * len(POSTURES)
    for posture in POSTURES:
        mine = [together.answers[posture].all[number] for number in numbers[posture]]
        assert mine == [apart.answers[posture].all[number] for number in others[posture]]


def same_as_single(count: int, seed: int, missing: float) -> None:
    found = rows(count, seed, missing)
    decider, lines, numbers = decided(found, 1)
    for place, line in enumerate(lines.index.tolist()):
        whole = determine(nested(found[line]))
        mine = decider.answers["enforced"].all[numbers["enforced"][place]]
        codified = decider.answers["codified"].all[numbers["codified"][place]]
        other = next(answer for answer in whole.postures if answer.id == "codified")
        held = tuple(item.id for item in whole.requirements if item.status != "exempt")
        assert (mine.outcome, mine.at_least, mine.at_most) == (whole.outcome, whole.at_least, whole.at_most), found[
            line
        ]
        assert mine.exit_code == whole.exit_code, found[line]
        assert (mine.requirements, mine.review_policy) == (held, whole.review_policy), found[line]
        assert mine.missing == tuple(one.fact for one in whole.missing), found[line]
        assert (mine.eccn, mine.holds, mine.because) == (whole.classification.eccn, whole.holds, whole.because)
        assert (codified.outcome, codified.requirements) == (other.outcome, other.requirements), found[line]


@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_all_keys_together_give_what_each_gives_by_itself(missing: float) -> None:
    same_by_key(150, 3, missing)


def test_stretches_share_answers() -> None:
    same_by_key(250, 5, 0.1, all_days=True)


def test_lines_get_the_answer_of_a_single_determination() -> None:
    same_as_single(100, 4, 0.1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("missing", [0.0, 0.05, 0.15, 0.3])
def test_many_keys(seed: int, missing: float) -> None:
    same_by_key(800, 10 + seed, missing)
    same_by_key(800, 30 + seed, missing, all_days=True)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_many_lines_as_single_determinations(seed: int) -> None:
    same_as_single(500, 20 + seed, 0.1)
