"""At most so many bookings of one client that begin within so many days: plain values, no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from booking.availability.catalogue import Catalogue
from booking.resources.models import Service


@dataclass(frozen=True, slots=True)
class Most:
    """No `days` days in a row hold more than `bookings` of them."""

    bookings: int
    days: int

    def is_passed(self, taken: Iterable[date], on: date) -> bool:
        """Whether one more on that day would be too many. `taken`: the days on which the others begin."""
        reach = timedelta(days=self.days)
        near = [day for day in taken if on - reach < day < on + reach]
        # The fullest stretch can be pushed to the right until it begins on one of the days.
        firsts = {day for day in near if day <= on} | {on}
        return any(sum(first <= day < first + reach for day in near) >= self.bookings for first in firsts)

    def first_day(self, taken: Iterable[date], on: date) -> date:
        """The first day from then on with room for one more: that one, or one on which an earlier one has left the
        stretch."""
        days = list(taken)
        leaving = sorted({day + timedelta(days=self.days) for day in days})
        return next(day for day in (on, *(day for day in leaving if day > on)) if not self.is_passed(days, day))


def most_of(catalogue: Catalogue, service: Service, group: UUID | None) -> Most | None:
    """The group's own, else the service's; None: as many as they like."""
    for row in (catalogue.terms(service, group), service):
        if row is not None and row.most_bookings and row.most_days:
            return Most(row.most_bookings, row.most_days)
    return None
