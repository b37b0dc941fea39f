"""From a Vega-Lite specification to bytes; the library that draws is an extra."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMS = ("svg", "png")
_SCALE = 2
"""Pixels of a PNG for each unit of the specification."""


def draw(spec: Mapping[str, Any], form: str) -> bytes:
    """The picture; equal specifications give equal bytes.

    Errors: `InputError` for a form that is none of `FORMS`, or where the extra `charts` is not installed.
    """
    if form not in FORMS:
        shown = f".{form}" if form else "no ending"
        raise InputError(f"a chart cannot be written as {shown}", place="--chart", hint="name a file .svg or .png")
    try:
        import vl_convert  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        hint = "install it: pip install 'lockgate[charts]'"
        raise InputError("the library that draws charts is not installed", place="--chart", hint=hint) from None
    text = json.dumps(spec)
    if form == "svg":
        return str(vl_convert.vegalite_to_svg(text)).encode()
    return bytes(vl_convert.vegalite_to_png(text, scale=_SCALE))
