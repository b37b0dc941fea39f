"""The solver is an extra: a clear word where it is missing."""

from __future__ import annotations

from importlib.util import find_spec

from lockgate.errors import InputError

_SOLVER = "z3"


def need_solver() -> None:
    """Refuse to go on without z3.

    >>> need_solver()
    """
    if find_spec(_SOLVER) is None:
        raise InputError("this check needs the extra check", hint="pip install 'lockgate[check]'")
