"""A saved determination: facts, how they were looked at, and the answer, so that it can be recomputed later.

The hash over the file shows that it was changed by hand or cut short. It proves nothing against somebody who changes
the file and the hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lockgate.compiler.load import source_hash
from lockgate.door.build import rebuild
from lockgate.door.figures import text_of
from lockgate.engine.determine import declarations_of
from lockgate.engine.schema import result_schema
from lockgate.errors import InputError
from lockgate.inquiry.record.asked import asked
from lockgate.inquiry.record.form import misfit
from lockgate.inquiry.record.stated import stated_facts
from lockgate.items import Switches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lockgate.compiler.rulebook import Rulebook
    from lockgate.door.model import LookedUp, Transaction
    from lockgate.engine.result import Determination
    from lockgate.inquiry.look import Look

SCHEMA = "lockgate.saved/1"
_AGAIN = "save it again: lockgate determine FILE --save d.json"
_ROOMS = ("compiler", "door", "items", "engine")


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One transaction with its answer.

    Attributes:
        transaction: what was stated, baselines laid under it; plain texts.
        filled: what the baselines gave: path, value, and which baseline.
        question: the question in words.
        facts: every fact with its value and its source (`lockgate.inquiry.record.stated.StatedFact`).
        determination: the answer with its proof, as JSON.
        looked_up: what was looked up on lists and among owners; its facts stand in ``transaction``.
    """

    transaction: Mapping[str, Any]
    filled: tuple[tuple[str, str, str], ...]
    question: str
    facts: tuple[Mapping[str, str], ...]
    determination: Mapping[str, Any]
    looked_up: LookedUp | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "question": self.question,
            "transaction": dict(self.transaction),
            "filled": [{"fact": fact, "value": value, "why": why} for fact, value, why in self.filled],
            "facts": [dict(one) for one in self.facts],
            **({} if self.looked_up is None else {"looked_up": self.looked_up.to_dict()}),
            "determination": dict(self.determination),
        }


@dataclass(frozen=True, slots=True)
class Saved:
    """Answers as they were given: one or several lines, under one rulebook and one look.

    Attributes:
        program: version of Lockgate and the hash of what it computes with.
        rulebook: version, sha256 (of rulebook and overlays), current_to, ``law`` (sha256 of the rulebook alone), and
            ``overlays``: name and sha256 of each.
        look: as_of, posture, known_at and readings.
        lines: the transactions with their answers.
        rejected: rows that could not be read, as `determine` prints them.
        altered: whether it was read from a file whose content does not fit its hash.
    """

    program: Mapping[str, str]
    rulebook: Mapping[str, Any]
    look: Mapping[str, Any]
    lines: tuple[SavedLine, ...]
    rejected: tuple[Mapping[str, Any], ...] = ()
    altered: bool = field(default=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """As JSON, with its hash."""
        found = {
            "schema": SCHEMA,
            "program": dict(self.program),
            "rulebook": dict(self.rulebook),
            "look": dict(self.look),
            "lines": [line.to_dict() for line in self.lines],
            "rejected": [dict(one) for one in self.rejected],
        }
        return {**found, "sha256": digest(found)}

    def text(self) -> str:
        """The file: JSON in UTF-8, one key a line."""
        plain = json.dumps(self.to_dict(), indent=1, ensure_ascii=False) + "\n"
        return plain.encode("utf-8", "backslashreplace").decode()


def digest(body: Mapping[str, Any]) -> str:
    r"""SHA-256 over canonical JSON: sorted keys, no blanks, ASCII.

    >>> digest({"b": 1, "a": "\u5317"}) == digest({"a": "\u5317", "b": 1})
    True
    """
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def program_stamp() -> Mapping[str, str]:
    """Version of the program, and a hash over the files that answers are computed with."""
    from lockgate import __version__  # noqa: PLC0415 - the package imports its rooms

    root = Path(__file__).parent.parent.parent
    found = hashlib.sha256()
    paths = [path for room in _ROOMS for path in (root / room).glob("*.py")]
    for path in sorted([*paths, *(root / "items" / "data").glob("*.*")]):
        found.update(path.relative_to(root).as_posix().encode())
        found.update(path.read_bytes())
    return {"version": __version__, "sha256": found.hexdigest()}


def rulebook_stamp(book: Rulebook) -> dict[str, Any]:
    """Which law: the stamp of an answer, and the hash of the rulebook and of each overlay by itself."""
    law, *overlays = book.folders or (None,)
    return {
        "version": book.version,
        "sha256": book.sha256,
        "current_to": book.current_to.isoformat(),
        "law": source_hash((law,)) if law is not None and overlays else book.sha256,
        "overlays": [{"name": one.resolve().name, "sha256": source_hash((one,))} for one in overlays],
    }


def save(
    answers: Iterable[tuple[Transaction, Determination]],
    look: Look,
    rejected: Iterable[Mapping[str, Any]] = (),
) -> Saved:
    """Answers with everything that is needed to recompute them.

    Args:
        answers: typed transactions, each with what was determined under ``look``.
        look: day, posture, knowledge, readings and rulebook.
        rejected: rows that could not be read, as JSON.

    Errors: `lockgate.errors.InputError` for a transaction that was not read from a mapping (nothing to save).

    >>> from lockgate.inquiry.look import Look
    >>> look = Look(as_of="2025-06-01")
    >>> order = look.typed({"activity": "export", "origin": "US", "destination": "MY", "item": {"chip": "nvidia-l40"}})
    >>> record = save([(order, look.determine(order))], look)
    >>> read_saved(record.text()) == record, record.altered
    (True, False)
    """
    lines = tuple(_line(transaction, found, look) for transaction, found in answers)
    seen = {
        "as_of": _plain(look.as_of),
        "posture": look.posture,
        "known_at": _plain(look.known_at),
        "readings": dict(look.readings),
    }
    return Saved(program_stamp(), rulebook_stamp(look.book), seen, lines, tuple(rejected))


def _line(transaction: Transaction, found: Determination, look: Look) -> SavedLine:
    if not transaction.raw:
        raise InputError(
            "this transaction was made of typed facts; nothing was read that could be saved",
            place=transaction.id or None,
            hint="build it from a mapping",
        )
    declared = declarations_of(look.book)
    return SavedLine(
        transaction=_plain(transaction.raw),
        filled=tuple((str(fact), str(value), why) for fact, value, why in transaction.assumed),
        question=asked(transaction, found.as_of, declared),
        facts=tuple(one.to_dict() for one in stated_facts(transaction, declared, Switches.read(look.readings))),
        determination=found.to_dict(explain=True),
        looked_up=transaction.looked_up,
    )


def _plain(raw: Any) -> Any:
    """Lists, mappings and texts; numbers, days and yes-no as the door reads them."""
    if isinstance(raw, Mapping):
        return {str(key): _plain(value) for key, value in raw.items()}
    if isinstance(raw, (list, tuple)):
        return [_plain(one) for one in raw]
    text = text_of(raw)
    return None if text is None else "".join(text)


def retyped(line: SavedLine, look: Look) -> Transaction:
    """The typed transaction of a saved line, as this program and this rulebook read it."""
    declared, switches = declarations_of(look.book), Switches.read(look.readings)
    return rebuild(line.transaction, line.filled, declared, switches, line.looked_up)


# ---- reading


def read_saved(text: str, name: str = "the saved determination") -> Saved:
    """The record that `Saved.text` wrote.

    Errors: `lockgate.errors.InputError` for text that is no JSON, was cut short, or has another form.

    >>> read_saved("{")
    Traceback (most recent call last):
        ...
    lockgate.errors.InputError: the saved determination:1: this is not JSON, or it was cut short ...
    """
    try:
        raw = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, name))
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise InputError("this is not JSON, or it was cut short", place=f"{name}:{line}", hint=_AGAIN) from None
    except RecursionError:
        raise InputError("this is nested too deeply", place=name, hint="save it again") from None
    _check_schema(raw, name)
    try:
        return _saved(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"the key {error} is missing" if isinstance(error, KeyError) else "a key has another form"
        raise InputError(f"this is no whole saved determination: {what}", place=name, hint=_AGAIN) from None
    except InputError as error:
        what = error.message
        raise InputError(f"this is no whole saved determination: {what}", place=name, hint=_AGAIN) from None


def _once(pairs: list[tuple[str, Any]], name: str) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        doubled = next(key for key in keys if keys.count(key) > 1)
        raise InputError(f"the key '{doubled}' stands twice", place=name, hint="save it again")
    return found


def _check_schema(raw: Any, name: str) -> None:
    found = raw.get("schema") if isinstance(raw, dict) else None
    if found == SCHEMA:
        return
    hint = "save one with: lockgate determine FILE --save d.json"
    if found is None:
        raise InputError("this is no saved determination", place=name, hint=hint)
    if str(found).startswith(SCHEMA.partition("/")[0] + "/"):
        raise InputError(f"this is '{found}'", place=name, hint=f"this version reads {SCHEMA}")
    if str(found).startswith("lockgate.determination/"):
        raise InputError("this is a bare answer without its facts", place=name, hint=hint)
    raise InputError(f"this is '{found}', no saved determination", place=name, hint=hint)


def _saved(raw: Mapping[str, Any]) -> Saved:
    look, book = raw["look"], raw["rulebook"]
    found = Saved(
        program={key: _text(raw["program"][key]) for key in ("version", "sha256")},
        rulebook={
            **{key: _text(book[key]) for key in ("version", "sha256", "current_to", "law")},
            "overlays": [{key: _text(one[key]) for key in ("name", "sha256")} for one in book["overlays"]],
        },
        look={
            "as_of": None if look["as_of"] is None else _text(look["as_of"]),
            "posture": _text(look["posture"]),
            "known_at": None if look["known_at"] is None else _text(look["known_at"]),
            "readings": {key: _text(value) for key, value in look["readings"].items()},
        },
        lines=tuple(_read_line(one) for one in raw["lines"]),
        rejected=tuple(dict(one) for one in raw["rejected"]),
    )
    body = {key: value for key, value in raw.items() if key != "sha256"}
    return replace(found, altered=_text(raw["sha256"]) != digest(body))


def _read_line(raw: Mapping[str, Any]) -> SavedLine:
    from lockgate.inquiry.record.reread import looked_up, reread  # noqa: PLC0415 - only files that are read need it

    wrong = misfit(raw["determination"], _schema())
    if wrong:
        raise InputError(f"'determination.{wrong}' is missing or has another form", hint=_AGAIN)
    reread(raw["determination"])
    return SavedLine(
        transaction=dict(raw["transaction"]),
        filled=tuple((_text(one["fact"]), _text(one["value"]), _text(one["why"])) for one in raw["filled"]),
        question=_text(raw["question"]),
        facts=tuple({key: _text(one[key]) for key in _FACT} for one in raw["facts"]),
        determination=dict(raw["determination"]),
        looked_up=looked_up(raw.get("looked_up")),
    )


_FACT = ("fact", "question", "value", "kind", "source")


@cache
def _schema() -> dict[str, Any]:
    """The form of an answer, with its proof."""
    found = result_schema()
    return {**found, "required": [*found["required"], "proof"]}


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise TypeError(f"{raw!r} is no text")
    return raw
