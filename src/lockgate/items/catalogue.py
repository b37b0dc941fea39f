"""The catalogue of accelerators: look a chip up by its id, or by what people call it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from lockgate.errors import ItemsError
from lockgate.items.chip import parse_chip

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lockgate.items.chip import Chip

_NEAR = 0.6
"""Below this likeness a name is no suggestion."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Chips by id.

    >>> len(load().ids)
    114
    """

    chips: Mapping[str, Chip]

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids, in the order of the file.

        >>> load().ids[0]
        'nvidia-v100-sxm2-32gb'
        """
        return tuple(self.chips)

    def __iter__(self) -> Iterator[Chip]:
        return iter(self.chips.values())

    def get(self, chip_id: str) -> Chip:
        """The chip with exactly this id.

        >>> load().get("nvidia-h100-sxm").fp8_tflops
        Decimal('1979')
        """
        if chip_id in self.chips:
            return self.chips[chip_id]
        raise ItemsError(f"no chip {chip_id!r} in the catalogue", hint=self._suggest(chip_id))

    def find(self, text: str, limit: int = 5) -> tuple[str, ...]:
        """Ids of the chips whose names come nearest, best first; empty if none comes near.

        >>> load().find("NVIDIA H100 SXM", limit=1)
        ('nvidia-h100-sxm',)
        >>> load().find("mi300 x", limit=1)
        ('amd-mi300x',)
        """
        scored = [(_likeness(text, chip), position, chip.id) for position, chip in enumerate(self)]
        near = sorted((-score, position, chip_id) for score, position, chip_id in scored if score >= _NEAR)
        return tuple(chip_id for _, _, chip_id in near[:limit])

    def resolve(self, text: str) -> Chip:
        """The one chip that this name can only mean; case, spaces and hyphens do not matter. Never a guess.

        >>> load().resolve("NVIDIA H100 SXM").id, load().resolve("mi300x").id
        ('nvidia-h100-sxm', 'amd-mi300x')
        >>> load().resolve("H100")
        Traceback (most recent call last):
            ...
        lockgate.errors.ItemsError: 'H100' names several chips (one of nvidia-h100-sxm, nvidia-h100-pcie)
        """
        if text.strip() in self.chips:
            return self.chips[text.strip()]
        wanted = _squeeze(text)
        found = [chip for chip in self if wanted in _names(chip)]
        if len(found) == 1:
            return found[0]
        if found:
            choices = ", ".join(chip.id for chip in found)
            raise ItemsError(f"{text!r} names several chips", hint=f"one of {choices}")
        raise ItemsError(f"no chip {text!r} in the catalogue", hint=self._suggest(text))

    def _suggest(self, text: str) -> str:
        near = self.find(text, limit=3)
        return f"did you mean {', '.join(near)}?" if near else "state its figures instead"


@cache
def load() -> Catalogue:
    """The packaged catalogue, read once.

    >>> load() is load()
    True
    """
    path = "data/accelerators.csv"
    return read(files("lockgate.items").joinpath(path).read_text(encoding="utf-8"), place=path)


def read(text: str, place: str = "catalogue") -> Catalogue:
    r"""A catalogue from CSV text with a header row.

    >>> read("id,int8_tops\nmine-1,500\n").get("mine-1").int8_tops
    Decimal('500')
    """
    chips: dict[str, Chip] = {}
    rows = csv.DictReader(io.StringIO(text), strict=True)
    for row in rows:
        where = f"{place}:{rows.line_num}"
        if None in row or None in row.values():
            raise ItemsError("the row has more or fewer cells than the header", place=where)
        chip = parse_chip(row, where)
        if chip.id in chips:
            raise ItemsError(f"the id {chip.id!r} stands twice", place=where)
        chips[chip.id] = chip
    return Catalogue(MappingProxyType(chips))


def _squeeze(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text.casefold())


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


def _names(chip: Chip) -> frozenset[str]:
    """What a chip is called, squeezed: with and without vendor and variant."""
    return _spelled(chip.id, chip.vendor or "", chip.model or "", chip.variant or "")


@cache
def _spelled(chip_id: str, vendor: str, model: str, variant: str) -> frozenset[str]:
    """See `_names`; every name that is looked up is compared with those of all chips."""
    spelled = {chip_id, chip_id.partition("-")[2], vendor + model, model, vendor + model + variant, model + variant}
    last = model.split()[-1:]
    return frozenset(_squeeze(name) for name in (*spelled, *last)) - {""}


def _likeness(text: str, chip: Chip) -> float:
    """0 to 2: one half from whole words, one half from the nearest spelling."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only where a name is not found

    words, wanted = _words(text), _squeeze(text)
    if not words:
        return 0.0
    own = {*_words(chip.id), *_words(chip.name)}
    whole = sum(word in own for word in words) / len(words)
    spelling = max(fuzz.ratio(wanted, name) for name in _names(chip)) / 100
    return spelling + whole if spelling >= _NEAR else whole * spelling
