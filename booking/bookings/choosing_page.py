"""What there is to choose about a service, before its free times."""

from dataclasses import replace
from typing import Any

from booking.availability.catalogue import Catalogue
from booking.availability.wishing import Wish, lengths_given, providers
from booking.bookings.choice import Choice
from booking.bookings.presenting import MODES, least_said, lengths_said, person
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
        "lengths": lengths if len(lengths) > 1 or choice.misfit else [],
        "price": "" if several else (lengths[0][1] if lengths else ""),
        "people": _people(catalogue, choice, tenant),
        "things": all(r.kind != Kind.PRACTITIONER for r in options.practitioners),
        "modes": [(mode, *MODES[Mode(mode)]) for mode in options.modes] if len(options.modes) > 1 else [],
        "places": options.places if len(options.places) > 1 and Mode.ON_SITE in options.modes else [],
    }


def _people(catalogue: Catalogue, choice: Choice, tenant: Tenant) -> list[Any]:
    """Each with what they do not share with all others: the lengths that they give, and their own price."""
    found = choice.options.practitioners
    if len(found) < 2:
        return []
    prices = {
        r.pk: _all_prices(catalogue, Wish(choice.options.service, practitioner=r, group=choice.group)) for r in found
    }
    same, own = len({tuple(each) for each in prices.values()}) < 2, choice.options.own
    said = {r.pk: "" if same else least_said(prices[r.pk], tenant.currency) for r in found}
    return [person(r, said[r.pk], lengths_said(own[r.pk]) if r.pk in own else "") for r in found]


def _all_prices(catalogue: Catalogue, wish: Wish) -> list[int]:
    """Of whoever is named, in all the lengths that they give."""
    lengths = lengths_given(catalogue, wish.service, wish.practitioner)
    wishes = [wish, *(replace(wish, minutes=minutes) for minutes in lengths[1:])]
    return sorted({price for each in wishes for price in _prices(catalogue, each)})


def _least(catalogue: Catalogue, choice: Choice, tenant: Tenant, minutes: int) -> str:
    usual = choice.options.lengths[:1] == [minutes]
    wish = Wish(
        choice.options.service, practitioner=choice.practitioner, minutes=None if usual else minutes, group=choice.group
    )
    return least_said(_prices(catalogue, wish), tenant.currency)


def _prices(catalogue: Catalogue, wish: Wish) -> list[int]:
    return sorted({one.price for one in providers(catalogue, wish) if one.price is not None})
