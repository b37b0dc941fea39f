"""Every error that Lockgate raises.

The tree::

    LockgateError
    ├── RulebookError      a rulebook or overlay file is wrong
    │   ├── SyntaxProblem  a condition cannot be read
    │   └── TypeProblem    names, units or kinds do not fit
    ├── InputError         a transaction, order file or option is wrong
    │   └── RowsRejected   some rows of a file could not be read
    └── ItemsError         a chip or a quantity cannot be understood
"""

from __future__ import annotations


class LockgateError(Exception):
    """Base of all errors: what is wrong, where, and how to mend it.

    >>> print(LockgateError("unknown country 'Malasia'", place="order.yaml:5", hint="did you mean MY, Malaysia?"))
    order.yaml:5: unknown country 'Malasia' (did you mean MY, Malaysia?)
    """

    def __init__(self, message: str, *, place: str | None = None, hint: str | None = None) -> None:
        self.message = message
        self.place = place
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        mend = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.message}{mend}"


class RulebookError(LockgateError):
    """A rulebook or overlay file is wrong."""


class SyntaxProblem(RulebookError):
    """A condition cannot be read."""


class TypeProblem(RulebookError):
    """Names, units, kinds or signs do not fit."""


class InputError(LockgateError):
    """A transaction, order file or option is wrong."""


class RowsRejected(InputError):
    """Some rows of a file could not be read; the others go on."""


class ItemsError(LockgateError):
    """A chip or a quantity cannot be understood."""
