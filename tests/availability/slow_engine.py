"""The engine a second time, obvious and slow: every minute is asked for itself. It shares no code.

A wall clock is a table of (instant, what the clock shows), made with zoneinfo. An opening runs from the first
instant that shows its start or later, to just after the last that shows something before its end.
"""

from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain, combinations, product
from zoneinfo import ZoneInfo

from booking.availability.asking import Limits, Member, Query
from booking.availability.rules import ClosedDays, Dated, Id, Rules, Single, Weekly

EPOCH = datetime(1970, 1, 1)
MARGIN = timedelta(days=4)
Wanted = tuple[int, int, int | None, frozenset[str], Id | None]  # start, minutes, price, modes, location


@cache
def clock(zone: str, from_on: date, to_on: date) -> list[tuple[int, datetime]]:
    first = int((datetime.combine(from_on, time()) - MARGIN - EPOCH).total_seconds()) // 60
    last = int((datetime.combine(to_on, time()) + MARGIN - EPOCH).total_seconds()) // 60
    tz = ZoneInfo(zone)
    return [(m, datetime.fromtimestamp(m * 60, tz).replace(tzinfo=None)) for m in range(first, last)]


class SlowEngine:
    def __init__(self, rules: Rules, zones: dict[Id | None, str], from_on: date, to_on: date) -> None:
        self.rules, self.zones, self.from_on, self.to_on = rules, zones, from_on, to_on
        self.closed_minutes = cache(self._closed_minutes)
        self.openings = cache(self._openings)
        self.open_minutes = cache(self._open_minutes)
        self.place_minutes = cache(self._place_minutes)

    def starts(self, query: Query, busy: dict[Id, list[tuple[int, int]]], limits: Limits):
        """What may be offered: {(start, minutes, price, modes, location): providers}."""
        taken = {
            resource: {minute for start, end in rows for minute in range(start, end)} for resource, rows in busy.items()
        }
        self.rows = busy
        offered: dict[Wanted, set[Id]] = {}
        sound: dict[Wanted, set[Id]] = {}
        for provider in query.providers:
            for start, minutes, price, modes, location, single in self._provider_starts(query, provider, limits):
                if (
                    self._giver_free(provider, start, minutes, query, taken)
                    and self._skilled(provider, start, minutes, location)
                    and self._has_room(provider, start, query, location)
                    and self.needs(query, taken, provider.resource, start, minutes, location)
                ):
                    key = (start, minutes, price, modes, location)
                    offered.setdefault(key, set()).add(provider.resource)
                    if single or not self._leaves_gap(provider, start, minutes, location, query, taken):
                        sound.setdefault(key, set()).add(provider.resource)
        return self._sparing(offered, sound) if limits.spare_gaps and query.shortest_gap else offered

    def _sparing(self, offered, sound):
        """On each day at a place on which anything leaves no gap, just that."""

        def day(key):
            start, _minutes, _price, _modes, location = key
            return location, datetime.fromtimestamp(start * 60, ZoneInfo(self.zones[location])).date()

        better = {day(key) for key in sound}
        return {key: sound.get(key, who) for key, who in offered.items() if key in sound or day(key) not in better}

    def _leaves_gap(self, provider, start, minutes, location, query, taken):
        """Minute by minute away from the stay as long as it is open and free; what buffers take is no gap."""
        closed = self.closed_minutes(provider.resource, location)
        opened = {
            minute
            for rule, begin, end in self.openings(provider.resource)
            if rule.location == location and not (isinstance(rule, Single) and closed & set(range(begin, end)))
            for minute in self._at_its_place(rule, begin, end)
        }
        free = opened - closed - taken.get(provider.resource, set())
        before = after = 0
        while start - before - 1 in free:
            before += 1
        while start + minutes + after in free:
            after += 1
        return any(0 < left < query.shortest_gap for left in (before - query.before, after - query.after))

    def needs(self, query, taken, provider, start, minutes, location):
        """Every way to fill the requirements without using anything twice."""
        choices = []
        for requirement in query.requirements:
            able = [
                member.resource
                for member in requirement.pool
                if member.resource != provider
                and self._free(member.resource, start, minutes, query, taken)
                and self._skilled(member, start, minutes, location)
                and self._has_room(member, start, query, location)
                and self._member_open(member, query.service, start, minutes, location)
            ]
            choices.append(list(combinations(able, requirement.quantity)))
        every = (list(chain.from_iterable(choice)) for choice in product(*choices))
        return [choice for choice in every if len(set(choice)) == len(choice)] or ([] if query.requirements else [[]])

    def _provider_starts(self, query, provider, limits):
        for rule, begin, end in self.openings(provider.resource):
            modes = rule.modes
            if modes is None:
                modes = query.modes
            elif query.modes:
                modes = modes & query.modes
                if not modes:
                    continue
            if (
                (rule.services is not None and query.service not in rule.services)
                or (query.location is not None and query.location != rule.location)
                or (limits.mode is not None and limits.mode not in modes)
                or (rule.audience == "clients" and not limits.proven_client)
            ):
                continue
            if isinstance(rule, Single):
                if end - begin < provider.minutes:
                    continue
                candidates, minutes = [begin], end - begin
                price = provider.price if rule.price is None else rule.price
            else:
                candidates, minutes, price = range(begin, end, query.step), provider.minutes, provider.price
            for start in candidates:
                stay = range(start, start + minutes)
                if (
                    query.first <= start < query.last
                    and self.open_minutes(provider.resource, terms(rule)).issuperset(stay)
                    and self._within(start, rule.location, limits)
                ):
                    yield start, minutes, price, modes, rule.location, isinstance(rule, Single)

    def _within(self, start, location, limits):
        if start < limits.now + limits.notice_minutes:
            return False
        if limits.horizon_days is None:
            return True
        tz = ZoneInfo(self.zones[location])
        today = datetime.fromtimestamp(limits.now * 60, tz).date()
        on = datetime.fromtimestamp(start * 60, tz).date()
        return on <= today + timedelta(days=limits.horizon_days)

    def _giver_free(self, provider, start, minutes, query, taken):
        """Busy in the gap is no matter, unless the stay is over by then."""
        wanted = set(range(start - query.before, start + minutes + query.after))
        if provider.gap is not None and provider.gap.end < minutes:
            wanted -= set(range(start + provider.gap.begin, start + provider.gap.end))
        return taken.get(provider.resource, set()).isdisjoint(wanted)

    def _free(self, resource, start, minutes, query, taken):
        wanted = range(start - query.before, start + minutes + query.after)
        return taken.get(resource, set()).isdisjoint(wanted)

    def _skilled(self, who, start, minutes, location):
        """On the day of every minute each skill must hold."""
        tz = ZoneInfo(self.zones[location])
        days = {datetime.fromtimestamp(minute * 60, tz).date() for minute in range(start, start + minutes)}
        return all(
            any((since is None or since <= day) and (until is None or day <= until) for since, until in skill.periods)
            for skill in who.skills
            for day in days
        )

    def _has_room(self, who, start, query, location):
        """As many as begin on its day already are fewer than they take."""
        if who.most_a_day is None:
            return True
        tz = ZoneInfo(self.zones[location])
        on = datetime.fromtimestamp((start - query.before) * 60, tz).date()
        rows = self.rows.get(who.resource, [])
        visits = [begin for begin, _end in rows if datetime.fromtimestamp(begin * 60, tz).date() == on]
        return len(visits) < who.most_a_day

    def _member_open(self, member: Member, service, start, minutes, location):
        stay = range(start, start + minutes)
        mine = [*self.rules.weekly, *self.rules.dated, *self.rules.singles]
        mine = [rule for rule in mine if rule.resource == member.resource]
        if not mine:
            right_place = member.location is None or member.location == location
            return right_place and self.closed_minutes(member.resource, location).isdisjoint(stay)
        for rule in mine:
            place = rule.location if rule.location is not None else member.location
            suits = rule.services is None or service in rule.services
            opened = self.open_minutes(member.resource, terms(rule))
            if suits and (place is None or place == location) and opened.issuperset(stay):
                return True
        return False

    def _open_minutes(self, resource, wanted_terms):
        minutes: set[int] = set()
        for rule, begin, end in self.openings(resource):
            if terms(rule) == wanted_terms:
                closed = self.closed_minutes(resource, rule.location)
                minutes |= self._at_its_place(rule, begin, end) - closed
        return minutes

    def _at_its_place(self, rule, begin, end):
        """What is open each week, or instead of that, is so only while its place is, if that says anything."""
        minutes = set(range(begin, end))
        limited = any(day.location == rule.location for day in self.rules.places)
        weekly = isinstance(rule, Weekly) or (isinstance(rule, Dated) and rule.replaces_weekly)
        return minutes & self.place_minutes(rule.location) if limited and weekly else minutes

    def _place_minutes(self, location):
        table = clock(self.zones[location], self.from_on, self.to_on)
        first, last = table[0][1].date(), table[-1][1].date()
        minutes: set[int] = set()
        for day in self.rules.places:
            for n in range(1, (last - first).days - 1):
                on = first + timedelta(days=n)
                if day.location == location and on.weekday() == day.weekday:
                    begin = datetime.combine(on, time()) + timedelta(minutes=day.start_minute)
                    end = datetime.combine(on, time()) + timedelta(minutes=day.end_minute)
                    end += timedelta(days=end <= begin)
                    minutes |= set(range(*self._span(self.zones[location], begin, end)))
        return minutes

    def _closed_minutes(self, resource, location):
        minutes: set[int] = set()
        for closure in self.rules.closures:
            if closure.location in (None, location) and closure.resource in (None, resource):
                minutes |= set(range(*self._closed_span(closure, self.zones[location])))
        return minutes

    def _closed_span(self, closure: ClosedDays, zone: str):
        begin = datetime.combine(closure.from_on, time()) + timedelta(minutes=closure.start_minute)
        end = datetime.combine(closure.until_on, time()) + timedelta(minutes=closure.end_minute)
        return self._span(zone, begin, end)

    def _span(self, zone, begin, end):
        table = clock(zone, self.from_on, self.to_on)
        from_ = next(instant for instant, shown in table if shown >= begin)
        return from_, next(instant for instant, shown in reversed(table) if shown < end) + 1

    def _openings(self, resource):
        """Every (rule, begin, end) of the resource near the days asked for."""
        found = []
        days = [self.from_on + timedelta(days=n) for n in range(-2, (self.to_on - self.from_on).days + 3)]
        shifts = [rule for rule in self.rules.dated if rule.resource == resource]
        for on in days:
            rules = [rule for rule in shifts if rule.on == on]
            if not any(rule.replaces_weekly for rule in rules):
                rules += [r for r in self.rules.weekly if r.resource == resource and happens(r, on)]
            for rule in rules:
                begin = datetime.combine(on, time()) + timedelta(minutes=rule.start_minute)
                end = datetime.combine(on, time()) + timedelta(minutes=rule.end_minute)
                if end <= begin:
                    end += timedelta(days=1)
                found.append((rule, *self._span(self.zones[rule.location], begin, end)))
        found += [(rule, rule.start, rule.end) for rule in self.rules.singles if rule.resource == resource]
        return found


def happens(rule, on: date) -> bool:
    week = int(on.strftime("%V"))
    return (
        on.weekday() == rule.weekday
        and (rule.valid_from_on is None or rule.valid_from_on <= on)
        and (rule.valid_until_on is None or on <= rule.valid_until_on)
        and (rule.weeks == "every" or rule.weeks == ("odd" if week % 2 else "even"))
    )


def terms(rule):
    """Openings with the same terms may follow one another within one stay; an open slot stands alone."""
    alone = rule if isinstance(rule, Single) else None
    return (rule.location, rule.services, rule.audience, rule.modes, alone)
