"""`python -m lockgate.site [--out DIR]`: build the static site of the built-in rulebook."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lockgate.compiler.rulebook import Rulebook
from lockgate.errors import LockgateError
from lockgate.site.build import build, write


def main(arguments: list[str]) -> int:
    """Build the site; 0 when it is written, 2 when it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m lockgate.site", description="Build the site of the rulebook.")
    parser.add_argument("--out", type=Path, default=Path("site"), metavar="DIR", help="folder to write (default: site)")
    parser.add_argument("--rulebook", type=Path, metavar="DIR", help="another rulebook folder")
    chosen = parser.parse_args(arguments)
    try:
        files = build(Rulebook.load(chosen.rulebook, cached=True))
        write(files, chosen.out)
    except (LockgateError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    size = sum(len(text.encode()) for text in files.values())
    sys.stdout.write(f"{chosen.out}: {len(files)} files, {size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
