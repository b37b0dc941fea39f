"""What an editor marks in a rulebook: the codes, how grave each is, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ERROR, WARNING, NOTE = "error", "warning", "note"
SEVERITIES = (ERROR, WARNING, NOTE)
CODES: dict[str, tuple[str, str]] = {
    "LG000": (ERROR, "the compiler refuses it"),
    "LG001": (WARNING, "say in one sentence of your own what it means: gist: ..."),
    "LG002": (NOTE, "shorten it; details belong into note"),
    "LG003": (WARNING, "say where it stands: cite: {ref: ...}"),
    "LG004": (WARNING, "state confidence: confirmed, derived, single_source, recalled or unverified"),
    "LG005": (ERROR, "name a point of sources.yaml, or add the point there"),
    "LG006": (WARNING, "use it, or take it out"),
    "LG007": (NOTE, "add a worked case under cases/"),
    "LG008": (ERROR, "give each day one value: mend from and to"),
    "LG009": (WARNING, "letters and digits, joined by dots, hyphens or underscores"),
    "LG010": (WARNING, "take it out, the condition stays the same"),
    "LG011": (NOTE, "break the line, or use >-"),
    "LG012": (NOTE, "move it, or name it after its part"),
    "LG013": (WARNING, "state unit: TPP, GB/s, days, share, ..."),
    "LG014": (NOTE, "write it as a question that somebody can answer"),
    "LG015": (NOTE, "usual order: id, name, effect, instrument, cite, gist, when, confidence"),
    "LG016": (NOTE, "remove it"),
    "LG017": (NOTE, "write the dates in order"),
    "LG018": (ERROR, "mend the case"),
}
"""Each code with its severity and remedy."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that an editor marks: where, what, how grave, and how to mend it."""

    file: str
    line: int
    code: str
    message: str
    severity: str
    remedy: str

    @property
    def place(self) -> str:
        """``file:line``; a whole file has line 0."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "file": self.file,
            "line": self.line or None,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "remedy": self.remedy,
        }


def finding(code: str, place: str, message: str, remedy: str = "", severity: str = "") -> Finding:
    """A finding at ``file:line``.

    >>> finding("LG013", "parameters/own.yaml:4", "'most' has no unit").severity
    'warning'
    """
    usual, mend = CODES[code]
    file, _, number = place.rpartition(":")
    known = number.isdecimal()
    return Finding(
        file if known else place, int(number) if known else 0, code, message, severity or usual, remedy or mend
    )
