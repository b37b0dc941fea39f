"""Lines to and from a user, on a terminal or a pipe."""

from __future__ import annotations

import sys
import textwrap
from contextlib import suppress
from typing import TextIO

from lockgate.door.words import YES

_WIDTH = 100


class LeftError(Exception):
    """The user leaves: with `quit`, at the end of the input, or by an interrupt."""


class Console:
    """Says and reads lines; with ``aside``, standard output is left free for what is no talk."""

    def __init__(self, *, aside: bool) -> None:
        self.aside = aside
        self.out: TextIO = sys.stderr if aside else sys.stdout

    def say(self, text: str = "") -> None:
        """Some text to the user; long lines are broken and keep their indent."""
        indent = " " * (len(text) - len(text.lstrip()))
        lines = textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        self.out.write("".join(f"{line}\n" for line in lines or [""]))
        self.out.flush()

    def read(self) -> str:
        """One line from the user; shown in a pipe, so that a transcript can be read."""
        terminal = sys.stdin.isatty() and not self.aside
        if terminal:
            with suppress(ImportError):
                import readline  # noqa: F401 - input() edits lines by it where it is there
            try:
                return input("> ").strip()
            except EOFError:
                raise LeftError from None
        self.out.write("> ")
        self.out.flush()
        line = sys.stdin.readline()
        if not line:
            raise LeftError
        if not sys.stdin.isatty():
            self.say(line.strip())
        return line.strip()

    def wants(self, text: str) -> bool:
        """Whether the user says yes; the end of the input is no."""
        self.say()
        self.say(text)
        try:
            return self.read().casefold() in YES
        except LeftError:
            self.say()
            return False
