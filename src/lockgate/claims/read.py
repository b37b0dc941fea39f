"""Reading ``claims.yaml`` of a rulebook and its overlays; what does not fit is an error with its place."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lockgate.claims.checks import KINDS, NEEDED
from lockgate.claims.records import SHOWS, VERDICTS, Check, Claim
from lockgate.claims.values import VALUES
from lockgate.compiler.cache import Parts
from lockgate.compiler.load import load_text
from lockgate.compiler.located import plain
from lockgate.door.problems import nearest
from lockgate.errors import RulebookError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lockgate.compiler.rulebook import Rulebook

FILE = "claims.yaml"
_KEYS = ("id", "claim", "says", "checks", "sources", "wordings", "values")


@lru_cache(maxsize=8)
def read_claims(book: Rulebook) -> tuple[Claim, ...]:
    """The claims of a rulebook, in the order of the file; kept between runs where the rulebook is.

    Errors: `RulebookError` for unknown keys and kinds, doubled ids, and checks from which no verdict follows.

    >>> from lockgate import Rulebook
    >>> read_claims(Rulebook.load(cached=True))[0].id
    'D11-1'
    """
    texts = [path.read_text(encoding="utf-8") for path in (folder / FILE for folder in book.folders) if path.is_file()]
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()

    def make() -> tuple[Claim, ...]:
        return _read(texts)

    return Parts(digest).get("claims", make) if book.parts else make()


def _read(texts: list[str]) -> tuple[Claim, ...]:
    found: dict[str, Claim] = {}
    for text in texts:
        for row in load_text(text, FILE) or ():
            claim = _claim(row)
            if claim.id in found:
                raise RulebookError(f"claim '{claim.id}' is there twice", place=claim.place, hint="keep one of them")
            found[claim.id] = claim
    return tuple(found.values())


def _claim(row: Mapping[str, Any]) -> Claim:
    place = str(getattr(row, "place", FILE))
    for key in row:
        if key not in _KEYS:
            raise RulebookError(f"unknown key '{key}' in a claim", place=place, hint=nearest(str(key), _KEYS))
    lacking = [key for key in ("id", "claim", "says", "checks", "sources") if not row.get(key)]
    if lacking:
        raise RulebookError(f"a claim needs {', '.join(lacking)}", place=place)
    checks = tuple(_check(check) for check in row["checks"])
    shown = frozenset(check.shows for check in checks)
    if shown not in VERDICTS:
        hint = "; ".join(f"{' and '.join(sorted(words))}: {verdict}" for words, verdict in VERDICTS.items())
        raise RulebookError(
            f"no verdict follows from checks that show {', '.join(sorted(shown))}", place=place, hint=hint
        )
    values = {str(name): plain(value) for name, value in (row.get("values") or {}).items()}
    for name, value in values.items():
        if not set(VALUES) & set(value):
            raise RulebookError(f"value '{name}' is of no known kind", place=place, hint=f"one of {', '.join(VALUES)}")
    return Claim(
        str(row["id"]),
        _line(row["claim"]),
        _line(row["says"]),
        checks,
        tuple(str(one) for one in row["sources"]),
        tuple(_line(one) for one in row.get("wordings") or ()),
        values,
        place,
    )


def _check(row: Mapping[str, Any]) -> Check:
    place = str(getattr(row, "place", FILE))
    kinds = [str(key) for key in row if key not in ("shows", "says")]
    if row.get("shows") not in SHOWS:
        raise RulebookError(f"a check shows '{row.get('shows')}'", place=place, hint=f"one of {', '.join(SHOWS)}")
    if len(kinds) != 1 or kinds[0] not in KINDS:
        raise RulebookError("a check has one kind of test", place=place, hint=f"one of {', '.join(KINDS)}")
    lacking = [key for key in NEEDED[kinds[0]] if key not in (row[kinds[0]] or {})]
    if lacking:
        raise RulebookError(f"a check of kind {kinds[0]} needs {', '.join(lacking)}", place=place)
    return Check(str(row["shows"]), _line(row.get("says", "")), kinds[0], plain(row[kinds[0]]), place)


def _line(text: Any) -> str:
    return " ".join(str(text).split())
