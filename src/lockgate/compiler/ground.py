"""Fourth stage: replace sets, parameters and definitions by what they are on one day."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from lockgate.compiler.fields import nearest
from lockgate.compiler.ir import (
    FALSE,
    And,
    Fold,
    Linear,
    Member,
    Named,
    Node,
    Not,
    NumFold,
    Or,
    Overlap,
    Term,
    Use,
    conj,
    disj,
    negate,
)
from lockgate.compiler.parse import parse
from lockgate.compiler.timeline import printed
from lockgate.errors import TypeProblem

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from lockgate.compiler.model import CountrySet, Source, Span
    from lockgate.compiler.symbols import Symbols

_TOKEN = re.compile(r"\s*(\[[^\]]*\]|[A-Za-z_][A-Za-z0-9_]*|[-+&()])")
Assignment = tuple[tuple[str, str], ...]


def tokens_of(group: CountrySet) -> list[str]:
    """The words, lists and signs of a group's algebra."""
    return _TOKEN.findall(group.algebra)


class Texts:
    """Parses each condition once, whatever the day."""

    def __init__(self, symbols: Symbols) -> None:
        self.symbols = symbols
        self.cache: dict[tuple[str, str], Node] = {}

    def parse(self, text: str, place: str, element: str = "") -> Node:
        """The tree of a condition; see `lockgate.compiler.parse.parse`."""
        key = (text, element)
        if key not in self.cache:
            self.cache[key] = parse(text, self.symbols, place=place, element=element)
        return self.cache[key]


class Ground:
    """The meaning of names on one day, as far as could be known then."""

    def __init__(self, texts: Texts, day: date, known_at: date | None = None) -> None:
        self.texts = texts
        self.symbols = texts.symbols
        self.source: Source = texts.symbols.source
        self.day = day
        self.known_at = known_at
        self.groups: dict[tuple[str, Assignment], frozenset[str]] = {}
        self.uses: dict[str, Node] = {}

    def condition(self, text: str, place: str, element: str = "") -> Node:
        """Parse and ground one condition."""
        return self.node(self.texts.parse(text, place, element), place)

    def node(self, node: Node, place: str) -> Node:
        """Ground a parsed tree."""
        if isinstance(node, And):
            return conj(*(self.node(arg, place) for arg in node.args))
        if isinstance(node, Or):
            return disj(*(self.node(arg, place) for arg in node.args))
        if isinstance(node, Not):
            return negate(self.node(node.arg, place))
        if isinstance(node, (Member, Overlap)):
            return self.member(node, place)
        if isinstance(node, Linear):
            return Linear(tuple(self.term(term, place) for term in node.terms), node.op)
        if isinstance(node, Fold):
            return Fold(node.kind, node.collection, self.node(node.cond, place))
        if isinstance(node, Use):
            return self.use(node.name)
        return node

    def term(self, term: Term, place: str) -> Term:
        """Multiply parameters into the coefficient; their names stay for the reader."""
        coef = term.coef
        for name in term.params:
            coef *= self.parameter(name, place)
        ref = term.ref
        if isinstance(ref, NumFold):
            cond = self.node(ref.cond, place) if ref.cond is not None else None
            ref = NumFold(ref.kind, ref.collection, ref.field, cond)
        return Term(coef, term.params, ref)

    def printed(self, span: Span) -> bool:
        """Whether a dated entry stands on the day, as far as was known."""
        return printed(self.source, span, self.day, self.known_at)

    def parameter(self, name: str, place: str) -> Fraction:
        """Value of a parameter on the day."""
        found = self.source.parameters[name]
        for span, value, _ in found.values:
            if self.printed(span):
                return value
        raise TypeProblem(f"parameter '{name}' has no value on {self.day}", place=place, hint=f"see {found.place}")

    def use(self, name: str) -> Node:
        """A named condition on the day; a definition without wording for the day is false."""
        if name in self.uses:
            return self.uses[name]
        definition = self.source.definitions[name]
        result: Node = FALSE
        for span, text in definition.versions:
            if self.printed(span):
                result = self.condition(text, definition.place, definition.on)
                break
        self.uses[name] = Named(name, result)
        return self.uses[name]

    # ---- sets

    def member(self, node: Member | Overlap, place: str) -> Node:
        """Values of a member test; readings that decide a membership become part of the condition."""
        kind = type(node)
        if not node.sets:
            return node
        lists = frozenset(
            value
            for name in node.sets
            if name in self.source.definitions
            for value in self.source.definitions[name].values
        )
        groups = [name for name in node.sets if name in self.source.sets]
        readings = sorted({reading for name in groups for reading in self.readings_of(name)})
        if not readings:
            codes = lists.union(*(self.codes(name, (), place) for name in groups))
            return kind(node.fact, tuple(sorted({*node.names, *codes})), node.sets)
        options = [[(name, value) for value, _ in self.source.readings[name].values] for name in readings]
        sides = {
            chosen: lists.union(*(self.codes(name, chosen, place) for name in groups))
            for chosen in itertools.product(*options)
        }
        common = frozenset.intersection(*sides.values())
        extra = [
            conj(
                kind(node.fact, tuple(sorted(codes - common))),
                *(Member(f"reading.{name}", (value,)) for name, value in chosen),
            )
            for chosen, codes in sides.items()
            if codes - common
        ]
        return disj(kind(node.fact, tuple(sorted({*node.names, *common})), node.sets), *extra)

    def readings_of(self, name: str) -> set[str]:
        """Readings on which the members of a group depend."""
        group = self.source.sets[name]
        found = {reading for member in group.members for reading, _ in member.readings if self.printed(member.span)}
        for other in tokens_of(group):
            if other in self.source.sets:
                found |= self.readings_of(other)
        return found

    def codes(self, name: str, chosen: Assignment, place: str) -> frozenset[str]:
        """Members of a group on the day, under the chosen readings."""
        key = (name, chosen)
        if key not in self.groups:
            group = self.source.sets.get(name)
            if group is None:
                raise TypeProblem(f"unknown country group '{name}'", place=place, hint=nearest(name, self.source.sets))
            found = self._algebra(group, chosen) if group.algebra else self._listed(group, chosen)
            self.groups[key] = self.followed(found)
        return self.groups[key]

    def followed(self, found: frozenset[str]) -> frozenset[str]:
        """A territory that the rules count as another country is a member where that country is one, only there."""
        follows = self.source.counts_as
        return (found - follows.keys()) | {code for code, country in follows.items() if country in found}

    def _listed(self, group: CountrySet, chosen: Assignment) -> frozenset[str]:
        sides = dict(chosen)
        self._known(group, [member.code for member in group.members])
        codes = set()
        for member in group.members:
            if not self.printed(member.span):
                continue
            if all(
                sides.get(reading, self.source.readings[reading].default) == value for reading, value in member.readings
            ):
                codes.add(member.code)
        return frozenset(codes)

    def _known(self, group: CountrySet, codes: list[str]) -> frozenset[str]:
        for code in codes:
            if code not in self.symbols.countries:
                raise TypeProblem(
                    f"unknown country '{code}' in '{group.id}'",
                    place=group.place,
                    hint=nearest(code, self.symbols.countries),
                )
        return frozenset(codes)

    def _algebra(self, group: CountrySet, chosen: Assignment) -> frozenset[str]:
        tokens = tokens_of(group)
        if "".join(tokens).replace(" ", "") != group.algebra.replace(" ", ""):
            raise TypeProblem(f"cannot read the algebra of '{group.id}'", place=group.place, hint="D1 + D4 - A5 + [MO]")
        codes, rest = self._sum(tokens, group, chosen)
        if rest:
            raise TypeProblem(f"cannot read the algebra of '{group.id}'", place=group.place, hint=f"at {rest[0]}")
        return codes

    def _sum(self, tokens: list[str], group: CountrySet, chosen: Assignment) -> tuple[frozenset[str], list[str]]:
        codes, rest = self._atom(tokens, group, chosen)
        while rest and rest[0] in "+-&":
            operator = rest[0]
            other, rest = self._atom(rest[1:], group, chosen)
            codes = codes | other if operator == "+" else codes - other if operator == "-" else codes & other
        return codes, rest

    def _atom(self, tokens: list[str], group: CountrySet, chosen: Assignment) -> tuple[frozenset[str], list[str]]:
        if not tokens:
            raise TypeProblem(f"the algebra of '{group.id}' ends too early", place=group.place)
        first, rest = tokens[0], tokens[1:]
        if first == "(":
            codes, rest = self._sum(rest, group, chosen)
            if rest[:1] != [")"]:
                raise TypeProblem(f"a bracket is open in the algebra of '{group.id}'", place=group.place)
            return codes, rest[1:]
        if first.startswith("["):
            return self._known(group, first[1:-1].replace(",", " ").split()), rest
        return self.codes(first, chosen, group.place), rest
