"""`python -m lockgate.compiler.check FOLDER`: compile every stretch of days in all postures, report what is wrong."""

from __future__ import annotations

import sys
from pathlib import Path

from lockgate.compiler.rulebook import BUILT_IN, Rulebook
from lockgate.errors import LockgateError


def main(arguments: list[str]) -> int:
    """Check a rulebook folder; 0 when everything compiles, 2 when something is wrong."""
    folder = Path(arguments[0]) if arguments else BUILT_IN
    try:
        book = Rulebook.load(folder, arguments[1:])
        for day in book.calendar.days:
            for posture in book.postures:
                book.unit(day, posture)
    except LockgateError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(
        f"{len(book.source.provisions)} provisions, {len(book.calendar.days)} stretches of days: all compile\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
