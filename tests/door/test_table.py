from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from lockgate.door import cells, headers, intake, table
from lockgate.door.declarations import fold, load
from lockgate.door.intake import take
from lockgate.errors import InputError, LockgateError

if TYPE_CHECKING:
    from pathlib import Path


def rows(text: str, **options: Any) -> list[Any]:
    return list(table.parse_table(text, "book.csv", **options).rows)


@pytest.mark.parametrize(
    "text",
    [
        "chip,quantity,destination\nnvidia-h100-sxm,500,MY\n",
        "\ufeffchip;quantity;destination\r\nnvidia-h100-sxm;500;MY\r\n",
        "chip\tquantity\tdestination\nnvidia-h100-sxm\t500\tMY",
        "\n\nchip|quantity|destination\n\nnvidia-h100-sxm|500|MY\n;;\n".replace(";;\n", "||\n"),
        '"chip","quantity","destination"\n"nvidia-h100-sxm","500","MY"\n',
        "GPU Model,Qty.,Ship-To Country,Unused Column\nnvidia-h100-sxm,500,MY,\n",
    ],
)
def test_delimiters_headers_and_empty_rows(text: str) -> None:
    assert rows(text) == [{"item": {"chip": "nvidia-h100-sxm", "quantity": "500"}, "destination": "MY"}]


def test_columns_lead_into_blocks() -> None:
    text = (
        "id,line,consignee.headquarters,parties.end_user.ultimate_parent,consignee.ultimate_parent.id,consignee.owners,"
        "evidence.dd_package,flags.kyc-03,item.tpp,consignee.lists,end_use,note\n"
        "PO,1,MY,SG,P-1,none,yes,raised,4800,sdn|el,data_center;inference,N/A\n"
    )
    (row,) = rows(text)
    assert row == {
        "id": "PO",
        "line": "1",
        "parties": {
            "consignee": {
                "headquarters": "MY",
                "ultimate_parent": {"id": "P-1"},
                "owners": "none",
                "lists": "sdn|el",
            },
            "end_user": {"ultimate_parent": "SG"},
        },
        "evidence": {"dd_package": "yes"},
        "flags": {"kyc-03": "raised"},
        "item": {"tpp": "4800"},
        "end_use": "data_center;inference",
    }
    assert row["parties"]["consignee"]["lists"].place == "book.csv, row 2, column consignee.lists"


def test_three_bad_rows_are_three_reports_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    lines = [f"{number},nvidia-h100-sxm,5,MY" for number in range(2, 8)]
    lines[1] = "3,nvidia-h100-sxm,5,Malasia"
    lines[3] = "5,nvidia-h100-sxm,0,MY"
    lines[4] = "6,nvidia-h100-sxm,5,MY,surplus"
    path.write_text("\n".join(["line,chip,qty,ship to", *lines]), encoding="utf-8")
    found = take(path)
    assert [order.id for order in found.transactions] == ["2", "4", "7"]
    assert found.rejected == 3
    assert sorted(f"{one.place}: {one.message}" for one in found.problems) == [
        "book.csv, row 3, column ship to: unknown country 'Malasia'",
        "book.csv, row 5, column qty: 0 is too small",
        "book.csv, row 6: there are 5 cells, but 4 headers",
    ]
    assert all(problem.hint for problem in found.problems)


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("", "book.csv", "the table is empty", "the first row holds headers"),
        ("chip,quantity\n", "book.csv", "there are headers, but no rows below", "add one row"),
        (
            "chip,chip\na,b",
            "book.csv, row 1, column chip",
            "the header 'chip' stands twice",
            "keep one column for item.chip",
        ),
        ("qty,Quantity\n1,2", "book.csv, row 1, column Quantity", "'qty' means the same column", "keep one column"),
        (
            "consignee.hedquarters\nMY",
            "book.csv, row 1, column consignee.hedquarters",
            "unknown column 'consignee.hedquarters'",
            "did you mean consignee.headquarters",
        ),
        ("zzzzzzzz\nMY", "book.csv, row 1, column zzzzzzzz", "unknown column 'zzzzzzzz'", "no known column is near it"),
        ("chip,\na,b", "book.csv, row 1, column 2", "column 2 has no header", "or leave it out: --ignore"),
        (
            "consignee.ultimate_parent,consignee.ultimate_parent.id\nMY,P",
            "book.csv, row 1, column consignee.ultimate_parent",
            "it overlaps with consignee.ultimate_parent.id",
            "call it consignee.ultimate_parent.headquarters",
        ),
        ('chip,qty\n"a"b,1', "book.csv, row 2", "this cannot be read as a table", "check the quotes"),
    ],
)
def test_tables_that_are_refused(text: str, place: str, message: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        rows(text)
    assert caught.value.place == place
    assert caught.value.message.startswith(message)
    assert hint in str(caught.value.hint)


def test_wide_files_with_unknown_columns() -> None:
    names = ["chip", "qty", *(f"ZZ_{number}" for number in range(200))]
    text = ",".join(names) + "\n" + ",".join(["nvidia-h100-sxm", "5", *[""] * 200])
    found = table.parse_table(text)
    assert found.rows[0] == {"item": {"chip": "nvidia-h100-sxm", "quantity": "5"}}
    assert len(found.ignored) == 200
    full = text[:-1] + "x,y"
    with pytest.raises(InputError) as caught:
        table.parse_table(full)
    assert "column ZZ_" in str(caught.value)
    filled = ",".join(names) + "\n" + ",".join(["nvidia-h100-sxm", "5", *["x"] * 200])
    assert len(table.parse_table(filled, ignore=["*"]).ignored) == 200
    assert rows("chip,Inner Note\na,b", ignore=["inner note"]) == [{"item": {"chip": "a"}}]


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        ("chip,note\na,Malmö\n".encode("latin-1"), "book.csv, row 2", "this file is not UTF-8 text"),
        (b"\xff\xfea\x00\x00\xd8", "book.csv", "this file is damaged UTF-16 text"),
        (b"PK\x03\x04rest", "book.csv", "this is a workbook, not CSV"),
    ],
)
def test_wrong_encodings(tmp_path: Path, raw: bytes, place: str, message: str) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError) as caught:
        table.load_table(path)
    assert (caught.value.place, caught.value.message) == (place, message)
    assert caught.value.hint


def test_encodings_that_say_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_text("chip\nnvidia-h100-sxm", encoding=encoding)
        assert table.load_table(path).rows[0] == {"item": {"chip": "nvidia-h100-sxm"}}


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for name in ("none.csv", "none.xlsx"):
        with pytest.raises(InputError, match="cannot read the file"):
            table.load_table(tmp_path / name)


def workbook(path: Path, *lines: list[Any]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    book.save(path)
    return path


def test_workbooks(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "book.xlsx",
        ["chip", "qty", "as_of", "shipment.value_usd", "evidence.dd_package", "ship to", "note"],
        ["nvidia-h100-sxm", 500, date(2025, 6, 1), 1.5, True, "MY", None],
        [],
        ["nvidia-h100-sxm", 7.0, datetime(2025, 6, 1, 10), 2, False, "Malasia", "x"],
    )
    found = take(path)
    assert len(found.transactions) == 1
    order = found.transactions[0]
    assert order.as_of == date(2025, 6, 1)
    assert order.items[0].values["item.quantity"].known == 500  # type: ignore[union-attr]
    assert sorted(problem.place for problem in found.problems) == [
        "book.xlsx, row 4, column as_of",
        "book.xlsx, row 4, column ship to",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (5.0, "5"),
        (5.5, "5.5"),
        (1e300, "1e+300"),
        ("x", "x"),
        (date(2025, 6, 1), "2025-06-01"),
    ],
)
def test_cells_of_workbooks(value: Any, text: str) -> None:
    assert cells._cell(value) == text


def test_a_workbook_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    for raw in (b"chip,qty\n", b"PK\x03\x04rest"):
        path.write_bytes(raw)
        with pytest.raises(InputError, match="this is no readable workbook"):
            table.load_table(path)


def test_every_alias_leads_to_something_that_may_be_stated() -> None:
    known = headers.paths(load())
    stated = set(known.values())
    for word, path in headers.ALIASES.items():
        assert word == fold(word)
        assert known[word] in stated
        assert path == headers.shown(known[word])
    assert "item.count" not in stated


def test_the_near_columns_are_named() -> None:
    assert headers.near("zzzzzzzzzz", headers.paths(load())) == "no known column is near it"


def test_transaction_files_come_through_the_same_door(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("origin: US", encoding="utf-8")
    path = tmp_path / "orders.yaml"
    path.write_text("- {base: mine.yaml, destination: MY}\n- {destination: Malasia}", encoding="utf-8")
    found = take(path)
    assert found.transactions[0].assumed == (("origin", "US", "baseline mine.yaml"),)
    assert (found.rejected, found.problems[0].place) == (1, "orders.yaml:2, destination")


def test_standard_input() -> None:
    import io

    assert take("-", stdin=io.StringIO("destination: MY")).transactions[0].label == "MY"
    assert intake.each([]).transactions == ()


@given(st.text(max_size=80))
def test_no_text_makes_a_traceback(text: str) -> None:
    try:
        table.parse_table(text)
    except LockgateError as error:
        assert error.place
