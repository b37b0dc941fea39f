"""`lockgate rules search`, `diff`, `show --html` and `lint` as people run them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOLDEN = {
    "rules/search-lpp.txt": ("search", "LPP", "yearly", "limit"),
    "rules/search-number.txt": ("search", "26.9 million"),
    "rules/search-nothing.txt": ("search", "zzyzzx", "foundrz0"),
    "rules/diff-2025-05.txt": ("diff", "2025-05-12", "2025-05-15"),
    "rules/diff-cambodia.txt": ("diff", "2026-02-02", "2026-02-03"),
    "rules/diff-nothing.txt": ("diff", "2026-02-04", "2026-02-09", "--posture", "codified"),
    "rules/lint-company.txt": ("lint", "examples/overlay/company"),
    "rules/show-D5.txt": ("show", "D5"),
    "rules/show-lpp-annual-limit.html": ("show", "lpp_annual_limit", "--html"),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_what_is_printed(lockgate: Callable[..., Any], golden: Callable[[str, str], None], name: str) -> None:
    ran = lockgate("rules", *GOLDEN[name])
    assert (ran.code, ran.err) == (0, "")
    golden(name, ran.out)


def test_json(lockgate: Callable[..., Any]) -> None:
    for arguments, schema in (
        (("search", "lpp"), "lockgate.search/1"),
        (("diff", "2025-05-12", "2025-05-15"), "lockgate.diff/1"),
        (("lint", "examples/overlay/company"), "lockgate.lint/1"),
        (("show", "740.29"), "lockgate.page/1"),
    ):
        assert json.loads(lockgate("rules", *arguments, "--json").out)["schema"] == schema
    assert len(lockgate("rules", "show", "AIA", "--json").out.splitlines()) == 2


def test_a_page_is_written_into_a_file(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert lockgate("rules", "show", "740.29", "--html", "--out", str(path)).code == 0
    text = path.read_text(encoding="utf-8")
    assert "Cases that exercise it" in text
    assert lockgate("rules", "show", "740.29", "--html", "--out", "-").out == text
    refused = lockgate("rules", "show", "740.29", "--html", "--out", str(tmp_path / "no" / "page.html"))
    assert (refused.code, "cannot write" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", " "), "there is nothing to search for"),
        (("search", "x", "--effect", "forbids"), "unknown effect 'forbids'"),
        (("search", "x", "--limit", "0"), "--limit is at least 1"),
        (("search", "x", "--as-of", "may"), "'may' is no date"),
        (("diff", "2025-05-15", "2025-05-12"), "write the earlier day first"),
        (("diff", "2022-10-06", "2025-05-12"), "ask for 2022-10-07 or later"),
        (("diff", "2025-05-12", "2025-05-15", "--posture", "printed"), "unknown posture 'printed'"),
        (("show", "740.92"), "did you mean '740.29'?"),
        (("show", "AIA", "--html"), "2 records bear the name 'AIA' (one of 740.27, 740.27-weights)"),
        (("show", "740.29", "--out", "x.html"), "add --html"),
        (("lint", "nowhere"), "there is no such folder"),
        (("lint", "README.md"), "this is a file, not a folder"),
        (("lint", "{empty}"), "there is no file to check in this folder"),
        (("show", "LPP", "--html", "--json"), "a page and JSON are two forms"),
    ],
)
def test_bad_input(lockgate: Callable[..., Any], arguments: tuple[str, ...], message: str, tmp_path: Path) -> None:
    ran = lockgate("rules", *(one.format(empty=tmp_path) for one in arguments))
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_filter_that_leaves_nothing_says_so(lockgate: Callable[..., Any]) -> None:
    ran = lockgate("rules", "search", "740.29", "--effect", "prohibits", "--as-of", "2024-01-01")
    assert ran.code == 0
    assert "among what prohibits on 2024-01-01" in ran.out
    assert "search without --effect and --as-of" in ran.out


def test_lint_codes(lockgate: Callable[..., Any], tmp_path: Path) -> None:
    meta = "- {id: small, name: small, version: 1, first_day: 2024-01-01, current_to: 2026-01-01}\n"
    (tmp_path / "rulebook.yaml").write_text(meta, encoding="utf-8")
    (tmp_path / "instruments.yaml").write_text("- {id: act, name: A, effective: 2024-01-01}\n", encoding="utf-8")
    policy = "- {id: p, name: P, effect: warns, say: So., instrument: act, gist: So., cite: x}\n"
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    plain = lockgate("rules", "lint", str(tmp_path))
    assert (plain.code, "warning LG004" in plain.out) == (0, True)
    assert lockgate("rules", "lint", str(tmp_path), "--strict").code == 2
    assert "note" not in lockgate("rules", "lint", str(tmp_path), "--quiet").out.splitlines()[0]
    (tmp_path / "policy.yaml").write_text("- {id: p, effect: warn}\n- {id: q}\n", encoding="utf-8")
    broken = lockgate("rules", "lint", str(tmp_path))
    assert broken.code == 2
    assert broken.out.count("error LG000") == 2
    assert "it does not compile" in " ".join(broken.out.split())
