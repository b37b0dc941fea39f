"""Numbers, country groups, wordings and readings that change between two moments, and the provisions that use them."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from lockgate.compiler.ground import Ground, Texts, tokens_of
from lockgate.compiler.ir import FALSE, TRUE, And, Member, Node, Or, conj, disj
from lockgate.engine.determine import declarations_of
from lockgate.engine.words import amount
from lockgate.history.change import Change
from lockgate.history.provisions import Provisions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from lockgate.compiler.model import CountrySet, Definition, Parameter, Reading
    from lockgate.history.moment import Moment


class Uses(Provisions):
    """What provisions use in two moments: numbers, groups, wordings, readings."""

    def parameters(self) -> Iterator[Change]:
        """Numbers that change, and numbers that begin or cease to count."""
        for one in self.source.parameters.values():
            counts = [f"parameter {one.id}" in side for side in self.used]
            if not any(counts):
                continue
            values = [self.value(one.id, side) if counts[side] else None for side in (0, 1)]
            if values[0] == values[1]:
                continue
            shown = ["" if value is None else amount(value, one.unit) for value in values]
            what = "changes" if all(shown) else "begins" if shown[1] else "ends"
            span = self.current([span for span, _, _ in one.values])
            felt = self.felt(f"parameter {one.id}")
            by = (span.by if span else "") or (self.made(one.cite.made_by) if what == "changes" else self.common(felt))
            day = self.since([span for span, _, _ in one.values]) if what == "changes" else self.later
            name = one.id.replace("_", " ")
            yield self.change("parameter", what, one, name, day, (shown[0], shown[1]), by, felt)

    def groups(self) -> Iterator[Change]:
        """Countries that come or go."""
        countries = declarations_of(self.book).countries
        words = (word.removeprefix("group ") for side in self.used for word in side if word.startswith("group "))
        used = set(words) & self.source.sets.keys()
        for one in self.source.sets.values():
            above = sorted(name for name in used if name == one.id or one.id in self.below(name))
            if not one.members or not above:
                continue
            before, after = (self.members(one, side) for side in self.moments)
            felt = tuple(sorted({rule for name in above for rule in self.felt(f"group {name}")}))
            for code in sorted(before.keys() | after.keys()):
                if before.get(code) != after.get(code) and self.matters(above, one.id, code):
                    yield self.member(one, code, countries.get(code, code), (before, after), felt)

    def member(
        self,
        one: CountrySet,
        code: str,
        country: str,
        sides: tuple[dict[str, str], dict[str, str]],
        felt: tuple[str, ...],
    ) -> Change:
        """A country that joins, leaves, or is a member under a reading."""
        before, after = (side.get(code) for side in sides)
        what = "joins" if before is None else "leaves" if after is None else "changes"
        spans = [member.span for member in one.members if member.code == code]
        gone = [span for span in spans if span.end is not None and self.earlier <= span.end < self.later]
        come = [span for span in spans if span.start is not None and self.earlier < span.start <= self.later]
        by = next((span.by for span in (*gone, *come) if span.by), "")
        how = f"{self.told(before, after)} {one.name or one.id}"
        under = {"joins": after, "leaves": before}.get(what)
        if under:
            how += f" ({'where it was a member ' if what == 'leaves' else ''}under {under})"
        shown = (
            "no member" if before is None else before or "member",
            "no member" if after is None else after or "member",
        )
        found = self.change("group", what, one, country, self.since(spans), shown, by, felt)
        return replace(found, how=how, member=code)

    @staticmethod
    def told(before: str | None, after: str | None) -> str:
        """How a membership changed."""
        if before is None or after is None:
            return "joins" if before is None else "leaves"
        return f"is now, {f'under {after} only' if after else 'under every reading'}, a member of"

    def below(self, name: str) -> set[str]:
        """Groups that a group is made of."""
        known = self.source.sets
        direct = {other for other in tokens_of(known[name]) if other in known}
        return direct.union(*(self.below(other) for other in direct))

    def members(self, one: CountrySet, side: Moment) -> dict[str, str]:
        """Members of a group in a moment, each with the readings under which it is one."""
        found: dict[str, list[str]] = {}
        for member in one.members:
            if side.stands(self.source, member.span):
                under = " and ".join(f"{name} = {value}" for name, value in member.readings)
                found.setdefault(member.code, []).append(under)
        return {code: "" if "" in under else " or ".join(sorted(under)) for code, under in found.items()}

    @cached_property
    def grounds(self) -> tuple[Ground, Ground]:
        """What groups consist of in the two moments."""
        texts = Texts(self.book.symbols)
        first, second = (Ground(texts, side.day, side.known_at) for side in self.moments)
        return first, second

    def matters(self, above: list[str], base: str, code: str) -> bool:
        """Whether a country of a base group comes or goes in a group that provisions name, under some reading."""
        return base in above or any(self.sides_of(name, code, 0) != self.sides_of(name, code, 1) for name in above)

    def sides_of(self, name: str, code: str, side: int) -> Node:
        """The readings under which a country is in a derived group on one of the sides, as a condition."""
        return _for(self.grounds[side].member(Member("", (), (name,)), ""), code)

    def definitions(self) -> Iterator[Change]:
        """Definitions in use on both days whose wording changed."""
        for one in self.source.definitions.values():
            word = f"definition {one.id}"
            if not all(word in side for side in self.used):
                continue
            before, after = (self.wording(one.id, side) for side in self.moments)
            if before != after:
                spans = [span for span, _ in one.versions]
                span, day = self.current(spans), self.since(spans)
                by = (span.by if span else "") or self.made(one.cite.made_by) or self.only_starting(day)
                felt = self.felt(word)
                yield self.change("definition", "changes", one, one.gist or one.id, day, (before, after), by, felt)

    def wording(self, name: str, side: Moment) -> str:
        """The wording of a definition in a moment."""
        versions = self.source.definitions[name].versions
        text = next((text for span, text in versions if side.stands(self.source, span)), "")
        return " ".join(text.split())

    def readings(self) -> Iterator[Change]:
        """Contested text that begins or ceases to matter."""
        for one in self.source.readings.values():
            counts = [f"reading {one.id}" in side for side in self.used]
            if counts[0] != counts[1]:
                felt = self.felt(f"reading {one.id}")
                what = "begins" if counts[1] else "ends"
                yield self.change("reading", what, one, one.question, self.later, ("", ""), self.common(felt), felt)

    def change(  # noqa: PLR0913, PLR0917 - a change has that many sides
        self,
        kind: str,
        what: str,
        one: CountrySet | Definition | Parameter | Reading,
        name: str,
        day: date,
        shown: tuple[str, str],
        by: str,
        felt: tuple[str, ...],
    ) -> Change:
        """A change of something that provisions use."""
        return Change(
            kind=kind,
            what=what,
            id=one.id,
            name=name,
            cite=one.cite.ref,
            day=day,
            before=shown[0],
            after=shown[1],
            instrument=by,
            postures=(self.moments[1].posture,),
            felt=felt,
        )


def _for(node: Node, code: str) -> Node:
    """A test of membership, asked of one country: only the readings are left."""
    if isinstance(node, And):
        return conj(*(_for(arg, code) for arg in node.args))
    if isinstance(node, Or):
        return disj(*(_for(arg, code) for arg in node.args))
    if isinstance(node, Member) and not node.fact:
        return TRUE if code in node.names else FALSE
    return node
