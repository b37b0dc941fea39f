"""The texts of a memo, and what of an answer must stand in it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from lockgate.memo.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def texts(content: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(content, str):
        yield content
    for inner in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from texts(inner)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def page(text: str) -> tuple[str, list[str]]:
    """The text that a page shows, in one line, and its tags."""
    reader = _Page()
    reader.feed(text)
    return " ".join(" ".join(reader.found).split()), reader.tags


def expected(answer: Mapping[str, Any]) -> Iterator[str]:
    """Texts of an answer that no memo may leave out."""
    for line in answer.get("lines") or [answer]:
        yield from _one(line)
    for proof in answer.get("proof", ()) if not answer.get("lines") else ():
        yield proof["provision"]
        yield proof["reason"]["text"]


def _one(answer: Mapping[str, Any]) -> Iterator[str]:
    yield answer["because"]
    for key, parts in {
        "requirements": ("id", "reason", "cite"),
        "authorizations": ("code", "id", "name", "cite", "why"),
        "limits": ("id", "name", "cite", "word"),
        "quota": ("account", "amount"),
        "flags": ("id", "ask", "evidence"),
        "missing": ("fact", "question", "known_by"),
        "readings": ("id", "question", "used", "cite"),
        "postures": ("id", "because"),
        "assumed": ("fact", "why"),
    }.items():
        named = {"nobody stated it", "nobody named one"}
        yield from (one[part] for one in answer[key] for part in parts if one[part] not in named)
    for one in answer["authorizations"]:
        acts = [] if one["status"] == "closed" else [*one["steps"], *one["duties"]]
        yield from (act[part] for act in acts for part in ("do", "due") if part in act)
    for reading in answer["readings"]:
        yield from (other["gives"] for other in reading["otherwise"])
    yield from answer["not_checked"]
    yield from (text.removeprefix("note: ") for text in answer["warnings"] if " posture the outcome is " not in text)


def lacking(answer: Mapping[str, Any], shown: str) -> list[str]:
    """What of an answer does not stand in a text of one line."""
    wanted = {" ".join(visible(text).split()) for text in expected(answer)}
    return sorted(text for text in wanted if text not in shown)
