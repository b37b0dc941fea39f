"""A rulebook as one query over all stretches of the calendar, or a span of days, in some postures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.compiler.sql.dialects import CTES, TABLES, Dialect, dialect_of
from lockgate.compiler.sql.facts import Ground
from lockgate.compiler.sql.law import Law, gather
from lockgate.compiler.sql.rowfacts import Tables, facts_of
from lockgate.compiler.sql.rules import Rules
from lockgate.compiler.sql.schema import Schema
from lockgate.compiler.sql.verdict import Verdict
from lockgate.compiler.sql.words import PAIR, SEVERAL, Row, Words
from lockgate.compiler.timeline import CODIFIED, ENFORCED
from lockgate.compiler.write import KIND, STATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from lockgate.compiler.rulebook import Rulebook

RESULT = "lockgate_result"


@dataclass(frozen=True, slots=True)
class Query:
    """The emitted query: what to fill, the helper tables, the stages, and the columns of the answer.

    ``columns`` are those of the line that are worked out from stage zero, in order, each with its text.
    """

    dialect: Dialect
    schema: Schema
    words: Words
    law: Law
    stages: tuple[tuple[str, str], ...]
    outputs: tuple[str, ...]
    final: str
    columns: tuple[tuple[str, str], ...]

    def text(self, style: str = "") -> str:
        """The whole as one statement, its stages as common table expressions."""
        kept = self.dialect.kept if (style or self.dialect.style) == CTES else ""
        parts = ",\n".join(f"{name} AS {kept}(\n{text}\n)" for name, text in self.stages)
        return f"WITH {parts}\n{self.final}{self.dialect.query_end}"

    def statements(self, style: str = "") -> list[str]:
        """Statements to run one after the other; the last one is the query.

        With the style ``tables``, each stage is a table of its own, so that no planner sees the whole at once.
        """
        if (style or self.dialect.style) != TABLES:
            return [self.text(style)]
        made = [f"{self.dialect.temporary.format(name)}\n{text}{self.dialect.query_end}" for name, text in self.stages]
        return [*made, f"{self.final}{self.dialect.query_end}"]

    def script(self) -> list[str]:
        """Statements that leave the answer in the table `lockgate_result`, and nothing else."""
        names = [RESULT, *(name for name, _ in self.stages if self.dialect.style == TABLES)]
        clean = [f"DROP TABLE IF EXISTS {name}" for name in names]
        *before, last = self.statements()
        result = f"{self.dialect.lasting.format(RESULT)}\n{last}"
        return [*clean, *before, result, *clean[1:]]

    def tables(self) -> list[str]:
        """Statements that make the tables to fill, and the helper tables."""
        made = []
        for table in (*self.schema.tables.values(), *self.schema.sets.values()):
            columns = []
            for column in table.columns:
                kind = self.kind(column.kind, column.decimals)
                columns.append(f"{column.name} {kind if column.key else self.dialect.optional(kind)}")
            made.append(self._table(table.name, columns))
        for domain in self.words.domains.values():
            columns = [
                f"{name} {self.kind('text') if name == 'code' else self.dialect.optional(self.kind(kind))}"
                for name, kind in domain.columns
            ]
            made.append(self._table(domain.table, columns))
        both = [f"{name} {self.kind(kind)}" for name, kind in PAIR]
        return [*made, *(self._table(name, both) for name in self.words.pairs)]

    def _table(self, name: str, columns: list[str]) -> str:
        inside = ",\n  ".join(columns)
        return f"CREATE TABLE {name} (\n  {inside}\n){self.dialect.table_end}"

    def kind(self, kind: str, decimals: int = 0) -> str:
        """The type of a column in the dialect."""
        if kind == "number":
            return self.dialect.number(decimals)
        return {
            "truth": self.dialect.truth,
            "text": self.dialect.text,
            "whole": self.dialect.whole,
            "date": self.dialect.date,
        }[kind]

    def helpers(self, several: Mapping[str, Iterable[str]] | None = None) -> dict[str, list[Row]]:
        """Rows of the helper tables; ``several`` adds codes that stand for one of several, by table."""
        more = several or {}
        found = {domain.table: domain.rows(more.get(domain.table, ())) for domain in self.words.domains.values()}
        return found | {name: self.words.meeting(name, more) for name in self.words.pairs}


def lower(  # noqa: PLR0913 - one query, and what it is to hold
    book: Rulebook,
    dialect: str = "duckdb",
    *,
    postures: Sequence[str] = (ENFORCED, CODIFIED),
    first: date | None = None,
    last: date | None = None,
    readings: Mapping[str, str] | None = None,
    masks: bool = False,
) -> Query:
    """Write the query of a rulebook.

    ``masks`` adds the pair of truths of every provision to the answer.

    >>> from datetime import date
    >>> from lockgate.compiler.rulebook import Rulebook
    >>> query = lower(Rulebook.load(), first=date(2026, 11, 1), last=date(2026, 11, 2), postures=("enforced",))
    >>> query.outputs[:3]
    ('enforced_outcome', 'enforced_at_least', 'enforced_at_most')
    """
    writer = dialect_of(dialect)
    law = gather(book, postures, first, last, readings)
    roots = {node for side in law.sides.values() for versions in side.versions.values() for node in versions}
    facts, collections = facts_of(roots)
    facts |= {"as_of"} | ({KIND, STATED} & book.layout.slots.keys())
    facts = {name for name in facts if book.symbols.facts[name].kind != "inner"}
    ground = Ground(book.layout, Schema(book.layout, facts, collections), Words(book.layout), writer, law.stretches)
    _kinds(ground, book)
    tables = Tables(ground, law)
    tables.stretch()
    found: dict[str, str] = {}
    for side in law.sides.values():
        found |= Verdict(Rules(tables, law, side)).outputs(masks=masks)
    stages = tables.statements(list(found.values()))
    outputs = ", ".join(f"{column} AS {name}" for name, column in found.items())
    final = f"SELECT line, stretch, {outputs} FROM {stages[-1][0]}"  # noqa: S608 - our own names
    columns = tuple(tables.rows("").sheet.worked_out(list(found.values())))
    return Query(writer, ground.schema, ground.words, law, tuple(stages), tuple(found), final, columns)


def _kinds(ground: Ground, book: Rulebook) -> None:
    """An entry that is stated says which kinds of item stand in it, where nobody says the kind."""
    if not {KIND, STATED} <= book.layout.slots.keys():
        return
    slot = book.layout.slots[KIND]
    known = {item.id: tuple(name for name in slot.names if name in item.kinds) for item in book.source.eccns.values()}
    codes = {name: SEVERAL.join(kinds) for name, kinds in known.items() if kinds}
    ground.words.of(STATED).kinds = codes
    ground.words.of(KIND).always = tuple(codes.values())
