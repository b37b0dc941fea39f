"""JSON Schema of a transaction, for editors and other programs; generated from the declarations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lockgate.door.build import ANSWERS, SCHEMA
from lockgate.door.declarations import Fact
from lockgate.door.elements import AREA

if TYPE_CHECKING:
    from lockgate.door.declarations import Declarations, Tree

_SCALAR = ["string", "number", "boolean", "null"]
_TEXT: dict[str, Any] = {"$ref": "#/$defs/scalar"}
_EMPTY: dict[str, Any] = {"enum": [None, ""]}
_WORDS: dict[str, Any] = {"type": "array", "items": _TEXT}


def transaction_schema(declared: Declarations) -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``lockgate.transaction/1``.

    Words and country names are understood in many spellings, so that text is not narrowed to the declared values:
    they are offered as examples instead.

    >>> from lockgate.door.declarations import load
    >>> schema = transaction_schema(load())
    >>> schema["properties"]["destination"]["title"]
    'To which country does the item go (or where is it, if it stays)?'
    """
    item = {**_tree(declared, declared.trees["item"]), **_circuit(declared)}
    item |= {"circuits": _any_of(_number(), _group({"$ref": "#/$defs/circuit"})), "label": _TEXT, "note": _TEXT}
    party = {**_tree(declared, declared.trees["party"]), "owners": _group({"$ref": "#/$defs/owner"}), "note": _TEXT}
    circuit = {**_circuit(declared), "count": _fact(declared, declared.facts["circuit.count"]), "note": _TEXT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "A transaction for Lockgate",
        **_object(_top(declared)),
        "$defs": {
            "scalar": {"type": _SCALAR},
            "bounds": _object(dict.fromkeys(("low", "high", "at_least", "at_most"), _TEXT)),
            "several": {**_object({"one_of": {**_WORDS, "minItems": 1}}), "required": ["one_of"]},
            "set": _object({"certain": _WORDS, "possible": _WORDS}),
            "item": _object(item),
            "circuit": _object(circuit),
            "party": _object(party),
            "owner": _object({**_tree(declared, declared.trees["owner"]), "note": _TEXT}),
            "licence": _object({**_tree(declared, declared.trees["licence"]), "note": _TEXT}),
            "site": _object({**_tree(declared, declared.trees["site"]), "note": _TEXT}),
        },
    }


def _top(declared: Declarations) -> dict[str, Any]:
    own = _tree(declared, declared.trees[""])
    if "holder" in own:
        installed = _any_of(_group({"$ref": "#/$defs/site"}), {"type": "object", "additionalProperties": _number()})
        holder = next(one for one in own["holder"]["anyOf"] if one.get("type") == "object")
        holder["properties"]["installed"] = installed
    roles = {role: _any_of(_TEXT, _group({"$ref": "#/$defs/party"})) for role in declared.roles}
    texts = ("id", "line", "note", "label")
    return {
        "schema": {"enum": [SCHEMA]},
        **dict.fromkeys(texts, _TEXT),
        "base": _any_of(_TEXT, _WORDS),
        **own,
        "item": {"$ref": "#/$defs/item"},
        "items": _any_of({"$ref": "#/$defs/item"}, {"type": "array", "items": {"$ref": "#/$defs/item"}}),
        "parties": _object(roles),
        "flags": _flags(declared),
        "licences": _group(_any_of(_TEXT, {"$ref": "#/$defs/licence"})),
    }


def _circuit(declared: Declarations) -> dict[str, Any]:
    figures = {name: fact for name, fact in declared.trees["circuit"].items() if name != "count"}
    chip = {"type": ["string", "null"], "title": "Which chip is it (catalogue id or name)?"}
    return {"chip": chip, **_tree(declared, figures), "die_area_mm2": _fact(declared, AREA)}


def _tree(declared: Declarations, tree: Tree) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, node in tree.items():
        if isinstance(node, Fact):
            found[name] = _fact(declared, node)
            continue
        block = [_EMPTY, _object(_tree(declared, node))]
        found[name] = {"anyOf": [_TEXT, *block] if "headquarters" in node else block}
    return found


def _fact(declared: Declarations, fact: Fact) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": fact.question}
    if fact.unit:
        shown["description"] = f"in {fact.unit}, or with a unit"
    if words := declared.words(fact):
        shown["examples"] = list(words)
    if fact.type == "text":
        return {**shown, **_TEXT}
    if fact.type in {"number", "integer", "date"}:
        return {**shown, **_number()}
    if fact.type == "set":
        return {**shown, **_any_of(_TEXT, _WORDS, {"$ref": "#/$defs/set"})}
    return {**shown, **_any_of(_TEXT, {"$ref": "#/$defs/several"})}


def _number() -> dict[str, Any]:
    return _any_of(_TEXT, {"$ref": "#/$defs/bounds"})


def _group(one: dict[str, Any]) -> dict[str, Any]:
    many = {"type": "array", "items": one}
    known = _object({"known": many, "complete": {"type": ["boolean", "string"]}})
    return _any_of({"enum": ["none", "unknown", "", None]}, one, many, {**known, "required": ["known"]})


def _flags(declared: Declarations) -> dict[str, Any]:
    answer = {"type": ["string", "boolean"], "examples": sorted(set(ANSWERS.values()))}
    full = {**_object({"answer": answer, "evidence": _TEXT}), "required": ["answer"]}
    one = _any_of(answer, full)
    named: dict[str, Any] = {flag: {**one, "title": ask} for flag, ask in declared.flags.items()}
    known = _object(named) if named else {"type": "object", "additionalProperties": one}
    return _any_of(_EMPTY, _WORDS, known)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _any_of(*schemas: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": list(schemas)}
