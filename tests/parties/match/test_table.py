"""Tables of parties: columns by their headers, rows that lack something, files that are no tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from lockgate.errors import InputError
from lockgate.parties.match.table import read_parties

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "Vendor No.;Supplier Name;Country/Region;Street;City;Postal Code;VAT Number;Comment\n"


def test_columns_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "parties.csv"
    path.write_text(HEAD + "7;Nowhere Photon;Hong Kong;1 Example Road;Kowloon;000;DE 12|HK 34;hello\n", "utf-8")
    found = read_parties(path)
    ((row, party),) = found.parties
    assert row == 2
    assert (party.name, party.countries, party.addresses) == (
        "Nowhere Photon",
        ("HK",),
        ("1 Example Road, Kowloon, 000",),
    )
    assert party.identifiers == ("DE 12", "HK 34")
    assert found.ignored == ("Comment",)


def test_a_workbook(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "country", "type"])
    sheet.append(["Ada Example", "CH; Atlantis", "Individual"])
    sheet.append([None, "CN", None])
    path = tmp_path / "parties.xlsx"
    book.save(path)
    found = read_parties(path)
    assert [party.name for _, party in found.parties] == ["Ada Example", ""]
    assert found.parties[0][1].kind == "person"
    assert found.parties[1][1].id == "3"
    assert found.remarks == ("row 2: 'Atlantis' is no country; it was not compared",)


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "the table is empty"), ("name,country\n", "no rows below"), ("colour,size\nred,7\n", "no column of names")],
)
def test_what_is_no_table(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "parties.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match=message):
        read_parties(path)
