"""List files that went wrong on the way: cut anywhere, columns in another order, the same file twice in one."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parties.lists.small import csl_json, record, whole
from tests.parties.real import LISTS, needs_lists

from lockgate.errors import InputError
from lockgate.parties.lists import RawFile, read_files, review
from lockgate.parties.lists.intake import Wishes

if TYPE_CHECKING:
    from lockgate.parties.model import Refusal

STATED = Wishes(published=date(2026, 10, 1))
KINDS = ("individual", "-0-", "vessel", "aircraft")
END = "\x1a"
SDN = [
    [str(at), f"EXAMPLE, Number {at}", KINDS[at % 4], "SDGT] [CAATSA - RUSSIA" if at % 2 else "CUBA", *["-0-"] * 8]
    for at in range(1, 41)
]
ALT = [[str(at), str(900 + at), "aka" if at % 3 else "fka", f"SAMPLE {at}", "-0-"] for at in range(1, 41)]
ADD = [[str(at), str(700 + at), f"{at} Invented Road", "Nowhere City", "Turkey", "-0-"] for at in range(1, 41)]
DPL = [["Name", "Country", "Effective_Date", "Expiration_Date", "Standard_Order"]] + [
    [f"Denied Example {at}", "US", "01/02/2024", "01/02/2034", "Y"] for at in range(1, 41)
]


def text(rows: list[list[str]], end: str = END, delimiter: str = ",") -> str:
    found = io.StringIO()
    csv.writer(found, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return found.getvalue() + end


def swapped(rows: list[list[str]], first: int, second: int) -> list[list[str]]:
    order = list(range(len(rows[0])))
    order[first], order[second] = order[second], order[first]
    return [[row[at] for at in order] for row in rows]


def reasons(**files: str) -> tuple[Refusal, ...]:
    """Why these files are refused; nothing if they are taken."""
    (found,) = read_files([RawFile(f"{name}.csv", content.encode()) for name, content in files.items()], STATED)
    return review(found, None)


def test_ofac_files_as_they_should_be_are_taken() -> None:
    assert not reasons(sdn=text(SDN), alt=text(ALT), add=text(ADD))


@pytest.mark.parametrize(
    ("part", "first", "second", "told"),
    [
        ("sdn", 1, 2, "a kind of party that is none"),
        ("sdn", 2, 3, "a kind of party that is none"),
        ("sdn", 1, 3, "a programme that is none"),
        ("sdn", 1, 4, "no name"),
        ("alt", 2, 3, "a kind of alias that is none, such as 'SAMPLE 1'"),
        ("alt", 3, 4, "no alias"),
        ("add", 2, 4, "a country that is none"),
    ],
)
def test_columns_in_another_order_are_refused(part: str, first: int, second: int, told: str) -> None:
    files = {"sdn": SDN, "alt": ALT, "add": ADD}
    files[part] = swapped(files[part], first, second)
    found = reasons(**{name: text(rows) for name, rows in files.items()})
    assert any(told in one.reason and one.code == "columns" for one in found)


def test_a_few_words_that_are_new_here_are_no_reason() -> None:
    rows = [[*SDN[0][:3], "a new programme?", *SDN[0][4:]], *SDN[1:]]
    assert not reasons(sdn=text(rows), alt=text(ALT), add=text(ADD))


def test_a_file_twice_in_one_does_not_pass_for_a_list_that_grew() -> None:
    assert not reasons(dpl=text(DPL, ""))
    (one,) = reasons(dpl=text([*DPL, *DPL[1:]], ""))
    assert one.code == "doubled"
    assert "40 of 80 records" in one.reason


@given(st.integers(1, len(text(SDN)) - 2), st.sampled_from(["sdn", "dpl", "csl"]))
def test_a_file_cut_anywhere_is_never_taken_as_a_whole_one(at: int, which: str) -> None:
    """OFAC ends its files with a mark, JSON with a bracket, the table of denied persons at least with a line."""
    csl = csl_json(whole(record("SDN", "BETA", entity_number=77))).decode()
    plain = {"sdn": text(SDN), "dpl": text(DPL, ""), "csl": csl}[which]
    cut = plain[: at % (len(plain) - 1) + 1]
    if which == "dpl" and cut.endswith("\n"):
        cut = cut[:-2]  # a cut between two lines shows only beside the list before it: see test_guard
    try:
        found = reasons(**{which: cut})
    except InputError:
        return
    assert found or cut.rstrip() == plain.rstrip()


@needs_lists
@pytest.mark.parametrize("name", ["ofac-sdn-2021-08-18.csv", "bis_meu-2026-07.jsonl", "bis-dpl-2022-09.tsv"])
@pytest.mark.parametrize("part", [0.13, 0.5, 0.87])
def test_real_files_cut_short_are_refused(name: str, part: float) -> None:
    plain = gzip.decompress((LISTS / f"{name}.gz").read_bytes())
    cut = plain[: int(len(plain) * part)].rstrip(b"\r\n")
    (found,) = read_files([RawFile(name, cut)], STATED)
    assert any(one.code in {"cut", "rows", "count"} for one in review(found, None))


@needs_lists
def test_half_a_packed_file_is_no_file() -> None:
    packed = (LISTS / "bis_meu-2026-07.jsonl.gz").read_bytes()
    with pytest.raises(InputError, match="cut or damaged"):
        read_files([RawFile("half.jsonl.gz", packed[: len(packed) // 2])], STATED)
