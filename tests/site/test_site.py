"""The static site: every link leads somewhere, every page is well formed, and the same law gives the same bytes."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

import pytest

from lockgate import Rulebook
from lockgate.items import load
from lockgate.reading.lookup import everything, look_up
from lockgate.reading.page import Pages
from lockgate.site import chips, docs
from lockgate.site.__main__ import main
from lockgate.site.build import PROJECT, build, write
from lockgate.site.links import address
from lockgate.site.render import single

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

BOOK = Rulebook.load(cached=True)
VOID = {"meta", "link", "input", "br", "img", "hr"}
LARGEST = 1_000_000


class Read(HTMLParser):
    """What a page holds: ids, links, headings, and what is not well formed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.headings: list[int] = []
        self.wrong: list[str] = []
        self.titles: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.lang = ""
        self.feed(text)
        self.wrong += [f"{tag} stays open" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._see(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._see(tag, dict(attrs))

    def _see(self, tag: str, given: dict[str, str | None]) -> None:
        self.tags.add(tag)
        own = given.get("id")
        if own in self.ids:
            self.wrong.append(f"the id {own} stands twice")
        self.ids |= {own} if own else set()
        self.links += [str(given[key]) for key in ("href", "src", "action") if given.get(key)]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.lang = str(given["lang"]) if tag == "html" and "lang" in given else self.lang

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(f"{tag} closes nothing")

    def handle_data(self, data: str) -> None:
        if self.open == ["html", "head", "title"]:
            self.titles.append(data)


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    return build(BOOK)


@pytest.fixture(scope="module")
def pages(site: dict[str, str]) -> dict[str, Read]:
    return {path: Read(text) for path, text in site.items() if path.endswith(".html")}


def test_every_record_has_its_page(site: dict[str, str]) -> None:
    paths = [address(found.shelf, found.record.id) for found in everything(BOOK)]
    assert len(paths) == len({path.lower() for path in paths}), "two pages on a disk that ignores case"
    assert set(paths) <= set(site)


def test_every_link_leads_to_a_page_and_a_place_on_it(site: dict[str, str], pages: dict[str, Read]) -> None:
    broken = set()
    for path, page in pages.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            file, _, anchor = link.partition("#")
            target = normpath(join(dirname(path), file)) if file else path
            if target not in site or (anchor and anchor not in pages[target].ids):
                broken.add((path, link))
    assert broken == set()


def test_every_page_can_be_reached_from_the_front(pages: dict[str, Read]) -> None:
    seen, todo = set(), ["index.html"]
    while todo:
        path = todo.pop()
        if path in seen or path not in pages:
            continue
        seen.add(path)
        todo += [normpath(join(dirname(path), link.partition("#")[0])) for link in pages[path].links if link[0] != "#"]
    assert seen == set(pages)


def test_every_page_is_well_formed(pages: dict[str, Read]) -> None:
    for path, page in pages.items():
        assert page.wrong == [], path
        assert page.lang == "en"
        assert "".join(page.titles).endswith("Lockgate")
        assert page.headings[0] == 1
        assert page.headings.count(1) == 1, path
        assert all(later <= earlier + 1 for earlier, later in pairwise(page.headings)), path


def test_nothing_is_loaded_from_elsewhere_and_only_the_search_has_a_script(
    site: dict[str, str], pages: dict[str, Read]
) -> None:
    for path, page in pages.items():
        assert ("script" in page.tags) == (path == "search.html")
    for path, text in site.items():
        assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(http""", text) or path.startswith("doc/")


def test_no_page_is_large_and_each_says_which_law_it_shows(site: dict[str, str]) -> None:
    for path, text in site.items():
        assert len(text.encode()) < LARGEST, path
        if path.endswith(".html"):
            assert BOOK.sha256 in text
            assert text.count("not legal advice") == 1 or path.startswith("doc/"), path


def test_the_same_law_gives_the_same_site(site: dict[str, str]) -> None:
    assert build(BOOK) == site


def test_instruments_say_what_they_changed(site: dict[str, str]) -> None:
    text = site["instrument/diffusion-2025.html"]
    assert "What it changed" in text
    assert "../provision/742.6-a-13.html" in text


def test_the_timeline_names_every_instrument_with_a_link_in_the_drawing(site: dict[str, str]) -> None:
    drawing = site["timeline.html"].partition("<svg")[2].partition("</svg>")[0]
    linked = re.findall(r'<a href="instrument/([^"]+)\.html">', drawing)
    assert set(linked) == set(BOOK.source.instruments)


def test_search_lists_everything_without_a_script(site: dict[str, str]) -> None:
    text = site["search.html"]
    assert all(f'href="{address(found.shelf, found.record.id)}"' in text for found in everything(BOOK))


def test_chips_fall_under_the_entries_of_each_version(site: dict[str, str]) -> None:
    found = chips.catalogue(BOOK)
    assert [chip.id for chip, _ in found.rows] == list(load().ids)
    row = next(
        dict(zip(found.days, classes, strict=True)) for chip, classes in found.rows if chip.id == "nvidia-a800-sxm-80gb"
    )
    assert list(dict.fromkeys(row.values())) == [("other",), ("3A991.p",), ("3A090.a",)]
    assert "nothing" not in site["chips.html"]


def test_cases_stand_on_the_page_of_their_file(site: dict[str, str]) -> None:
    path = address("cases", "part_740/740.29_lpp_boundaries.yaml#lpp-limit-on")
    text = site[path.partition("#")[0]]
    assert 'id="lpp-limit-on"' in text
    assert "outcome: authorized" in text
    assert "../provision/740.29.html" in text


def test_links_of_the_documentation_are_turned_round() -> None:
    known = docs.read_docs(PROJECT)
    readme = next(doc for doc in known if doc.source == "README.md")
    text = str(docs.html_of(readme, known))
    assert 'href="../decisions/README.html"' in text
    assert '<span class="name" title="LICENSE">' in text
    made = docs.Doc("docs/x.md", "doc/x.html", "X", "# X\n## A b\n## A b\n[a](#a-b) [b](https://e.org) [c](none.md)\n")
    shown = str(docs.html_of(made, [made]))
    assert 'id="a-b-1"' in shown
    assert '<a href="https://e.org">b</a> <span class="name" title="docs/none.md">c</span>' in shown


def test_drawings_of_the_documentation_stand_beside_its_pages(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/x.svg").write_text("<svg/>", encoding="utf-8")
    pictures = docs.read_pictures(tmp_path)
    made = docs.Doc("README.md", "doc/project/README.html", "X", "![here](docs/x.svg) ![not & here](docs/y.svg)\n")
    shown = str(docs.html_of(made, [made], pictures))
    assert pictures == {"docs/x.svg": "<svg/>"}
    assert '<img src="../x.svg" alt="here" />' in shown
    assert "not &amp; here" in shown
    assert "y.svg" not in shown


def test_a_page_that_stands_alone_needs_nothing_else() -> None:
    for name in ("740.29", "D5", "diffusion-2025"):
        text = single(Pages(BOOK).page(look_up(BOOK, name)[0]), BOOK)
        page = Read(text)
        assert (page.wrong, page.links) == ([], [])
        assert "script" not in page.tags
        assert "@media print" in text


def test_texts_are_never_taken_for_markup(tmp_path: Path) -> None:
    (tmp_path / "instruments.yaml").write_text(
        "- {id: own, name: '<b>Own</b> & more', effective: 2026-01-01, cite: '\"x\"'}\n", encoding="utf-8"
    )
    book = Rulebook.load(overlays=[tmp_path])
    text = single(Pages(book).page(look_up(book, "own")[0]), book)
    assert "<b>" not in text
    assert "&lt;b&gt;Own&lt;/b&gt; &amp; more" in text


def test_writing_takes_away_pages_that_are_no_more(tmp_path: Path) -> None:
    (tmp_path / "provision").mkdir()
    old, other = tmp_path / "provision" / "old.html", tmp_path / "notes.txt"
    old.write_text("old", encoding="utf-8")
    other.write_text("mine", encoding="utf-8")
    write({"index.html": "front"}, tmp_path)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "front"
    assert not old.exists()
    assert other.exists()


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--rulebook", str(tmp_path / "nowhere"), "--out", str(tmp_path)]) == 2
    assert "this is no rulebook folder" in capsys.readouterr().err


def test_the_command_writes_a_small_rulebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = tmp_path / "small"
    small.mkdir()
    text = "- {id: small, name: small, version: 1, first_day: 2022-10-07, current_to: 2026-01-01}\n"
    (small / "rulebook.yaml").write_text(text, encoding="utf-8")
    assert main(["--rulebook", str(small), "--out", str(tmp_path / "site")]) == 0
    assert "files" in capsys.readouterr().out
    assert (tmp_path / "site" / "index.html").is_file()
