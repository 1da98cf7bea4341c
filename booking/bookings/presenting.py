"""Bookings and services in the words of the client's pages. Reads what is loaded; decides nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import Catalogue
from booking.availability.wishing import Wish, providers
from booking.bookings.choice import Choice
from booking.bookings.models import Booking
from booking.kernel.money import Money
from booking.kernel.said import hours, long_day, moment, near_day, short_day
from booking.kernel.saying import say_zone
from booking.resources.models import Kind, Location, Mode, Resource, Service
from tenants.models import Tenant

MAP = "https://www.openstreetmap.org/search?"
MODES = {
    Mode.ON_SITE: ("door", _("On site")),
    Mode.VIDEO: ("video", _("Video")),
    Mode.PHONE: ("phone", _("Phone")),
    Mode.HOME: ("home", _("Home visit")),
}
VIDEO_OPENS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody or something that can be chosen, as the public may see it."""

    code: str
    name: str
    title: str
    initials: str
    price: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A service as one row."""

    code: str
    name: str
    line: str
    price: str
    lengths: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A booking's frozen facts, written in the active language, in the zone of its place."""

    booking: Booking
    service: Service
    practitioner: Resource
    today: datetime

    @property
    def start(self) -> datetime:
        return self.booking.start_at.astimezone(ZoneInfo(self.booking.location.timezone))

    @property
    def end(self) -> datetime:
        return self.booking.end_at.astimezone(ZoneInfo(self.booking.location.timezone))

    @property
    def day(self) -> str:
        return near_day(self.start.date(), language(), self.today.date())

    @property
    def long_day(self) -> str:
        return long_day(self.start.date(), language(), self.today.date())

    @property
    def hours(self) -> str:
        return hours(self.start, self.end)

    @property
    def zone(self) -> str:
        """Named only where the clock differs from the one at the business."""
        return say_zone(self.booking.location.timezone, self.booking.tenant.timezone, self.booking.start_at, language())

    @property
    def short(self) -> str:
        """ "Tue 24 Nov 09:00–09:45"."""
        return f"{short_day(self.start.date(), language(), self.today.date())} {self.hours}"

    @property
    def begins(self) -> str:
        """ "Tue 24 Nov 09:00"."""
        return moment(self.start, language(), self.today.date())

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
    def map_url(self) -> str:
        return map_url(self.booking.location)

    @property
    def price(self) -> str:
        return price_said(self.booking.money)

    @property
    def paid(self) -> str:
        return Money(self.booking.paid_amount, self.booking.currency).written(language())

    @property
    def free_until(self) -> str:
        return self.said(self.booking.free_until)

    @property
    def video_opens_at(self) -> datetime:
        return self.booking.start_at - VIDEO_OPENS

    @property
    def video_opens(self) -> str:
        return hours_only(self.local(self.video_opens_at))

    @property
    def remind_at(self) -> datetime | None:
        """When the reminder comes; None when there is none, or its time is past."""
        at = self.booking.start_at - timedelta(hours=self.service.reminder_hours)
        return at if self.service.reminder_hours and at > self.today else None

    @property
    def reminded(self) -> str:
        return self.said(self.remind_at) if self.remind_at else ""

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.booking.location.timezone))

    def said(self, at: datetime) -> str:
        return moment(self.local(at), language(), self.today.date())


def agreed(booking: Booking, now: datetime) -> Agreed:
    """`booking` as a selector loads it, with its parts; `now` by the database's clock."""
    part = booking.parts.all()[0]
    return Agreed(booking, part.service, part.resource, now.astimezone(ZoneInfo(booking.location.timezone)))


def offered(catalogue: Catalogue, service: Service, tenant: Tenant, practitioner: Resource | None = None) -> Offered:
    """Its lengths, and its price: "from" when it depends."""
    wish = Wish(service=service, practitioner=practitioner)
    lengths = sorted({length.minutes for length in catalogue.lengths(service)})
    found = [one for minutes in (None, *lengths[1:]) for one in providers(catalogue, _with(wish, minutes))]
    prices = sorted({one.price for one in found if one.price is not None})
    minutes = sorted({one.minutes for one in found})
    price = least_said(prices, tenant.currency)
    return Offered(service.code, service.name, service.line, price, lengths_said(minutes))


def people(catalogue: Catalogue, services: list[Service]) -> list[Person]:
    """Public practitioners who give any of the services, in the business's order."""
    found = [r for service in services for r, _row in catalogue.providers(service)]
    givers = {r.pk: r for r in found if r.public and r.kind == Kind.PRACTITIONER}
    return [person(r) for r in sorted(givers.values(), key=lambda r: (r.position, r.name))]


def person(resource: Resource, price: str = "") -> Person:
    words = resource.name.split()
    initials = "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
    return Person(resource.code, resource.name, resource.title, initials, price)


def choice_rows(catalogue: Catalogue, choice: Choice, tenant: Tenant) -> dict[str, Any]:
    """The choice so far, for the margin."""
    several = len(choice.options.lengths) > 1
    prices = sorted({one.price for one in providers(catalogue, choice.wish) if one.price is not None})
    return {
        "price": least_said(prices, tenant.currency),
        "service": choice.options.service.name,
        "minutes": choice.minutes if several else None,
        "who": choice.practitioner.name if choice.practitioner else "",
        "anybody": choice.practitioner is None and len(choice.options.practitioners) > 1,
        "mode": MODES[Mode(choice.mode)][1] if choice.mode else "",
        "place": choice.location if choice.mode == Mode.ON_SITE else None,
    }


def lengths_said(minutes: list[int]) -> str:
    """ "45 min", "45 or 60 min", "30–90 min"."""
    if len(minutes) > 2:
        return gettext("%(least)s–%(most)s min") % {"least": minutes[0], "most": minutes[-1]}
    if len(minutes) == 2:
        return gettext("%(one)s or %(other)s min") % {"one": minutes[0], "other": minutes[1]}
    return gettext("%(minutes)s min") % {"minutes": minutes[0]} if minutes else ""


def least_said(prices: list[int], currency: str) -> str:
    """ "900 kr", or "From 900 kr" when it depends; the lowest comes first."""
    least = Money(prices[0] if prices else 0, currency)
    if len(prices) < 2:
        return price_said(least)
    return gettext("From %(price)s") % {"price": least.written(language())}


def price_said(money: Money) -> str:
    return money.written(language()) if money.amount else gettext("Free of charge")


def hours_only(at: datetime) -> str:
    return f"{at:%H:%M}"


def map_url(place: Location) -> str:
    return MAP + urlencode({"query": place.address})


def language() -> str:
    return get_language() or "en"


def _with(wish: Wish, minutes: int | None) -> Wish:
    return Wish(wish.service, wish.practitioner, wish.location, wish.mode, minutes)
