"""Each reader on small files, and on the real ones where they are there."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parties.lists.small import ADD, ALT, DPL, SDN, SOURCES, csl_json, csl_lines, read, record, whole
from tests.parties.real import LISTS, needs_lists

from lockgate.errors import InputError
from lockgate.parties.lists import Candidate, RawFile, read_file, read_files
from lockgate.parties.lists.intake import FORMATS, Wishes, named_day, recognise
from lockgate.parties.lists.tables import Limits
from lockgate.parties.model import Entry, Identifier

if TYPE_CHECKING:
    from pathlib import Path

FULL = record(
    "EL",
    "Example Works (EW)",
    alt_names=["Sample Works"],
    type="",
    addresses=[
        {"address": "7 Sample Road", "city": "Exampleville", "state": "", "postal_code": "000", "country": "CN"}
    ],
    federal_register_notice="90 FR 1",
    start_date="2025-01-02",
    license_requirement="For all items subject to the EAR. (See § 744.11 of the EAR)",
    license_policy="Presumption of denial",
    ids=[{"type": "Tax ID", "number": "123", "country": "CN"}],
    source_list_url="https://example.org/list",
)
COLUMNS = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
    "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,"
    "vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,"
    "places_of_birth,source_information_url,ids"
)


def csl_csv(rows: list[dict[str, str]], columns: str = COLUMNS) -> bytes:
    """The official CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns.split(","), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


AS_CSV = {
    "source": SOURCES["EL"],
    "name": "Example Works (EW)",
    "alt_names": "Sample Works",
    "addresses": "7 Sample Road, Exampleville, 000, CN",
    "federal_register_notice": "90 FR 1",
    "start_date": "2025-01-02",
    "license_requirement": "For all items subject to the EAR. (See § 744.11 of the EAR)",
    "license_policy": "Presumption of denial",
    "ids": "CN, 123, Tax ID",
    "source_list_url": "https://example.org/list",
}


def one(candidate: Candidate, title: str) -> Entry:
    """The entry of that title."""
    return next(entry for entry in candidate.entries if entry.title == title)


@pytest.mark.parametrize(
    "content",
    [csl_json(whole(FULL)), csl_lines(whole(FULL)), csl_csv([AS_CSV])],
    ids=["json", "lines", "csv"],
)
def test_the_three_forms_of_the_consolidated_list_say_the_same(content: bytes) -> None:
    entry = one(read(content), "Example Works (EW)")
    assert (entry.list_id, entry.kind, entry.source) == ("entity_list", "unknown", "csl")
    assert [name.text for name in entry.names] == ["Example Works (EW)", "Example Works", "EW", "Sample Works"]
    assert entry.addresses[0].country == "CN"
    assert "7 Sample Road" in entry.addresses[0].text
    assert entry.countries == ("CN",)
    assert entry.identifiers == (Identifier("Tax ID", "123", "CN"),)
    assert entry.starts == date(2025, 1, 2)
    assert entry.citation == "90 FR 1"
    assert entry.words == ("entity_list",)
    assert (entry.requirement_codes, entry.policy_codes) == (("all_items", "see_744.11"), ("presumption_of_denial",))


def test_persons_vessels_and_their_facts() -> None:
    rows = [
        record("SDN", "SAMPLE, Ann", type="Individual", entity_number=7, programs=["SDGT"], dates_of_birth=["1962"]),
        record("SDN", "STAR", type="Vessel", entity_number="8", call_sign="ABC1", nationalities=["IR"]),
    ]
    person, ship = (one(read(csl_json(whole(*rows))), name) for name in ("SAMPLE, Ann", "STAR"))
    assert (person.id, person.kind, person.words) == ("sdn:7", "person", ("sdn", "sdn_744_8"))
    assert person.births[0].last == date(1962, 12, 31)
    assert (ship.kind, ship.details, ship.nationalities) == ("vessel", (("call_sign", "ABC1"),), ("IR",))


def test_an_address_row_has_no_name() -> None:
    entry = one(read(csl_json(whole(record("EL", "Address 07", address_countries=["HK"])))), "Address 07")
    assert entry.address_only
    assert entry.countries == ("HK",)
    assert not one(read(csl_json(whole(record("MEU", "Address 07")))), "Address 07").address_only


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("text", "this is no record"),
        ({"source": SOURCES["EL"]}, "the name is missing"),
        ({"name": "Example"}, "the source is missing"),
        ({**FULL, "addresses": "x"}, "addresses is no list"),
        ({**FULL, "addresses": ["x"]}, "an address is no record"),
        ({**FULL, "ids": [1]}, "an id is no record"),
        ({**FULL, "name": ["x"]}, "name is no text"),
        ({**FULL, "alt_names": [{}]}, "alt_names holds something that is no text"),
        ({**FULL, "start_date": "soon"}, "start_date is no day: soon"),
    ],
)
def test_a_row_that_cannot_be_read_is_reported_and_the_others_stay(row: Any, reason: str) -> None:
    found = read(json.dumps({"search_performed_at": "2026-10-01", "results": [*whole(), row]}).encode())
    assert [(problem.code, problem.reason) for problem in found.reading.problems] == [("rows", reason)]
    assert len(found.entries) == 12
    assert "result 13" in found.reading.problems[0].place


def test_fewer_records_than_announced() -> None:
    assert [one.code for one in read(csl_json(whole(), total=13)).reading.problems] == ["count"]


def test_rows_of_a_table_that_do_not_fit() -> None:
    text = csl_csv([AS_CSV]).decode()
    found = read((text + 'a,b\r\n"open').encode(), published=date(2026, 1, 1))
    assert [(one.code, one.reason) for one in found.reading.problems] == [
        ("rows", "2 cells stand where 29 should"),
        ("rows", "this row cannot be read: unexpected end of data"),
        ("cut", "the last line has no end: the file may be cut"),
    ]


def ofac(*parts: tuple[str, str]) -> list[Candidate]:
    """The candidates in OFAC's files."""
    return read_files([RawFile(name, text.encode()) for name, text in parts], Wishes(published=date(2026, 10, 1)))


def test_ofac_files_are_joined_by_number() -> None:
    (found,) = ofac(("sdn.csv", SDN), ("add.csv", ADD), ("alt.csv", ALT))
    assert (found.feed.id, found.reading.problems, found.counts) == ("ofac_sdn", [], {"sdn": 3})
    lines, person, ship = sorted(found.entries, key=lambda entry: entry.id)
    assert [(name.text, name.kind) for name in lines.names] == [
        ("EXAMPLE LINES", "primary"),
        ("EXAMPLE SHIPPING", "strong"),
        ("OLD EXAMPLE LINES", "former"),
    ]
    assert (lines.kind, lines.addresses[0].text, lines.countries) == (
        "organisation",
        "1 Sample Street, Havana",
        ("CU",),
    )
    assert (person.kind, person.programmes, person.nationalities) == ("person", ("SDGT", "IFSR"), ("IR",))
    assert [born.text for born in person.births] == ["circa 1962", "03 Mar 1963"]
    assert person.identifiers == (Identifier("Passport", "A1234567", "IR"),)
    assert ("ANNIE S", "weak") in {(name.text, name.kind) for name in person.names}
    assert dict(person.details) == {"title": "Director", "places_of_birth": "Exampleville"}
    assert (ship.kind, ship.identifiers) == ("vessel", (Identifier("IMO", "9000001"),))


def test_parts_that_are_missing_or_of_another_day_are_told() -> None:
    (alone,) = ofac(("sdn.csv", SDN))
    assert [one.code for one in alone.reading.problems] == ["part", "part"]
    strange = ALT.replace("1,12", "99,12")
    (found,) = ofac(("sdn.csv", SDN), ("add.csv", ADD), ("alt.csv", strange))
    assert "1 rows of ALT.CSV belong to no entry" in found.reading.problems[0].reason
    with pytest.raises(InputError, match=r"SDN\.CSV is missing"):
        ofac(("alt.csv", ALT))


def test_two_ofac_lists_in_one_go() -> None:
    other = '9,"SPECIMEN BANK",-0- ,"UKRAINE-EO13662",' + "-0- ," * 7 + "-0- \r\n" + "\x1a"
    cons_alt = '9,91,"aka","SB",-0- \r\n\x1a'
    cons_add = '9,92,-0- ,-0- ,"Russia",-0- \r\n\x1a'
    parts = [("a", SDN), ("b", cons_alt), ("c", ADD), ("d", other), ("e", cons_add), ("f", ALT)]
    found = {one.feed.id: one for one in ofac(*parts)}
    assert found["ofac_cons"].counts == {"ssi": 1}
    assert not found["ofac_cons"].reading.problems
    assert not found["ofac_sdn"].reading.problems


def test_an_ofac_file_without_its_end_mark_or_with_bad_rows() -> None:
    text = SDN.removesuffix("\x1a") + "x,y\r\n1,again," + "-0- ," * 9 + "-0- \r\n"
    (found,) = ofac(("sdn.csv", text), ("add.csv", ADD), ("alt.csv", ALT))
    assert [one.code for one in found.reading.problems] == ["rows", "cut"]


def test_denial_orders_have_a_term() -> None:
    found = read(DPL.encode(), "dpl-2026-04-14.txt")
    ann, other = sorted(found.entries, key=lambda entry: entry.title)
    assert (ann.title, ann.starts, ann.ends) == ("ANN EXAMPLE", date(2003, 6, 19), date(2026, 6, 29))
    assert [ann.live_on(day) for day in (date(2003, 6, 18), date(2026, 6, 29), date(2026, 6, 30))] == [
        False,
        True,
        False,
    ]
    assert other.live_on(date(2099, 1, 1)) is True
    assert other.addresses[0].country == "HK"


@pytest.mark.parametrize(
    ("cut", "put", "reason"),
    [
        ('"06/19/2003"', '""', "the effective date is missing"),
        ('"06/19/2003"', '"later"', "effective_date is no day: later"),
        ('"ANN  EXAMPLE"', '" "', "the name is missing"),
        ('"7 SAMPLE ROAD"\t', "", "11 cells stand where 12 should"),
    ],
)
def test_denial_orders_that_cannot_be_read(cut: str, put: str, reason: str) -> None:
    found = read(DPL.replace(cut, put, 1).encode(), published=date(2026, 1, 1))
    assert [one.reason for one in found.reading.problems] == [reason]
    assert len(found.entries) == 1


ROWS: list[dict[str, Any]] = [
    {"_meta": {"list_id": "bis-entity-list", "extracted": "2026-07-09", "count": 2}},
    {
        "name": "Example Works",
        "aliases": ["Sample Works, 12 Sample Road, Kowloon, Hong Kong (See alternate address under Iran)"],
        "country": "China",
        "address": None,
        "federal_register": "90 FR 1,\n1/2/25",
        "notes": "For all items subject to the EAR. (See §§ 734.9(e)(2) and 744.11 of the EAR) 4",
    },
    {
        "name": "Specimen Works",
        "country": "Crimea Region of Ukraine",
        "address": "1 A St., Iran; and 2 B St., Ruritania.",
    },
]


def rows_of(rows: list[dict[str, Any]]) -> bytes:
    """A file of rows."""
    return "\n".join(json.dumps(row) for row in rows).encode()


def test_rows_with_addresses() -> None:
    found = read(rows_of(ROWS))
    first, second = (one(found, name) for name in ("Example Works", "Specimen Works"))
    assert (found.feed.id, found.published, found.published_from) == ("bis_entity_list", date(2026, 7, 9), "content")
    assert [name.text for name in first.names] == ["Example Works", "Sample Works"]
    assert (first.addresses[0].text, first.countries) == ("12 Sample Road, Kowloon, Hong Kong", ("CN", "HK"))
    assert (first.words, first.citation) == (("entity_list", "entity_list_fn4"), "90 FR 1, 1/2/25")
    assert [(at.text, at.country) for at in second.addresses] == [("1 A St., Iran", "IR"), ("2 B St., Ruritania", "UA")]
    assert len(found.reading.remarks) == 1


def test_what_notes_of_rows_state() -> None:
    def with_notes(list_id: str, notes: str, **more: Any) -> Entry:
        head = {"_meta": {"list_id": list_id, "extracted": "2026-07-09"}}
        return read(rows_of([head, {"name": "Example", "notes": notes, **more}])).entries[0]

    order = with_notes("bis-dpl", "Type of denial: Standard; Expires: 2027-11-16", effective_date="2018-09-27")
    assert (order.starts, order.ends) == (date(2018, 9, 27), date(2027, 11, 16))
    ended = with_notes(
        "state-nonproliferation", "Authority: X; status: Expired on 12/23/05", effective_date="2004-09-23"
    )
    assert ended.ends == date(2005, 12, 23)
    both = with_notes(
        "state-nonproliferation", "status: Expired on 12/23/05 | status: Active", effective_date="2004-01-01"
    )
    assert both.ends is None
    assert with_notes("state-debarred-statutory", "Date of birth: May, 1981").births[0].first == date(1981, 5, 1)
    company = with_notes("ofac-nscmic", "USCC: 91110000MA005UCQ5P (China); Program: CMIC-EO13959")
    assert (company.identifiers[0].kind, company.programmes) == ("USCC", ("CMIC-EO13959",))
    group = with_notes("dow-1260h", "Listed together with subsidiaries: A Co., Ltd., and B Inc. | more words")
    assert [name.text for name in group.names if name.kind == "derived"] == ["A Co., Ltd.", "B Inc."]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("[1]", "this is no record"),
        ("{", "this is no JSON"),
        ('{"name": ""}', "the name is missing"),
        ('{"name": "A", "aliases": "B"}', "aliases is no list of texts"),
        ('{"name": "A", "country": 1}', "country is no text"),
        ('{"name": "A", "effective_date": "x"}', "effective_date is no day: x"),
    ],
)
def test_rows_that_cannot_be_read(row: str, reason: str) -> None:
    found = read(rows_of(ROWS) + b"\n" + row.encode())
    assert [(one.code, one.reason) for one in found.reading.problems] == [
        ("rows", reason),
        ("count", "2 rows are announced and 3 are there"),
    ]


BAD = {
    "empty": (b"", "this file is empty"),
    "blank": (b" \n\n", "this file is empty"),
    "cut gzip": (gzip.compress(csl_json(whole()))[:-40], "this gzip file is cut or damaged"),
    "cut json": (csl_json(whole())[:-40], "this JSON cannot be read to its end"),
    "no results": (b'{"results": 7, "name": "x"}', "no list of results stands in this JSON"),
    "deep json": (b'{"results": ' + b"[" * 100_000, "this JSON cannot be read to its end"),
    "wrong encoding": ("name;Sourcé".encode("latin-1"), "this file is not UTF-8 text"),
    "binary": (b"PK\x03\x04\x00\x00\x00\x00", "this is no text file"),
    "something else": (b"hello, world\n", "this is no list that Lockgate knows"),
    "another object": (b'{"hello": "world"}', "this is no list that Lockgate knows"),
    "unknown rows": (b'{"_meta": {"list_id": "nobody"}}\n{"name": "A"}', "no list is called 'nobody'"),
    "nothing readable": (csl_lines([{"name": "x", "source": ""}]), "no record could be read"),
}


@pytest.mark.parametrize("what", BAD)
def test_files_that_are_no_lists(what: str) -> None:
    content, reason = BAD[what]
    with pytest.raises(InputError, match=reason):
        read(content)


def test_control_characters_go_and_the_rest_stays() -> None:
    rows = [*whole(), record("EL", "Exam\u200bple\x07 Works")]
    found = read(csl_json(rows).replace(b"\\u0007", b"\x07"))
    assert "Exam\u200bple Works" in {entry.title for entry in found.entries}


def test_utf_16_and_byte_order_marks() -> None:
    text = csl_json(whole()).decode()
    assert (
        read(text.encode("utf-16")).entries
        == read(b"\xef\xbb\xbf" + text.encode()).entries
        == read(text.encode()).entries
    )


def test_the_format_can_be_stated_and_must_fit() -> None:
    raw = RawFile("x-2026-10-01", csl_json(whole()))
    assert recognise(raw, "csl-json").format == "csl-json"
    with pytest.raises(InputError, match="no format called 'xml'"):
        recognise(raw, "xml")
    with pytest.raises(InputError, match="has no format csl-json"):
        read_files([raw], Wishes("bis_dpl"))
    with pytest.raises(InputError, match="no feed called 'cls'"):
        read_files([raw], Wishes("cls"))


def test_a_stated_format_that_does_not_fit_is_told() -> None:
    wrong = {"ofac": "neither 12, 5 nor 6 cells", "rows": "does not say which list", "dpl": "no record could be read"}
    for form, reason in wrong.items():
        with pytest.raises(InputError, match=reason):
            read_files([RawFile("x-2026-01-01.csv", b'a,b\n"c,d\n')], wanted=form)
    strange = SDN.replace("\x1a", '4,"open')
    (found,) = ofac(("sdn.csv", strange), ("alt.csv", ALT), ("add.csv", ADD))
    assert "this row cannot be read" in found.reading.problems[0].reason


def test_cells_of_the_csv_that_are_written_in_another_way() -> None:
    row = {**AS_CSV, "ids": "123, Tax ID; CN, 9", "addresses": "7 Sample Road", "alt_names": "X; and any successor; Y"}
    entry = one(read(csl_csv([row])), "Example Works (EW)")
    assert [(item.value, item.kind) for item in entry.identifiers] == [("123", "Tax ID"), ("CN", "9")]
    assert (entry.addresses[0].text, entry.addresses[0].country) == ("7 Sample Road", "")
    assert {"X", "Y"} < {name.text for name in entry.names}
    assert entry.successors


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small = Limits(shrink=0.05, max_age_days=14, fetch_seconds=1, fetch_bytes=100)
    monkeypatch.setattr("lockgate.parties.lists.files.limits", lambda: small)
    path = tmp_path / "list.json"
    path.write_bytes(csl_json(whole()))
    with pytest.raises(InputError, match="too large"):
        read_file(path)
    with pytest.raises(InputError, match="too large"):
        read(gzip.compress(b" " * 1000 + csl_json(whole())))


def test_the_day_of_a_list() -> None:
    lines = csl_lines(whole())
    assert read(lines, "csl-2026-09-30.jsonl").published == date(2026, 9, 30)
    assert read(lines, "csl-2026-09-30.jsonl", published=date(2026, 9, 29)).published_from == "stated"
    assert read(csl_json(whole()), "csl-2026-09-30.json").published == date(2026, 10, 1)
    assert read_files([RawFile("x", lines, modified=date(2026, 9, 1))])[0].published_from == "header"
    with pytest.raises(InputError, match="which day this list is of"):
        read(lines, "csl.jsonl")
    assert named_day("20260931.csv") is None


@given(st.binary(max_size=400))
def test_no_bytes_end_in_a_fault(content: bytes) -> None:
    for form in (None, *FORMATS):
        try:
            read_files([RawFile("x-2026-01-01", content)], wanted=form)
        except InputError:
            continue


REAL = {
    "csl-2026-07-31.jsonl.gz": ("csl", 25_921),
    "bis_entity_list-2026-07.jsonl.gz": ("bis_entity_list", 3_409),
    "bis_meu-2026-07.jsonl.gz": ("bis_meu", 70),
    "bis_dpl-2026-07.jsonl.gz": ("bis_dpl", 564),
    "bis-dpl-2022-09.tsv.gz": ("bis_dpl", 581),
    "dow_1260h-2026-07.jsonl.gz": ("dow_1260h", 80),
    "dow_1286-2026-07.jsonl.gz": ("dow_1286", 134),
    "dhs_uflpa-2026-07.jsonl.gz": ("dhs_uflpa", 148),
    "ofac_nscmic-2026-07.jsonl.gz": ("ofac_nscmic", 68),
    "ofac_eo14032_annex-2026-07.jsonl.gz": ("ofac_eo14032", 59),
    "state_debarred_statutory-2026-07.jsonl.gz": ("state_debarred_statutory", 779),
    "state_debarred_admin-2026-07.jsonl.gz": ("state_debarred_admin", 8),
    "state_nonproliferation-2026-07.jsonl.gz": ("state_nonproliferation", 528),
    "fcc_covered-2026-07.jsonl.gz": ("fcc_covered", 15),
}


@needs_lists
@pytest.mark.parametrize("name", REAL)
def test_real_files_are_read_whole(name: str) -> None:
    found = read_files([read_file(LISTS / name)], Wishes(published=date(2026, 8, 1)))[0]
    assert (found.feed.id, len(found.entries), found.reading.problems) == (*REAL[name], [])
    assert len({entry.id for entry in found.entries}) == len(found.entries)


@needs_lists
def test_real_ofac_files_are_joined() -> None:
    names = [f"ofac-{part}-2021-07.csv.gz" for part in ("sdn", "alt", "add")]
    names += [f"ofac-cons_{part}-2025-12-19.csv.gz" for part in ("prim", "alt", "add")]
    found = {
        one.feed.id: one
        for one in read_files([read_file(LISTS / name) for name in names], Wishes(published=date(2025, 12, 19)))
    }
    sdn, cons = found["ofac_sdn"], found["ofac_cons"]
    assert (len(sdn.entries), len(cons.entries)) == (8_976, 442)
    assert (sdn.reading.problems, cons.reading.problems) == ([], [])
    assert sum(len(entry.addresses) for entry in cons.entries) == 522
    assert sum(name.kind == "weak" for entry in sdn.entries for name in entry.names) > 2_000
    assert all(born.first for entry in sdn.entries for born in entry.births)
