"""Notes down, while a search runs for one instant, which of its steps lost that instant and to what.

It looks at what each step made and decides nothing by itself.
"""

from collections import defaultdict
from itertools import chain

from booking.availability.asking import Busy, Code, Gap, Member, Provider, Query, Reason, Terms
from booking.availability.book import Book, Hours, closed_intervals
from booking.availability.daily import is_full
from booking.availability.rules import Id
from booking.availability.skills import lacking
from booking.availability.windows import ALWAYS, mark_starts
from booking.kernel.intervals import Intervals, Minute, contains, normalise


class Recorder:
    def __init__(self, start: Minute, query: Query, book: Book) -> None:
        self._start = start
        self._query = query
        self._book = book
        self._reasons: list[Reason] = []
        self._unsuitable: list[Code] = []
        self._touching: list[list[Reason]] = []
        self._distant: list[list[Reason]] = []
        self._members: dict[int, list[Reason]] = {}

    @property
    def reasons(self) -> list[Reason]:
        return list(dict.fromkeys(self._reasons))

    def refuse(self, code: Code, need: int | None = None) -> None:
        self._reasons.append(Reason(code, need=need))

    def unsuitable(self, hours: Hours, code: Code) -> None:
        """The provider has hours that will not do for this service."""
        if self._touches(hours):
            self._unsuitable.append(code)

    def tried(self, provider: Provider, hours: Hours, taken: Busy | None, free: Intervals, terms: Terms) -> None:
        """The search has looked for starts in these hours of the provider, who is free in `free`."""
        reasons = self._opening_reasons(provider.resource, hours, terms) + self._skill_reasons(provider, terms)
        reasons += self._day_reasons(provider, taken, terms)
        if not contains(free, self._start, self._start + 1):
            reasons += self._busy_reasons(provider.resource, taken, terms, gap=provider.gap_in(provider.minutes))
        (self._touching if self._touches(hours) else self._distant).append(reasons)

    def provider_done(self, provider: Provider, taken: Busy | None) -> None:
        """All hours of the provider have been tried. What lies nowhere near the start is only told of when
        nothing else explains it; what is taken is told of also when there are no hours."""
        resource = provider.resource
        if [] not in self._touching:
            reasons = [Reason(code, resource) for code in self._unsuitable]
            reasons += chain.from_iterable(self._touching)
            reasons = reasons or list(chain.from_iterable(self._distant))
            self._reasons += reasons or [Reason("no_opening", resource)]
            if not self._touching:
                terms = Terms(None, provider.minutes, None, frozenset())
                self._reasons += self._busy_reasons(resource, taken, terms, gap=provider.gap_in(terms.minutes))
        self._unsuitable, self._touching, self._distant = [], [], []

    def member(
        self,
        need: int,
        member: Member,
        *,
        taken: Busy | None,
        free: Intervals,
        opened: Intervals,
        terms: Terms,
    ) -> None:
        """A resource of a requirement's pool has been looked at: where it is free, and where it is open."""
        resource, reasons = member.resource, self._members.setdefault(need, [])
        reasons += self._skill_reasons(member, terms, need) + self._day_reasons(member, taken, terms, need)
        if not contains(free, self._start, self._start + 1):
            reasons += self._busy_reasons(resource, taken, terms, need)
        if not contains(opened, self._start, self._start + 1):
            missing: Code = "no_opening" if resource in self._book.hours else "elsewhere"
            closed = self._closed_reasons(resource, terms, need)
            reasons += closed or [Reason(missing, resource, need=need)]

    def needs_unmet(self, able: list[int]) -> None:
        """No provider could be served with `able[i]` resources for each requirement. Where each alone has
        enough, they want the same ones."""
        short = [i for i, one in enumerate(self._query.requirements) if able[i] < one.quantity]
        for need in short or range(len(self._query.requirements)):
            self.refuse("requirement", need=need)
            self._reasons += self._members.get(need, [])
        self._members = {}

    def limits(self, refusals: list[Code], earliest: Minute, end: float) -> None:
        """The start was found, and then notice, horizon, audience and mode were applied."""
        for code in refusals:
            self.refuse(code)
        if self._start < earliest:
            self.refuse("too_soon")
        if self._start >= end:
            self.refuse("beyond_horizon")

    def _touches(self, hours: Hours) -> bool:
        return any(start <= self._start < end for start, end in hours.uncut)

    def _opening_reasons(self, resource: Id, hours: Hours, terms: Terms) -> list[Reason]:
        marked: defaultdict[Minute, int] = defaultdict(int)
        mark_starts(marked, 1, hours, ALWAYS, terms=terms, query=self._query)
        if marked:
            return []
        covered = contains(normalise(hours.uncut), self._start, self._start + terms.minutes)
        on_grid = any(
            start <= self._start < end and (self._start - start) % self._query.step == 0 for start, end in hours.uncut
        )
        reasons = self._closed_reasons(resource, terms)
        if not covered:
            return [*reasons, Reason("no_opening", resource)]
        reasons += [] if reasons else self._shut_reasons(resource, hours, terms)
        if not on_grid:
            reasons.append(Reason("off_grid", resource))
        return reasons

    def _closed_reasons(self, resource: Id, terms: Terms, need: int | None = None) -> list[Reason]:
        end = self._start + terms.minutes
        return [
            Reason("closed", resource, closed, need=need)
            for closed in closed_intervals(self._book, resource, terms.location)
            if closed[0] < end and closed[1] > self._start
        ]

    def _shut_reasons(self, resource: Id, hours: Hours, terms: Terms) -> list[Reason]:
        """The place is not open for the whole of it, and nothing was entered for that very day."""
        end = self._start + terms.minutes
        if contains(normalise((one.start, one.until) for one in hours.openings), self._start, end):
            return []
        shut = self._book.shut.get(terms.location, [])
        return [Reason("closed", resource, one) for one in shut if one[0] < end and one[1] > self._start]

    def _skill_reasons(self, who: Provider | Member, terms: Terms, need: int | None = None) -> list[Reason]:
        missing = lacking(who.skills, self._start, terms.minutes, self._book.zones[terms.location])
        return [Reason("skill", who.resource, need=need, skill=one.skill) for one in missing]

    def _day_reasons(
        self, who: Provider | Member, taken: Busy | None, terms: Terms, need: int | None = None
    ) -> list[Reason]:
        full = is_full(who.most_a_day, taken, self._start, self._query.before, self._book.zones[terms.location])
        return [Reason("day_full", who.resource, need=need)] if full else []

    def _busy_reasons(
        self, resource: Id, taken: Busy | None, terms: Terms, need: int | None = None, *, gap: Gap | None = None
    ) -> list[Reason]:
        if taken is None:
            return []
        reasons = []
        start, end = self._start, self._start + terms.minutes
        idle = (start + gap.begin, start + gap.end) if gap else (end, end)
        for i, (busy_start, busy_end) in enumerate(zip(taken.starts, taken.ends, strict=True)):
            if idle[0] <= busy_start and busy_end <= idle[1]:
                continue
            if busy_start < end + self._query.after and busy_end > start - self._query.before:
                kind = taken.kinds[i] if taken.kinds else None
                code: Code = "absence" if kind == "absence" else "busy"
                if busy_start >= end or busy_end <= start:
                    code = "buffer"
                reasons.append(Reason(code, resource, (busy_start, busy_end), kind, need))
        return reasons
