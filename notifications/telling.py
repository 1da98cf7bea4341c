"""What a message tells about a booking, in the language that is active: plain values for the templates."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from booking.bookings.links import business_url, desk_url, manage_url, map_url, payment_url, video_url
from booking.bookings.models import Booking, Paying
from booking.bookings.moving import is_asked_for
from booking.bookings.presenting import place_said
from booking.bookings.receipt import business_lines, receipt_lines
from booking.kernel.money import Money
from booking.kernel.plain import inert, one_line
from booking.kernel.saying import local_day, say_hours, say_long_day, say_moment, say_span, say_zone
from booking.resources.models import Mode, Resource
from notifications.models import Message, Recipient

TO_COME = {"confirmation", "moved", "reminder"}


@dataclass(frozen=True, slots=True)
class Teller:
    """One message about one booking, said in one language at one moment."""

    message: Message
    booking: Booking
    language: str
    now: datetime

    @property
    def to_client(self) -> bool:
        return self.message.recipient == Recipient.CLIENT

    @property
    def to_come(self) -> bool:
        return self.message.kind in TO_COME

    def words(self) -> dict[str, Any]:
        """What the sentences may use. A client's words are inert."""
        data, booking = self.message.data, self.booking
        return {
            "business": one_line(booking.tenant.name),
            "first_name": inert(booking.contact_name.strip().split(" ")[0], 30),
            "code": booking.code,
            "when": self.span(booking.start_at, booking.end_at),
            "moment": say_moment(booking.start_at, self.zone, self.language, today=self.today),
            "old_when": self._old_span(data),
            "old_with": self._old_practitioner(data),
            "amount": self._money(data.get("amount"), data.get("currency")),
            "refund": self._money(data.get("refund_due"), booking.currency),
            "held_until": self._held_until(),
            "reply": one_line(booking.reply),
            "by_client": data.get("by") == "client",
            "mode": booking.mode,
            "manage_url": manage_url(booking) if self.to_client else "",
            "business_url": business_url(booking),
            "business_lines": business_lines(booking),
        }

    def facts(self) -> list[tuple[str, str]]:
        booking = self.booking
        if self.message.kind == "receipt":
            return receipt_lines(booking, self.now)
        day = say_long_day(local_day(booking.start_at, self.zone), self.language, today=self.today)
        hours = say_hours(booking.start_at, booking.end_at, self.zone, self.language)
        if self.message.kind == "passed_on":  # as it was theirs
            return [
                (_("When"), self._old_span(self.message.data)),
                (pgettext("for clients", "Service"), self._services()),
            ]
        facts = [
            (_("When"), f"{day} {hours}" + (f" ({self.named_zone})" if self.named_zone else "")),
            (pgettext("for clients", "Service"), self._services()),
        ]
        if not self.to_client:
            return [*facts, (_("Client"), inert(booking.contact_name)), (_("Booking"), booking.code)]
        facts.append((_("With"), self._practitioners()))
        if self.to_come or self.message.kind == "requested":
            facts += [self._where(), self._price()]
        return [*facts, (_("Booking"), booking.code)]

    def notes(self) -> list[str]:
        """The practitioner's and the place's own words before a visit, and what is said of other ways to meet."""
        if not (self.to_client and self.to_come):
            return []
        if self.booking.mode == Mode.ON_SITE:
            own = [part.resource.arrival_text.strip() for part in self.booking.parts.all()]
            return [text for text in (*dict.fromkeys(own), self.booking.location.directions.strip()) if text]
        if self.booking.mode == Mode.VIDEO:
            return [_("The video link opens 15 minutes before.")]
        if self.booking.mode == Mode.PHONE:
            return [_("We call you on %(phone)s.") % {"phone": inert(self.booking.contact_phone)}
                    if self.booking.contact_phone else _("We call you at that time.")]  # fmt: skip
        return [_("We come to you.")]

    def actions(self) -> list[tuple[str, str]]:
        """What can be done, the first thing first."""
        booking = self.booking
        if not self.to_client:
            return [(_("See it at the desk"), desk_url(booking))]
        if self.message.kind == "receipt":
            return []
        if self.message.kind == "payment_failed":
            return [(_("Try to pay again"), payment_url(booking))]
        if self.message.kind == "requested":
            return [(_("See or withdraw the request"), manage_url(booking))]
        if not self.to_come:
            return [(_("Book a new time"), business_url(booking))]
        video = [(_("Open the video meeting"), video_url(booking))] if booking.mode == Mode.VIDEO else []
        shown = booking.mode == Mode.ON_SITE and booking.location.address
        on_map = [(_("Show on a map"), map_url(booking.location))] if shown else []
        return [*video, (_("See, move or cancel"), manage_url(booking)), *on_map]

    def policy(self) -> str:
        if not (self.to_client and self.to_come):
            return ""
        if self.booking.free_until <= self.now:
            return _("It is too late to move or cancel by yourself. Please contact %(business)s.") % {
                "business": one_line(self.booking.tenant.name)
            }
        until = say_moment(self.booking.free_until, self.zone, self.language, today=self.today) + (
            f" ({self.named_zone})" if self.named_zone else ""
        )
        if is_asked_for(self.booking):
            return _("You can cancel free of charge until %(when)s.") % {"when": until}
        return _("You can move or cancel free of charge until %(until)s.") % {"until": until}

    @property
    def zone(self) -> str:
        return self.booking.location.timezone

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    @property
    def named_zone(self) -> str:
        return say_zone(self.zone, self.booking.tenant.timezone, self.booking.start_at, self.language)

    def span(self, start_at: datetime, end_at: datetime) -> str:
        said = say_span(start_at, end_at, self.zone, self.language, today=self.today)
        return f"{said} ({self.named_zone})" if self.named_zone else said

    def _old_span(self, data: dict[str, Any]) -> str:
        start_at, end_at = (parse_datetime(data.get(name, "")) for name in ("old_start", "old_end"))
        return self.span(start_at, end_at) if start_at and end_at else ""

    def _old_practitioner(self, data: dict[str, Any]) -> str:
        """Empty when it is still the same one."""
        was = data.get("old_resource_id")
        if was is None or was == data.get("new_resource_id"):
            return ""
        found = Resource.objects.filter(tenant=self.booking.tenant_id, pk=was).first()
        return one_line(found.name) if found else ""

    def _services(self) -> str:
        return " + ".join(one_line(part.service.name) for part in self.booking.parts.all())

    def _practitioners(self) -> str:
        return ", ".join(dict.fromkeys(one_line(part.resource.name) for part in self.booking.parts.all()))

    def _where(self) -> tuple[str, str]:
        if self.booking.mode != Mode.ON_SITE:
            return _("How"), str(Mode(self.booking.mode).label)
        return _("Where"), one_line(place_said(self.booking.location))

    def _price(self) -> tuple[str, str]:
        booking = self.booking
        price = booking.money.written(self.language)
        if booking.paid_amount:
            return _("Paid"), Money(booking.paid_amount, booking.currency).written(self.language)
        if not booking.price:
            return _("Price"), _("free of charge")
        if booking.paying != Paying.ON_SITE:
            return _("Price"), price
        later = _("%(price)s, paid on site") if booking.mode == Mode.ON_SITE else _("%(price)s, paid afterwards")
        return _("Price"), later % {"price": price}

    def _money(self, amount: int | None, currency: str | None) -> str:
        return Money(amount, currency or self.booking.currency).written(self.language) if amount else ""

    def _held_until(self) -> str:
        until = self.booking.held_until
        return say_moment(until, self.zone, self.language, today=self.today) if until else ""
