"""Files to a candidate for a snapshot: which format, which feed, read, counted. Nothing is stored or refused here."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lockgate.errors import InputError
from lockgate.parties.lists.dates import day
from lockgate.parties.lists.entries import build
from lockgate.parties.lists.files import text_of
from lockgate.parties.lists.readers import csl, dpl, ofac, rows
from lockgate.parties.lists.readers.rows import HINT as ROWS_HINT
from lockgate.parties.lists.tables import feed as feed_of
from lockgate.parties.lists.tables import feeds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from lockgate.parties.lists.draft import Reading
    from lockgate.parties.lists.files import RawFile
    from lockgate.parties.lists.readers.ofac import Part
    from lockgate.parties.lists.tables import Feed
    from lockgate.parties.model import Entry

PARSER = "1"
"""Version of the readers: a new one where the same bytes give other entries."""
FORMATS = ("csl-json", "csl-jsonl", "csl-csv", "ofac", "dpl", "rows")
_NAMED_DAY = re.compile(r"(?<!\d)(20\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)")
_RESULTS = re.compile(r'\{[^{}\[\]]{0,4000}"results"\s*:')
_CSL_COLUMNS = frozenset({"source", "name"})


@dataclass(frozen=True, slots=True)
class Text:
    """A file with its text and format."""

    raw: RawFile
    text: str
    format: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the files of one feed hold: entries, and what the reader found odd."""

    feed: Feed
    format: str
    files: tuple[RawFile, ...]
    entries: tuple[Entry, ...]
    reading: Reading
    published: date
    published_from: str

    @property
    def counts(self) -> Mapping[str, int]:
        """Entries by list id."""
        return dict(sorted(Counter(one.list_id for one in self.entries).items()))

    @property
    def split(self) -> Mapping[str, int]:
        """Names that were read out of others, by origin."""
        found = Counter(name.origin for one in self.entries for name in one.names if name.origin)
        found["address_only"] = sum(one.address_only for one in self.entries)
        return dict(sorted(found.items()))

    @property
    def wordings(self) -> Mapping[str, int]:
        """Distinct wordings of requirements and policies, and how many of them have something unread."""
        found = {}
        for what in ("requirement", "policy"):
            texts = {one.text: one.unread for entry in self.entries if (one := getattr(entry, what))}
            found[what] = len(texts)
            found[f"{what}_unread"] = sum(bool(unread) for unread in texts.values())
        return found


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the caller states: the feed, where the content does not say it; the day, where nothing else does.

    ``step`` is called with the feed, records done and records in all.
    """

    feed: str | None = None
    published: date | None = None
    step: Callable[[str, int, int], None] = lambda _feed, _done, _all: None


def recognise(raw: RawFile, wanted: str | None = None) -> Text:
    """A file with its format, by its content or as stated; `InputError` if it is none of `FORMATS`."""
    if wanted is not None and wanted not in FORMATS:
        raise InputError(f"there is no format called '{wanted}'", place="--format", hint=f"one of {', '.join(FORMATS)}")
    text = text_of(raw)
    found = wanted or _format_of(text)
    if not found:
        raise InputError(
            "this is no list that Lockgate knows",
            place=raw.name,
            hint=f"say --format with one of {', '.join(FORMATS)}, or see docs/parties/lists.md",
        )
    return Text(raw, text, found)


def read_files(files: Sequence[RawFile], wishes: Wishes | None = None, wanted: str | None = None) -> list[Candidate]:
    """The candidates that files hold, one for each feed; files of one OFAC list belong together.

    Args:
        files: files as they came.
        wishes: what the caller states besides.
        wanted: their format, where it is not to be recognised.

    Errors: `InputError` for a file that is cut, empty, unreadable, of no known form, or of no known day.
    """
    wishes = wishes or Wishes()
    texts = [recognise(raw, wanted) for raw in files]
    found = [_single(one, wishes) for one in texts if one.format != "ofac"]
    return found + _ofac([one for one in texts if one.format == "ofac"], wishes)


def _format_of(text: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("{"):
        return _json_format(start)
    if ofac.part_of(text):
        return "ofac"
    header = {cell.casefold() for cell in dpl.header_of(text)}
    if header >= dpl.HEADER:
        return "dpl"
    return "csl-csv" if header >= _CSL_COLUMNS else ""


def _json_format(text: str) -> str:
    if _RESULTS.match(text):
        return "csl-json"
    if rows.meta_of(text) is not None:
        return "rows"
    try:
        first = json.loads(text.split("\n", 1)[0])
    except (ValueError, RecursionError):
        return ""
    return "csl-jsonl" if isinstance(first, dict) and first.keys() >= _CSL_COLUMNS else ""


def _single(one: Text, wishes: Wishes) -> Candidate:
    name, feed = one.raw.name, wishes.feed
    if one.format == "rows":
        chosen = feed_of(feed) if feed else _of_rows(one)
        reading = rows.read(one.text, name, chosen)
    elif one.format == "dpl":
        chosen = feed_of(feed or "bis_dpl")
        reading = dpl.read(one.text, name)
    else:
        chosen = feed_of(feed or "csl")
        reader = {"csl-json": csl.read_json, "csl-jsonl": csl.read_lines, "csl-csv": csl.read_csv}[one.format]
        reading = reader(one.text, name)
    return _candidate(chosen, one.format, (one.raw,), reading, wishes)


def _of_rows(one: Text) -> Feed:
    said = (rows.meta_of(one.text) or {}).get("list_id")
    for candidate in feeds().values():
        if candidate.rows and candidate.rows == said:
            return candidate
    if said is None:
        raise InputError("the first line does not say which list this is", place=f"{one.raw.name}:1", hint=ROWS_HINT)
    known = ", ".join(each.rows for each in feeds().values() if each.rows)
    raise InputError(f"no list is called '{said}'", place=f"{one.raw.name}:1", hint=f"one of {known}, or say --feed")


def _ofac(texts: Sequence[Text], wishes: Wishes) -> list[Candidate]:
    """OFAC's files, each alias and address file joined to the main file that its numbers fit best."""
    mains = [one for one in texts if ofac.part_of(one.text) == "main"]
    groups: list[dict[Part, Text]] = [{"main": one} for one in mains]
    for one in texts:
        part = ofac.part_of(one.text)
        if part is None:
            raise InputError("this is no file of OFAC: its first row has neither 12, 5 nor 6 cells", place=one.raw.name)
        if part != "main":
            _join(groups, part, one)
    found = []
    for group in groups:
        chosen = feed_of(wishes.feed) if wishes.feed else _of_ofac(group)
        reading = ofac.read({part: (one.text, one.raw.name) for part, one in group.items()}, chosen)
        found.append(_candidate(chosen, "ofac", tuple(one.raw for one in group.values()), reading, wishes))
    return found


def _join(groups: list[dict[Part, Text]], part: Part, one: Text) -> None:
    own = ofac.numbers(one.text)
    fitting = [group for group in groups if part not in group and "main" in group]
    if fitting:
        max(fitting, key=lambda group: len(own & ofac.numbers(group["main"].text)))[part] = one
    elif groups and "main" not in groups[-1] and part not in groups[-1]:
        groups[-1][part] = one
    else:
        groups.append({part: one})


def _of_ofac(group: Mapping[Part, Text]) -> Feed:
    consolidated = feeds()["ofac_cons"]
    main = group.get("main")
    return consolidated if main and ofac.is_consolidated(main.text, consolidated) else feeds()["ofac_sdn"]


def _candidate(feed: Feed, form: str, files: tuple[RawFile, ...], reading: Reading, wishes: Wishes) -> Candidate:
    if form not in feed.formats:
        hint = f"{feed.id} comes as {', '.join(feed.formats)}"
        raise InputError(f"the feed {feed.id} has no format {form}", place=files[0].name, hint=hint)
    if not reading.drafts:
        why = f": {reading.problems[0].reason}" if reading.problems else ""
        raise InputError(f"no record could be read{why}", place=files[0].name)
    done, total = 0, len(reading.drafts)

    def tick() -> None:
        nonlocal done
        done += 1
        wishes.step(feed.id, done, total)

    when, known_from = _published(files, reading, wishes.published)
    entries = tuple(build(reading.drafts, feed.id, tick))
    return Candidate(feed, form, files, entries, reading, when, known_from)


def _published(files: Sequence[RawFile], reading: Reading, stated: date | None) -> tuple[date, str]:
    """The day that a list is of: as stated, as its content says, by its file's name, or by the server's word."""
    if stated is not None:
        return stated, "stated"
    if reading.published is not None:
        return reading.published, "content"
    named = [when for raw in files if (when := named_day(raw.name))]
    if named:
        return min(named), "name"
    modified = [raw.modified for raw in files if raw.modified]
    if modified:
        return min(modified), "header"
    raise InputError(
        "neither the file nor its name says which day this list is of",
        place=files[0].name,
        hint="say --published DAY, the day on which the publisher put it out",
    )


def named_day(name: str) -> date | None:
    """The day in a file's name, or None.

    >>> named_day("csl-2026-07-31.jsonl.gz"), named_day("sdn-2021-07.csv")
    (datetime.date(2026, 7, 31), None)
    """
    found = _NAMED_DAY.search(name)
    return day("-".join((found[1], found[3], found[4]))) if found else None
