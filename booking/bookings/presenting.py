"""Services, people and prices in the words of the client's pages. Reads what is loaded; decides nothing."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import Catalogue
from booking.availability.wishing import Wish, providers
from booking.bookings.choice import Choice
from booking.kernel.money import Money
from booking.kernel.saying import page_language
from booking.resources.models import Kind, Location, Mode, Resource, Service
from tenants.models import Tenant

MODES = {
    Mode.ON_SITE: ("door", _("On site")),
    Mode.VIDEO: ("video", _("Video")),
    Mode.PHONE: ("phone", _("Phone")),
    Mode.HOME: ("home", _("Home visit")),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody or something that can be chosen, as the public may see it."""

    code: str
    name: str
    title: str
    initials: str
    photo_id: UUID | None
    price: str = ""
    lengths: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """A service as one row."""

    code: str
    name: str
    line: str
    price: str
    lengths: str


def offered(
    catalogue: Catalogue,
    service: Service,
    tenant: Tenant,
    practitioner: Resource | None = None,
    group: UUID | None = None,
) -> Offered:
    """Its lengths, and its price (on the terms of a group): "from" when it depends."""
    wish = Wish(service=service, practitioner=practitioner, group=group)
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


def person(resource: Resource, price: str = "", lengths: str = "") -> Person:
    return Person(resource.code, resource.name, resource.title, resource.initials, resource.photo_id, price, lengths)


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
        "things": all(r.kind != Kind.PRACTITIONER for r in choice.options.practitioners),
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
    return gettext("From %(price)s") % {"price": least.written(page_language())}


def place_said(place: Location) -> str:
    """Its address; its name only where there are others to tell it from."""
    several = Location.objects.filter(tenant=place.tenant_id, active=True).count() > 1
    return ", ".join(filter(None, (place.name if several or not place.address else "", place.address)))


def price_said(money: Money) -> str:
    return money.written(page_language()) if money.amount else gettext("Free of charge")


def _with(wish: Wish, minutes: int | None) -> Wish:
    return replace(wish, minutes=minutes)
