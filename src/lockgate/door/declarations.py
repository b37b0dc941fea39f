"""What may be stated: facts, collections, countries, ECCNs and red flags, as the rulebook declares them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lockgate.compiler.load import load_yaml
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from collections.abc import Mapping

RULEBOOK = Path(__file__).resolve().parents[1] / "rulebook"
"""The rulebook of the package."""

Tree: TypeAlias = "dict[str, Fact | Tree]"


@dataclass(frozen=True, slots=True)
class Fact:
    """A typed input, as declared in ``facts/*.yaml``."""

    id: str
    kind: str
    type: str
    question: str
    place: str
    unit: str = ""
    decimals: int = 6
    minimum: Fraction = Fraction(0)
    maximum: Fraction | None = None
    values: tuple[str, ...] = ()
    values_from: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    implies: Mapping[str, str] = field(default_factory=dict)
    unknown_words: tuple[str, ...] = ()
    known_by: str = ""
    cost: int = 1
    rounding: str = ""
    absent: str = ""
    derived: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of elements, as declared in ``collections.yaml``."""

    id: str
    element: str
    roles: tuple[str, ...] = ()
    absent: str = "unknown"


@dataclass(frozen=True, slots=True)
class Declarations:
    """Everything a user may state.

    Attributes:
        facts: by full id.
        trees: facts by element (``""`` is the transaction itself), nested by the parts of their ids.
        roles: roles a party may have, in order.
        collections: by id.
        countries: code to name.
        country_words: folded names, codes and aliases to the codes they may mean.
        eccns: ECCN values, and
        eccn_words: aliases to them.
        flags: red flag ids to their questions; empty if the rulebook declares none.
        folders: the rulebook folders these came from.
    """

    facts: Mapping[str, Fact]
    trees: Mapping[str, Tree]
    roles: tuple[str, ...]
    collections: Mapping[str, Collection]
    countries: Mapping[str, str]
    country_words: Mapping[str, tuple[str, ...]]
    eccns: tuple[str, ...]
    eccn_words: Mapping[str, str]
    flags: Mapping[str, str]
    folders: tuple[Path, ...]

    def words(self, fact: Fact) -> tuple[str, ...]:
        """The values an enum or set fact may take."""
        sources = {"eccns": self.eccns, "countries": tuple(self.countries)}
        return sources.get(fact.values_from, fact.values)

    def aliases(self, fact: Fact) -> Mapping[str, str]:
        """Other words that an enum or set fact understands."""
        return self.eccn_words if fact.values_from == "eccns" else fact.aliases


PROGRAM = "this program"
"""Who knows facts that nobody states: how the others were found."""


@functools.cache
def load(*folders: Path) -> Declarations:
    """Read the declarations of a rulebook and of overlays laid over it (default: the packaged rulebook).

    >>> declared = load()
    >>> declared.facts["circuit.tpp"].unit
    'TPP'
    >>> "consignee" in declared.roles
    True
    """
    places = folders or (RULEBOOK,)
    collections = _collections(places)
    facts = {fact.id: fact for row in _rows(places, "facts/*.yaml") for fact in [_fact(row)]}
    countries, words = _countries(places)
    eccns, eccn_words = _eccns(places)
    roles = dict.fromkeys(role for one in collections.values() for role in one.roles)
    return Declarations(
        facts=facts,
        trees=_trees(facts, {one.element for one in collections.values()} | {"item"}),
        roles=tuple(roles),
        collections=collections,
        countries=countries,
        country_words=words,
        eccns=eccns,
        eccn_words=eccn_words,
        flags=_flags(places),
        folders=places,
    )


def fold(text: str) -> str:
    """Letters and digits in one case, without accents: how words are compared.

    >>> fold("Türkiye"), fold("Korea, Rep. of")
    ('turkiye', 'korea rep of')
    """
    return _fold(str(text))


@functools.lru_cache(maxsize=65536)
def _fold(text: str) -> str:
    import unicodedata  # noqa: PLC0415 - only words that were not seen before need it

    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in plain.casefold()).split())


def _rows(folders: tuple[Path, ...], pattern: str) -> list[Any]:
    rows: list[Any] = []
    for folder in folders:
        for path in sorted(folder.glob(pattern)):
            found = load_yaml(path, path.relative_to(folder).as_posix())
            if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
                raise RulebookError("the file must be a list of mappings", place=path.name)
            rows.extend(found)
    return rows


def _need(row: Any, key: str) -> Any:
    if key not in row:
        raise RulebookError(f"'{key}' is missing", place=row.place)
    return row[key]


def _fact(row: Any) -> Fact:
    maximum = row.get("max")
    return Fact(
        id=str(_need(row, "id")),
        kind=str(_need(row, "kind")),
        type=str(_need(row, "type")),
        question=str(row.get("question", "")),
        place=row.place,
        unit=str(row.get("unit", "")),
        decimals=0 if row["type"] == "integer" else int(row.get("decimals", "6")),
        minimum=Fraction(row.get("min", "0")),
        maximum=None if maximum is None else Fraction(maximum),
        values=tuple(str(value) for value in row.get("values", ())),
        values_from=str(row.get("values_from", "")),
        aliases={fold(key): str(value) for key, value in row.get("aliases", {}).items()},
        implies={fold(key): str(value) for key, value in row.get("implies", {}).items()},
        unknown_words=tuple(fold(word) for word in row.get("unknown_words", ())),
        known_by=str(row.get("known_by", "")),
        cost=int(row.get("cost", "1")),
        rounding=str(row.get("rounding", "")),
        absent=str(row.get("absent", "")),
        derived=str(row.get("derived", "")),
    )


def _collections(folders: tuple[Path, ...]) -> dict[str, Collection]:
    found = {}
    for row in _rows(folders, "collections.yaml"):
        roles = tuple(str(role) for role in row.get("roles", ()))
        one = Collection(str(_need(row, "id")), str(_need(row, "element")), roles, str(row.get("absent", "unknown")))
        found[one.id] = one
    return found


def _countries(folders: tuple[Path, ...]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    names: dict[str, str] = {}
    words: dict[str, dict[str, None]] = {}
    for row in _rows(folders, "country_names.yaml"):
        code = str(_need(row, "code"))
        names[code] = str(_need(row, "name"))
        for word in (code, names[code], *row.get("aliases", ())):
            words.setdefault(fold(word), {})[code] = None
    return names, {word: tuple(codes) for word, codes in words.items()}


def _eccns(folders: tuple[Path, ...]) -> tuple[tuple[str, ...], dict[str, str]]:
    rows = _rows(folders, "eccns.yaml")
    aliases = {fold(alias): str(row["id"]) for row in rows for alias in row.get("aliases", ())}
    return tuple(str(_need(row, "id")) for row in rows), aliases


def _flags(folders: tuple[Path, ...]) -> dict[str, str]:
    rows = [*_rows(folders, "part_*/*.yaml"), *_rows(folders, "notices/*.yaml")]
    return {str(row["flag"]): str(row.get("ask", "")) for row in rows if "flag" in row}


def _trees(facts: Mapping[str, Fact], elements: set[str]) -> dict[str, Tree]:
    trees: dict[str, Tree] = {element: {} for element in sorted(elements)}
    trees[""] = {}
    for fact in facts.values():
        if fact.known_by == PROGRAM:
            continue
        head, *rest = fact.id.split(".")
        element, parts = (head, rest) if head in elements and rest else ("", [head, *rest])
        node = trees[element]
        for part in parts[:-1]:
            branch = node.setdefault(part, {})
            if isinstance(branch, Fact):
                raise RulebookError(f"'{fact.id}' lies under the fact '{branch.id}'", place=fact.place)
            node = branch
        node[parts[-1]] = fact
    return trees
