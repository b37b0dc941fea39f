"""Names that somebody might use to break a document."""

from __future__ import annotations

from typing import Any

HOSTILE = {
    "a tag": "<script>alert('x')</script>",
    "an entity": "A &amp; B \"quoted\" 'single' {{ memo }} {% raw %}",
    "typst code": '#panic("x") #import "x.typ": * #read("/etc/passwd")',
    "typst marks": "$x^2$ \\ *bold* _low_ `raw` <label> @ref // gone /* too */ = head - dash ~ [body]",
    "long": "x" * 10_000,
    "long and broken": "Acme Holding " * 500,
    "controls": "Bell\x07 and nothing\x00",
    "override": "Acme\u202edtL\u202c",
    "half a character": "half \ud800",
    "private": "own \ue000",
    "no characters": "none \ufdd0",
    "empty quotes": "\"\" '' ``",
}


def facts(name: str) -> dict[str, Any]:
    """A transaction in which a name stands wherever a user may write one."""
    return {
        "as_of": "2025-06-01",
        "activity": "export",
        "origin": "US",
        "destination": "MY",
        "base": "ordinary-course",
        "id": name[:60],
        "note": name,
        "item": {"chip": "nvidia-h100-sxm", "quantity": 8, "label": name},
        "parties": {"consignee": {"name": name, "location": "MY", "headquarters": "MY", "ultimate_parent": "MY"}},
    }
