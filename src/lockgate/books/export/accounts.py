"""One ordered pass over an account as SQL: a line that does not fit uses nothing, so this is no running sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.compiler.sql.text import quoted
from lockgate.compiler.sql.truth import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate import Rulebook
    from lockgate.compiler.sql.dialects import Dialect

_PER_YEAR = "year"


def caps(book: Rulebook) -> Iterator[tuple[str, str, str]]:
    """Accounts whose amount is counted by calendar year: name, provision, and limit in TPP."""
    for provision in book.source.provisions.values():
        quota = provision.quota
        if quota is not None and _PER_YEAR in quota.per and quota.limit:
            values = book.source.parameters[quota.limit].values
            yield quota.account, provision.id, plain(values[-1][1])


def table(dialect: Dialect) -> str:
    """The table to fill: every line that draws on an account."""
    number, text = dialect.number(6), dialect.text
    optional = dialect.optional(number)
    return (
        f"CREATE TABLE lockgate_account (\n  line {dialect.whole},\n  holder {text},\n  year {dialect.whole},\n"
        f"  place {dialect.whole},\n  tpp_low {optional},\n  tpp_high {optional}\n){dialect.table_end}"
    )


def passed(dialect: Dialect, limit: str) -> str:
    """The ordered pass: what each line finds used before it, and whether it fits.

    ``place`` is the line's place in its account (1, 2, 3 ... by date, shipment and line). Amounts that are known only
    within bounds keep what is used within bounds: a line then fits, does not, or stays open.
    """
    cap = dialect.literal(limit, 6)
    zero = dialect.literal("0", 6)

    def verdict(low: str, high: str) -> str:
        fits = f"COALESCE(({high} + a.tpp_high) <= {cap}, FALSE)"
        not_so = f"COALESCE(({low} + a.tpp_low) > {cap}, FALSE)"
        return f"CASE WHEN {fits} THEN {quoted('yes')} WHEN {not_so} THEN {quoted('no')} ELSE {quoted('open')} END"

    def used(low: str, high: str) -> tuple[str, str]:
        fits = f"COALESCE(({high} + a.tpp_high) <= {cap}, FALSE)"
        not_so = f"COALESCE(({low} + a.tpp_low) > {cap}, FALSE)"
        least = f"CASE WHEN {fits} THEN ({low} + COALESCE(a.tpp_low, {zero})) ELSE {low} END"
        most = f"CASE WHEN {fits} THEN ({high} + a.tpp_high) WHEN {not_so} THEN {high} ELSE {cap} END"
        number = dialect.optional(dialect.number(6))
        return f"CAST({least} AS {number})", f"CAST({most} AS {number})"

    first, later = used(zero, zero), used("p.used_low", "p.used_high")
    keys = "a.line AS line, a.holder AS holder, a.year AS year, a.place AS place"
    start = (
        f"SELECT {keys}, {verdict(zero, zero)} AS fits, {first[0]} AS used_low, {first[1]} AS used_high "  # noqa: S608 - names of the rulebook, checked by its grammar
        "FROM lockgate_account AS a WHERE a.place = 1"
    )
    step = (
        f"SELECT {keys}, {verdict('p.used_low', 'p.used_high')} AS fits, {later[0]} AS used_low, "  # noqa: S608 - names of the rulebook, checked by its grammar
        f"{later[1]} AS used_high FROM lockgate_pass AS p INNER JOIN lockgate_account AS a "
        "ON a.holder = p.holder AND a.year = p.year AND a.place = (p.place + 1)"
    )
    listed = "(line, holder, year, place, fits, used_low, used_high)" if dialect.names_recursion else ""
    return (
        f"WITH RECURSIVE lockgate_pass{listed} AS (\n{start}\nUNION ALL\n{step}\n)\n"
        "SELECT line, holder, year, fits, used_low, used_high FROM lockgate_pass"
    )
