"""What there is to choose about a service, before its free times."""

from typing import Any

from booking.availability.catalogue import Catalogue
from booking.availability.wishing import Wish, providers
from booking.bookings.choice import Choice
from booking.bookings.presenting import MODES, least_said, person
from booking.resources.models import Kind, Mode
from tenants.models import Tenant


def choosing_page(catalogue: Catalogue, choice: Choice, tenant: Tenant) -> dict[str, Any]:
    """One list for each question; an empty one is not asked."""
    options = choice.options
    lengths = [(minutes, _least(catalogue, choice, tenant, minutes)) for minutes in options.lengths]
    several = len({price for _minutes, price in lengths}) > 1 or len(lengths) > 1
    return {
        "service": options.service,
        "choice": choice,
        "lengths": lengths if len(lengths) > 1 else [],
        "price": "" if several else (lengths[0][1] if lengths else ""),
        "people": _people(catalogue, choice, tenant),
        "things": all(r.kind != Kind.PRACTITIONER for r in options.practitioners),
        "modes": [(mode, *MODES[Mode(mode)]) for mode in options.modes] if len(options.modes) > 1 else [],
        "places": options.places if len(options.places) > 1 and Mode.ON_SITE in options.modes else [],
    }


def _people(catalogue: Catalogue, choice: Choice, tenant: Tenant) -> list[Any]:
    """Each with their own price, when it is not everybody's."""
    found = choice.options.practitioners
    if len(found) < 2:
        return []
    prices = {r.pk: _prices(catalogue, Wish(choice.options.service, practitioner=r, group=choice.group)) for r in found}
    if len({tuple(price) for price in prices.values()}) < 2:
        return [person(r) for r in found]
    return [person(r, least_said(prices[r.pk], tenant.currency)) for r in found]


def _least(catalogue: Catalogue, choice: Choice, tenant: Tenant, minutes: int) -> str:
    usual = choice.options.lengths[:1] == [minutes]
    prices = _prices(catalogue, Wish(choice.options.service, minutes=None if usual else minutes, group=choice.group))
    return least_said(prices, tenant.currency)


def _prices(catalogue: Catalogue, wish: Wish) -> list[int]:
    return sorted({one.price for one in providers(catalogue, wish) if one.price is not None})
