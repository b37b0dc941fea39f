"""Replay on the real lists: seven days of the SDN list."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.parties.real import LISTS, needs_lists

from lockgate.parties.lists import Store, read_file, read_files
from lockgate.parties.lists.intake import Wishes
from lockgate.parties.screened.decisions import Decisions
from lockgate.parties.screened.desk import Desks
from lockgate.parties.screened.subject import Subject

pytest.importorskip("numpy", reason="names are indexed with numpy")
pytest.importorskip("anyascii", reason="names are put into Latin letters with anyascii")

from lockgate.parties.screened.matching import matcher_of

if TYPE_CHECKING:
    from pathlib import Path

_DAY = re.compile(r"ofac-sdn-(\d{4}-\d{2}-\d{2})\.csv")


@pytest.mark.slow
@needs_lists
def test_seven_days_of_a_list_are_replayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCKGATE_CACHE", str(tmp_path / "cache"))
    store, days = Store(tmp_path), []
    for path in sorted(LISTS.glob("ofac-sdn-*.csv.gz")):
        text = _DAY.match(path.name)
        if text is None:
            continue
        day = date.fromisoformat(text[1])
        (found,) = read_files([read_file(path)], Wishes(published=day))
        store.add(found, retrieved="2026-11-01T00:00:00+00:00", accept="one file of three, for a test")
        days.append(day)
    assert len(days) == 7
    entries = {day: {one.id: one for one in store.snapshot(store.as_of(day)["ofac_sdn"]).entries} for day in days}
    for earlier, later in pairwise(days):
        new = [one for name, one in entries[later].items() if name not in entries[earlier] and len(one.title) > 20]
        for entry in new[:3]:
            subject = Subject(entry.title)
            before, after = (met(store, subject, day, days[-1]) for day in (earlier, later))
            assert entry.id not in before
            assert entry.id in after


def met(store: Store, subject: Subject, known_at: date, day: date) -> set[str]:
    found = Desks(store, Decisions(), matcher_of, known_at=known_at).on(day).finding(subject)
    return {one.hit.entry.id for one in found.judged}
