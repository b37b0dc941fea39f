"""The page: whole in itself, escaped, with a head for every table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.inquiry.records import of_example, of_facts
from tests.memo.names import HOSTILE, facts
from tests.memo.texts import lacking, page

from lockgate.memo.content import content
from lockgate.memo.html import html

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = {"lpp-switzerland": "codified", "memo-names": "enforced"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_pages_were_looked_at(golden: Callable[[str, str], None], name: str) -> None:
    golden(f"{name}.html", html(content(of_example(name, posture=EXAMPLES[name]), day="2026-11-22")))


@pytest.mark.parametrize("name", ["lpp-switzerland", "missing-parent", "holder-uveu", "three-items", "veu-india"])
def test_a_page_leaves_nothing_out(name: str) -> None:
    record = of_example(name, posture="codified")
    shown, tags = page(html(content(record)))
    assert not lacking(record.lines[0].determination, shown)
    assert tags.count("h1") == 1
    assert not {"script", "img", "link", "iframe", "object"} & set(tags)


def test_nothing_comes_from_elsewhere_and_tables_can_be_read_aloud() -> None:
    text = html(content(of_example("lpp-switzerland", posture="codified")))
    assert '<html lang="en">' in text
    assert "<title>Export control determination: NVIDIA H100 SXM5 80GB: authorized</title>" in text
    assert not re.search(r"(src|href)=|https?://|@import|url\(", text)
    for table in re.findall(r'<table class="grid">.*?</table>', text, re.DOTALL):
        assert "<caption>" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name: str) -> None:
    record = of_facts(facts(HOSTILE[name]))
    text = html(content(record))
    text.encode()
    shown, tags = page(text)
    assert "script" not in tags
    assert set(tags) == set(page(html(content(of_facts(facts("Acme")))))[1])
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert " ".join(HOSTILE_SHOWN.get(name, HOSTILE[name]).split()) in shown


HOSTILE_SHOWN = {
    "controls": "Bell[U+0007] and nothing[U+0000]",
    "override": "Acme[U+202E]dtL[U+202C]",
    "half a character": "half [U+D800]",
    "private": "own [U+E000]",
    "no characters": "none [U+FDD0]",
}
