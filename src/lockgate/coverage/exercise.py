"""Which provisions and readings the worked cases exercise: those that an answer shows; raised flags."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lockgate.engine as engine_room
from lockgate.compiler.load import load_yaml
from lockgate.compiler.rulebook import BUILT_IN, Rulebook
from lockgate.engine.determine import determine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lockgate.engine.result import Determination

READING = "reading "
"""Before the id of a reading, among the names that cases exercise."""


def cases(folder: Path = BUILT_IN) -> Iterator[Mapping[str, Any]]:
    """Every worked case about facts; questions about the state of an instrument are left out."""
    for path in sorted((folder / "cases").glob("*/**/*.yaml")):
        for case in load_yaml(path, path.name):
            if case.get("kind") != "rulebook_question":
                yield case


def exercised(rulebook: Rulebook, folders: Iterable[Path] = ()) -> dict[str, set[str]]:
    """Provisions, and readings as ``reading ID``, to the ids of the cases whose answers show them.

    The cases are those of the rulebook's own folders unless others are named.
    """
    says = {provision.say: name for name, provision in rulebook.source.provisions.items() if provision.say}
    found: dict[str, set[str]] = {}
    for case in (case for folder in tuple(folders) or rulebook.folders or (BUILT_IN,) for case in cases(folder)):
        postures = [str(case.get("posture", "enforced"))]
        postures += ["codified"] if "expect_codified" in case and "codified" not in postures else []
        for posture in postures:
            answer = determine(case["transaction"], posture=posture, rulebook=rulebook)
            for line in answer.lines or (answer,):
                for name in shown(line, says):
                    found.setdefault(name, set()).add(str(case["id"]))
    return found


def kept(rulebook: Rulebook) -> dict[str, set[str]]:
    """The same, kept with the compiled rulebook until a case or the engine changes."""
    digest = hashlib.sha256()
    rooms = [folder / "cases" for folder in rulebook.folders or (BUILT_IN,)]
    code = Path(engine_room.__file__).parent.glob("*.py")
    for path in (*sorted(code), Path(__file__), *(path for room in rooms for path in sorted(room.rglob("*.yaml")))):
        digest.update(path.read_bytes())
    return rulebook.keep(f"exercised-{digest.hexdigest()[:16]}", lambda: exercised(rulebook))


def shown(answer: Determination, says: Mapping[str, str]) -> Iterator[str]:
    """Ids of the provisions that an answer shows; ``says`` maps remarks to the provisions that make them."""
    yield from (str(proof.id) for proof in answer.proof if proof.truth != "false")
    yield from (str(item.id) for item in answer.requirements)
    yield from (str(item.id) for item in answer.authorizations if item.status != "closed")
    yield from (str(item.id) for item in answer.limits)
    yield from (str(item.provision) for item in answer.flags if item.status != "to_ask")
    yield from (str(says[text]) for text in (*answer.warnings, *answer.not_checked) if text in says)
    yield from (f"{READING}{item.id}" for item in answer.readings)
