"""A commented transaction file to start from; generated from the declarations, so that it never goes stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.door.build import SCHEMA
from lockgate.door.declarations import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.door.declarations import Declarations, Tree

_WIDTH = 44
_EXAMPLES = {
    "as_of": "2025-06-01",
    "activity": "export",
    "origin": "US",
    "destination": "MY",
    "channel": "direct",
    "end_use": "[data_center]",
    "item.stated_eccn": "3A090.a",
    "item.quantity": "500",
    "exporter.location": "US",
    "exporter.headquarters": "US",
    "party.location": "MY",
    "party.headquarters": "MY",
    "party.ultimate_parent.headquarters": "MY",
}
_PARTIES = ("exporter", "consignee")
_CHIP = "nvidia-h100-sxm"
_HEAD = """\
# A transaction for Lockgate. Fill in what you know; what stays away counts as unknown, never as no.
# Write `unknown` to say that nobody knows, {low: 4000, high: 4800} for bounds, {one_of: [CN, HK]} for several answers.
# Countries and units are understood as you write them: Malaysia or MY, 3.35 TB/s, 80 billion, 50%.
"""


def template(declared: Declarations) -> str:
    """The text of a transaction file with every fact that may be stated, and its question.

    >>> from lockgate.door.declarations import load
    >>> text = template(load())
    >>> text.splitlines()[3]
    'schema: lockgate.transaction/1'
    """
    top = {name: node for name, node in declared.trees[""].items() if isinstance(node, Fact) and name != "subject"}
    blocks = {name: node for name, node in declared.trees[""].items() if not isinstance(node, Fact)}
    lines = [
        f"schema: {SCHEMA}",
        *(_line(fact, name, "") for name, fact in top.items() if isinstance(fact, Fact)),
        "items:",
        _shown(f"- chip: {_CHIP}", "a catalogue id or name; figures below it are checked against it"),
        *_commented(declared.trees["item"], "  "),
        _shown("  # circuits:", "How many circuits does one unit hold? A number, or a list of {chip, count}"),
        _shown("  # die_area_mm2:", "area of the non-planar logic dies; with tpp it gives performance_density"),
        *_commented({k: v for k, v in declared.trees["circuit"].items() if k != "count"}, "  "),
        "parties:",
        _shown(f"  # roles: {', '.join(declared.roles)}", ""),
        *(line for role in _PARTIES if role in declared.roles for line in _party(declared, role)),
        _shown("licences: []", "licences held: {number, valid_from, valid_to, destination, ...}"),
        _shown("flags: {}", "red flags: {kyc-03: raised}, or {kyc-03: {answer: explained, evidence: ...}}"),
        _shown("# base: ordinary-course", "fills in what an ordinary case looks like, and prints what it filled in"),
    ]
    for name, tree in blocks.items():
        if name not in {"holder", "applicant", "training"}:
            lines += [f"{name}:", *_commented(tree, "  ")]
    return _HEAD + "\n".join(lines) + "\n"


def _party(declared: Declarations, role: str) -> list[str]:
    return [
        f"  {role}:",
        *_commented(declared.trees["party"], "    ", role),
        _shown("    # owners: []", "[] if there are none; else a list of {list: entity_list, share: 60%}"),
    ]


def _commented(tree: Tree, indent: str, role: str = "") -> Iterator[str]:
    """Facts as comments, those with an example as entries."""
    for name, node in tree.items():
        if isinstance(node, Fact):
            yield _line(node, name, indent, role)
        else:
            inner = list(_commented(node, f"{indent}  ", role))
            live = any(not line.lstrip().startswith("#") for line in inner)
            yield f"{indent}{name}:" if live else f"{indent}# {name}:"
            yield from inner


def _line(fact: Fact, name: str, indent: str, role: str = "") -> str:
    own = fact.id.replace("party.", f"{role}.", 1) if role == "exporter" else fact.id
    example = _EXAMPLES.get(own)
    return _shown(f"{indent}{name}: {example}" if example else f"{indent}# {name}:", _hint(fact))


def _hint(fact: Fact) -> str:
    words = f" ({', '.join(fact.values[:8])}{', ...' if len(fact.values) > 8 else ''})" if fact.values else ""
    unit = f" ({fact.unit})" if fact.unit else ""
    return f"{fact.question}{words}{unit}"


def _shown(entry: str, hint: str) -> str:
    return f"{entry:<{_WIDTH}} # {hint}".rstrip() if hint else entry
