"""Mapping files: what is wrong is told with line and hint; what is written is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from lockgate.books.mapping import changed, check, load, parse, propose, save, written
from lockgate.books.model import Child, MappedColumn, Mapping
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = Mapping(
    (
        MappedColumn("Ctry: of ship-to", "destination", words={"D": "DE", "#": "FR"}),
        MappedColumn("Ship Date", "as_of", "dmy"),
        MappedColumn("Qty", "item.quantity", "1000"),
        MappedColumn("NO", ""),
        MappedColumn("Parent", "parties.consignee.ultimate_parent.headquarters"),
        MappedColumn(" odd\t'\"", "note"),
    ),
    {"activity": "export", "parties.exporter.location": "US"},
    "ordinary-course",
    (Child("parties.consignee.owners", "owners.csv", {"Order": "Order No"}, (MappedColumn("S", "share", "percent"),)),),
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    save(path, WHOLE)
    again = load(path)
    assert (again.columns, again.constants, again.base) == (WHOLE.columns, WHOLE.constants, WHOLE.base)
    assert again.children[0].columns == WHOLE.children[0].columns


def test_reasons_stand_beside_the_columns() -> None:
    proposal = propose(pa.table({"Ship-To Country": ["MY"], "X": ["Viet Nam"]}))
    text = written(proposal.mapping(), proposal)
    assert "- {column: Ship-To Country, path: destination}  # sure: the header says it" in text
    assert "# none: destination is taken from 'Ship-To Country'" in text
    assert parse(text).columns == proposal.mapping().columns


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "m.yaml: this is no mapping (it has columns"),
        ("columns: 3", "m.yaml:1: columns must be a list"),
        ("columns: [x]", "m.yaml:1: a column needs keys and values"),
        ("colums: []", "m.yaml: this is no mapping"),
        ("columns: []\ncolmns: 1", "m.yaml:2: unknown key 'colmns' (did you mean columns?)"),
        (
            "columns:\n- {column: A, path: destinaton}",
            "m.yaml:2, column A: there is no place 'destinaton' (did",
        ),
        ("columns:\n- {column: A}", "m.yaml:2: column A has no path"),
        ("columns:\n- {path: as_of}", "m.yaml:2: a column has no name"),
        ("columns:\n- {column: A, path: as_of, unit: dym}", "m.yaml:2: 'dym' is no order of days (did you mean"),
        ("columns:\n- {column: A, path: destination, unit: dmy}", "m.yaml:2: column A holds no days"),
        ("columns:\n- {column: A, path: as_of, unit: ask}", "m.yaml:2: column A waits for its unit"),
        ("columns:\n- {column: A, path: as_of, words: [x]}", "words must have keys and values"),
        (
            "columns:\n- {column: A, path: destination}\n- {column: B, path: ship to}\n- {column: C, path: destination}",
            "m.yaml:4: destination is meant by 'A' (line 2) and 'B' (line 3) and 'C' (line 4)",
        ),
        (
            "columns:\n- {column: A, path: as_of}\n- {column: A, path: destination}",
            "m.yaml:3: column A is named on line 2 and line 3",
        ),
        ("constants: {destination: MY}\ncolumns:\n- {column: A, path: destination}", "destination is a constant and a"),
        ("base: ordinary-corse\ncolumns: []", "m.yaml:1: there is no baseline 'ordinary-corse' (did you mean"),
        ("schema: lockgate.book-mapping/9\ncolumns: []", "this version reads lockgate.book-mapping/1"),
        ("columns: [", "this is not valid YAML"),
        ("columns: []\nchildren:\n- {path: owners}", "m.yaml:3: a child file needs file"),
    ],
)
def test_what_is_wrong_is_told(text: str, message: str) -> None:
    with pytest.raises(InputError) as found:
        parse(text, "m.yaml")
    assert message in str(found.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as found:
        parse("columns:\n- {column: A, path: x}\n- {column: B, path: y}", "m.yaml")
    assert len(str(found.value).splitlines()) == 2


BEFORE = Mapping((MappedColumn("Ctry", "destination"), MappedColumn("GI Date", ""), MappedColumn("Land", "", "1000")))


def test_options_change_a_mapping() -> None:
    after = changed(
        BEFORE,
        sets=["land=destination", "GI Date=as_of:dmy"],
        ignore=["CTRY"],
        constants=["origin=US", "consignee.location=MY"],
        base="ordinary-course",
    )
    assert [(one.path, one.unit) for one in after.columns] == [("", ""), ("as_of", "dmy"), ("destination", "")]
    assert after.constants == {"origin": "US", "parties.consignee.location": "MY"}
    assert after.base == "ordinary-course"
    assert changed(BEFORE, as_of_column="GI Date").column("as_of") == MappedColumn("GI Date", "as_of")
    assert changed(BEFORE, ignore=["*"]) == BEFORE


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sets": ["Crty=destination"]}, "--set: there is no column 'Crty' (did you mean Ctry?)"),
        ({"sets": ["Ctry=destinaton"]}, "--set: there is no place 'destinaton'"),
        ({"sets": ["Ctry"]}, "--set: 'Ctry' says nothing"),
        ({"sets": ["Ctry=as_of", "Land=as_of"]}, "as_of is set for 'Ctry' and for 'Land'"),
        ({"as_of_column": "ship_date"}, "--as-of-column: there is no column 'ship_date'"),
        ({"ignore": ["nothing"]}, "--ignore: there is no column 'nothing'"),
        ({"constants": ["destination=MY"]}, "--constant: destination is in column 'Ctry'"),
        ({"constants": ["activity"]}, "--constant: 'activity' says nothing"),
        ({"constants": ["actvity=export"]}, "did you mean activity"),
        ({"base": "usual"}, "--base: there is no baseline 'usual'"),
    ],
)
def test_options_that_do_not_fit(options: dict[str, list[str]], message: str) -> None:
    with pytest.raises(InputError) as found:
        changed(BEFORE, **options)  # type: ignore[arg-type]
    assert message in str(found.value)


def test_a_mapping_must_fit_its_book() -> None:
    check(BEFORE, ["Ctry", "Land"], "orders.csv")  # a column that means nothing may be missing
    with pytest.raises(InputError) as found:
        check(BEFORE, ["Crty", "Qty", "Land", "GI Date"], "orders.csv")
    assert str(found.value).splitlines() == [
        "orders.csv: the mapping names column 'Ctry', which the file does not have (did you mean Crty?)",
        "orders.csv, column Crty: the mapping does not say what it is (add it, with path: ignore if it is no fact)",
        "orders.csv, column Qty: the mapping does not say what it is (add it, with path: ignore if it is no fact)",
    ]
    check(BEFORE, ["Ctry", "Qty"], "orders.csv", ignore=["qty"])
    check(BEFORE, ["Ctry", "Qty"], "orders.csv", ignore=["*"])
