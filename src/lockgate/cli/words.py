"""How outcomes look on a terminal, and what the exit codes mean."""

from __future__ import annotations

STYLES = {
    "not_subject": "green",
    "no_requirement_found": "green",
    "authorized": "cyan",
    "licence_required": "yellow",
    "prohibited": "red",
    "cannot_decide": "magenta",
}
CODES = {
    0: "no requirement found, or not subject",
    10: "authorized and ready",
    11: "authorized, steps open",
    12: "held by a raised flag",
    20: "a licence is required",
    30: "prohibited",
    40: "cannot decide, or rejected rows",
}
