"""`python -m lockgate.coverage [--write | --table | --check]`: the report on what is encoded."""

from __future__ import annotations

import sys

from lockgate.compiler.rulebook import Rulebook
from lockgate.coverage.pages import PROJECT, pages, table
from lockgate.coverage.report import Report, report

_USAGE = "usage: python -m lockgate.coverage [--write | --table | --check]\n"


def main(arguments: list[str]) -> int:
    """Write the generated files, print the table of the README, or check that all is as it should be."""
    if arguments not in (["--write"], ["--table"], ["--check"], []):
        sys.stderr.write(_USAGE)
        return 2
    found = report(Rulebook.load())
    if arguments == ["--table"]:
        sys.stdout.write(f"{table(found)}\n")
        return 0
    if arguments == ["--write"]:
        for path, content in pages(found).items():
            path.write_text(content, encoding="utf-8")
    problems = wrong(found)
    sys.stderr.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def wrong(found: Report) -> list[str]:
    """What keeps the report from being complete and current."""
    gaps = found.sources.gaps
    stale = [path for path, content in pages(found).items() if not path.exists() or path.read_text("utf-8") != content]
    return [
        *(f"nobody cites {name}, and not_encoded.yaml gives no reason" for name in found.open_points),
        *(
            f"{name} is cited by {', '.join(found.cited[name])} but stands in not_encoded.yaml"
            for name in gaps
            if name in found.cited
        ),
        *(
            f"not_encoded.yaml names {name}, which sources.yaml does not know"
            for name in gaps
            if name not in found.sources.points
        ),
        *(f"a provision cites {name}, which sources.yaml does not know" for name in found.unknown),
        *(f"{path.relative_to(PROJECT)} is stale: run python -m lockgate.coverage --write" for path in stale),
    ]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
