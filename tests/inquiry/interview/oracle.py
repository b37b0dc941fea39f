"""Somebody who knows a whole transaction, and answers the interview from it."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lockgate.door.base import copy
from lockgate.door.figures import is_blank, text_of
from lockgate.inquiry.interview.place import Places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lockgate.door.declarations import Declarations
    from lockgate.inquiry.interview import Interview, Question

OUTSIDE = frozenset({"schema", "id", "line", "note", "label", "base", "flags", "as_of", "subject"})
MOST = 80
"""An interview that asks more than this does not end."""


def said(stands: Any) -> str:
    """What stands in a file, said as an answer; nothing is `unknown`."""
    if is_blank(stands):
        return "unknown"
    text = text_of(stands)
    return text if text is not None else json.dumps(plain(stands), ensure_ascii=False)


def plain(raw: Any) -> Any:
    if isinstance(raw, Mapping):
        return {str(key): plain(value) for key, value in raw.items()}
    return [plain(one) for one in raw] if isinstance(raw, (list, tuple)) else str(text_of(raw))


def reply(question: Question, whole: Mapping[str, Any], declared: Declarations) -> str:
    """The answer of somebody who knows the whole transaction."""
    places = Places(declared)
    if question.kind == "baseline":
        return "no"
    if question.kind == "chip":
        item = question.fact.rpartition(".")[0]
        stands = [places.read(whole, f"{item}.{name}") for name in ("chip", "stated_eccn")]
        return next((said(one) for one in stands if not is_blank(one)), "unknown")
    stands = places.read(whole, question.fact)
    if question.fact.endswith("performance_density") and is_blank(stands):
        area = places.read(whole, question.fact.replace("performance_density", "die_area_mm2"))
        return "unknown" if is_blank(area) or isinstance(area, Mapping) else f"{area} mm2"
    return said(stands)


def finish(talk: Interview, whole: Mapping[str, Any]) -> Interview:
    """Go on until nothing is asked any more."""
    while talk.question is not None:
        talk = talk.answer(reply(talk.question, whole, talk.declared))
        assert len(talk.turns) < MOST, [turn.question.fact for turn in talk.turns]
    return talk


def leaves(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of the single values of a transaction."""
    if isinstance(raw, Mapping) and not {"low", "high", "one_of", "certain", "possible", "known"} & set(raw):
        for key, value in raw.items():
            if path or key not in OUTSIDE:
                yield from leaves(value, (*path, key))
    elif isinstance(raw, list) and any(isinstance(one, Mapping) for one in raw):
        for index, one in enumerate(raw):
            yield from leaves(one, (*path, index))
    elif path and not is_blank(raw):
        yield path


def without(whole: Mapping[str, Any], gone: list[tuple[Any, ...]]) -> Any:
    """The transaction without some of its values."""
    less = copy(whole)
    for path in gone:
        here = less
        for step in path[:-1]:
            here = here[step]
        del here[path[-1]]
    return less


def some(paths: list[tuple[Any, ...]], count: int, seed: int) -> list[tuple[Any, ...]]:
    return random.Random(seed).sample(paths, min(count, len(paths)))
