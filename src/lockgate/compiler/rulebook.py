"""The compiled rulebook: records, layout, and units made when they are asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from lockgate.compiler.cache import Parts
from lockgate.compiler.layout import Layout
from lockgate.compiler.load import source_hash
from lockgate.compiler.symbols import Symbols
from lockgate.compiler.timeline import POSTURES, PROPOSED, Calendar, View, calendar
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lockgate.compiler.ground import Texts
    from lockgate.compiler.model import Source
    from lockgate.compiler.unit import Unit

Part = TypeVar("Part")
BUILT_IN = Path(__file__).parent.parent / "rulebook"
"""The folder of the rulebook that ships with Lockgate."""


class Rulebook:
    """The law as data, compiled for any day and posture.

    Attributes:
        source: what the files say, by id.
        sha256: hash over the names and bytes of the rulebook's files.
        folders: where it was read from: the rulebook, then overlays.

    >>> book = Rulebook.load()
    >>> book.current_to.isoformat() >= "2026-11-22"
    True
    """

    def __init__(self, source: Source, sha256: str, folders: tuple[Path, ...] = (), parts: Parts | None = None) -> None:
        self.source = source
        self.folders = folders
        self.sha256 = sha256
        self.parts = parts
        self.symbols = Symbols(source)
        self.layout = Layout(self.symbols)
        self.calendar: Calendar = calendar(source)
        self._texts: Texts | None = None
        self._units: dict[tuple[date, str, date | None], Unit] = {}

    @classmethod
    def load(
        cls, path: Path | str | None = None, overlays: Iterable[Path | str] = (), *, cached: bool = False
    ) -> Rulebook:
        """Read a rulebook folder (the built-in one by default) and overlays, and check that everything fits.

        With ``cached``, compiled parts are kept between runs under the hash of the files.

        Errors: `lockgate.errors.RulebookError` with file, line and hint.
        """
        folder = Path(path) if path is not None else BUILT_IN
        folders = (folder, *(Path(overlay) for overlay in overlays))
        sha256 = source_hash(folders)
        parts = Parts(sha256) if cached else None
        source = parts.get("source", lambda: _read(folders)) if parts else _read(folders)
        return cls(source, sha256, folders, parts)

    def keep(self, name: str, make: Callable[[], Part]) -> Part:
        """A part that is kept with the compiled rulebook, if a cache is used."""
        return self.parts.get(name, make) if self.parts else make()

    @property
    def version(self) -> str:
        """Version of the rulebook's content."""
        return self.source.meta.get("version", "0")

    @property
    def current_to(self) -> date:
        """The day on which the law was last reviewed."""
        return self.source.current_to

    @property
    def first_day(self) -> date:
        """The first day that the rulebook speaks about."""
        return self.source.first_day

    @property
    def postures(self) -> tuple[str, ...]:
        """The two laws, and the proposals that may be asked for."""
        proposals = {item.instrument for item in self.source.provisions.values() if item.proposed}
        return (*POSTURES, *(PROPOSED + name for name in sorted(proposals)))

    def unit(self, day: date, posture: str = POSTURES[0], known_at: date | None = None) -> Unit:
        """The law of a day in a posture, as far as it was known on ``known_at``.

        >>> Rulebook.load().unit(date(2025, 6, 1)).posture
        'enforced'
        """
        key = (self.calendar.segment(day), posture, self._knowledge(known_at))
        if key not in self._units:
            self.check_posture(View(posture, known_at))
            self._units[key] = self._kept_unit(*key)
        return self._units[key]

    def _kept_unit(self, day: date, posture: str, known_at: date | None) -> Unit:
        if self.parts is None:
            return self._build(day, posture, known_at)
        name = f"{day}-{posture.replace(':', '_')}-{known_at or 'all'}"
        kept = self.parts.read(name, self.source.provisions)
        if kept is not None:
            unit: Unit = kept
            unit.layout = self.layout
            return unit.load()
        unit = self._build(day, posture, known_at)
        self.parts.write(name, unit, self.source.provisions)
        return unit

    def _build(self, day: date, posture: str, known_at: date | None) -> Unit:
        from lockgate.compiler.build import build_unit  # noqa: PLC0415 - brings the parser, which a warm start does without
        from lockgate.compiler.ground import Texts  # noqa: PLC0415 - as above

        if self._texts is None:
            self._texts = Texts(self.symbols)
        return build_unit(self.source, self._texts, self.layout, day, View(posture, known_at)).load()

    def status(self, name: str, day: date | str) -> dict[str, bool]:
        """Whether an instrument is codified, enforced, or gone on a day.

        >>> Rulebook.load().status("diffusion-2025", "2026-06-01")
        {'codified': True, 'enforced': False, 'rescinded': False}
        """
        instrument = self.source.instruments.get(name)
        if instrument is None:
            from lockgate.compiler.fields import nearest  # noqa: PLC0415 - as above

            raise InputError(f"unknown instrument '{name}'", hint=nearest(name, self.source.instruments))
        when = date.fromisoformat(day) if isinstance(day, str) else day
        gone = instrument.ended is not None and when > instrument.ended
        codified = when >= instrument.compliance and not gone
        dormant = any(span.holds(when) for span in (*instrument.suspended, *instrument.not_enforced))
        return {"codified": codified, "enforced": codified and not dormant, "rescinded": gone}

    def check_posture(self, view: View) -> None:
        """Refuse a posture that is none."""
        if view.posture not in self.postures:
            known = ", ".join(self.postures)
            raise InputError(f"unknown posture '{view.posture}'", place="--posture", hint=f"one of {known}")

    def _knowledge(self, known_at: date | None) -> date | None:
        """The last day on or before ``known_at`` on which something became known; None if all is known by then."""
        if known_at is None:
            return None
        days = sorted({instrument.known_from for instrument in self.source.instruments.values()})
        if not days or known_at >= days[-1]:
            return None
        return max((day for day in days if day <= known_at), default=date.min)


def _read(folders: tuple[Path, ...]) -> Source:
    from lockgate.compiler.records import read_rulebook  # noqa: PLC0415 - a warm start does without
    from lockgate.compiler.types import check_types  # noqa: PLC0415 - as above

    source = read_rulebook(folders[0], folders[1:])
    check_types(source)
    return source
