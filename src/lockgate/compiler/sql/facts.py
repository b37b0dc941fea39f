"""Stage zero of each kind of row: what conditions ask of a fact becomes a column, silence included."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lockgate.compiler.layout import ABSENT
from lockgate.compiler.sql.guard import STRETCH, stretch_of
from lockgate.compiler.sql.schema import LINE, is_truth, is_wide, present
from lockgate.compiler.sql.sheet import Sheet, Source
from lockgate.compiler.sql.text import EPOCH, FALSE, TRUE, both, chosen, either, name_of, negated, quoted
from lockgate.compiler.sql.truth import Number, Pair
from lockgate.compiler.write import KIND, STATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lockgate.compiler.layout import Layout
    from lockgate.compiler.model import Collection, Fact
    from lockgate.compiler.sql.dialects import Dialect
    from lockgate.compiler.sql.law import Stretch
    from lockgate.compiler.sql.schema import Schema
    from lockgate.compiler.sql.words import Words

DAY = "as_of"


class Ground(NamedTuple):
    """What every part of the emitter needs to know."""

    layout: Layout
    schema: Schema
    words: Words
    dialect: Dialect
    stretches: Sequence[Stretch]


class Stated:
    """The columns over the facts of one kind of row, as the table to fill gives them."""

    def __init__(self, ground: Ground, kind: str) -> None:
        self.ground = ground
        self.kind = kind
        self.label = kind or "line"
        self.table = f"lockgate_{kind}" if kind else LINE
        self.sheet = Sheet(f"{self.label}_facts", ground.schema.keys(kind), Source(self.table, "e"))
        self.extra: list[tuple[str, str]] = []
        """Stages of its own that must be there before."""

    @property
    def name(self) -> str:
        """Name of the stage that holds the facts."""
        return f"lg_{self.label}_facts"

    def fact(self, name: str) -> Fact:
        """A fact's declaration."""
        return self.ground.layout.symbols.facts[name]

    # ---- words

    def word(self, fact: str) -> str:
        """Alias of the joined row of a word's table."""
        domain = self.ground.words.of(fact)
        alias = name_of("w", fact)
        self.sheet.source.join(f"LEFT JOIN {domain.table} AS {alias} ON {alias}.code = {self.code(fact)}")
        return alias

    def code(self, fact: str) -> str:
        """The word itself; what nobody said of evidence is a word of its own."""
        raw = f"e.{name_of(fact)}"
        declared = self.fact(fact)
        if fact == KIND and STATED in self.ground.layout.slots:
            stated = self.word(STATED)
            return f"COALESCE({raw}, {stated}.kind)"
        silent = declared.absent if declared.kind == "evidence" else ""
        return f"COALESCE({raw}, {quoted(silent)})" if silent else raw

    def member(self, fact: str, names: tuple[str, ...], said: str) -> Pair:
        """The pair for a word being one of these."""
        if is_truth(self.fact(fact)):
            return self.truth(fact, names)
        declared = self.fact(fact)
        column = self.ground.words.of(fact).column(names, said)
        alias = self.word(fact)
        possibly, surely = f"COALESCE({alias}.{column}_p, TRUE)", f"COALESCE({alias}.{column}_t, FALSE)"
        if declared.kind == "evidence" and not declared.absent:
            shown = f"NOT e.{name_of(fact)} IS NULL"
            silent = TRUE if ABSENT in names else FALSE
            possibly, surely = (chosen([(f"({shown})", text)], silent) for text in (possibly, surely))
        hint = f"{name_of(fact)}_{column}"
        return self.sheet.read(f"{hint}_p", possibly), self.sheet.read(f"{hint}_t", surely)

    def known(self, fact: str) -> str:
        """The column that says whether a word is known."""
        return self.sheet.read(f"{name_of(fact)}_known", f"COALESCE({self.word(fact)}.one, FALSE)")

    def is_word(self, fact: str, word: str) -> str:
        """The column that says whether the word is known to be this one."""
        text = f"COALESCE({self.code(fact)} = {quoted(word)}, FALSE)"
        return self.sheet.read(f"{name_of(fact)}_is_{name_of('', word)[1:]}", text)

    def truths(self, fact: str) -> str:
        """The column of a truth as it was given."""
        return self.sheet.read(name_of(fact), f"e.{name_of(fact)}")

    def truth(self, fact: str, names: tuple[str, ...]) -> Pair:
        """The pair for yes or no; of evidence, silence is neither."""
        name = name_of(fact)
        yes = self.sheet.read(f"{name}_t", f"COALESCE(e.{name}, FALSE)")
        if self.fact(fact).kind == "evidence":
            no = self.sheet.read(f"{name}_f", f"COALESCE(NOT e.{name}, FALSE)")
            silent = both([negated(yes), negated(no)])
            sides = {"true": yes, "false": no, ABSENT: silent}
            found = either(sides[word] for word in names)
            return found, found
        may = self.sheet.read(f"{name}_p", f"COALESCE(e.{name}, TRUE)")
        return (may, yes) if "true" in names else (negated(yes), negated(may))

    def named(self, fact: str) -> tuple[str, str, str]:
        """The columns with a word itself, whether it is known, and whether it is in the table at all."""
        code = self.sheet.read(f"{name_of(fact)}_code", self.code(fact))
        listed = self.sheet.read(f"{name_of(fact)}_listed", f"(NOT {self.word(fact)}.code IS NULL)")
        return code, self.known(fact), listed

    # ---- sets

    def overlap(self, fact: str, names: tuple[str, ...], said: str) -> Pair:
        """The pair for a set holding one of these."""
        slot = self.ground.layout.slots[fact]
        if is_wide(slot):
            return self.wide(fact, names, said)
        columns = [f"e.{name_of(fact)}_{name_of('', word)[1:]}" for word in names if word in slot.bits]
        if not columns:
            return FALSE, FALSE
        hint = f"{name_of(fact)}_any"
        possibly = either(f"COALESCE({column}, TRUE)" for column in columns)
        surely = either(f"COALESCE({column}, FALSE)" for column in columns)
        return self.sheet.read(f"{hint}_p", possibly), self.sheet.read(f"{hint}_t", surely)

    def wide(self, fact: str, names: tuple[str, ...], said: str) -> Pair:
        """The same for a set that has a table of its own."""
        domain, name = self.ground.words.of(fact), name_of(fact)
        column = domain.column(names, said)
        keys = self.ground.schema.keys(self.kind)
        stage = f"lg_{name}_{column}"
        possibly = f"MAX(CASE WHEN COALESCE(w.{column}_p, TRUE) THEN 1 ELSE 0 END)"
        surely = f"MAX(CASE WHEN (e.certain AND COALESCE(w.{column}_t, FALSE)) THEN 1 ELSE 0 END)"
        listed = ", ".join(f"e.{key}" for key in keys)
        text = (
            f"SELECT {', '.join(f'e.{key} AS {key}' for key in keys)}, {possibly} AS p, {surely} AS t FROM "  # noqa: S608 - names of our own columns
            f"lockgate_{name} AS e LEFT JOIN {domain.table} AS w ON w.code = e.code GROUP BY {listed}"
        )
        if (stage, text) not in self.extra:
            self.extra.append((stage, text))
        on = " AND ".join(f"{stage}.{key} = e.{key}" for key in keys)
        self.sheet.source.join(f"LEFT JOIN {stage} ON {on}")
        more = TRUE if self.fact(fact).kind == "world" else FALSE
        may = f"(COALESCE({stage}.p, 0) = 1 OR COALESCE(e.{name}_open, {more}))"
        return self.sheet.read(f"{stage}_p", may), self.sheet.read(f"{stage}_t", f"(COALESCE({stage}.t, 0) = 1)")

    # ---- numbers

    def number(self, fact: str) -> Number:
        """The columns of a number; without any bound it is somewhere in the range that is declared."""
        declared, name = self.fact(fact), name_of(fact)
        if fact == DAY:
            day = self.sheet.read("day", self.ground.dialect.day.format(f"e.{name}"))
            return Number(day, day, is_day=True, bounded=True)
        low, high = f"e.{name}_low", f"e.{name}_high"
        neither = f"({low} IS NULL AND {high} IS NULL)"
        never = self.sheet.read(f"{name}_never", neither) if declared.kind != "world" else FALSE
        if declared.type == "date":
            ends = [
                self.sheet.read(f"{name}_{end}", self.ground.dialect.day.format(text))
                for end, text in (("l", low), ("h", high))
            ]
            return Number(ends[0], ends[1], never, is_day=True)
        places = declared.decimals if declared.type == "number" else 0
        ends = []
        for text, bound in ((low, declared.minimum), (high, declared.maximum)):
            if bound is not None and declared.kind == "world":
                limit = self.ground.dialect.literal(str(bound), places)
                text = f"CASE WHEN {neither} THEN {limit} ELSE {text} END"  # noqa: PLW2901 - the same end, completed
            ends.append(self.sheet.read(f"{name}_{'lh'[len(ends)]}", text))
        return Number(ends[0], ends[1], never, places)

    # ---- collections

    def stretch(self) -> str:
        """The column of the stretch in which the day lies."""
        day = self.number(DAY).low
        return self.sheet.column(STRETCH, stretch_of(day, self.ground.stretches, EPOCH))

    def complete(self, collection: Collection) -> str:
        """The column that says whether all elements of a collection are there."""
        if not collection.roles:
            silent = TRUE if collection.absent == "none" else FALSE
            return self.sheet.read(present(collection), f"COALESCE(e.{collection.id}_complete, {silent})")
        if len(collection.roles) == 1:
            found = [*collection.roles, *collection.stands_in]
            cases = [(self.there(role), self.all_of(role)) for role in found]
            text = chosen(cases, TRUE if collection.absent == "none" else FALSE)
            return self.sheet.column(present(collection), text)
        whole = [either([negated(self.there(role)), self.all_of(role)]) for role in collection.roles]
        if collection.absent != "none":
            whole.append(either(self.there(role) for role in collection.roles if role in self.anchors()))
        return self.sheet.column(present(collection), both(whole))

    def anchors(self) -> frozenset[str]:
        """Roles of which somebody must be there; see `lockgate.engine.prepare`."""
        found = self.ground.layout.symbols.source.collections.values()
        singles = [item for item in found if len(item.roles) == 1 and item.absent == "unknown"]
        return frozenset(role for item in singles for role in (*item.roles, *item.stands_in))

    def there(self, role: str) -> str:
        """The column that says whether a role was mentioned: in the line, or by a row."""
        kind, roles = self.ground.schema.cast
        marks = ", ".join(f"MAX(CASE WHEN e.role = {quoted(one)} THEN 1 ELSE 0 END) AS r_{one}" for one in roles)
        text = f"SELECT e.line AS line, {marks} FROM lockgate_{kind} AS e GROUP BY e.line"  # noqa: S608 - our own names
        stage = ("lg_there", text)
        if stage not in self.extra:
            self.extra.append(stage)
        self.sheet.source.join("LEFT JOIN lg_there AS r ON r.line = e.line")
        return self.sheet.read(f"{role}_there", f"(NOT e.{role}_complete IS NULL OR COALESCE(r.r_{role}, 0) = 1)")

    def all_of(self, role: str) -> str:
        """The column that says whether all parties of a role are there."""
        return self.sheet.read(f"{role}_all_there", f"COALESCE(e.{role}_complete, FALSE)")

    def stand_in(self, collection: Collection) -> str:
        """The column with the role that stands in for one that nobody mentioned."""
        cases = [(self.there(collection.roles[0]), quoted(""))]
        cases += [(self.there(role), quoted(role)) for role in collection.stands_in]
        return self.sheet.column(f"{collection.id}_from", chosen(cases, quoted("")))
