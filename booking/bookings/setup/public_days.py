"""The coming public holidays of each country in which the business has a place, and whom each of them can close."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from booking.availability.models import Closure
from booking.kernel.public_holidays import customary_days, public_holidays
from booking.resources.models import Location
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class Holiday:
    """`places`: those that it closes; none: the whole business. `apart`: it stands for one place of its country, not
    for all of them. `custom`: many close, and the law does not. `within`: the name of a closure in which it lies; then
    there is nothing to choose."""

    day: date
    name: str
    country: str
    places: tuple[Location, ...] = ()
    apart: bool = False
    custom: bool = False
    within: str = ""

    @property
    def place(self) -> Location | None:
        return self.places[0] if self.apart else None

    @property
    def key(self) -> str:
        """Of its box."""
        if self.apart or not self.places:
            return self.closes[0]
        return f"{self.day.isoformat()}@{self.country}"

    @property
    def closes(self) -> tuple[str, ...]:
        """What is closed with it, each by the day and the place: it means the same when another country is added."""
        day = self.day.isoformat()
        return tuple(f"{day}@{place.code}" for place in self.places) or (day,)


def countries_of(tenant: Tenant, places: Iterable[Location]) -> list[str]:
    """Its own first."""
    codes = {one.country for one in places} or {tenant.country}
    return sorted(codes, key=lambda code: (code != tenant.country, code))


def coming_holidays(tenant: Tenant, places: Sequence[Location], today: date) -> list[Holiday]:
    """This year's and the next's, in order."""
    closed = list(Closure.objects.filter(tenant=tenant, resource=None, until_on__gte=today))
    codes = countries_of(tenant, places)
    found = [
        told
        for code in codes
        for year in (today.year, today.year + 1)
        for one in _of(code, tuple(place for place in places if place.country == code), tenant.locale, year)
        if one.day >= today
        for told in _as_it_stands(one, [row for row in closed if row.from_on <= one.day <= row.until_on], len(codes))
    ]
    return sorted(found, key=lambda one: one.key)


def _of(country: str, places: tuple[Location, ...], language: str, year: int) -> Iterator[Holiday]:
    public, custom = public_holidays(country, language, year), customary_days(country, language, year)
    yield from (Holiday(day, name, country, places) for day, name in public.items())
    yield from (Holiday(day, name, country, places, custom=True) for day, name in custom.items())
    own: dict[date, list[Holiday]] = defaultdict(list)
    for place in places:
        found = public_holidays(country, language, year, place.region) if place.region else {}
        for day in found.keys() - public.keys() - custom.keys():
            own[day].append(Holiday(day, found[day], country, (place,), apart=True))
    for there in own.values():  # what all places have is the whole country's
        yield from [replace(there[0], places=places, apart=False)] if len(there) == len(places) else there


def _as_it_stands(one: Holiday, closed: Sequence[Closure], countries: int) -> Iterator[Holiday]:
    """In one country it is the whole business's. Else, or where a place is closed by itself, the places': told apart
    when some are closed and others are not, so that no box says what is true of half of them."""
    singly = {row.location_id for row in closed if row.from_on == row.until_on}
    here = {place.pk for place in one.places}
    if countries == 1 and not one.apart and (None in singly or not singly & here):
        yield replace(one, places=(), within=_within(None, closed))
        return
    stands = {place: (_within(place, closed), place.pk in singly) for place in one.places}
    if len(set(stands.values())) == 1:
        yield replace(one, within=next(iter(stands.values()))[0])
    else:
        yield from (replace(one, places=(place,), apart=True, within=stands[place][0]) for place in one.places)


def _within(place: Location | None, closed: Iterable[Closure]) -> str:
    """The name of the longer closure, or of one of the whole business where the holiday is a place's."""
    for row in closed:
        longer = row.until_on > row.from_on
        if row.location_id is None and (place or longer):
            return row.name
        if place and row.location_id == place.pk and longer:
            return row.name
    return ""
