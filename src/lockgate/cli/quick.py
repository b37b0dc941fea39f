"""Commands that start fast: plain options skip the validation library that Typer would load for them (50 ms)."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class Plain:
    """Takes absent values and plain text as they are; anything else goes Typer's own way."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of a parameter."""
        if value is None or value in ((), []):
            return () if param.multiple else None
        if isinstance(value, str) and param.type_descriptor.annotation is str:
            return value
        param._runtime_param = None  # noqa: SLF001 - Typer builds its own at the next look
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def plainly(command: Any, ctx: Any) -> None:
    """Let the parameters of a command be plain where they can be."""
    for param in command.get_params(ctx):
        if hasattr(param, "_runtime_param"):
            param._runtime_param = Plain()  # noqa: SLF001 - Typer has no other hook; without it, it is only slower


class Quick(TyperCommand):
    """A command whose options are plain where they can be."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options."""
        plainly(self, ctx)
        return super().parse_args(ctx, args)
