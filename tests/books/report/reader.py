"""A strict reader of pages: what is not well formed or points nowhere is an error; tables come out as rows."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

VOID = frozenset({"meta", "input", "br", "hr", "img", "link"})
BLOCKS = frozenset(
    "p div ul ol dl table figure section article header footer nav main h1 h2 h3 h4 details pre".split()  # noqa: SIM905
)


class Page(HTMLParser):
    """A page taken apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.errors: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refs: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.captions: dict[str, str] = {}
        self.headings: list[tuple[int, str]] = []
        self._table = ""
        self.feed(text)
        self.close()
        if self.open:
            self.errors.append(f"never closed: {self.open}")

    @property
    def shown(self) -> str:
        """All words in one line."""
        return " ".join(" ".join(self.words).split())

    def column(self, table: str, head: str) -> list[str]:
        """The cells of a column; of a cell only its first line."""
        at = self.tables[table][0].index(head)
        return [row[at] for row in self.tables[table][1:]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append(tag)
        if len(named) != len(attrs):
            self.errors.append(f"an attribute twice: {attrs}")
        if "p" in self.open and tag in BLOCKS:
            self.errors.append(f"<{tag}> in a paragraph")
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if tag == "a" and str(named.get("href")).startswith("#"):
            self.refs.append(str(named["href"])[1:])
        self.refs += str(named.get("aria-labelledby") or "").split()
        self._of_table(tag, named)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def _of_table(self, tag: str, named: dict[str, str | None]) -> None:
        if tag == "table":
            self._table = str(named["id"])
            self.tables[self._table] = []
        if tag == "tr":
            self.tables[self._table].append([])
        if tag in ("th", "td"):
            self.tables[self._table][-1].append("")
        if tag == "th" and not named.get("scope"):
            self.errors.append(f"a head without a scope in {self._table}")
        if tag == "caption":
            self.captions[self._table] = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.errors.append(f"</{tag}> closes {self.open[-1:]} at {self.getpos()}")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("style", "script"):
            return
        self.words.append(data)
        text = data.strip()
        if text and ("td" in self.open or "th" in self.open):
            row = self.tables[self._table][-1]
            row[-1] = row[-1] or text
        if "caption" in self.open:
            self.captions[self._table] += data
        if self.headings and self.open and re.fullmatch("h[1-6]", self.open[-1]):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)


def read(text: str) -> Page:
    """A page that is well formed, complete in itself and can be read aloud."""
    assert text.startswith("<!doctype html>")
    page = Page(text)
    assert not page.errors, page.errors[:5]
    assert len(page.ids) == len(set(page.ids)), [one for one in page.ids if page.ids.count(one) > 1][:5]
    assert not set(page.refs) - set(page.ids)
    assert set(page.captions) == set(page.tables)
    assert all(page.captions.values())
    assert [level for level, _ in page.headings].count(1) == 1
    levels = [level for level, _ in page.headings]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not re.search(r"""(src|href)=["'](?!#)|https?://|@import|url\((?!#)""", text)
    for drawing in drawings(text):
        assert drawing.attrib["role"] == "img"
        assert [drawing[0].tag, drawing[1].tag] == ["title", "desc"]
        assert drawing[0].text
        assert drawing[1].text
    for rows in page.tables.values():
        assert len({len(row) for row in rows}) == 1
    return page


def drawings(text: str) -> list[ET.Element]:
    """The drawings of a page."""
    return [ET.fromstring(one) for one in re.findall(r"<svg.*?</svg>", text, re.DOTALL)]  # noqa: S314 - our own


def number(text: str) -> int:
    """A count as a page shows it."""
    return int(text.replace(",", ""))


def undrawn(text: str) -> str:
    """A page without style, script and lines of drawings, to be compared."""
    text = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", text, flags=re.DOTALL)
    shape = r"<svg.*?<title id=\"([^\"]*)\">(.*?)</title><desc[^>]*>(.*?)</desc>.*?</svg>"
    return re.sub(shape, r"[drawing \1: \2. \3]", text, flags=re.DOTALL)
