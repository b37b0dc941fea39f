"""Provisions in their order: what may hold and what holds, as columns of the line, for one posture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.ir import FALSE as NEVER
from lockgate.compiler.ir import Node
from lockgate.compiler.sql.guard import over_time
from lockgate.compiler.sql.law import too_wide
from lockgate.compiler.sql.text import FALSE, TRUE, both, chosen, either, name_of, negated
from lockgate.compiler.sql.truth import Pair, Truths
from lockgate.compiler.write import KIND, STATED

if TYPE_CHECKING:
    from lockgate.compiler.sql.law import Law, Side
    from lockgate.compiler.sql.rowfacts import Tables

Values = dict[str, str]
"""For each value of a `one` stage, the column that says whether it may be the value."""


class Rules:
    """The provisions of one posture; each is written when somebody first asks for it."""

    def __init__(self, book: Tables, law: Law, side: Side) -> None:
        self.book = book
        self.law = law
        self.side = side
        self.layout = book.ground.layout
        self.lines = book.rows("")
        self.stated = book.stated[""]
        self.writer = Truths(self.layout, book.ground.dialect, self.lines, self)
        self.done: dict[str, Pair] = {}
        self.stages: dict[str, Values] = {}
        self.open: list[str] = []
        self.texts: dict[Node, Pair] = {}

    # ---- what conditions read

    def holds(self, name: str) -> Pair:
        """Some provision of that name holds."""
        pairs = [self.rule(one) for one in self.law.holds.get(name, ())]
        return either(p for p, _ in pairs), either(t for _, t in pairs)

    def value(self, stage: str, names: tuple[str, ...]) -> Pair:
        """A stage has one of these values: it may if one of them is left, it must if no other is."""
        columns = self.stage(stage)
        inside = either(columns[name] for name in columns if name in names)
        return inside, negated(either(columns[name] for name in columns if name not in names))

    # ---- provisions

    def condition(self, name: str) -> Pair:
        """The pair of a provision's own condition, over all stretches."""
        versions = self.side.versions.get(name, (NEVER,))
        pairs = [self.text(node) for node in versions]
        possibly = self.lines.sheet.column(self.hint(name, "p"), over_time([p for p, _ in pairs]))
        surely = self.lines.sheet.column(self.hint(name, "t"), over_time([t for _, t in pairs]))
        return possibly, surely

    def text(self, node: Node) -> Pair:
        """The pair of one version of a condition, written once."""
        if node not in self.texts:
            self.texts[node] = self.writer.pair(node)
        return self.texts[node]

    def hint(self, name: str, end: str) -> str:
        """A speaking name for a column."""
        return f"{name_of('r', name)[:48]}_{end}"

    def rule(self, name: str) -> Pair:
        """Whether a provision may hold, and holds: exemptions, closures and what an authorization answers included."""
        if name not in self.done:
            if name in self.open:
                raise too_wide(f"what '{name}' needs")
            self.open.append(name)
            self.done[name] = self._rule(name)
            self.open.remove(name)
        return self.done[name]

    def _rule(self, name: str) -> Pair:
        effect = self.law.effects[name]
        if effect == "authorizes":
            return self.authorization(name)
        possibly, surely = self.condition(name)
        if effect == "closes":
            asked = self.required()[0]
            return self.kept(name, both([asked, possibly]), both([asked, surely]))
        exempt = [self.rule(one) for one in self.law.exempted.get(name, ())]
        if not exempt:
            return possibly, surely
        may, must = either(p for p, _ in exempt), either(t for _, t in exempt)
        return self.kept(name, both([possibly, negated(must)]), both([possibly, surely, negated(must), negated(may)]))

    def kept(self, name: str, possibly: str, surely: str) -> Pair:
        """Both as columns."""
        column = self.lines.sheet.column
        return column(self.hint(name, "may"), possibly), column(self.hint(name, "is"), surely)

    def pairs(self, *effects: str) -> dict[str, Pair]:
        """All provisions with one of the effects."""
        return {name: self.rule(name) for name in self.law.of(*effects) if name in self.side.versions}

    def some(self, hint: str, names: tuple[str, ...]) -> Pair:
        """Some of these provisions hold, as columns."""
        pairs = [self.rule(name) for name in names if name in self.side.versions]
        column = self.lines.sheet.column
        return column(f"{hint}_may", either(p for p, _ in pairs)), column(f"{hint}_is", either(t for _, t in pairs))

    def required(self) -> Pair:
        """Some requirement holds."""
        return self.some("required", tuple(self.law.of("requires")))

    # ---- authorizations

    def closed(self, name: str, target: str) -> tuple[str, ...]:
        """What can shut an authorization for one requirement."""
        return tuple(closer for closer, scope in self.law.closers.get(name, {}).items() if target in scope)

    def answers(self, name: str) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The requirements that an authorization answers, by what can shut it for them."""
        groups: dict[tuple[str, ...], tuple[str, ...]] = {}
        for target in self.law.targets.get(name, ()):
            shut = self.closed(name, target)
            groups[shut] = (*groups.get(shut, ()), target)
        return groups

    def authorization(self, name: str) -> Pair:
        """It answers some requirement."""
        possibly, surely = self.condition(name)
        may, must = [], []
        for shut, targets in self.answers(name).items():
            asked = self.some("answers", targets)[0]
            closers = [self.rule(one) for one in shut if one in self.side.versions]
            may.append(both([asked, *(negated(t) for _, t in closers)]))
            must.append(both([asked, *(negated(p) for p, _ in closers)]))
        return self.kept(name, both([possibly, either(may)]), both([possibly, either(may), surely, either(must)]))

    def coverage(self, name: str) -> Pair:
        """It may cover all that is certainly required, and covers all that may be required."""
        possibly, surely = self.condition(name)
        beyond = tuple(one for one in self.law.of("requires") if one not in self.law.targets.get(name, ()))
        outside = self.some("outside", beyond)
        shut_may, shut_must = [], []
        for shut, targets in self.answers(name).items():
            asked = self.some("answers", targets)
            for closer in (self.rule(one) for one in shut if one in self.side.versions):
                shut_must.append(both([closer[0], asked[0]]))
                shut_may.append(both([closer[1], asked[1]]))
        passable = both([self.rule(name)[0], possibly, negated(outside[1]), *map(negated, shut_may)])
        covers = both([self.required()[0], surely, negated(outside[0]), *map(negated, shut_must)])
        column = self.lines.sheet.column
        return column(self.hint(name, "passes"), passable), column(self.hint(name, "covers"), covers)

    # ---- stages with one value

    def stage(self, stage: str) -> Values:
        """The values that stay possible: from the provision that goes first down to the default."""
        if stage not in self.stages:
            self.stages[stage] = self._stage(stage)
        return self.stages[stage]

    def _stage(self, stage: str) -> Values:
        found: dict[str, list[str]] = {}
        before: list[str] = []
        for name in self.law.chains.get(stage, ()):
            possibly, surely = self.condition(name)
            found.setdefault(self.law.values[name], []).append(both([possibly, *map(negated, before)]))
            before.append(surely)
        is_open = self.lines.sheet.column(f"{stage}_open", negated(either(before)))
        default = self.layout.symbols.source.stages[stage].default
        found.setdefault(default, []).append(is_open)
        if stage == "eccn":
            for value, text in self.unstated().items():
                found.setdefault(value, []).append(both([is_open, text]))
        slot = self.layout.slots[f"class.{stage}"]
        columns = {
            value: self.lines.sheet.column(name_of("c", stage, value), either(found[value]))
            for value in slot.bits
            if value in found
        }
        return self.narrowed(stage, columns)

    def unstated(self) -> Values:
        """Entries that stay possible where no rule finds one: those of the item's kind that may be stated."""
        found: Values = {}
        for value, bit in self.layout.slots["class.eccn"].bits.items():
            text = over_time([self.fitting(unit.entries, bit) for unit in self.side.units])
            if STATED in self.layout.slots and text != FALSE:
                text = both([text, self.lines.member(STATED, (value,), "")[0]])
            found[value] = text
        return found

    def fitting(self, entries: dict[int, int], bit: int) -> str:
        """Whether an item of this kind may stand in an entry; where the kind is open, every such entry fits."""
        anywhere = TRUE if entries[0] & bit else FALSE
        kind = self.layout.slots.get(KIND)
        if kind is None:
            return anywhere
        kinds = tuple(name for name, mine in kind.bits.items() if entries.get(mine, entries[0]) & bit)
        if len(kinds) == len(kind.bits):
            return anywhere
        known = self.lines.take("", self.stated.known(KIND))
        exact = self.lines.member(KIND, kinds, "")[1] if kinds else FALSE
        return self.lines.sheet.column("fits", chosen([(known, exact)], anywhere))

    def narrowed(self, stage: str, columns: Values) -> Values:
        """What the maker states narrows what the figures leave open; it never contradicts them."""
        levels = self.side.units[0].levels
        if STATED not in self.layout.slots or not levels or stage not in ("level", "eccn"):
            return columns
        column = self.lines.sheet.column
        stated = self.stated_levels(levels)
        if stage == "level":
            agree = column("stated_agrees", either(both([columns[v], stated.get(v, FALSE)]) for v in columns))
            open_to = {value: either([stated.get(value, FALSE), negated(agree)]) for value in columns}
            return {
                value: column(name_of("c", stage, value), both([may, open_to[value]])) for value, may in columns.items()
            }
        level = self.stage("level")
        beyond = either(both([may, negated(stated.get(value, FALSE))]) for value, may in level.items())
        names = column("stated_names", both([either(stated.values()), negated(beyond)]))
        found: Values = {}
        for value in self.layout.slots["class.eccn"].bits:
            is_it = self.lines.take("", self.stated.is_word(STATED, value))
            text = either([both([names, is_it]), both([negated(names), columns.get(value, FALSE)])])
            found[value] = column(name_of("c", stage, value), text)
        return found

    def stated_levels(self, levels: dict[int, int]) -> Values:
        """For each level, whether the entry that is stated stands for it; of an entry that is open, none."""
        slot, level = self.layout.slots[STATED], self.layout.slots["class.level"]
        known = self.lines.take("", self.stated.known(STATED))
        found: Values = {}
        for value, bit in level.bits.items():
            names = tuple(name for name, mine in slot.bits.items() if levels.get(mine, 0) & bit)
            sure = self.lines.member(STATED, names, f"level {value}")[1]
            found[value] = self.lines.sheet.column(f"stated_{value}", both([known, sure]))
        return found
