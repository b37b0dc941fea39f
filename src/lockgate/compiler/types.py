"""Checks over the whole rulebook, whatever the day: names, expressions, and the sign of every atom.

*Evidence may only loosen, knowledge may only tighten.* Absent evidence counts as "not shown" and absent knowledge as
"not known"; if either stood on the wrong side, saying nothing could turn a stop into a go.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockgate.compiler.fields import nearest
from lockgate.compiler.ground import Texts
from lockgate.compiler.ir import And, Fold, Holds, Linear, Member, Node, Not, NumFold, Or, Overlap, Use
from lockgate.compiler.model import Provision, Source
from lockgate.compiler.symbols import Symbols
from lockgate.compiler.timeline import instrument_of
from lockgate.errors import TypeProblem

TIGHTENS, LOOSENS = 1, -1
_SIGNS = {"requires": TIGHTENS, "prohibits": TIGHTENS, "closes": TIGHTENS, "authorizes": LOOSENS, "exempts": LOOSENS}
_SIDES = {**_SIGNS, "defines": TIGHTENS, "classifies": TIGHTENS}
_WORDS = {TIGHTENS: "tighten", LOOSENS: "loosen"}


def check_types(source: Source) -> None:
    """Check a whole rulebook; the first fault is raised as `TypeProblem` or `SyntaxProblem` with its place."""
    checker = _Checker(source)
    for definition in source.definitions.values():
        for _, text in definition.versions:
            checker.texts.parse(text, definition.place, definition.on)
    for provision in source.provisions.values():
        checker.check(provision)


class _Checker:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.symbols = Symbols(source)
        self.texts = Texts(self.symbols)
        self.bearers: dict[str, list[Provision]] = {}
        for provision in source.provisions.values():
            own = {provision.id, *provision.tags, *(provision.targets if provision.effect == "defines" else ())}
            for name in own:
                self.bearers.setdefault(name, []).append(provision)

    def check(self, provision: Provision) -> None:
        instrument_of(self.source, provision)
        if provision.effect == "classifies":
            self.check_stage(provision)
        sign = self.sign_of(provision)
        place = provision.place
        for text, side in self.conditions(provision):
            node = self.texts.parse(text, place)
            if sign:
                self.atoms(node, sign * side, provision)

    def sign_of(self, provision: Provision) -> int:
        """+1 if its being true tightens, -1 if it loosens, 0 if it only names or remarks."""
        if provision.effect == "classifies":
            return TIGHTENS if provision.stage == "level" else 0
        if provision.effect == "defines":
            return TIGHTENS if "subject_to_ear" in provision.targets else 0
        return _SIGNS.get(provision.effect, 0)

    @staticmethod
    def conditions(provision: Provision) -> Iterator[tuple[str, int]]:
        """Texts of a provision with the side on which they stand."""
        yield provision.when, 1
        if provision.unless:
            yield provision.unless, -1
        for entry in provision.enforcement:
            yield entry.only_when, 1
        for text in (provision.must, provision.raised_when, *(step.when for step in (*provision.before, *provision.after))):
            if text:
                yield text, 0

    def check_stage(self, provision: Provision) -> None:
        stage = self.source.stages.get(provision.stage)
        if stage is None or stage.kind != "one":
            known = [item.id for item in self.source.stages.values() if item.kind == "one"]
            raise TypeProblem(
                f"provision '{provision.id}' names an unknown stage '{provision.stage}'",
                place=provision.place,
                hint=nearest(provision.stage, known) or "one of " + ", ".join(known),
            )
        values = self.symbols.facts[f"class.{stage.id}"].values
        if provision.value not in values:
            raise TypeProblem(
                f"'{provision.value}' is no value of stage '{stage.id}'",
                place=provision.place,
                hint=nearest(provision.value, values),
            )

    def atoms(self, node: Node, sign: int, provision: Provision) -> None:
        """Follow a condition down to its atoms; ``sign`` says what their being true does."""
        if sign == 0:
            return
        if isinstance(node, Not):
            self.atoms(node.arg, -sign, provision)
        elif isinstance(node, (And, Or)):
            for arg in node.args:
                self.atoms(arg, sign, provision)
        elif isinstance(node, Fold):
            self.atoms(node.cond, sign, provision)
        elif isinstance(node, Use):
            definition = self.source.definitions[node.name]
            for _, text in definition.versions:
                self.atoms(self.texts.parse(text, definition.place, definition.on), sign, provision)
        elif isinstance(node, Holds):
            self.earlier(node, sign, provision)
        elif isinstance(node, (Member, Overlap)):
            self.atom(node.fact, sign, provision)
        elif isinstance(node, Linear):
            for term in node.terms:
                if isinstance(term.ref, str) and self.symbols.facts[term.ref].type == "date":
                    self.atom(term.ref, sign, provision)
                elif isinstance(term.ref, NumFold) and term.ref.cond is not None:
                    self.atoms(term.ref.cond, sign, provision)

    def earlier(self, node: Holds, sign: int, provision: Provision) -> None:
        """``holds('x')`` where x loosens must not tighten by being true, and the other way round."""
        for other in self.bearers.get(node.name, []):
            side = _SIDES.get(other.effect, 0)
            if side and side != sign:
                raise TypeProblem(
                    f"provision '{provision.id}' reads '{node.name}', which {_WORDS[side]}s, where being true would "
                    f"{_WORDS[sign]}",
                    place=provision.place,
                    hint="turn the condition round, or write what is meant with facts",
                )

    def atom(self, name: str, sign: int, provision: Provision) -> None:
        kind = self.symbols.facts[name].kind
        wanted = {"evidence": LOOSENS, "knowledge": TIGHTENS}.get(kind)
        if wanted is not None and sign != wanted:
            raise TypeProblem(
                f"{kind} '{name}' would {_WORDS[sign]} the result of '{provision.id}' by being true",
                place=provision.place,
                hint=f"{kind} may only {_WORDS[wanted]}; make it a world fact or turn the condition round",
            )
