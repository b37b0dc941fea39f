"""The pieces of an answer along a number, against plain determinations at and around every boundary."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.mini import line, mini, requires, transaction
from tests.inquiry.moved import moved, same
from tests.rulebook.cases import all_cases

from lockgate.door.model import Interval
from lockgate.errors import LockgateError
from lockgate.inquiry.course.axes import axes, known
from lockgate.inquiry.course.profile import merged, profile
from lockgate.inquiry.course.scene import Scene
from lockgate.inquiry.course.stand import answers
from lockgate.inquiry.look import Look

if TYPE_CHECKING:
    from lockgate.door.model import Transaction
    from lockgate.inquiry.course.axis import Axis
    from lockgate.inquiry.course.profile import Piece

pytestmark = pytest.mark.slow

CASES = dict(all_cases())
SAMPLE = sorted(random.Random(7).sample(sorted(CASES), 40))
TWO = {"chip": "nvidia-h20-96gb", "quantity": 500}, {"chip": "nvidia-h100-sxm", "quantity": "3..4000"}


def steps_of(pieces: tuple[Piece, ...], axis: Axis, rnd: random.Random) -> set[int]:
    """Both sides of every boundary, and some steps within."""
    found: set[int] = set()
    for piece in pieces:
        found |= {
            piece.first,
            min(piece.last, piece.first + 1),
            rnd.randint(piece.first, min(piece.last, 2 * piece.first + 10**7)),
        }
        found |= {piece.last} if piece.last < axis.high else set()
    return found


def check(look: Look, typed: Transaction, rnd: random.Random, more: int = 1) -> int:
    """Compare every known number, and some that nobody stated, with brute force; how many pieces there were."""
    scene = Scene(look, typed)
    every = axes(scene)
    paths = [path for path, axis in every.items() if known(axis, scene)]
    paths += rnd.sample(sorted(every), min(more, len(every)))
    many = 0
    for path in paths:
        axis = every[path]
        pieces = merged(profile(scene, axis), answers)
        many += len(pieces)
        assert [piece.first for piece in pieces[1:]] == [piece.last + 1 for piece in pieces[:-1]]
        assert (pieces[0].first, pieces[-1].last) == (axis.low, axis.high)
        for step in steps_of(pieces, axis, rnd):
            plain = look.determine(moved(scene, axis, step))
            mine = next(piece for piece in pieces if piece.first <= step <= piece.last)
            assert same(plain) == answers(mine.stands), (path, axis.text(step))
    assert scene.stands() == Scene(look, typed).stands(), "the slots are as they were"
    return many


@pytest.mark.parametrize("name", SAMPLE)
def test_pieces_of_worked_cases_are_those_of_brute_force(name: str) -> None:
    rnd = random.Random(name)
    raw = dict(CASES[name]["transaction"])
    look = Look(posture=rnd.choice(["enforced", "codified"]))
    check(look, look.typed(raw), rnd)


@pytest.mark.parametrize("name", SAMPLE[::2])
def test_pieces_with_facts_left_open_or_more_items(name: str) -> None:
    rnd = random.Random(f"{name} open")
    raw: dict[str, Any] = dict(CASES[name]["transaction"])
    raw.pop("base", None)
    raw["history"] = {"lpp_tpp_this_year": "1000..20000000", "country_allocation_tpp": "unknown"}
    if isinstance(raw.get("items"), list) and rnd.random() < 0.5:
        raw["items"] = [*raw["items"], *TWO]
    look = Look(posture="codified")
    try:
        typed = look.typed(raw)
    except LockgateError:
        pytest.skip("this case states what cannot be left out")
    check(look, typed, rnd)


CONDITIONS = st.lists(
    st.tuples(
        st.integers(-3, 3),
        st.integers(-3, 3),
        st.integers(-20, 20),
        st.sampled_from([">=", ">", "<", "<="]),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


def _condition(mass: int, used: int, level: int, sign: str, flag: bool) -> str:
    text = f"{mass or 1} * mass + {used} * used {sign} {level}" if used else f"{mass or 1} * mass {sign} {level}"
    return f"({text}) AND a" if flag else text


@settings(max_examples=40)
@given(CONDITIONS, st.integers(0, 12), st.integers(0, 12), st.sampled_from([True, False, None]))
def test_pieces_of_random_linear_conditions(
    tmp_path_factory: pytest.TempPathFactory, found: list[Any], low: int, width: int, flag: bool | None
) -> None:
    book = mini(tmp_path_factory.mktemp("book"), requires(*(_condition(*one) for one in found)))
    facts: dict[str, Any] = {"mass": 3, "used": Interval(Fraction(low), Fraction(low + width))}
    facts |= {} if flag is None else {"a": flag}
    look = Look(book=book)
    typed = transaction(facts, items=(line(),))
    scene = Scene(look, typed)
    axis = axes(scene)["mass"]
    pieces = merged(profile(scene, axis, 0, 40 * axis.scale), answers)
    for place in range(41 * 2):
        step = min(place * axis.scale // 2, 40 * axis.scale)
        mine = next(piece for piece in pieces if piece.first <= step <= piece.last)
        if mine.proven:
            assert same(look.determine(moved(scene, axis, step))) == answers(mine.stands)


def test_a_sum_over_elements_and_the_highest_of_them() -> None:
    raw = {
        "as_of": "2025-06-01",
        "subject": "holder",
        "holder": {
            "veu": "uveu",
            "headquarters": "US",
            "ultimate_parent": "US",
            "installed": {"US": 60, "IE": 20, "MY": 6, "BR": 3},
        },
    }
    look = Look(posture="codified")
    assert check(look, look.typed(raw), random.Random(2)) > 8
