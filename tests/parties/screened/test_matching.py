"""The real matcher behind screening."""

from __future__ import annotations

from datetime import date

import pytest

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
