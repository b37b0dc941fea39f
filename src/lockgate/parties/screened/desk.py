"""What screening stands on for one day: lists, a matcher for them, decisions; each party is looked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.parties.lists.combine import combined
from lockgate.parties.lists.current import ListsOn
from lockgate.parties.lists.freshness import freshness
from lockgate.parties.screened.finding import Finding, find
from lockgate.parties.screened.subject import Met

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from lockgate.parties.lists.combine import Combined
    from lockgate.parties.lists.store import Known, Store
    from lockgate.parties.model import Entry
    from lockgate.parties.screened.decisions import Decisions
    from lockgate.parties.screened.subject import Matcher, MatcherOf, Subject

_SHORT = 12


class Desk:
    """Screening on one day.

    Args:
        on: the lists of the day.
        decisions: what was decided about matches by then.
        matcher: gives what finds parties among their entries; asked for at the first party.
        known: the snapshots, for their names.
    """

    def __init__(
        self, on: ListsOn, decisions: Decisions, matcher: Callable[[], Matcher], known: tuple[Known, ...] = ()
    ) -> None:
        self.on = on
        self.decisions = decisions
        self.known = known
        self.entries: dict[str, Entry] = {one.id: one for one in on.combined.entries}
        self._matcher = matcher
        self._found: dict[Subject, Finding] = {}

    @property
    def day(self) -> date:
        """The day."""
        return self.on.day

    @property
    def matcher(self) -> Matcher:
        """Finds parties among the entries."""
        return self._matcher()

    def finding(self, subject: Subject) -> Finding:
        """What the lists say of a party."""
        if subject not in self._found:
            met = Met() if subject.empty else self.matcher.meet(subject)
            self._found[subject] = find(subject, met, self.on.freshness, self.decisions, self.on.combined.bases)
        return self._found[subject]

    def told(self) -> tuple[str, ...]:
        """The snapshots in use, and the lists that cannot be relied on."""
        used = [f"{one.meta.source} of {one.meta.published}, snapshot {one.id[:_SHORT]}" for one in self.known]
        bad = [f"not relied on: {reason}" for reason in self.on.freshness.reasons]
        return (*(used or ["no list is there"]), *bad)


class Desks:
    """Screening on any day; lists that serve several days are read and indexed once.

    Args:
        store: the snapshots.
        decisions: what was decided about matches.
        matcher_of: makes a matcher for entries.
        known_at: for a replay: leave out lists published, and decisions made, later than that day.
        max_age_days: a list older than that is stale; None takes the setting of the lists.
    """

    def __init__(
        self,
        store: Store,
        decisions: Decisions,
        matcher_of: MatcherOf,
        *,
        known_at: date | None = None,
        max_age_days: int | None = None,
    ) -> None:
        self.store = store
        self.decisions = decisions.until(known_at)
        self.matcher_of = matcher_of
        self.known_at = known_at
        self.max_age_days = max_age_days
        self._combined: dict[tuple[str, ...], Combined] = {}
        self._matchers: dict[tuple[str, ...], Matcher] = {}
        self._days: dict[date, Desk] = {}

    def on(self, day: date) -> Desk:
        """Screening with the lists that were published by a day."""
        if day not in self._days:
            known = self.store.as_of(day, self.known_at)
            used = tuple(known[source] for source in sorted(known))
            key = tuple(one.id for one in used)
            if key not in self._combined:
                self._combined[key] = combined([self.store.snapshot(one) for one in used])
            on = ListsOn(day, self._combined[key], freshness(used, day, self.max_age_days))
            self._days[day] = Desk(on, self.decisions, lambda: self._matcher(key), used)
        return self._days[day]

    def _matcher(self, key: tuple[str, ...]) -> Matcher:
        if key not in self._matchers:
            self._matchers[key] = self.matcher_of(self._combined[key].entries, snapshots=key)
        return self._matchers[key]
