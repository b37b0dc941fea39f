"""Bands of certainty, and what evidence beside the name adds to a score. All figures are data, with their curve."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Band = Literal["certain", "likely", "possible", "none"]
BANDS: tuple[Band, ...] = ("none", "possible", "likely", "certain")
_FROM_THE_TOP: tuple[Band, ...] = ("certain", "likely", "possible")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where bands begin, and what evidence adds, in log odds.

    Attributes:
        version: Which settings these are.
        bands: The score from which each band holds.
        shortest: Letters below which a listed name says too little to stand alone.
        alone: Kinds of names, and whether a match of such a name stands alone.
        evidence: What each state of each piece of evidence adds.
        one_country: Codes that addresses use for each other, so that they do not speak against one party.
        curve: For some scores, how much was found and how often in vain, on labelled queries.
    """

    version: str
    bands: Mapping[str, float]
    shortest: int
    alone: Mapping[str, bool]
    evidence: Mapping[str, Mapping[str, float]]
    curve: tuple[Mapping[str, float], ...]
    one_country: tuple[frozenset[str], ...]

    def band(self, score: float) -> Band:
        """The band of a score."""
        for name in _FROM_THE_TOP:
            if score >= self.bands[name]:
                return name
        return "none"

    def adds(self, what: str, state: str) -> float:
        """What a state of a piece of evidence adds; nothing where the settings do not name it."""
        return self.evidence.get(what, {}).get(state, 0.0)

    def stands_alone(self, name_kind: str, letters: int) -> bool:
        """Whether a match of such a name is one without second evidence."""
        return letters >= self.shortest and self.alone.get(name_kind, True)


@cache
def settings() -> Settings:
    """The settings that come with this version."""
    text = files("lockgate.parties.match").joinpath("data", "bands.json").read_text("utf-8")
    table: dict[str, Any] = json.loads(text)
    alone = dict(table["alone"])
    return Settings(
        table["version"],
        table["bands"],
        int(alone.pop("shortest")),
        alone,
        table["evidence"],
        tuple(table["curve"]),
        tuple(map(frozenset, table["one_country"])),
    )
