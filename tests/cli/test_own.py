"""`lockgate own` and `determine --owners` as a user runs them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

    Run = Callable[..., Ran]
    Golden = Callable[[str, str], None]

OWNERS = "examples/parties/owners.csv"
ORDER = "examples/parties/order-singapore.yaml"
SVG = "{http://www.w3.org/2000/svg}"
BUYER = "Straits Quantum Pte Ltd"


def table(folder: Path, text: str, name: str = "g.csv") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("own-overview", ("--as-of", "2025-10-15"), 20),
        ("own-party", ("--as-of", "2025-10-15", "--party", BUYER), 20),
        ("own-party-suspended", ("--as-of", "2026-01-15", "--party", BUYER.upper()), 0),
        ("own-party-default-day", ("--party", "Cho Family Trust"), 40),
    ],
)
def test_what_it_prints(lockgate: Run, golden: Golden, name: str, arguments: tuple[str, ...], code: int) -> None:
    ran = lockgate("own", OWNERS, *arguments)
    assert ran.code == code, ran.err
    golden(f"{name}.txt", ran.out)


def test_json_holds_the_same(lockgate: Run, golden: Golden) -> None:
    ran = lockgate("own", OWNERS, "--as-of", "2025-10-15", "--party", BUYER, "--json")
    told = json.loads(ran.out)
    assert (ran.code, told["schema"], told["rules"][0]["in_force"]) == (20, "lockgate.ownership/1", True)
    golden("own-party.json", ran.out)
    whole = json.loads(lockgate("own", OWNERS, "--as-of", "2025-10-15", "--json").out)
    assert [one["rules"][0]["status"] for one in whole["parties"]].count("captured") == 3


def test_the_drawing(lockgate: Run, golden: Golden, tmp_path: Path) -> None:
    ran = lockgate("own", OWNERS, "--as-of", "2025-10-15", "--party", BUYER, "--svg", str(tmp_path / "o.svg"))
    assert ran.code == 20
    text = (tmp_path / "o.svg").read_text(encoding="utf-8")
    golden("own-party.svg", text)
    assert lockgate("own", OWNERS, "--svg", str(tmp_path / "o.png")).code == 2
    assert lockgate("own", OWNERS, "--svg", str(tmp_path / "no" / "o.svg")).code == 2


@pytest.mark.parametrize("maybe", ["none", ""])
def test_a_large_graph_is_cut_to_what_decides(lockgate: Run, tmp_path: Path, maybe: str) -> None:
    rows = [f"P{number},T,1%,{maybe},person,yes,none" for number in range(90)]
    rows += ["L,M,60%,entity_list,company,yes,none", "M,T,10%,none,company,yes,none"]
    path = table(tmp_path, "owner,owned,share,owner lists,owner kind,complete,owned lists\n" + "\n".join(rows))
    picture = tmp_path / "o.svg"
    assert lockgate("own", path, "--as-of", "2025-10-15", "--svg", str(picture)).code in (20, 40)
    words = ["".join(one.itertext()) for one in ET.parse(picture).iter(f"{SVG}text")]  # noqa: S314 - our own drawing
    left_out = 90 if maybe else 33
    assert any(one.startswith(f"{left_out} of 93 parties are not drawn") for one in words), words


def test_a_very_long_chain_is_cut_with_a_word(lockgate: Run, tmp_path: Path) -> None:
    rows = [
        f"C{number + 1},C{number},100%,{'entity_list' if number == 2999 else 'none'},none" for number in range(3000)
    ]
    path = table(tmp_path, "owner,owned,share,owner lists,owned lists\n" + "\n".join(rows))
    ran = lockgate("own", path, "--as-of", "2025-10-15", "--party", "C0", "--svg", str(tmp_path / "o.svg"), "--json")
    assert (ran.code, '"cut": true' in ran.out) == (20, True)
    shown = " ".join(lockgate("own", path, "--as-of", "2025-10-15", "--party", "C0").out.split())
    assert "more tiers above: --json holds them" in shown
    assert "C5 <- C6 <- ... <- C3000" in shown


CASES = [
    ("free", "A,T,100%,none,yes,yes\n", 0),
    ("held", "L,T,10%,entity_list,yes,yes\n", 12),
    ("captured", "L,T,50%,entity_list,yes,yes\n", 20),
    ("open", "L,T,40-60%,entity_list,yes,yes\n", 40),
    ("circle", "A,B,100%,none,yes,yes\nB,A,100%,none,yes,yes\nB,T,0%,none,yes,yes\n", 0),
    ("bad row", "A,T,100%,none,yes,yes\nA,U,130%,none,yes,yes\n", 40),
]


@pytest.mark.parametrize(("rows", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_exit_codes(lockgate: Run, tmp_path: Path, rows: str, code: int) -> None:
    path = table(tmp_path, f"owner,owned,share,owner lists,owner complete,complete\n{rows}")
    ran = lockgate("own", path, "--as-of", "2025-10-15", "--party", "T", "--screened")
    assert ran.code == code, ran.out + ran.err
    assert "(--screened)" in ran.out
    if code == 12:
        assert "Red flag kyc-29 is raised" in ran.out
    if "130" in rows:
        assert "a share of 130% is more than the whole" in ran.out


def test_the_rule_that_is_suspended_raises_nothing_but_the_treasury_rule_stays(lockgate: Run, tmp_path: Path) -> None:
    path = table(tmp_path, "owner,owned,share,owner lists,owner complete,complete\nL,T,60%,sdn,yes,yes\n")
    ran = lockgate("own", path, "--as-of", "2026-01-15", "--party", "T", "--screened")
    assert ran.code == 20
    assert "50 percent rule of OFAC" in ran.out


@pytest.mark.parametrize(
    ("text", "arguments", "message"),
    [
        ("owner,owned,share\nA,T,80%\nB,T,50%\n", (), "g.csv, row 2, g.csv, row 3: 130 % of T is held: A 80 %, B 50 %"),
        ("owner,owned,share\nA,T,most\n", (), "'most' is no share"),
        (
            "owner,owned,share\nAlder,T,1%\n",
            ("--party", "Aldr"),
            "no party 'Aldr' is in the graph (did you mean alder?)",
        ),
        ("owner,owned,share\nA,T,1%\n", ("--party", "zzzzzz"), "no party 'zzzzzz' is in the graph (2 parties"),
        ("owner,owned,share\nA,T,1%\n", ("--as-of", "2025-02-30"), "--as-of: '2025-02-30' is no date"),
        ("owner,owned,share\nA,T,1%\n", ("--known-at", "soon"), "--known-at: 'soon' is no date"),
        ("owner,owned,share\nA,T,1%\n", ("--posture", "imagined"), "unknown posture 'imagined'"),
        ("owner,owned,owner name,share\nA,T,Same,1%\nB,T,Same,1%\n", ("--party", "same"), "several parties are called"),
    ],
)
def test_bad_input(lockgate: Run, tmp_path: Path, text: str, arguments: tuple[str, ...], message: str) -> None:
    ran = lockgate("own", table(tmp_path, text), *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_table_of_parties_is_read_beside_the_graph(lockgate: Run, tmp_path: Path) -> None:
    stakes = table(tmp_path, "owner,owned,share\na-1,t-1,60%\n")
    parties = table(tmp_path, "party,name,lists\na-1,Alder Works,entity_list\nt-1,Teal Ltd,none\n", "p.csv")
    ran = lockgate("own", stakes, "--parties", parties, "--party", "teal ltd", "--as-of", "2025-10-15")
    assert ran.code == 20
    assert "60 % Alder Works [listed: entity_list]" in ran.out


# ---- determine


@pytest.mark.parametrize("posture", ["enforced", "codified"])
@pytest.mark.parametrize(("day", "code"), [("2025-10-15", 20), ("2026-01-15", 0)])
def test_an_order_and_the_owners_of_its_buyer(lockgate: Run, posture: str, day: str, code: int) -> None:
    asked = ("determine", ORDER, "--as-of", day, "--posture", posture)
    assert lockgate(*asked).code == 0
    ran = lockgate(*asked, "--owners", OWNERS)
    assert ran.code == code
    told = json.loads(ran.out)
    (owners,) = [one for one in told["looked_up"]["sources"] if one["fact"] == "consignee.owners"]
    assert "owners.csv, rows 7" in owners["evidence"][0]


def test_the_report_says_what_was_filled(lockgate: Run, golden: Golden) -> None:
    ran = lockgate("determine", ORDER, "--owners", OWNERS, "--table")
    assert ran.code == 20
    golden("determine-owners.txt", ran.out)


def test_lines_of_a_table_are_filled_each_on_its_own_day(lockgate: Run, tmp_path: Path) -> None:
    head = "id,as_of,activity,origin,destination,base,chip,quantity,consignee.name,consignee.location,consignee.lists\n"
    line = "{0},{1},export,US,SG,ordinary-course,nvidia-a10,1,{2},SG,none\n"
    rows = [
        ("1", "2025-10-15", BUYER),
        ("2", "2026-01-15", BUYER),
        ("3", "2025-10-15", "Tan Wei Ming"),
        ("4", "soon", BUYER),
    ]
    orders = table(tmp_path, head + "".join(line.format(*row) for row in rows), "orders.csv")
    ran = lockgate("determine", orders, "--owners", OWNERS, "--json")
    told = [json.loads(one) for one in ran.out.splitlines()]
    assert [one["outcome"] for one in told[:2]] == ["licence_required", "no_requirement_found"]
    assert told[-1]["outcome"] is None
    picked = json.loads(lockgate("determine", orders, "--owners", OWNERS, "--line", "1", "--json").out)
    assert picked["outcome"] == "licence_required"


def test_owners_that_cannot_be_read_stop_the_answer(lockgate: Run, tmp_path: Path) -> None:
    path = table(tmp_path, "owner,owned,share\nA,T,130%\nB,T,10%\n")
    ran = lockgate("determine", ORDER, "--owners", path)
    assert (ran.code, "a share of 130% is more than the whole" in ran.err) == (2, True)


@pytest.mark.parametrize("option", ["--as-of", "--known-at"])
def test_a_day_that_is_none_is_blamed_on_its_option(lockgate: Run, option: str) -> None:
    ran = lockgate("determine", ORDER, "--owners", OWNERS, option, "soon")
    assert (ran.code, f"{option}: 'soon' is no date" in ran.err) == (2, True)


def test_owners_are_screened_against_the_lists_of_the_day(lockgate: Run, tmp_path: Path) -> None:
    new = "examples/parties/newcomer"
    for day in ("2025-10-13", "2025-10-20"):
        assert lockgate("lists", "import", f"{new}/consolidated-{day}.json", "--data", str(tmp_path)).code == 0
    told = ("own", f"{new}/owners.csv", "--as-of", "2025-10-24", "--party", "Kelana Cloud Sdn Bhd")
    screened = (*told, "--screen", "--data", str(tmp_path))
    assert lockgate(*told).code == 40
    ran = lockgate(*screened)
    assert ran.code == 20
    assert "csl of 2025-10-20" in ran.out
    assert "Fabled Orbit Group [listed: entity_list]" in ran.out
    assert lockgate(*screened, "--known-at", "2025-10-15").code == 0
    assert "csl of 2025-10-20" in json.loads(lockgate(*screened, "--json").out)["lists"][0]
    assert lockgate(*told, "--data", str(tmp_path)).code == 2


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("", "no stake stands in it"),
        ("\x01,T,50%\n", "the name holds no letter or digit"),
        ("A,\u202e..,50%\n", "the name holds no letter or digit"),
        ("A,T,80%\nB,T,50%\n", "130 % of T is held"),
    ],
)
def test_a_graph_that_says_nothing_clears_nobody(lockgate: Run, tmp_path: Path, rows: str, told: str) -> None:
    ran = lockgate("own", table(tmp_path, f"owner,owned,share\n{rows}"))
    assert ran.code == 2
    assert told in ran.err
