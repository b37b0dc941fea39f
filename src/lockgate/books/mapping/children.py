"""Child files: which collection they fill, which of their columns name the line, and what the others mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lockgate.books.mapping.candidates import words
from lockgate.books.model import Child, MappedColumn
from lockgate.door.declarations import Fact, fold
from lockgate.door.declarations import load as load_declared
from lockgate.door.problems import nearest
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lockgate.books.model import Mapping
    from lockgate.door.declarations import Declarations, Tree

ROLE = "role of the party"
"""The path of a column that says whose owners a row lists."""
_BESIDE = {"circuit": ("chip", "die_area_mm2", "note"), "party": ("note",), "owner": ("note",), "licence": ("note",)}


@dataclass(frozen=True, slots=True)
class Collected:
    """A collection that a child file may fill: its place, and what its elements are."""

    path: str
    element: str


def collected(name: str, declared: Declarations) -> Collected:
    """The collection that a user means.

    >>> collected("end_users", load_declared()), collected("consignee.owners", load_declared()).path
    (Collected(path='parties.end_user', element='party'), 'parties.consignee.owners')
    """
    plain = name.strip().removeprefix("parties.")
    role, dot, rest = plain.rpartition(".")
    if plain in {"circuits", "item.circuits"}:
        return Collected("item.circuits", "circuit")
    if plain in {"licences", "licenses"}:
        return Collected("licences", "licence")
    if plain == "owners":
        return Collected("owners", "owner")
    if dot and rest == "owners" and role in declared.roles:
        return Collected(f"parties.{role}.owners", "owner")
    for one in declared.roles:
        if plain in {one, f"{one}s"}:
            return Collected(f"parties.{one}", "party")
    known = ["owners", "circuits", "licences", *declared.roles, *(f"{one}.owners" for one in declared.roles)]
    hint = nearest(plain, known) or "owners, consignee.owners, end_users, circuits or licences"
    raise InputError(f"there is no collection '{name}'", place="--child", hint=hint)


def places(element: str, declared: Declarations) -> dict[str, str]:
    """Folded words and the key of an element that each means.

    >>> places("owner", load_declared())["owner share"]
    'share'
    """
    found = {fold(path): path for path in _leaves(declared.trees[element], "")}
    found |= {fold(one): one for one in _BESIDE[element]}
    for path, names in words()["elements"].get(element, {}).items():
        for name in names:
            found.setdefault(fold(name), str(path))
    for word, path in list(found.items()):
        found.setdefault(f"{element.replace('_', ' ')} {word}", path)
    return found


def _leaves(tree: Tree, prefix: str) -> Iterator[str]:
    for name, node in tree.items():
        if isinstance(node, Fact):
            yield f"{prefix}{name}"
        else:
            yield from _leaves(node, f"{prefix}{name}.")


def child_of(name: str, file: str, headers: Sequence[str], book: Sequence[str], declared: Declarations) -> Child:
    """A child file by its headers: those of the book name the line, the others are looked up in the element.

    >>> headers = ["Order No", "Owner Name", "Share"]
    >>> found = child_of("consignee.owners", "owners.csv", headers, ["Order No", "Qty"], load_declared())
    >>> dict(found.keys), [one.path for one in found.columns]
    ({'Order No': 'Order No'}, ['name', 'share'])
    """
    what = collected(name, declared)
    known = places(what.element, declared)
    of_book = {fold(header): header for header in book}
    keys: dict[str, str] = {}
    columns = []
    for header in headers:
        word = fold(header)
        if what.path == "owners" and word in {fold(one) for one in words()["whose"]}:
            columns.append(MappedColumn(header, ROLE))
        elif word in of_book:
            keys[header] = of_book[word]
        elif word in known:
            columns.append(MappedColumn(header, known[word]))
        else:
            hint = f"{nearest(word, known) or 'name it as the element does'}; or a header of the book, to find the line"
            raise InputError(f"'{header}' is nothing that {what.element}s have", place=file, hint=hint)
    _complete(what, file, keys, columns)
    return Child(what.path, file, keys, tuple(columns))


def _complete(what: Collected, file: str, keys: dict[str, str], columns: list[MappedColumn]) -> None:
    if not keys:
        hint = "give it a column of the book that tells the line, such as Order No, or the name of the party"
        raise InputError("no column says to which line a row belongs", place=file, hint=hint)
    paths = [one.path for one in columns]
    if len(set(paths)) < len(paths):
        path = next(path for path in paths if paths.count(path) > 1)
        names = " and ".join(one.header for one in columns if one.path == path)
        raise InputError(f"{names} mean the same: {path}", place=file, hint="keep one column for it")
    if what.path == "owners" and ROLE not in paths:
        hint = "add a column Role (consignee, end user), or say --child consignee.owners=FILE"
        raise InputError("nothing says whose owners these are", place=file, hint=hint)


def with_child(mapping: Mapping, text: str, book: Sequence[str], declared: Declarations | None = None) -> Mapping:
    """The mapping with a child file that is named as ``NAME=FILE``."""
    from lockgate.books.read.source import open_source  # noqa: PLC0415 - rooms read each other only here

    name, sign, file = text.partition("=")
    if not sign or not file.strip():
        raise InputError(f"'{text}' names no child file", place="--child", hint="write --child owners=owners.csv")
    known = declared or load_declared()
    headers = open_source([file.strip()]).headers
    child = child_of(name, file.strip(), headers, book, known)
    if any(one.path == child.path for one in mapping.children):
        raise InputError(f"{name} has two child files", place="--child", hint="put their rows into one")
    return replace(mapping, children=(*mapping.children, child))
