"""The command `lockgate`: the app, and the one place where errors become messages and exit codes.

Exit codes: 0 no requirement found or not subject · 10 authorized and ready · 11 authorized, steps open · 12 go but held
by a raised flag · 20 licence required · 30 prohibited · 40 cannot decide · 2 bad input · 1 a fault in Lockgate.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from lockgate.cli import (
    ask,
    book,
    claims,
    classify,
    compare,
    determine,
    doctor,
    flips,
    headroom,
    lists,
    memo,
    new,
    own,
    rescreen,
    resolve,
    rules,
    schema,
    screen,
    verify,
    when,
    why,
)
from lockgate.cli.quick import Quick, plainly
from lockgate.errors import LockgateError

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_INPUT = 2
FAULT = 1
INTERRUPTED = 130
_MOST_PROBLEMS = 8
_EPILOG = (
    "Exit codes of determine: 0 no requirement found or not subject, 10 authorized and ready, 11 authorized with steps "
    "open, 12 held by a raised flag, 20 licence required, 30 prohibited, 40 cannot decide, 2 bad input, 1 a fault."
)


class Guarded(TyperGroup):
    """A group of commands in which no error ends in a traceback."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options that stand before the command."""
        plainly(self, ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; errors become one message and an exit code."""
        try:
            return super().invoke(ctx)
        except (typer.Exit, typer.Abort, typer.TyperException):
            raise
        except LockgateError as error:
            tell(message(error))
            raise typer.Exit(BAD_INPUT) from None
        except BrokenPipeError:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except Exception as error:
            if os.environ.get("LOCKGATE_DEBUG"):
                raise
            tell(fault(error))
            raise typer.Exit(FAULT) from None


def message(error: LockgateError) -> str:
    """What is wrong, where, and how to mend it; a long list is cut.

    >>> message(LockgateError("unknown country 'Malasia'", place="order.yaml:5", hint="did you mean MY?"))
    "error: order.yaml:5: unknown country 'Malasia' (did you mean MY?)"
    """
    lines = str(error).splitlines()
    rest = len(lines) - _MOST_PROBLEMS
    if rest > 0:
        lines = [*lines[:_MOST_PROBLEMS], f"and {rest} more of this kind"]
    return "\n".join(f"error: {line}" for line in lines)


def fault(error: Exception) -> str:
    """One line for what should not happen."""
    what = " ".join(f"{type(error).__name__}: {error}".split())
    return (
        f"this is a fault in Lockgate, not in your input: {what} (set LOCKGATE_DEBUG=1, run it again, and report the "
        "traceback together with the output of `lockgate doctor`)"
    )


def tell(text: str) -> None:
    """Write to standard error."""
    sys.stderr.write(f"{text}\n")


app = typer.Typer(
    name="lockgate",
    cls=Guarded,
    help="US export rules for AI compute as dated code with citations: facts in, determination with its proof out.",
    epilog=_EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("new")(new.command)
app.command("ask")(ask.command)
app.command("determine", cls=Quick)(determine.command)
app.command("why")(why.command)
app.command("compare")(compare.command)
app.command("when")(when.command)
app.command("headroom")(headroom.command)
app.command("flips")(flips.command)
app.command("classify", cls=Quick)(classify.command)
app.command("claims", cls=Quick)(claims.command)
app.command("memo")(memo.command)
app.command("verify")(verify.command)
app.command("screen")(screen.command)
app.command("own", epilog=own.EPILOG)(own.command)
app.command("resolve")(resolve.command)
app.command("rescreen", epilog=rescreen.EPILOG)(rescreen.command)
app.add_typer(book.app, name="book")
app.add_typer(lists.app, name="lists")
app.add_typer(rules.app, name="rules")
app.command("schema")(schema.command)
app.command("doctor")(doctor.command)


def _version(wanted: bool) -> None:
    if wanted:
        from lockgate import Rulebook, __version__

        typer.echo(f"lockgate {__version__}, rulebook {Rulebook.load(cached=True).version}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    del version


def run(arguments: Sequence[str] | None = None) -> None:
    """Entry point of the script."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    app(args=arguments, prog_name="lockgate")


if __name__ == "__main__":
    run()
