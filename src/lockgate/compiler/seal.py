"""Short names for provisions with their conditions as they are grounded: equal names, equal rules.

A provision is grounded anew for every stretch of days. What reads many stretches must see quickly which of its rules
are the same; walking their conditions takes a hundred times as long as comparing sixteen bytes.
"""

from __future__ import annotations

import io
import pickle
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lockgate.compiler.unit import Rule

_SIZE = 16


def seal(rule: Rule) -> bytes:
    """A name for a rule: its provision and its conditions; what it points at in its unit does not count.

    Two rules that differ have one name by a chance of one in 10**26 at most.
    """
    conditions = (rule.cond, rule.steps, rule.duties, rule.raised, rule.must)
    return blake2b(_bytes((rule.provision.id, conditions)), digest_size=_SIZE).digest()


class _Writing(pickle.Pickler):
    """Writes all text as plain text: some of it knows where it stands in a file, depending on what was in the cache."""

    def persistent_id(self, obj: Any) -> str | None:
        """Text in place of itself."""
        return str(obj) if isinstance(obj, str) else None


def _bytes(value: Any) -> bytes:
    """A value as bytes; equal bytes are equal values, and equal values are equal bytes."""
    out = io.BytesIO()
    pickler = _Writing(out, protocol=5)
    pickler.fast = True  # without it, bytes tell which parts are one object
    pickler.dump(value)
    return out.getvalue()
