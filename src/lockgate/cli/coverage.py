"""What of the sources is modelled: the generated `coverage.yaml` as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from lockgate.cli.paper import QUIET, rows, section
from lockgate.compiler.load import load_yaml
from lockgate.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

_LONG = 12


def read_coverage(folder: Path) -> dict[str, Any]:
    """The coverage file of a rulebook."""
    path = folder / "coverage.yaml"
    if not path.is_file():
        raise InputError(
            "this rulebook says nothing about its coverage", place=str(path), hint="it is generated with the rulebook"
        )
    found = load_yaml(path)
    if not isinstance(found, dict):
        raise InputError("coverage.yaml is a mapping of modelled and not_encoded", place=path.name)
    return dict(found)


def shown(found: dict[str, Any]) -> RenderableType:
    """Tables of what is there and what is left out."""
    modelled = found.get("modelled") or []
    lacking = found.get("not_encoded") or []
    parts: list[RenderableType] = []
    if modelled and isinstance(modelled[0], dict):
        head = tuple(modelled[0])
        parts.append(
            section(
                "Modelled",
                rows(
                    [tuple(_cell(row.get(key)) for key in head) for row in modelled],
                    head,
                    fixed=tuple(range(1, len(head))),
                ),
            )
        )
    else:
        parts.append(section("Modelled", Text(", ".join(map(str, modelled)) or "nothing")))
    lines = [(_cell(row.get("id")), _cell(row.get("reason"))) for row in lacking]
    parts.append(section("Not encoded", rows(lines, ("id", "reason"))))
    parts.append(Text(f"\n{len(modelled)} modelled, {len(lacking)} not encoded", QUIET))
    return Group(*parts)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        some = "\n".join(str(one).replace("_", " ") for one in value[:_LONG])
        return f"{some}\n... ({len(value)} in all)" if len(value) > _LONG else some
    return "" if value is None else str(value)
