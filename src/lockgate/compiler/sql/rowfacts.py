"""What the conditions of one kind of row read: its own facts, those of its owner, and folds over what it has."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from lockgate.compiler.ir import Fold, Linear, Member, Named, Node, NumFold, Overlap, Same, StepOk, walk
from lockgate.compiler.sql.facts import Ground, Stated
from lockgate.compiler.sql.guard import STRETCH
from lockgate.compiler.sql.sheet import Sheet, Source
from lockgate.compiler.sql.text import FALSE, TRUE, both, either, name_of, negated, quoted
from lockgate.compiler.sql.truth import Number, Pair, Truths
from lockgate.errors import TypeProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lockgate.compiler.sql.law import Law

_OFTEN = 2


class Rows:
    """The columns of one kind of row, folds included."""

    def __init__(self, book: Tables, kind: str) -> None:
        self.book = book
        self.kind = kind
        self.stated = book.stated[kind]
        self.sheet = Sheet(self.stated.label, self.stated.sheet.keys, Source(self.stated.name, "f"))
        self.truths_of = Truths(book.ground.layout, book.ground.dialect, self)
        self.sums: dict[str, str] = {}
        """Aggregates of this kind of row, by name, for what it belongs to."""

    # ---- facts, taken from the stage that holds them

    def take(self, kind: str, column: str) -> str:
        """A column of the facts of this row, or of what it belongs to."""
        if column in (TRUE, FALSE):
            return column
        if column.startswith("(NOT "):
            return negated(self.take(kind, column[5:-1]))
        return self.sheet.read(column, f"{self.alias(kind)}.{column}")

    def alias(self, kind: str) -> str:
        """Where the facts of this row stand, or of what it belongs to."""
        if kind == self.kind:
            return "f"
        alias, keys = f"u_{kind or 'line'}", self.book.ground.schema.keys(kind)
        on = " AND ".join(f"{alias}.{key} = f.{key}" for key in keys)
        self.sheet.source.join(f"INNER JOIN {self.book.stated[kind].name} AS {alias} ON {on}")
        return alias

    def where(self, fact: str) -> Stated:
        """The facts among which one lies."""
        return self.book.stated[self.book.ground.layout.symbols.facts[fact].element]

    def pair(self, kind: str, found: Pair) -> Pair:
        """Both columns of a pair."""
        return self.take(kind, found[0]), self.take(kind, found[1])

    def member(self, fact: str, names: tuple[str, ...], said: str) -> Pair:
        """The pair for a word being one of these."""
        stated = self.where(fact)
        return self.pair(stated.kind, stated.member(fact, names, said))

    def overlap(self, fact: str, names: tuple[str, ...], said: str) -> Pair:
        """The pair for a set holding one of these."""
        stated = self.where(fact)
        return self.pair(stated.kind, stated.overlap(fact, names, said))

    def truths(self, fact: str) -> str:
        """The column of a truth as it was given."""
        stated = self.where(fact)
        return self.take(stated.kind, stated.truths(fact))

    def same(self, left: str, right: str) -> Pair:
        """Two words are the same: they are if both are known and equal; they may be if a choice holds the other."""
        codes, knowns, listed, shown, places = [], [], [], [], []
        for fact in (left, right):
            stated = self.where(fact)
            code, known, there = stated.named(fact)
            codes.append(self.take(stated.kind, code))
            knowns.append(self.take(stated.kind, known))
            listed.append(self.take(stated.kind, there))
            places.append(f"{self.alias(stated.kind)}.{code}")
            if stated.fact(fact).kind == "evidence":
                shown.append(f"(NOT {codes[-1]} IS NULL)")
        table = self.book.ground.words.pair(left, right)
        alias = name_of("q", left, right)
        on = f"{alias}.mine = {places[0]} AND {alias}.other = {places[1]}"
        self.sheet.source.join(f"LEFT JOIN {table} AS {alias} ON {on}")
        meet = self.sheet.read(f"{alias}_meet", f"(NOT {alias}.mine IS NULL)")
        equal = f"COALESCE({codes[0]} = {codes[1]}, FALSE)"
        possibly = both([*shown, either([*map(negated, listed), equal, meet])])
        return possibly, both([*knowns, equal])

    def number(self, ref: str | NumFold) -> Number:
        """The columns of a number."""
        if isinstance(ref, NumFold):
            return self.amount(ref)
        stated = self.where(ref)
        found = stated.number(ref)
        low, high, never = (self.take(stated.kind, part) for part in found[:3])
        return found._replace(low=low, high=high, never=never)

    def shared(self, node: Named, make: Callable[[], Pair]) -> Pair:
        """The pair of a definition: its columns, if several conditions ask for it."""
        possibly, surely = make()
        if self.book.uses[node] < _OFTEN:
            return possibly, surely
        hint = name_of("d", node.name)
        return self.sheet.column(f"{hint}_p", possibly), self.sheet.column(f"{hint}_t", surely)

    # ---- folds

    def inner(self, node: Fold | NumFold) -> Rows:
        """The rows that a fold goes over."""
        collection = self.book.ground.schema.collections[node.collection]
        if collection.of != self.kind:
            raise TypeProblem(
                f"a fold over '{node.collection}' inside another one cannot be written as SQL",
                place=collection.place,
                hint="give it a definition of its own, on the element that has them",
            )
        return self.book.rows(collection.element)

    def fold(self, node: Fold) -> Pair:
        """The pair of a truth over a collection."""
        rows = self.inner(node)
        possibly, surely = rows.truths_of.pair(node.cond)
        inside, whole = rows.among(node.collection), self.whole(node.collection)
        hint = name_of(node.kind, node.collection)
        if node.kind == "has":
            may = self.seen(rows, hint, both([inside, possibly]))
            return either([may, negated(whole)]), self.seen(rows, hint, both([inside, surely]))
        against = self.seen(rows, hint, both([inside, negated(possibly)]))
        perhaps = self.seen(rows, hint, both([inside, negated(surely)]))
        return negated(against), both([whole, negated(perhaps)])

    def seen(self, rows: Rows, hint: str, text: str) -> str:
        """The column that says whether some row of a collection is so."""
        if text == FALSE:
            return FALSE
        column = rows.sheet.column(hint, text)
        total = rows.total(f"MAX(CASE WHEN {column} THEN 1 ELSE 0 END)")
        return self.sheet.read(hint, f"(COALESCE({self.gathered(rows)}.{total}, 0) = 1)")

    def amount(self, node: NumFold) -> Number:
        """The columns of a number over a collection."""
        rows = self.inner(node)
        pair = (TRUE, TRUE) if node.cond is None else rows.truths_of.pair(node.cond)
        inside, hint = rows.among(node.collection), name_of(node.kind, node.collection)
        may, must = (rows.sheet.column(hint, both([inside, text])) for text in pair)
        number = Number("1", "1", bounded=True) if node.kind == "count" else rows.number(node.field)
        low = self.ended(rows, node, (must, number.low), number)
        whole = self.stated.complete(self.book.ground.schema.collections[node.collection])
        high = self.ended(rows, node, (may, number.high), number, f"f.{whole}")
        return Number(low, high, decimals=number.decimals)

    def ended(self, rows: Rows, node: NumFold, part: Pair, number: Number, whole: str = "") -> str:
        """One end of a total, a highest or a count; NULL where a part of it has no end (the highest needs no least).

        ``part`` is what is counted: the question, and the number; ``whole`` must be true for an upper end.
        """
        test, end = part
        alias = self.gathered(rows)
        zero = "0" if number.bounded else self.book.ground.dialect.literal("0", number.decimals)
        function = "MAX" if node.kind == "highest" else "SUM"
        total = rows.total(f"{function}(CASE WHEN {test} THEN COALESCE({end}, {zero}) ELSE {zero} END)")
        text = f"COALESCE({alias}.{total}, {zero})"
        if not number.bounded and (node.kind != "highest" or end == number.high):
            endless = rows.total(f"MAX(CASE WHEN ({test} AND {end} IS NULL) THEN 1 ELSE 0 END)")
            text = f"CASE WHEN COALESCE({alias}.{endless}, 0) = 1 THEN NULL ELSE {text} END"
        if whole:
            text = f"CASE WHEN {whole} THEN {text} ELSE NULL END"
        return self.sheet.read(name_of(node.kind, node.collection, "h" if whole else "l"), text)

    def whole(self, collection: str) -> str:
        """The column that says whether a collection has all its elements."""
        found = self.book.ground.schema.collections[collection]
        return self.take(self.kind, self.stated.complete(found))

    def among(self, collection: str) -> str:
        """Whether this row belongs to a collection: by its role, or as a stand-in."""
        found = self.book.ground.schema.collections[collection]
        if not found.roles:
            return TRUE
        own = self.take(self.kind, self.stated.sheet.read("role", "COALESCE(e.role, '')"))
        tests = [f"({own} = {quoted(role)})" for role in found.roles]
        if found.stands_in:
            tests.append(f"({own} = {self.take('', self.book.stated[''].stand_in(found))})")
        return self.sheet.column(f"in_{collection}", either(tests))

    def total(self, text: str) -> str:
        """Name of an aggregate of this kind of row."""
        if text not in self.sums:
            self.sums[text] = f"a{len(self.sums) + 1}"
        return self.sums[text]

    def gathered(self, rows: Rows) -> str:
        """Alias of the joined aggregates of what this row has."""
        alias, keys = f"g_{rows.kind}", self.stated.sheet.keys
        on = " AND ".join(f"{alias}.{key} = f.{key}" for key in keys)
        self.sheet.source.join(f"LEFT JOIN lg_{rows.kind}_sums AS {alias} ON {on}")
        return alias


class Tables:
    """All kinds of rows."""

    def __init__(self, ground: Ground, law: Law) -> None:
        self.ground = ground
        self.stated = {kind: Stated(ground, kind) for kind in ground.schema.tables}
        self.made: dict[str, Rows] = {}
        self.uses = uses_of(law)

    def rows(self, kind: str) -> Rows:
        """The rows of one kind."""
        if kind not in self.made:
            self.made[kind] = Rows(self, kind)
        return self.made[kind]

    def stretch(self) -> str:
        """The column of the stretch, in the line."""
        return self.rows("").take("", self.stated[""].stretch())

    def statements(self, outputs: list[str]) -> list[tuple[str, str]]:
        """Stages in order: facts, then what belongs to something, folded, then the line."""
        lines = self.rows("")
        wanted = [*outputs, STRETCH, "day"]
        own = lines.sheet.stages(wanted)
        found: list[tuple[str, str]] = []
        for kind in sorted(self.made, key=lambda kind: -len(self.ground.schema.keys(kind))):
            if kind:
                found += self._folded(kind)
        facts = [stage for kind in self.stated if kind in self.made for stage in self._facts(kind)]
        return [*facts, *found, *own]

    def _facts(self, kind: str) -> list[tuple[str, str]]:
        stated = self.stated[kind]
        return [*stated.extra, *renamed(stated.sheet.stages(list(stated.sheet.columns)), stated.name)]

    def _folded(self, kind: str) -> list[tuple[str, str]]:
        rows = self.made[kind]
        used = {name for text in rows.sums for name in re.findall(r"\w+", text)}
        own = rows.sheet.stages([name for name in rows.sheet.columns if name in used])
        keys = rows.stated.sheet.keys[:-1]
        sums = [f"{text} AS {name}" for text, name in rows.sums.items()]
        text = f"SELECT {', '.join([*keys, *sums])} FROM {own[-1][0]} GROUP BY {', '.join(keys)}"  # noqa: S608 - as in `facts`
        return [*own, (f"lg_{kind}_sums", text)]


def renamed(stages: list[tuple[str, str]], name: str) -> list[tuple[str, str]]:
    """The stages, the last under a name of its own."""
    return [*stages[:-1], (name, stages[-1][1])]


def uses_of(law: Law) -> Counter[Node]:
    """How many conditions, or other definitions, ask for each definition."""
    roots = {node for side in law.sides.values() for versions in side.versions.values() for node in versions}
    return Counter(node for root in roots for node in walk(root) if isinstance(node, Named))


def facts_of(roots: Iterable[Node]) -> tuple[set[str], set[str]]:
    """Facts and collections that conditions read."""
    facts: set[str] = set()
    collections: set[str] = set()
    for root in roots:
        for node in walk(root):
            if isinstance(node, (Member, Overlap, StepOk)):
                facts.add(node.fact)
            elif isinstance(node, Same):
                facts |= {node.left, node.right}
            elif isinstance(node, Fold):
                collections.add(node.collection)
            elif isinstance(node, Linear):
                for ref in (term.ref for term in node.terms):
                    if isinstance(ref, NumFold):
                        collections.add(ref.collection)
                        facts |= {ref.field} if ref.kind != "count" else set()
                    elif ref is not None:
                        facts.add(ref)
    return facts, collections
