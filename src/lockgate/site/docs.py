"""The Markdown pages of the project as pages of the site."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath, relpath
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

from lockgate.site.links import slug

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from markdown_it.token import Token

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_OUTSIDE = re.compile(r"[a-z]+:|#")


@dataclass(frozen=True, slots=True)
class Doc:
    """One Markdown page: its file within the project, where it stands in the site, title and text."""

    source: str
    path: str
    title: str
    text: str


def read_docs(project: Path) -> list[Doc]:
    """The pages of a project folder: those at its top, then those of ``docs``; none if there are none."""
    files = [*sorted(project.glob("*.md")), *sorted((project / "docs").rglob("*.md"))]
    found = []
    for file in files:
        source = file.relative_to(project).as_posix()
        text = _COMMENT.sub("", file.read_text(encoding="utf-8"))
        title = next((line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("# ")), source)
        found.append(Doc(source, path_of(source), title.replace("`", ""), text))
    return found


def path_of(source: str) -> str:
    """Where a page stands in the site.

    >>> path_of("docs/decisions/README.md"), path_of("README.md")
    ('doc/decisions/README.html', 'doc/project/README.html')
    """
    inside = source.removeprefix("docs/")
    return f"doc/{inside if inside != source else f'project/{source}'}".removesuffix(".md") + ".html"


def read_pictures(project: Path) -> dict[str, str]:
    """The drawings (SVG) that stand beside the pages of ``docs``: text by file within the project."""
    files = sorted((project / "docs").rglob("*.svg"))
    return {file.relative_to(project).as_posix(): file.read_text(encoding="utf-8") for file in files}


def picture_path(source: str) -> str:
    """Where a drawing stands in the site.

    >>> picture_path("docs/books/growth.svg")
    'doc/books/growth.svg'
    """
    return f"doc/{source.removeprefix('docs/')}"


def html_of(doc: Doc, known: Iterable[Doc], pictures: Iterable[str] = ()) -> Markup:
    """The text as HTML. Links to other pages and drawings lead to them; anything else is named and not linked.

    ``pictures`` are files of drawings within the project, as `read_pictures` gives them.
    """
    paths = {other.source: other.path for other in known} | {file: picture_path(file) for file in pictures}
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(doc.text)
    seen: dict[str, int] = {}
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(tokens[index + 1].content, seen))
        _relink(token.children or [], doc, paths)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - the renderer escapes texts


def _anchor(text: str, seen: dict[str, int]) -> str:
    base = slug(re.sub(r"[^\w\s-]", "", text.lower()).strip().replace(" ", "-")) or "section"
    seen[base] = seen.get(base, -1) + 1
    return f"{base}-{seen[base]}" if seen[base] else base


def _relink(tokens: list[Token], doc: Doc, paths: dict[str, str]) -> None:
    """Point links to where their targets stand in the site; a target that is not there is named and not linked."""
    named = False
    for token in tokens:
        key = "src" if token.type == "image" else "href"
        link = str(token.attrGet(key) or "")
        if token.type in {"link_open", "image"} and not _OUTSIDE.match(link):
            file, sign, anchor = link.partition("#")
            source = normpath((PurePosixPath(doc.source).parent / file).as_posix())
            path = paths.get(source) or paths.get(f"{source}/README.md")
            if path is not None:
                token.attrSet(key, relpath(path, PurePosixPath(doc.path).parent.as_posix()) + sign + anchor)
            elif token.type == "image":
                token.type, token.tag = "text", ""
            else:
                token.type, token.tag, token.attrs = "span_open", "span", {"class": "name", "title": source}
                named = True
        elif token.type == "link_close" and named:
            token.type, token.tag, named = "span_close", "span", False
