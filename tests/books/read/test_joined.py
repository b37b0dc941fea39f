"""Child files: owners, end users and circuits as nested columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lockgate.books.mapping.children import with_child
from lockgate.books.model import MappedColumn, Mapping
from lockgate.books.read import open_source
from lockgate.books.read.joined import Joiner
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = "Order No;Line;Consignee;Chip\nA;1;Kelana;x\nA;2;Kelana;x\nB;1;Haihe;x\nC;1;;x\n"


def joined(folder: Path, name: str, text: str) -> tuple[Mapping, list[dict[str, Any]]]:
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    child = folder / "child.csv"
    child.write_text(text, encoding="utf-8")
    source = open_source([folder / "orders.csv"])
    mapping = with_child(Mapping((MappedColumn("Chip", "item.chip"),)), f"{name}={child}", source.headers)
    with Joiner(mapping) as joiner:
        rows = [row for chunk in source.chunks(2) for row in joiner.join(chunk).table.to_pylist()]
        return joiner.mapping, rows


def test_owners_by_line(tmp_path: Path) -> None:
    text = "Order No;Line;Role;Owner;Share;List\nA;1;consignee;P;40%;none\nA;1;Ultimate Consignee;Q;60%;entity_list\n"
    text += "A;1;End User;R;50%;\nB;1;consignee;;;\n"
    mapping, rows = joined(tmp_path, "owners", text)
    assert [one.path for one in mapping.columns] == [
        "item.chip",
        "parties.consignee.owners",
        "parties.end_user.owners",
    ]
    assert [row["parties.consignee.owners"] for row in rows] == [
        [{"name": "P", "share": "40%", "list": "none"}, {"name": "Q", "share": "60%", "list": "entity_list"}],
        None,  # nobody said anything about the owners of this line
        [],  # a row without an owner: there are none
        None,
    ]
    assert rows[0]["parties.end_user.owners"] == [{"name": "R", "share": "50%", "list": None}]


def test_owners_by_party_serve_all_its_lines(tmp_path: Path) -> None:
    text = "Consignee;Name;Share\nKelana;P;0.5\n;Q;0.5\n"
    mapping, rows = joined(tmp_path, "consignee.owners", text)
    assert mapping.columns[-1].path == "parties.consignee.owners"
    owners = [{"name": "P", "share": "0.5"}]
    assert [row["parties.consignee.owners"] for row in rows] == [owners, owners, None, None]


def test_end_users_and_circuits(tmp_path: Path) -> None:
    _, rows = joined(tmp_path, "end_users", "Order No;Name;Country;Parent\nA;U;Viet Nam;UAE\nA;V;MY;\n")
    assert rows[1]["parties.end_user"] == [
        {"name": "U", "location": "Viet Nam", "ultimate_parent": {"headquarters": "UAE"}},
        {"name": "V", "location": "MY", "ultimate_parent": {"headquarters": None}},
    ]
    mapping, rows = joined(tmp_path, "circuits", "Order No;Line;Chip;Count\nA;1;nvidia-h100-sxm;8\n")
    assert mapping.columns[-1].path == "item.circuits"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("ownrs", "Order No;Name\nA;P\n", "there is no collection 'ownrs'"),
        ("owners", "Order No;Name\nA;P\n", "nothing says whose owners these are"),
        ("owners", "Order No;Role;Name\nA;boss;P\n", "'boss' is no role of a party"),
        ("consignee.owners", "Name;Share\nP;1\n", "no column says to which line a row belongs"),
        ("consignee.owners", "Order No;Colour\nA;red\n", "'Colour' is nothing that owners have"),
        ("consignee.owners", "Order No;Name;Owner\nA;P;Q\n", "Name and Owner mean the same: name"),
        ("consignee.owners", "Order No;Name\nA;P;Q\n", "the row has 3 cells, but there are 2 headers"),
        ("consignee.owners", "Order No;Name\n", "there are headers, but no rows below"),
    ],
)
def test_child_files_that_do_not_fit(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(InputError) as found:
        joined(tmp_path, name, text)
    assert message in str(found.value)


def test_a_child_file_must_be_named() -> None:
    with pytest.raises(InputError, match="names no child file"):
        with_child(Mapping(()), "owners", [])
