"""Statements in circulation: found by their wording, judged by checks that the engine runs on the rulebook."""

from lockgate.claims.judge import claims
from lockgate.claims.records import Checked, JudgedClaim

__all__ = ["Checked", "JudgedClaim", "claims"]
