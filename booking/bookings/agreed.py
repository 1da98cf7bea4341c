"""A booking in the words of the client's pages. Decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from booking.bookings.links import map_url
from booking.bookings.models import Booking
from booking.bookings.presenting import MODES, place_said, price_said
from booking.bookings.reminding import reminder_of
from booking.kernel.money import Money
from booking.kernel.saying import (
    local_day,
    page_language,
    say_hours,
    say_moment,
    say_near_day,
    say_span,
    say_time,
    say_zone,
)
from booking.resources.models import Mode, Resource, Service

VIDEO_OPENS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A booking's frozen facts, written in the active language, in the zone of its place."""

    booking: Booking
    service: Service
    practitioner: Resource
    today: datetime

    @property
    def zone(self) -> str:
        return self.booking.location.timezone

    @property
    def start(self) -> datetime:
        return self.booking.start_at.astimezone(ZoneInfo(self.zone))

    @property
    def start_on(self) -> date:
        return local_day(self.booking.start_at, self.zone)

    @property
    def day(self) -> str:
        return say_near_day(self.start_on, page_language(), self.today.date())

    @property
    def hours(self) -> str:
        return say_hours(self.booking.start_at, self.booking.end_at, self.zone, page_language())

    @property
    def named_zone(self) -> str:
        """Said only where the clock differs from the one at the business."""
        booking = self.booking
        return say_zone(self.zone, booking.tenant.timezone, booking.start_at, page_language())

    @property
    def short(self) -> str:
        """ "Tue 24 Nov 09:00–09:45"."""
        booking, today = self.booking, self.today.date()
        return say_span(booking.start_at, booking.end_at, self.zone, page_language(), today=today)

    @property
    def begins(self) -> str:
        """ "Tue 24 Nov 09:00"."""
        return self.said(self.booking.start_at)

    @property
    def what(self) -> str:
        minutes = (self.booking.end_at - self.booking.start_at) // timedelta(minutes=1)
        return gettext("%(service)s, %(minutes)s min") % {"service": self.service.name, "minutes": minutes}

    @property
    def with_whom(self) -> str:
        return self.practitioner.name if self.practitioner.public else ""

    @property
    def mode_icon(self) -> str:
        return MODES[Mode(self.booking.mode)][0]

    @property
    def mode(self) -> str:
        return str(MODES[Mode(self.booking.mode)][1])

    @property
    def on_site(self) -> bool:
        return self.booking.mode == Mode.ON_SITE

    @property
    def place(self) -> str:
        return place_said(self.booking.location)

    @property
    def map_url(self) -> str:
        return map_url(self.booking.location)

    @property
    def price(self) -> str:
        return price_said(self.booking.money)

    @property
    def paid(self) -> str:
        """What came in, and what of it went back."""
        back = Money(self.booking.refunded_amount, self.booking.currency)
        came = Money(self.booking.paid_amount + back.amount, back.currency).written(page_language())
        if not back.amount:
            return came
        return gettext("%(came)s, %(back)s paid back") % {"came": came, "back": back.written(page_language())}

    @property
    def free_until(self) -> str:
        return self.said(self.booking.free_until)

    @property
    def video_opens_at(self) -> datetime:
        return self.booking.start_at - VIDEO_OPENS

    @property
    def video_opens(self) -> str:
        return say_time(self.video_opens_at, self.zone)

    @property
    def reminded(self) -> str:
        """When the reminder comes; empty when there is none, or its time is past."""
        at = reminder_of(self.booking)
        return self.said(at) if at and at > self.today else ""

    def said(self, at: datetime) -> str:
        return say_moment(at, self.zone, page_language(), today=self.today.date())


def agreed(booking: Booking, now: datetime) -> Agreed:
    """`booking` as a selector loads it, with its parts; `now` by the database's clock."""
    part = booking.parts.all()[0]
    return Agreed(booking, part.service, part.resource, now.astimezone(ZoneInfo(booking.location.timezone)))
