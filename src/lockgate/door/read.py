"""YAML, JSON and JSON lines to raw mappings in which every text knows its place.

One transaction, a list of them, a list under ``transactions:``, a YAML stream, or one JSON object a line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, TextIO

import yaml

from lockgate.compiler.load import Located, Table
from lockgate.compiler.yaml_events import EventReader
from lockgate.door.problems import BadInputError, Problem, nearest
from lockgate.errors import InputError

_DEEPEST = 40
_FILE_KEYS = ("transactions", "schema", "base", "note")


def load(source: str | Path, *, stdin: TextIO | None = None) -> list[Table]:
    """Read the transactions of a file, or of standard input if the source is ``-``."""
    if str(source) == "-":
        stream = stdin or sys.stdin
        try:
            return parse(stream.read(), "standard input")
        except UnicodeDecodeError:
            raise InputError("this is not UTF-8 text", place="standard input", hint="send it as UTF-8") from None
    path = Path(source)
    return parse(read_text(path), path.name)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with a plain message if that fails."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputError(
            "this file is not UTF-8 text", place=f"{path.name}:{line}", hint="save it as UTF-8 and try again"
        ) from None
    except OSError as error:
        raise InputError(f"cannot read the file: {error.strerror}", place=str(path), hint="check the path") from None


def parse(text: str, name: str = "input") -> list[Table]:
    r"""Transactions from text.

    >>> [row["destination"] for row in parse("{destination: MY}")]
    ['MY']
    >>> [row["destination"].place for row in parse("transactions:\n- destination: MY\n- destination: IN")]
    ['input:2', 'input:3']
    """
    documents = _yaml(text, name)
    found = [row for document in documents for row in _rows(document, name)]
    if not found:
        raise InputError("there is nothing in it", place=name, hint="start from a template: lockgate new")
    return found


def _rows(document: Any, name: str) -> list[Table]:
    shared: dict[str, Any] = {}
    if isinstance(document, dict) and "transactions" in document:
        shared, document = _shared(document, name), document["transactions"]
        document = [] if isinstance(document, str) and not document else document
    rows = document if isinstance(document, list) else [document]
    problems = []
    for row in rows:
        if not isinstance(row, Table):
            place = row.place if isinstance(row, Located) else name
            problems.append(
                Problem(place, "a transaction must be a mapping", "write keys and values, such as as_of: 2025-06-01")
            )
        elif "base" in shared:
            row.setdefault("base", shared["base"])
    if problems:
        raise BadInputError(problems)
    return rows


def _shared(document: dict[str, Any], name: str) -> dict[str, Any]:
    wrong = [key for key in document if key not in _FILE_KEYS]
    if wrong:
        hint = nearest(wrong[0], _FILE_KEYS) or f"beside transactions only {', '.join(_FILE_KEYS[1:])} may stand"
        raise InputError(f"unknown key '{wrong[0]}'", place=getattr(document, "place", name), hint=hint)
    return {key: document[key] for key in _FILE_KEYS if key in document}


def _yaml(text: str, name: str) -> list[Any]:
    try:
        return EventReader(text, name, InputError, _DEEPEST).documents()
    except yaml.MarkedYAMLError as error:
        found = _json(text, name)
        if found is not None:
            return found
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}" if mark else name
        what = error.problem or error.context or "unreadable"
        raise InputError(f"this is not valid YAML: {what}", place=place, hint=_yaml_hint(what)) from None
    except (yaml.YAMLError, ValueError):
        hint = "save it as UTF-8 text; tables go by .csv or .xlsx"
        raise InputError("this is not text", place=name, hint=hint) from None


def _yaml_hint(what: str) -> str:
    if "mapping values" in what:
        return "put text that holds a colon in quotes"
    if "cannot start any token" in what:
        return "indent with spaces, not tabs; put text that starts with @, % or a backtick in quotes"
    return "check indentation, quotes and brackets"


def _json(text: str, name: str) -> list[Any] | None:
    """JSON that is not YAML (tabs), or one JSON object a line; None if it is neither."""
    try:
        return [_json_value(text, name, 1)]
    except (ValueError, RecursionError):
        pass
    try:
        lines = list(enumerate(text.splitlines(), 1))
        return [_json_value(line, name, number) for number, line in lines if line.strip()]
    except (ValueError, RecursionError):
        return None


def _json_value(text: str, name: str, line: int) -> Any:
    def pairs(found: list[tuple[str, Any]]) -> Table:
        table = Table()
        table.place = f"{name}:{line}"
        for key, value in found:
            if key in table:
                raise InputError(f"the key '{key}' stands twice", place=table.place, hint="keep one of them")
            table[Located(key, name, line)] = value
        return table

    raw = json.loads(text, object_pairs_hook=pairs, parse_float=str, parse_int=str, parse_constant=str)
    return _located(raw, name, line)


def _located(raw: Any, name: str, line: int) -> Any:
    if isinstance(raw, Table):
        for key in raw:
            raw[key] = _located(raw[key], name, line)
        return raw
    if isinstance(raw, list):
        return [_located(one, name, line) for one in raw]
    text = "" if raw is None else str(raw).lower() if isinstance(raw, bool) else str(raw)
    return Located(text, name, line)
