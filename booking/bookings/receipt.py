"""What a client gets to show for their money: the same lines on paper and by mail, in the active language."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from booking.bookings.models import Booking
from booking.kernel.money import Money, tax_within
from booking.kernel.plain import one_line
from booking.kernel.saying import local_day, page_language, say_long_day, say_span

WITH_YEAR = date.min  # seen from then, every day is in another year


def business_lines(booking: Booking) -> list[str]:
    """Whose receipt it is: name, place, and how to reach them."""
    tenant = booking.tenant
    reached = " ".join(part for part in (tenant.email, tenant.phone) if part)
    return [line for line in (one_line(tenant.name), one_line(booking.location.address), reached) if line]


def receipt_lines(booking: Booking, now: datetime) -> list[tuple[str, str]]:
    """Label and words, in order; none when nothing is paid, or all of it went back. The tax is that of what stayed."""
    if not booking.paid_amount:
        return []
    today = local_day(now, booking.tenant.timezone)
    when = say_span(booking.start_at, booking.end_at, booking.location.timezone, page_language(), today=WITH_YEAR)
    parts = [f"{one_line(part.service.name)}, {one_line(part.resource.name)}" for part in booking.parts.all()]
    return [
        (_("Client"), one_line(booking.contact_name)),
        *((pgettext("for clients", "Service"), part) for part in parts),
        (_("When"), when),
        *_money(booking),
        (_("Code"), booking.code),
        (_("Written"), say_long_day(today, page_language(), today=WITH_YEAR)),
    ]


def _money(booking: Booking) -> list[tuple[str, str]]:
    def written(amount: int) -> str:
        return Money(amount, booking.currency).written(page_language())

    kept, back = booking.paid_amount, booking.refunded_amount
    came = [(_("Paid in"), written(kept + back)), (_("Went back"), written(back))] if back else []
    tax = tax_within(kept, booking.tax_rate)
    said = _("of which tax %(tax)s (%(rate)s %%)") % {"tax": written(tax), "rate": f"{booking.tax_rate / 100:g}"}
    return [*came, (_("Paid"), written(kept)), *([(_("Tax"), said)] if tax else [])]
