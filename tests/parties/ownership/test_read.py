"""Readers: each format, and everything that can be wrong with a file."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.door.declarations import load
from lockgate.errors import InputError
from lockgate.parties.ownership.read import read_graph

if TYPE_CHECKING:
    from pathlib import Path

    from lockgate.parties.ownership.table import Reading

DECLARED = load()
DAY = date(2025, 10, 1)


def read(folder: Path, text: str, name: str = "stakes.csv", **more: Any) -> Reading:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_graph([path], DECLARED, **more)


def problems(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


# ---- tables


def test_a_table_gives_stakes_and_what_is_known_of_both_ends(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Shareholder,Company,Stake,From,To,Source,Owner lists,Owner country,Owner type,Complete\n"
        'A,T,25-50%,2024-01-01,2025-12-31,register,"entity_list, meu?",China,,yes\n'
        "B,T,10%,,,,,,person,\n",
    )
    assert problems(found) == []
    first, second = found.stakes
    assert (first.owner, first.owned, str(first.share), first.starts) == ("A", "T", "25 % to 50 %", date(2024, 1, 1))
    assert (first.source, first.place, second.source) == ("register", "stakes.csv, row 2", "")
    owner, other, owned = (found.parties[name] for name in "ABT")
    assert (sorted(owner.lists), sorted(owner.maybe or ()), owner.headquarters) == (["entity_list"], ["meu_list"], "CN")
    assert (other.maybe, other.owned_by_these, owned.owned_by_these) == (None, True, True)


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for row in (("owner", "owned", "percent", "from"), ("A", "T", 12.5, date(2024, 1, 1))):
        sheet.append(row)
    book.save(tmp_path / "stakes.xlsx")
    found = read_graph([tmp_path / "stakes.xlsx"], DECLARED)
    assert [(str(one.share), one.starts) for one in found.stakes] == [("12.5 %", date(2024, 1, 1))]


def test_numbers_without_a_sign_are_read_alike_in_the_whole_column(tmp_path: Path) -> None:
    parts = read(tmp_path, "owner,owned,share\nA,T,0.5\nB,T,0.25\n")
    assert [str(one.share) for one in parts.stakes] == ["50 %", "25 %"]
    percents = read(tmp_path, "owner,owned,share\nA,T,50\nB,T,1\n")
    wrong = "stakes.csv, row 3, column share: '1' stands among percents, and may be a part of one"
    assert problems(percents) == [f"{wrong} (write 1% or the whole percentage)"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A,T,130%,,", "row 2, column share: a share of 130% is more than the whole"),
        ("A,T,most,,", "row 2, column share: 'most' is no share"),
        ("A,T,10%,2025-02-30,", "row 2, column starts: there is no day 2025-02-30"),
        ("A,T,10%,01/02/2025,", "row 2, column starts: '01/02/2025' is not a day"),
        ("A,T,10%,2025-02-01,2025-01-01", "row 2: the stake ends on 2025-01-01, before it starts"),
        ("A,A,10%,,", "row 2: A holds a share of itself"),
        (",,10%,,", "row 2: neither owner nor owned is named"),
    ],
)
def test_a_bad_row_is_reported_and_the_others_are_kept(tmp_path: Path, row: str, message: str) -> None:
    found = read(tmp_path, f"owner,owned,share,from,to\n{row}\nB,T,20%,,\n")
    assert len(found.problems) == 1
    assert message in problems(found)[0]
    assert [one.owner for one in found.stakes] == ["B"]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("owner lists,no_list", "unknown list 'no_list'"),
        ("owner country,Atlantis", "unknown country 'Atlantis'"),
        ("owner type,robot", "'robot' is no kind of owner"),
        ("complete,perhaps", "'perhaps' is neither yes nor no"),
    ],
)
def test_words_that_nobody_knows(tmp_path: Path, cells: str, message: str) -> None:
    header, word = cells.split(",")
    found = read(tmp_path, f"owner,owned,share,{header}\nA,T,10%,{word}\nB,T,10%,\n")
    assert message in problems(found)[0]
    assert [one.owner for one in found.stakes] == ["B"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the table is empty"),
        ("owner,share\nA,1%\n", "there is no column 'owned'"),
        ("owner,owned,shrae\nA,T,1%\n", "unknown column 'shrae' (did you mean share or stake?)"),
        ("owner,shareholder,owned\nA,A,T\n", "'owner' means the same column"),
    ],
)
def test_a_table_that_cannot_be_read_at_all(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)


def test_what_two_rows_say_differently_is_known_to_nobody_and_lists_are_kept(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "owner,owned,share,owner lists,owner country\nA,T,1%,none,SG\nA,U,1%,entity_list,CN\nA,V,1%,none,CN\n",
    )
    assert found.parties["A"].headquarters == ""
    assert found.parties["A"].lists == {"entity_list"}
    assert any("headquarters of A: CN here, SG at stakes.csv, row 2" in one for one in problems(found))
    assert any("lists of A: entity_list here, none at stakes.csv, row 2" in one for one in problems(found))


def test_names_that_look_alike_are_pointed_out(tmp_path: Path) -> None:
    found = read(tmp_path, "owner,owned,share\nAlder Ltd,T,30%\nALDER LTD.,T,30%\n")
    assert "'ALDER LTD.' and 'Alder Ltd' look alike" in problems(found)[0]


def test_a_table_of_parties_adds_what_is_known(tmp_path: Path) -> None:
    (tmp_path / "parties.csv").write_text(
        "party,name,country,lists,complete\nA,Alder Ltd,SG,none,yes\n,,,none,\nB,,Atlantis,,\n", encoding="utf-8"
    )
    found = read(tmp_path, "owner,owned,share\nA,T,30%\n", parties=[tmp_path / "parties.csv"])
    alder = found.parties["A"]
    assert (alder.name, alder.headquarters, alder.maybe, alder.owned_by_these) == ("Alder Ltd", "SG", frozenset(), True)
    assert [one.split(":")[0] for one in problems(found)] == [
        "parties.csv, row 3",
        "parties.csv, row 4, column party headquarters",
    ]
    (tmp_path / "parties.csv").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="the table is empty"):
        read(tmp_path, "owner,owned,share\nA,T,30%\n", parties=[tmp_path / "parties.csv"])


def test_nobody_looked_unless_somebody_says_so(tmp_path: Path) -> None:
    text = "owner,owned,share,owner lists\nA,T,30%,\nB,T,30%,entity_list\nC,T,10%,meu_list?\n"
    assert [read(tmp_path, text).parties[name].maybe for name in "AT"] == [None, None]
    found = read(tmp_path, text, screened=True)
    assert [found.parties[name].maybe for name in "ABCT"] == [frozenset(), frozenset(), {"meu_list"}, frozenset()]


def test_stakes_of_one_file_add_up_and_two_files_leave_both_possible(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("owner,owned,share,from\nA,T,30%,\nA,T,15%,2025-01-01\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("owner,owned,share\nA,T,40%\n", encoding="utf-8")
    graph = read_graph([tmp_path / "a.csv"], DECLARED).graph()
    assert [str(graph.on(day).stakes[0].share) for day in (date(2024, 12, 31), DAY)] == ["30 %", "45 %"]
    both = read_graph([tmp_path / "a.csv", tmp_path / "b.csv"], DECLARED).graph().on(DAY)
    assert [str(one.share) for one in both.stakes] == ["40 % to 45 %"]
    assert "the share of A in T differs: 45 % (a.csv, row 2; a.csv, row 3), 40 % (b.csv, row 2)" in both.notes[0]


def test_the_same_statement_in_two_files_is_one(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("owner,owned,share\nA,T,60%\n", encoding="utf-8")
    graph = read_graph([tmp_path / "a.csv", tmp_path / "b.csv"], DECLARED).graph().on(DAY)
    assert ([str(one.share) for one in graph.stakes], graph.notes) == (["60 %"], ())


@pytest.mark.parametrize("header", ["Share (%)", "percent", "Stake %"])
def test_a_column_of_percents_needs_no_sign(tmp_path: Path, header: str) -> None:
    found = read(tmp_path, f"owner,owned,{header}\nA,T,0.5\nB,T,1\n")
    assert [str(one.share) for one in found.stakes] == ["0.5 %", "1 %"]


def test_two_holdings_of_one_owner_cannot_pass_the_whole(tmp_path: Path) -> None:
    graph = read(tmp_path, "owner,owned,share\nA,T,70%\nA,T,60%\n").graph()
    with pytest.raises(InputError, match=r"130 % of T is held: A 130 %"):
        graph.on(DAY)


def test_files_that_are_not_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"files that end in '\.txt' are not read"):
        read(tmp_path, "x", "stakes.txt")
    with pytest.raises(InputError, match="this is a folder"):
        read_graph([tmp_path], DECLARED)
    with pytest.raises(InputError, match="cannot read the file"):
        read_graph([tmp_path / "none.csv"], DECLARED)


# ---- statements


def entity(name: str, schema: str = "Company", **properties: Any) -> dict[str, Any]:
    return {"id": name, "schema": schema, "properties": {"name": [f"{name} Ltd"], **properties}}


def ownership(owner: str, asset: str, share: str = "", **properties: Any) -> dict[str, Any]:
    told = {"percentage": [share]} if share else {}
    own = {"owner": [owner], "asset": [asset], **told, **properties}
    return {"id": f"{owner}-{asset}", "schema": "Ownership", "properties": own}


def test_follow_the_money_one_object_a_line(tmp_path: Path) -> None:
    rows = [
        entity("a", mainCountry=["cn"]),
        entity("p", "Person"),
        entity("s", "Sanction"),
        ownership("a", "t", "25.5", startDate=["2024-01-01"], sourceUrl=["https://example.org/r"]),
        ownership("p", "t"),
    ]
    found = read(tmp_path, "\n".join(map(json.dumps, rows)), "graph.jsonl")
    assert problems(found) == []
    assert [str(one.share) for one in found.stakes] == ["25.5 %", "unknown"]
    assert found.stakes[0].source == "https://example.org/r"
    assert (found.parties["a"].name, found.parties["a"].headquarters) == ("a Ltd", "CN")
    assert (found.parties["p"].owned_by_these, found.parties["t"].maybe, "s" in found.parties) == (True, None, False)


BODS_04 = [
    {
        "statementId": "1",
        "recordId": "t",
        "recordType": "entity",
        "recordDetails": {"name": "T Ltd", "jurisdiction": {"code": "SG"}},
    },
    {
        "statementId": "2",
        "recordId": "p",
        "recordType": "person",
        "recordDetails": {"names": [{"fullName": "P. Person"}]},
    },
    {
        "statementId": "3",
        "recordType": "relationship",
        "recordDetails": {
            "subject": "t",
            "interestedParty": "p",
            "interests": [
                {"type": "votingRights", "share": {"exact": 90}},
                {"type": "shareholding", "share": {"minimum": 25, "exclusiveMaximum": 50}, "startDate": "2024-01-01"},
            ],
        },
    },
]
BODS_02 = [
    {
        "statementID": "t",
        "statementType": "entityStatement",
        "name": "T Ltd",
        "incorporatedInJurisdiction": {"code": "GB-ENG"},
    },
    {
        "statementID": "o",
        "statementType": "ownershipOrControlStatement",
        "subject": {"describedByEntityStatement": "t"},
        "interestedParty": {"describedByPersonStatement": "p"},
        "interests": [{"share": {"exact": 75}}, {"share": {"minimum": 5, "exclusiveMinimum": True, "maximum": 10}}],
    },
]


@pytest.mark.parametrize(
    ("rows", "shares", "seat"), [(BODS_04, ["25 % to under 50 %"], "SG"), (BODS_02, ["75 %", "over 5 % to 10 %"], "GB")]
)
def test_beneficial_ownership_data(tmp_path: Path, rows: list[Any], shares: list[str], seat: str) -> None:
    found = read(tmp_path, json.dumps(rows), "bods.json")
    assert problems(found) == []
    assert [(one.owner, one.owned, str(one.share)) for one in found.stakes] == [("p", "t", share) for share in shares]
    assert (found.parties["t"].name, found.parties["t"].headquarters) == ("T Ltd", seat)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([ownership("a", "t", "130")], "a share of 130 is more than the whole"),
        ([ownership("", "t", "10")], "a stake without both ends"),
        ([ownership("t", "t", "10")], "t holds a share of itself"),
        ([ownership("a", "t", startDate=["2025-13-01"])], "there is no day 2025-13-01"),
        ([entity("a", mainCountry=["zz"])], "unknown country 'zz'"),
        ([entity("")], "a party without an id"),
    ],
)
def test_a_bad_statement_is_reported(tmp_path: Path, rows: list[Any], message: str) -> None:
    found = read(tmp_path, json.dumps(rows), "graph.json")
    assert message in problems(found)[0]
    assert "graph.json, object 1" in problems(found)[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": "a", "sch', "graph.json:1: this is no JSON"),
        ("[]", "no ownership was found in it"),
        ("3", "no ownership was found in it"),
        ('{"a": 1}', "no ownership was found in it"),
    ],
)
def test_a_file_cut_in_half_or_without_ownership(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text, "graph.json")
    assert message in str(caught.value)


ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 200), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["code", "exact", "id", "x"]), inner)
    ),
    max_leaves=5,
)
KEYS = ["owner", "asset", "percentage", "startDate", "name", "mainCountry", "subject", "interestedParty", "interests"]
KEYS += ["share", "jurisdiction", "names", "recordId"]
STATEMENT = st.fixed_dictionaries(
    {
        "schema": st.sampled_from(["Ownership", "Company", "Person", ""]),
        "recordType": st.sampled_from(["relationship", "entity", "person", ""]),
        "properties": st.dictionaries(st.sampled_from(KEYS), ODD),
        "recordDetails": st.dictionaries(st.sampled_from(KEYS), ODD),
    }
)


@settings(max_examples=300, deadline=None)
@given(st.lists(STATEMENT, min_size=1, max_size=3), st.booleans())
def test_no_json_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, rows: list[Any], bods: bool) -> None:
    if bods:
        rows = [{key: value for key, value in row.items() if key != "schema"} for row in rows]
    try:
        read(tmp_path_factory.getbasetemp(), json.dumps(rows), "odd.json").graph().on(DAY)
    except InputError as error:
        assert str(error)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_no_text_breaks_the_table_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    try:
        read(tmp_path_factory.getbasetemp(), f"owner,owned,share,from,owner lists\n{text}\n", "odd.csv").graph().on(DAY)
    except InputError as error:
        assert str(error)
