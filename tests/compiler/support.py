"""What the compiler's tests share: the base rulebook."""

from __future__ import annotations

from pathlib import Path

BASE = Path(__file__).parent.parent / "good" / "base"
