"""The changes between two compiled days in one posture, each with the instrument behind it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from lockgate.compiler.ground import Ground, Texts, tokens_of
from lockgate.compiler.ir import Member, walk
from lockgate.compiler.timeline import printed
from lockgate.engine.determine import declarations_of
from lockgate.reading.change import Change
from lockgate.reading.meaning import amount
from lockgate.reading.sides import Sides

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.compiler.model import CountrySet
    from lockgate.compiler.rulebook import Rulebook

_DAY = timedelta(days=1)


def changes(book: Rulebook, earlier: date, later: date, posture: str) -> Iterator[Change]:
    """Every change between two days in one posture."""
    sides = _Uses(book, earlier, later, posture)
    if sides.same_stretch:
        return
    explained: set[str] = set()
    for one in (*sides.enforcements(), *sides.parameters(), *sides.groups(), *sides.definitions(), *sides.readings()):
        explained.update((one.id,) if one.kind == "enforcement" else one.felt)
        yield one
    yield from sides.provisions()
    for name in sides.altered:
        if name not in explained:
            yield sides.of_rule("condition", "changes", name)


class _Uses(Sides):
    """What provisions use on two days: numbers, groups, wordings, readings."""

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
            span = self.current([span for span, _, _ in one.values], self.later)
            felt = self.felt(f"parameter {one.id}")
            by = (span.by if span else "") or (self.made(one.cite.made_by) if what == "changes" else self.common(felt))
            day = self.since([span for span, _, _ in one.values]) if what == "changes" else self.later
            name = one.id.replace("_", " ")
            yield Change(
                "parameter",
                what,
                one.id,
                name,
                one.cite.ref,
                day,
                shown[0],
                shown[1],
                by,
                "",
                "",
                (self.posture,),
                felt,
            )

    def groups(self) -> Iterator[Change]:
        """Countries that come or go."""
        countries = declarations_of(self.book).countries
        words = (word.removeprefix("group ") for side in self.used for word in side if word.startswith("group "))
        used = set(words) & self.source.sets.keys()
        for one in self.source.sets.values():
            above = sorted(name for name in used if name == one.id or one.id in self.below(name))
            if not one.members or not above:
                continue
            before, after = (self.members(one, day) for day in (self.earlier, self.later))
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
        words = f"{country} ({code}) {self.told(before, after)} {one.name}"
        shown = ["no member" if side is None else side or "member" for side in (before, after)]
        return Change(
            "group",
            what,
            one.id,
            country,
            one.cite.ref,
            self.since(spans),
            shown[0],
            shown[1],
            by,
            "",
            words,
            (self.posture,),
            felt,
        )

    @staticmethod
    def told(before: str | None, after: str | None) -> str:
        """How a membership changed."""
        if before is None:
            return f"joins{f' (under {after})' if after else ''}"
        if after is None:
            return f"leaves{f' (where it was a member under {before})' if before else ''}"
        return f"is now, {f'under {after} only' if after else 'under every reading'}, a member of"

    def below(self, name: str) -> set[str]:
        """Groups that a group is made of."""
        known = self.source.sets
        direct = {other for other in tokens_of(known[name]) if other in known}
        return direct.union(*(self.below(other) for other in direct))

    def members(self, one: CountrySet, day: date) -> dict[str, str]:
        """Members of a group on a day, each with the readings under which it is one."""
        found: dict[str, list[str]] = {}
        for member in one.members:
            if printed(self.source, member.span, day, None):
                under = " and ".join(f"{name} = {value}" for name, value in member.readings)
                found.setdefault(member.code, []).append(under)
        return {code: "" if "" in under else " or ".join(sorted(under)) for code, under in found.items()}

    @cached_property
    def grounds(self) -> tuple[Ground, Ground]:
        """What groups consist of on the two days."""
        texts = Texts(self.book.symbols)
        return Ground(texts, self.earlier), Ground(texts, self.later)

    def matters(self, above: list[str], base: str, code: str) -> bool:
        """Whether a country of a base group comes or goes in a group that provisions name, under some reading."""
        return base in above or any(self.sides_of(name, code, 0) != self.sides_of(name, code, 1) for name in above)

    def sides_of(self, name: str, code: str, side: int) -> bool:
        """Whether a country is in a derived group on one of the days, whatever the reading."""
        node = self.grounds[side].member(Member("", (), (name,)), "")
        return any(isinstance(part, Member) and code in part.names for part in walk(node))

    def definitions(self) -> Iterator[Change]:
        """Definitions in use on both days whose wording changed."""
        for one in self.source.definitions.values():
            word = f"definition {one.id}"
            if not all(word in side for side in self.used):
                continue
            before, after = (self.wording(one.id, day) for day in (self.earlier, self.later))
            if before != after:
                spans = [span for span, _ in one.versions]
                span = self.current(spans, self.later)
                by = (span.by if span else "") or self.made(one.cite.made_by)
                yield Change(
                    "definition",
                    "changes",
                    one.id,
                    one.gist or one.id,
                    one.cite.ref,
                    self.since(spans),
                    before,
                    after,
                    by or self.starting(self.since(spans)),
                    "",
                    "",
                    (self.posture,),
                    self.felt(word),
                )

    def wording(self, name: str, day: date) -> str:
        """The wording of a definition on a day."""
        versions = self.source.definitions[name].versions
        text = next((text for span, text in versions if printed(self.source, span, day, None)), "")
        return " ".join(text.split())

    def readings(self) -> Iterator[Change]:
        """Contested text that begins or ceases to matter."""
        for one in self.source.readings.values():
            counts = [f"reading {one.id}" in side for side in self.used]
            if counts[0] != counts[1]:
                felt = self.felt(f"reading {one.id}")
                what = "begins" if counts[1] else "ends"
                yield Change(
                    "reading",
                    what,
                    one.id,
                    one.question,
                    one.cite.ref,
                    self.later,
                    "",
                    "",
                    self.common(felt),
                    "",
                    "",
                    (self.posture,),
                    felt,
                )
