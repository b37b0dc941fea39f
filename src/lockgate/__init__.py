"""Lockgate: US export rules for AI compute as dated code with citations.

>>> import lockgate
>>> lockgate.Rulebook.load().version
'2026.11.22'
"""

from __future__ import annotations

from lockgate.compiler.rulebook import Rulebook
from lockgate.engine.determine import determine
from lockgate.engine.result import Determination
from lockgate.errors import InputError, ItemsError, LockgateError, RulebookError

__version__ = "0.1.0"
__all__ = [
    "Determination",
    "InputError",
    "ItemsError",
    "LockgateError",
    "Rulebook",
    "RulebookError",
    "__version__",
    "determine",
]
