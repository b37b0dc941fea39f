"""The packages that books need beyond a single determination."""

from __future__ import annotations

import importlib
from typing import Any

from lockgate.errors import InputError


def need(module: str) -> Any:
    """A module of the extra ``books``, or a message that says how to get it.

    >>> need("pyarrow.csv").__name__
    'pyarrow.csv'
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        what = f"reading books needs the extra books ({module.partition('.')[0]} is missing)"
        raise InputError(what, hint="pip install 'lockgate[books]'") from None
