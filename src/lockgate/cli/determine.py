"""`lockgate determine`: decide a transaction or the lines of an order file."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockgate.cli import papers
from lockgate.cli.options import AsJson, Gate, RulebookDir, With, open_rulebook, readings_of
from lockgate.cli.screened import Data, DecisionsFile, MaxAge, Owners, Screen, Sources, looked_up
from lockgate.errors import InputError, ItemsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lockgate import Determination, Rulebook
    from lockgate.cli.orders import Orders
    from lockgate.cli.papers import Papers
    from lockgate.door.model import Transaction
    from lockgate.inquiry.look import Look

LONG = 500
"""From this many rows on a terminal shows how far the file is."""
REJECTED = 40


@dataclass(frozen=True, slots=True)
class Question:
    """How the answers are wanted."""

    book: Rulebook
    as_of: str | None
    posture: str
    known_at: str | None
    readings: dict[str, str]
    gate: Gate | None

    def answer(self, transaction: Transaction, posture: str = "") -> Determination:
        """Decide one transaction."""
        from lockgate import determine

        return determine(
            transaction,
            as_of=self.as_of,
            posture=posture or self.posture,
            known_at=self.known_at,
            readings=self.readings,
            rulebook=self.book,
        )

    def code(self, transaction: Transaction, found: Determination) -> int:
        """Exit code of a transaction in the posture, or postures, that the gate looks at."""
        from lockgate.engine.result import worst_code

        wanted = {None: (self.posture,), Gate.strictest: ("enforced", "codified")}.get(
            self.gate, (str(self.gate or ""),)
        )
        answers = (found if name == self.posture else self.answer(transaction, name) for name in wanted)
        return worst_code(answer.exit_code for answer in answers)

    def look(self) -> Look:
        """The same, for those who save or compare answers."""
        from lockgate.inquiry.look import Look

        return Look(self.as_of, self.posture, self.known_at, self.readings, self.book)


@dataclass(frozen=True, slots=True)
class Line:
    """A decided transaction."""

    row: int
    transaction: Transaction
    found: Determination
    code: int


def command(  # noqa: PLR0913, PLR0917 - a command line has many options
    source: Annotated[str, typer.Argument(metavar="FILE|-", help="YAML, JSON, CSV or XLSX; - reads standard input.")],
    as_of: Annotated[
        str | None, typer.Option(metavar="DAY", help="Day of the transaction, such as 2025-06-01.")
    ] = None,
    posture: Annotated[str, typer.Option(help="enforced, codified or proposed:ID.")] = "enforced",
    known_at: Annotated[str | None, typer.Option(metavar="DAY", help="Only what could be known on that day.")] = None,
    reading: Annotated[
        list[str] | None, typer.Option(metavar="ID=VALUE", help="Another side of a contested reading (repeatable).")
    ] = None,
    overlays: With = None,
    rulebook: RulebookDir = None,
    gate: Annotated[Gate | None, typer.Option(help="Whose outcome sets the exit code; default: --posture.")] = None,
    line: Annotated[str | None, typer.Option(metavar="N", help="One line of an order file: its id or row.")] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Leave a column out; '*' all unknown ones (repeatable).")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Add the proof, step by step.")] = False,
    flags: Annotated[bool, typer.Option("--flags", help="List every red flag to be asked about.")] = False,
    as_json: AsJson = False,
    as_table: Annotated[bool, typer.Option("--table", help="Tables even in a pipe.")] = False,
    save: papers.Save = None,
    memo: papers.MemoTo = None,
    memo_date: papers.MemoDate = None,
    screen: Screen = False,
    owners: Owners = None,
    data: Data = None,
    decisions: DecisionsFile = None,
    max_age: MaxAge = None,
) -> None:
    """Decide one transaction, or every line of an order file."""
    from lockgate.cli.orders import read_orders
    from lockgate.engine.determine import declarations_of

    wanted = papers.papers_of(save, memo, memo_date)
    sources = Sources(screen, data, decisions, max_age, tuple(owners or ()))
    check_days(as_of, known_at)
    book = open_rulebook(overlays, rulebook)
    question = Question(book, as_of, posture, known_at, readings_of(reading), gate)
    orders = read_orders(source, declarations_of(book), tuple(ignore or ()))
    orders = orders if line is None else only(orders, line)
    orders = looked_up(orders, sources, question)
    plain = as_json or not (as_table or sys.stdout.isatty())
    lines = _kept(decide(orders, question), wanted)
    if plain:
        code = write_json(lines, orders, pretty=sys.stdout.isatty(), explain=explain)
    else:
        from lockgate.cli import report

        code = report.write(list(lines), orders, question, explain=explain, flags=flags)
    if wanted is not None:
        wanted.write(orders, question.look())
    raise typer.Exit(code)


def _kept(lines: Iterator[Line], wanted: Papers | None) -> Iterator[Line]:
    return lines if wanted is None else wanted.keep(lines)


def decide(orders: Orders, question: Question) -> Iterator[Line]:
    """Decide the rows one by one; what is wrong with one row does not stop the others, unless it is the only one."""
    from lockgate.door.problems import BadInputError, Problem
    from lockgate.engine.determine import declarations_of

    check_days(question.as_of, question.known_at)
    for number, transaction in _progress(orders.typed(declarations_of(question.book)), len(orders.rows)):
        try:
            found = question.answer(transaction)
            code = question.code(transaction, found)
        except (InputError, ItemsError) as error:
            place = f"{getattr(transaction.raw, 'place', '')}, {error.place or 'transaction'}"
            problem = Problem(place, error.message, error.hint or "")
            if (error.place or "").startswith("--"):
                raise
            if orders.single:
                raise BadInputError([problem]) from None
            orders.reject(number, transaction.raw, [problem])
            continue
        yield Line(
            number, transaction, found if found.id or orders.single else replace(found, id=f"row {number}"), code
        )
    if orders.single and orders.rejected:
        raise BadInputError(orders.rejected[0].problems)


def check_days(as_of: str | None, known_at: str | None, *names: str) -> None:
    """Days on the command line are wrong for every row, or for none; ``names`` are the options, if others are meant."""
    for name, text in zip(names or ("--as-of", "--known-at"), (as_of, known_at), strict=True):
        try:
            date.fromisoformat(text or "2025-06-01")
        except ValueError:
            raise InputError(f"'{text}' is no date", place=name, hint="write 2025-06-01") from None


def only(orders: Orders, wanted: str) -> Orders:
    """One row, by its id or its number."""
    from lockgate.door.problems import BadInputError, nearest

    named = {_name(raw): (number, raw) for number, raw in orders.rows}
    numbered = {str(number): (number, raw) for number, raw in orders.rows}
    picked = named.get(wanted) or numbered.get(wanted)
    if picked is not None:
        return replace(orders, rows=[picked], rejected=[], is_table=False)
    for rejected in orders.rejected:
        if str(rejected.row) == wanted:
            raise BadInputError(rejected.problems)
    hint = nearest(wanted, [name for name in named if name]) or f"rows {', '.join(list(numbered)[:3])}, ..."
    raise InputError(f"there is no line '{wanted}'", place="--line", hint=hint)


def _name(raw: Any) -> str:
    return "/".join(str(raw[key]) for key in ("id", "line") if raw.get(key))


def write_json(lines: Iterable[Line], orders: Orders, *, pretty: bool, explain: bool) -> int:
    """One JSON object a transaction; rejected rows follow, and stand on standard error as well."""
    from lockgate.engine.result import worst_code

    codes = []
    for line in lines:
        codes.append(line.code)
        _json(line.found.to_dict(explain=explain), pretty=pretty)
    for rejected in orders.rejected:
        codes.append(REJECTED)
        _json(rejected.to_dict(), pretty=pretty)
        for problem in rejected.problems:
            sys.stderr.write(f"rejected: {problem}\n")
    return worst_code(codes)


def _json(found: dict[str, Any], *, pretty: bool) -> None:
    typer.echo(json.dumps(found, indent=2 if pretty else None, ensure_ascii=False))


def _progress(rows: Iterator[tuple[int, Transaction]], total: int) -> Iterator[tuple[int, Transaction]]:
    """The rows, with a bar on standard error where that is a terminal and the file is long."""
    if total < LONG or not sys.stderr.isatty():
        return rows
    from rich.console import Console
    from rich.progress import track

    return iter(track(rows, "deciding", total=total, console=Console(stderr=True), transient=True))
