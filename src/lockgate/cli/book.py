"""`lockgate book`: order books of any size: what their columns mean, and every line decided."""

from __future__ import annotations

import typer

from lockgate.cli import book_check, book_compare, book_example, book_line, book_map, book_sql

app = typer.Typer(
    help="Order books: map columns, check every line, prove one line, compare two days, take the rules to a warehouse.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.command("check", epilog=book_check.EPILOG)(book_check.command)
app.command("compare", epilog=book_compare.EPILOG)(book_compare.command)
app.command("line")(book_line.command)
app.command("map")(book_map.command)
app.command("example")(book_example.command)
app.command("sql")(book_sql.command)
