"""What a time costs by its length, and what a new time is like unless somebody says otherwise. Minor units."""

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple
from uuid import UUID

from babel.numbers import get_currency_precision
from django.utils.translation import gettext_lazy as _

from booking.availability.catalogue import Catalogue
from booking.availability.wishing import Wish, providers
from booking.kernel.errors import Invalid
from booking.resources.models import Resource, Service

NO_SERVICE = 60  # minutes, for somebody who gives no service yet


class Usual(NamedTuple):
    """How long somebody's service usually takes, and what it costs then; None: nothing is known of a price."""

    minutes: int
    price: int | None


def usual_of(catalogue: Catalogue, resource: Resource, *services: Service, group: UUID | None = None) -> Usual:
    """The resource's own length and price for the first of the services that it gives (of all, when none is named),
    else that service's first length."""
    for one in services or [one for one in catalogue.services if one.active]:
        for provider in providers(catalogue, Wish(one, practitioner=resource, group=group)):
            return Usual(provider.minutes, provider.price)
    return Usual(NO_SERVICE, None)


def price_of(
    catalogue: Catalogue,
    resource: Resource,
    service: Service,
    minutes: int,
    currency: str,
    group: UUID | None = None,
) -> int:
    """What the resource's service costs at that length: as it is offered (to the group), else by proportion."""
    with suppress(Invalid):  # not on offer
        for provider in providers(catalogue, Wish(service, practitioner=resource, minutes=minutes, group=group)):
            return provider.price or 0
    return price_for(minutes, usual_of(catalogue, resource, service, group=group), currency) or 0


def gives(catalogue: Catalogue, resource: Resource) -> list[Service]:
    """The services that the resource can be chosen for, in the business's order."""
    return [
        one
        for one in catalogue.services
        if one.active and any(provider.pk == resource.pk for provider, _row in catalogue.providers(one))
    ]


def must_give(catalogue: Catalogue, resource: Resource, services: Iterable[Service], field: str = "service") -> None:
    """Raises `Invalid` (of `field`) for a service that the resource cannot be chosen for."""
    if {one.pk for one in services} - {one.pk for one in gives(catalogue, resource)}:
        text = _("%(name)s does not give this service.") % {"name": resource.name}
        raise Invalid(text, errors={field: [text]})


def price_for(minutes: int, usual: Usual, currency: str) -> int | None:
    """The price follows the length: 1000 kr for 45 minutes is 2000 kr for 90. Half a crown and more is rounded up to
    a whole one; the usual length costs exactly the usual price."""
    if usual.price is None or minutes == usual.minutes:
        return usual.price
    whole = 10 ** get_currency_precision(currency)
    return (2 * usual.price * minutes + usual.minutes * whole) // (2 * usual.minutes * whole) * whole
