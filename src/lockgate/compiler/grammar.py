"""Third stage, first part: a condition's text in, sqlglot's tree out.

sqlglot reads the SQL grammar and nothing more; `lockgate.compiler.parse` turns a whitelist of its nodes into our own.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.parser import Parser as SqlParser

from lockgate.errors import SyntaxProblem

_UNKNOWN = "unknown is a value here; say what absence means where the fact is declared"
_TYPED = "facts are typed where they are declared"
_TWICE = "write two provisions, or a definition"
_BOTH = "write both conditions with AND"
_NODES = {
    exp.Case: _TWICE,
    exp.Is: "unknown is a value here; there is no IS NULL",
    exp.Like: "compare closed lists of values",
    exp.Between: "write a >= low AND a <= high",
    exp.Div: "multiply instead: tpp >= 5.92 * area",
    exp.Cast: _TYPED,
}
_CALLS = {
    "coalesce": _UNKNOWN,
    "ifnull": _UNKNOWN,
    "greatest": _BOTH,
    "least": _BOTH,
    "cast": _TYPED,
    "if": _TWICE,
}
_QUOTED = re.compile(r"'[^']*'")


class _Grammar(Dialect):
    """SQL's boolean grammar with no functions of its own."""

    class Parser(SqlParser):
        """All function names are ours."""

        FUNCTIONS: ClassVar[dict[str, Any]] = {}
        FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}
        NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
        NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
            "CASE": SqlParser.NO_PAREN_FUNCTION_PARSERS["CASE"],
        }


_GRAMMAR = _Grammar()


def read_tree(text: str, place: str) -> exp.Expr:
    """The tree of a condition; what would be read as something else than it says is refused here."""
    if '"' in text:
        raise SyntaxProblem(
            "double quotes are not used in conditions", place=place, hint="put values in 'single' quotes"
        )
    bare = _QUOTED.sub("''", text)
    if "--" in bare or "/*" in bare:
        raise SyntaxProblem("conditions hold no comments", place=place, hint="write a YAML comment: # why")
    try:
        return sqlglot.parse_one(text, dialect=_GRAMMAR)
    except SqlglotError as error:
        detail = str(error).splitlines()[0].split(". Line")[0]
        raise SyntaxProblem(
            f"cannot read the condition: {detail}", place=place, hint=f"in: {text.strip()[:80]}"
        ) from None


def why_not(tree: exp.Expr) -> str:
    """What to write instead of a node that the language does not have."""
    return next((words for kind, words in _NODES.items() if isinstance(tree, kind)), "see the rule language")


def why_no_call(name: str) -> str | None:
    """What to write instead of a well-known function that the language does not have, or None."""
    return _CALLS.get(name.lower())
