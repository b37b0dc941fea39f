"""Facts handed to the engine give what the graph gives: the provision of the affiliates rule against the standings."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parties.ownership.test_capture import NAMES

from lockgate import Rulebook, determine
from lockgate.door.build import build
from lockgate.door.declarations import load
from lockgate.parties.ownership.graph import Graph, Party, Stake
from lockgate.parties.ownership.outlook import Outlook, outlook
from lockgate.parties.ownership.share import WHOLE, Share, total

if TYPE_CHECKING:
    from typing import Any

DAY = date(2025, 10, 15)
BOOK = Rulebook.load(cached=True)
PROVISION = "744.11-affiliates"
ORDER = {
    "as_of": DAY.isoformat(),
    "activity": "export",
    "origin": "US",
    "destination": "SG",
    "base": "ordinary-course",
    "items": [{"chip": "nvidia-a10", "quantity": 1}],
}


def said(facts: dict[str, Any]) -> str:
    """What the engine says of the provision: holds, may_hold, or nothing."""
    buyer = {"location": "SG", "headquarters": "SG", "ultimate_parent": "SG", "lists": [], **facts}
    answer = determine({**ORDER, "parties": {"consignee": buyer}}, rulebook=BOOK)
    return next((one.status for one in answer.requirements if one.id == PROVISION), "none")


def said_by_shares(look: Outlook, name: str) -> str:
    """What owners that count add up to."""
    standing = look.found[look.main.regime.id][name]
    line = look.main.regime.at_least
    return "holds" if standing.least.value >= line else "may_hold" if standing.most.reaches(line) else "none"


def listed(name: str, words: tuple[str, ...], maybe: frozenset[str] | None, *, complete: bool) -> Party:
    return Party(name, lists=frozenset(words), maybe=maybe, owned_by_these=complete)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    parties = {
        name: listed(
            name,
            draw(st.sampled_from([(), (), (), ("entity_list",), ("meu_list",), ("denied_persons",)])),
            draw(st.sampled_from([frozenset(), frozenset(), frozenset(), frozenset({"entity_list"}), None])),
            complete=draw(st.integers(0, 3)) > 0,
        )
        for name in NAMES
    }
    stakes = []
    for owned in NAMES:
        room = 20
        for owner in draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=3)):
            low = draw(st.integers(0, room))
            high = draw(st.sampled_from([low, low, low, min(20, low + 5)]))
            if owner != owned:
                room -= low
                stakes.append(Stake(owner, owned, Share(Fraction(low, 20), Fraction(high, 20))))
    return Graph(parties, tuple(stakes))


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_the_engine_gives_what_the_graph_gives(graph: Graph) -> None:
    """Equal, but where owners' upper ends leave less room together than each of them alone; then it stays open."""
    look = outlook(graph, BOOK, DAY)
    name = NAMES[0]
    here = look.graph
    facts = look.maker.facts(name)
    facts.setdefault("owners", "unknown")
    engine, shares = said(facts), said_by_shares(look, name)
    if not here.owners.get(name):
        return
    fits = total(stake.share.most for stake in here.owners[name]).value + here.unheld(name).value <= WHOLE
    if fits:
        assert engine == shares
    else:
        assert engine in {shares, "may_hold"}
        assert not (shares == "holds" and engine != "holds")


def simple(share: str) -> Outlook:
    parties = {
        "L": listed("L", ("entity_list",), frozenset(), complete=True),
        "T": listed("T", (), frozenset(), complete=True),
        "O": listed("O", (), frozenset(), complete=True),
    }
    return outlook(Graph(parties, (Stake("L", "T", Share.of(share)),)), BOOK, DAY)


@pytest.mark.parametrize(
    ("share", "answer"),
    [
        ("50%", "holds"),
        ("49.9999999%", "none"),
        ("under 50%", "none"),
        ("over 50%", "holds"),
        ("33.333-50%", "may_hold"),
        ("unknown", "may_hold"),
    ],
)
def test_lines_are_exact_and_ends_that_are_left_out_stay_out(share: str, answer: str) -> None:
    assert said(simple(share).maker.facts("T")) == answer


@given(st.fractions(0, 1), st.fractions(0, 1), st.booleans(), st.booleans())
def test_shares_are_widened_to_what_a_transaction_can_say(
    one: Fraction, two: Fraction, above: bool, below: bool
) -> None:
    low, high = min(one, two), max(one, two)
    open_ends = (above, below) if low < high else (False, False)
    maker = simple("10%").maker
    graph = Graph(maker.found.graph.parties, (Stake("L", "T", Share(low, high, *open_ends)),))
    row = outlook(graph, BOOK, DAY).maker.owners("T")[0]
    typed = build({"parties": {"consignee": {"owners": [row]}}}, load())
    bounds = typed.roles["consignee"].elements[0].children["owners"].elements[0].values["owner.share"]
    step = Fraction(1, 10**9)
    assert low - step < bounds.low <= low  # type: ignore[union-attr, operator]  # a share is an interval
    assert high - step * 2 <= bounds.high < high + step  # type: ignore[union-attr, operator]  # as above
    if not open_ends[1]:
        assert bounds.high >= high  # type: ignore[union-attr, operator]  # as above


def test_lists_of_other_rules_are_handed_on_too() -> None:
    parties = {
        "L": listed("L", ("denied_persons",), frozenset(), complete=True),
        "T": listed("T", (), None, complete=True),
    }
    look = outlook(Graph(parties, (Stake("L", "T", Share.of("10%")),)), BOOK, DAY)
    assert look.maker.owners("T") == [{"name": "L", "share": "0.1", "list": ["denied_persons"]}]
