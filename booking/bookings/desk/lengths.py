"""Another length for a booking: which one was dragged or typed, and what it does to the price and to what was paid."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from booking.availability.catalogue import current
from booking.availability.pricing import price_of
from booking.availability.wishing import Wish
from booking.bookings.desk import asking
from booking.bookings.models import Booking
from booking.bookings.moving import LONGEST, minutes_of
from booking.kernel.errors import Invalid
from booking.kernel.money import Money
from booking.kernel.saying import page_language
from tenants.fields import MoneyField
from tenants.requests import TenantRequest


def asked_minutes(request: TenantRequest, start: datetime | None) -> int | None:
    """As typed (`?minutes=`), or as the edge was dragged (`?until=`, the clock of the business). None: as it is.
    Raises `Invalid`."""
    until = asking.as_wall_clock(request.GET.get("until"), request.tenant.timezone)
    if start and until:
        minutes = (until - start) // timedelta(minutes=1)
    elif typed := request.GET.get("minutes"):
        minutes = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    else:
        return None
    if not 0 < minutes <= LONGEST:
        text = _("A booking takes at least a minute and at most a day.")
        raise Invalid(text, errors={"minutes": [text]})
    return minutes


def new_terms(booking: Booking, wish: Wish) -> dict[str, Any]:
    """What the panel says when the length is another: both lengths, both prices, and what was paid. Else nothing."""
    minutes = wish.minutes or minutes_of(booking)
    if minutes == minutes_of(booking):
        return {}
    practitioner = wish.practitioner or booking.parts.all()[0].resource
    price = price_of(current(booking.tenant), practitioner, wish.service, minutes, booking.currency, booking.group_id)
    return {
        "length": {"old": minutes_of(booking), "new": minutes},
        "agreed": booking.money.written(page_language()),
        "price": MoneyField(currency=booking.currency).written(price),
        "paid": paid_and_price(booking, price),
    }


def written_terms(request: TenantRequest) -> dict[str, str]:
    """What stood in the form when its time was lost, for the address of another one: not to tell, and a price."""
    if request.method != "POST":
        return {name: request.GET[name][:20] for name in ("tell", "price") if name in request.GET}
    price = request.POST.get("price", "")[:20]
    return ({} if "tell" in request.POST else {"tell": "no"}) | ({"price": price} if price else {})


def kept_terms(request: TenantRequest) -> dict[str, Any]:
    """The same, from the address into the form."""
    kept: dict[str, Any] = {"price": request.GET["price"][:20]} if "price" in request.GET else {}
    return kept | ({"tell": False} if request.GET.get("tell") == "no" else {})


def paid_and_price(booking: Booking, price: int) -> str:
    """The difference between what was paid and a price, in a sentence; "" when nothing was paid or nothing differs."""
    differs = price - booking.paid_amount
    if not booking.paid_amount or not differs:
        return ""
    said = {
        "paid": Money(booking.paid_amount, booking.currency).written(page_language()),
        "amount": Money(abs(differs), booking.currency).written(page_language()),
    }
    if differs > 0:
        return _("%(paid)s is paid, %(amount)s is left to pay.") % said
    return _("%(paid)s is paid, %(amount)s more than the price.") % said
