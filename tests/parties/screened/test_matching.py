"""The real matcher behind screening."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("numpy", reason="names are indexed with numpy")
pytest.importorskip("anyascii", reason="names are put into Latin letters with anyascii")

from lockgate.parties.model import Entry, Identifier, ListedAddress, ListedName
from lockgate.parties.screened.book import Book
from lockgate.parties.screened.decisions import Decisions
from lockgate.parties.screened.matching import matcher_of
from lockgate.parties.screened.rescreen import State, rescreen, rescreen_all
from lockgate.parties.screened.subject import Subject

WORKS = ("Photon", "Harbour", "Lantern", "Meridian", "Cobalt", "Juniper", "Falcon", "Orchard")
ROOM = "Unit 5, 6/F Imaginary House, 7 Pretend Street, Kowloon"


def listed(number: int, name: str, **more: object) -> Entry:
    names = (ListedName(name, "primary"),) if name else ()
    return Entry(f"el:{number}", "entity_list", "csl", name or "Address", names=names, sha256=name or ROOM, **more)  # type: ignore[arg-type] # fields of the entry


def test_a_row_that_lists_an_address_alone_is_met_by_its_room() -> None:
    entry = listed(1, "", addresses=(ListedAddress(ROOM, "HK"),), countries=("HK",))
    found = matcher_of([entry]).meet(
        Subject("Quiet Trading", ("HK",), ("Unit 5, 6th Floor, Imaginary House, 7 Pretend St, Kowloon",))
    )
    assert [(one.entry.id, one.band) for one in found.hits] == [("el:1", "certain")]
    assert not matcher_of([entry]).meet(Subject("Quiet Trading", ("HK",), ("9 Other Road, Kowloon",))).hits


@pytest.mark.parametrize("name", ["?", "A", "\u0007", "x" * 20_000])
def test_a_name_that_cannot_be_screened_says_so(name: str) -> None:
    assert matcher_of([listed(1, "Example Photon Works")]).meet(Subject(name)).problems


def test_nobody_is_listed() -> None:
    assert matcher_of([]).meet(Subject("Example")).hits == ()


def test_a_small_index_weighs_words_as_the_large_one_does() -> None:
    entries = [
        listed(at, f"{one} {two} Works") for at, (one, two) in enumerate((a, b) for a in WORKS for b in WORKS if a < b)
    ]
    whole = matcher_of(entries)
    for entry in entries[:10]:
        for name in (entry.title, f"{entry.title} Ltd", entry.title.partition(" ")[2], f"{entry.title[:-2]} Trading"):
            subject = Subject(name)
            alone = matcher_of([entry], whole).meet(subject).hits
            assert [one for one in whole.meet(subject).hits if one.entry.id == entry.id] == list(alone)


def test_rescreening_gives_what_screening_everybody_gives() -> None:
    names = [f"{one} {two} {three}" for one in WORKS for two in WORKS if one < two for three in ("Works", "Trading")]
    number = (Identifier("Registration", "HK-4411-9"),)
    before = [listed(at, name) for at, name in enumerate(names[::3])]
    after = [
        *before[2:],
        listed(900, "Juniper Orchard Instruments", identifiers=number),
        listed(901, "", addresses=(ListedAddress(ROOM, "HK"),)),
    ]
    book = {f"C-{at}": Subject(f"{name} Pte Ltd", ("SG",)) for at, name in enumerate(names)}
    book |= {"C-900": Subject("Another Name", (), (), ("HK 44119",)), "C-901": Subject("Quiet", ("HK",), (ROOM,))}
    days = [State(day, rows, Decisions()) for day, rows in ((date(2026, 10, 1), before), (date(2026, 10, 15), after))]
    found = rescreen(days[0], days[1], Book(book), matcher_of).changes
    assert found == rescreen_all(days[0], days[1], book, matcher_of)
    assert {"C-900", "C-901"} <= {one.party for one in found}
    assert {"appeared", "left"} == {one.kind for one in found}


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_random_changes_of_both_sides_rescreened_are_everything_rescreened(data: st.DataObject) -> None:
    """With few listed names the plain way passes over nobody, so that both must tell the same."""
    pool = [
        f"{one} {two} {three}" for one in WORKS for two in WORKS[::2] if one != two for three in ("Works", "Optics")
    ]
    picked = data.draw(st.lists(st.sampled_from(pool), min_size=2, max_size=7, unique=True))
    kept = data.draw(st.lists(st.booleans(), min_size=len(picked), max_size=len(picked)))
    new = data.draw(st.lists(st.sampled_from(pool), max_size=3, unique=True))
    before = [listed(at, name) for at, name in enumerate(picked)]
    after = [one for one, keep in zip(before, kept, strict=True) if keep]
    after += [listed(100 + at, name) for at, name in enumerate(one for one in new if one not in picked)]
    ways = st.sampled_from(("{}", "{} Ltd", "Attn: Mr. Li, {}, Warehouse 3", "THE {}"))
    people = data.draw(st.lists(st.tuples(st.sampled_from(pool), ways), min_size=3, max_size=12, unique=True))
    was = {f"C-{at}": Subject(way.format(name), ("SG",)) for at, (name, way) in enumerate(people)}
    now = {key: one for key, one in was.items() if data.draw(st.booleans())} | {"C-99": Subject(pool[0])}
    days = [State(day, rows, Decisions()) for day, rows in ((date(2026, 10, 1), before), (date(2026, 10, 15), after))]
    found = rescreen(days[0], days[1], Book(now), matcher_of, old=was).changes
    assert found == rescreen_all(days[0], days[1], now, matcher_of, old=was)


def test_a_book_full_of_nearer_names_hides_nobody() -> None:
    """More parties than screening looks at rows come nearer to a listed name than the one that is written otherwise."""
    crowd = {f"N-{at}": Subject(f"Sanco Pakistan {at}") for at in range(60)}
    book = {**crowd, "C-1": Subject("SANCO Pakitan", ("PK",)), "C-2": Subject("Attn: Ms. Li, Sanco Pakistan, Gate 3")}
    one = listed(1, "SANCO Pakistan", countries=("PK",))
    days = [State(day, rows, Decisions()) for day, rows in ((date(2026, 10, 1), []), (date(2026, 10, 15), [one]))]
    found = {change.party for change in rescreen(days[0], days[1], Book(book), matcher_of).changes}
    assert {"C-1", "C-2"} <= found
    assert found == {change.party for change in rescreen_all(days[0], days[1], book, matcher_of)}
