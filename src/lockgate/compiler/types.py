"""Checks over the whole rulebook, whatever the day: names, expressions, and the sign of every atom.

*Evidence may only loosen, knowledge may only tighten.* Absent evidence counts as "not shown" and absent knowledge as
"not known"; if either stood on the wrong side, saying nothing could turn a stop into a go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.fields import nearest
from lockgate.compiler.gather import gathered
from lockgate.compiler.ground import Texts
from lockgate.compiler.ir import And, Fold, Holds, Linear, Member, Node, Not, NumFold, Or, Overlap, Same, Term, Use
from lockgate.compiler.references import References, check_definitions, check_instruments, check_names, check_sets
from lockgate.compiler.symbols import Symbols
from lockgate.compiler.timeline import instrument_of
from lockgate.compiler.unit import SUBJECT
from lockgate.errors import TypeProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.model import Provision, Source
    from lockgate.errors import RulebookError

TIGHTENS, LOOSENS = 1, -1
_SIDES = {
    "requires": TIGHTENS,
    "prohibits": TIGHTENS,
    "closes": TIGHTENS,
    "authorizes": LOOSENS,
    "exempts": LOOSENS,
}
_WORDS = {TIGHTENS: "tighten", LOOSENS: "loosen"}


def check_types(source: Source, faults: list[RulebookError] | None = None) -> None:
    """Check a whole rulebook; the first fault is raised as `TypeProblem` or `SyntaxProblem` with its place.

    With a list, faults are gathered in it; provisions are then checked only if what they build on is sound.
    """
    checker = _Checker(source)
    for check in (check_names, check_instruments):
        with gathered(faults):
            check(source)
    for check_texts in (check_sets, check_definitions):
        with gathered(faults):
            check_texts(source, checker.texts)
    if not faults:
        for provision in source.provisions.values():
            with gathered(faults):
                checker.check(provision)


class _Checker:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.symbols = Symbols(source)
        self.texts = Texts(self.symbols)
        self.references = References(source, self.texts)

    def check(self, provision: Provision) -> None:
        instrument_of(self.source, provision)
        self.references.check(provision)
        if provision.effect == "classifies":
            self.check_stage(provision)
        sign = self.sign_of(provision)
        for text, side in self.conditions(provision):
            node = self.texts.parse(text, provision.place)
            self.references.condition(provision, node)
            if sign * side:
                _Signs(self, provision).follow(node, sign * side)

    def sign_of(self, provision: Provision) -> int:
        """+1 if its being true tightens, -1 if it loosens, 0 if it only names or remarks."""
        if provision.effect == "classifies":
            return TIGHTENS if provision.stage == "level" else 0
        if SUBJECT in provision.targets:
            return TIGHTENS
        return _SIDES.get(provision.effect, 0)

    @staticmethod
    def conditions(provision: Provision) -> Iterator[tuple[str, int]]:
        """Texts of a provision with the side on which they stand."""
        yield provision.when, 1
        if provision.unless:
            yield provision.unless, -1
        for entry in provision.enforcement:
            yield entry.only_when, 1
        for text in (
            provision.must,
            provision.raised_when,
            *(step.when for step in (*provision.before, *provision.after)),
        ):
            if text:
                yield text, 0

    def check_stage(self, provision: Provision) -> None:
        known = {name: item for name, item in self.source.stages.items() if item.effect == "classifies"}
        if provision.stage not in known:
            raise TypeProblem(
                f"provision '{provision.id}' names an unknown stage '{provision.stage}'",
                place=provision.place,
                hint=nearest(provision.stage, known) or "one of " + ", ".join(known),
            )
        values = self.symbols.facts[f"class.{provision.stage}"].values
        if provision.value not in values:
            raise TypeProblem(
                f"'{provision.value}' is no value of stage '{provision.stage}'",
                place=provision.place,
                hint=nearest(provision.value, values),
            )


class _Signs:
    """Follows the conditions of one provision down to their atoms; a sign says what an atom's being true does."""

    def __init__(self, checker: _Checker, provision: Provision) -> None:
        self.checker = checker
        self.source = checker.source
        self.facts = checker.symbols.facts
        self.provision = provision
        self.shown: set[str] = set()
        self.seen: set[tuple[str, int]] = set()

    def follow(self, node: Node, sign: int) -> None:
        """Follow a condition."""
        if isinstance(node, Not):
            self.follow(node.arg, -sign)
        elif isinstance(node, And):
            self.all_of(node, sign)
        elif isinstance(node, Or):
            for arg in node.args:
                self.follow(arg, sign)
        elif isinstance(node, Fold):
            self.follow(node.cond, sign)
        elif isinstance(node, Use):
            definition = self.source.definitions[node.name]
            for _, text in definition.versions:
                self.follow(self.checker.texts.parse(text, definition.place, definition.on), sign)
        else:
            self.leaf(node, sign)

    def all_of(self, node: And, sign: int) -> None:
        """An upper bound on an evidence date makes the whole false while nothing is shown: a lower one may join it."""
        bounds = {
            term.ref
            for arg in node.args
            if isinstance(arg, Linear)
            for term in arg.terms
            if isinstance(term.ref, str) and term.coef < 0
        }
        before, self.shown = self.shown, self.shown | bounds
        for arg in node.args:
            self.follow(arg, sign)
        self.shown = before

    def leaf(self, node: Node, sign: int) -> None:
        """Check a comparison or a reference."""
        if isinstance(node, Holds):
            self.earlier(node, sign)
        elif isinstance(node, Same):
            self.atom(node.left, sign)
            self.atom(node.right, sign)
        elif isinstance(node, (Member, Overlap)):
            self.atom(node.fact, sign, silent=self.silent(node))
        elif isinstance(node, Linear):
            for term in node.terms:
                self.term(term, sign)

    def silent(self, node: Member | Overlap) -> bool:
        """Whether saying nothing makes a membership test true."""
        fact = self.facts[node.fact]
        absent = fact.absent or ("false" if fact.kind == "knowledge" else "")
        listed = [value for name in node.sets if name in self.source.definitions for value in self.values(name)]
        return bool(absent) and absent in (*node.names, *listed)

    def values(self, name: str) -> tuple[str, ...]:
        return self.source.definitions[name].values

    def term(self, term: Term, sign: int) -> None:
        """Nothing said about a number or day counts as endlessly high or late."""
        if isinstance(term.ref, NumFold):
            if term.ref.cond is not None:
                self.follow(term.ref.cond, sign if term.coef > 0 else -sign)
        elif term.ref is not None:
            self.atom(term.ref, sign, silent=term.coef > 0 and term.ref not in self.shown)

    def earlier(self, node: Holds, sign: int) -> None:
        """``holds('x')`` where x loosens must not tighten by being true, and the other way round."""
        for other in self.checker.references.names[node.name]:
            side = self.checker.sign_of(other)
            if other.effect == "defines" and not side:
                self.named(other, sign)
            elif side not in (0, sign):
                raise TypeProblem(
                    f"provision '{self.provision.id}' reads '{node.name}', which {_WORDS[side]}s, "
                    f"where being true would {_WORDS[sign]}",
                    place=self.provision.place,
                    hint="turn the condition round, or write what is meant with facts",
                )

    def named(self, other: Provision, sign: int) -> None:
        """A named truth has the sign of whoever reads it."""
        if (other.id, sign) not in self.seen:
            self.seen.add((other.id, sign))
            for text, side in self.checker.conditions(other):
                self.follow(self.checker.texts.parse(text, other.place), sign * side)

    def atom(self, name: str, sign: int, *, silent: bool = False) -> None:
        """Evidence loosens, knowledge tightens; ``silent`` if saying nothing makes the atom true."""
        kind = self.facts[name].kind
        wanted = {"evidence": LOOSENS, "knowledge": TIGHTENS}.get(kind)
        if wanted is not None and (sign == wanted) == silent:
            how = "absent" if silent else "true"
            raise TypeProblem(
                f"{kind} '{name}' would {_WORDS[sign]} the result of '{self.provision.id}' by being {how}",
                place=self.provision.place,
                hint=f"{kind} may only {_WORDS[wanted]}; make it a world fact or turn the condition round",
            )
