"""One condition on what is known: generated functions, evaluator and oracle must say the same."""

from __future__ import annotations

from typing import Any

from tests.compiler.oracle import Oracle
from tests.compiler.support import Some, base, condition

ORACLE = Oracle(base())


def agree(text: str, some: Some) -> str:
    """The answer, which generated functions, evaluator and oracle share."""
    compiled = condition(text)
    found = compiled.answer(some)
    assert found == ORACLE.truth(compiled.node, {"": some}), (text, some)
    return found


def facts(**pairs: Any) -> dict[str, Any]:
    """Facts that are given; two underscores stand for a dot."""
    return {name.replace("__", "."): value for name, value in pairs.items() if value is not None}
