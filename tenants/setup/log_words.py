"""What the activity log says of an event: which thing, what happened to it, from what to what."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from booking.kernel.saying import page_language, say_moment
from tenants.models import Event, Role
from tenants.setup.row_form import FORMS, said

# Of every thing anything may happen: "Working time" + "changed".
THINGS: dict[str, Any] = {
    "absence": _("Absence"), "activity": _("Activity"), "business": _("Name and contact"), "client": _("Client"),
    "closure": _("Closure"),
    "identity": _("Personal identity numbers"),
    "holidays": _("Public holidays"), "hours": _("Working time"), "invitation": _("Invitation"),
    "member": _("Colleague"), "place": _("Place"), "practitioner": _("Practitioner"), "question": _("Question"),
    "service": _("Service"),
    "shift": _("Working time"), "slot": _("Open time"), "thing": _("Room or thing"), "week": _("Template week"),
}  # fmt: skip
HAPPENED: dict[str, Any] = {
    "added": _("added"), "archived": _("put away"), "booked": _("pasted, with bookings"), "changed": _("changed"),
    "cleared": _("cleared"), "deactivated": _("deactivated"), "joined": _("joined"),
    "linked": _("given to a colleague"),
    "opened": _("opened"), "pasted": _("pasted"), "removed": _("removed"), "renamed": _("renamed"),
    "restored": _("brought back"), "saved": _("saved"), "sent": _("sent out"), "undone": _("undone"),
    "withdrawn": _("withdrawn"),
}  # fmt: skip
# Those that are a sentence of their own.
SAID: dict[str, Any] = {
    "access.denied": _("Was refused a page"),
    "booking.arrived": _("Has arrived"),
    "booking.awaiting_payment": _("Details given, payment awaited"),
    "booking.cancelled": _("Booking cancelled"),
    "booking.completed": _("Visit done"),
    "booking.confirmed": _("Booked"),
    "booking.expired": _("The reservation ran out"),
    "booking.forced": _("Booked against the rules"),
    "booking.held": _("Time held"),
    "booking.lapsed": _("Nobody answered in time"),
    "booking.moved": _("Booking moved"),
    "booking.no_show": _("Did not come"),
    "booking.declined": _("Request declined"),
    "booking.released": _("Time let go"),
    "booking.requested": _("A client asks for a time"),
    "booking.reopened": _("Back to booked"),
    "booking.restored": _("Booking put back"),
    "booking.withdrawn": _("Request withdrawn"),
    "business.moved": _("The page got another address"),
    "business.signed_up": _("The business began here"),
    "client.link_asked": _("A client asked for a link"),
    "delivery.retried": _("Set going again after it was given up"),
    "hours.day_changed": _("Working time of one day changed"),
    "hours.weekly_changed": _("Working time of each week changed"),
    "message.again": _("Confirmation sent again"),
    "message.failed": _("A message could not be delivered"),
    "message.missed": _("A message came too late to be sent"),
    "payment.disputed": _("The client's bank has asked for the money back"),
    "payment.failed": _("The payment did not go through"),
    "payment.late_refunded": _("Paid too late, and paid back"),
    "payment.mismatch": _("A payment did not match the booking; it needs a look"),
    "payment.refund_asked": _("Repayment asked for"),
    "payment.refund_refused": _("A repayment was refused; it needs a look"),
    "payment.refunded": _("Paid back"),
    "payment.succeeded": _("Paid"),
}
TIMES: dict[str, Any] = {
    "start_at": _("Begins"), "end_at": _("Ends"), "on": _("Day"), "opens": _("Opens"), "closes": _("Closes"),
}  # fmt: skip


def what(event: Event) -> str:
    if event.type in SAID:
        return str(SAID[event.type])
    thing, _dot, happened = event.type.partition(".")
    if thing not in THINGS or happened not in HAPPENED:
        return event.type
    return f"{THINGS[thing]} {HAPPENED[happened]}"


def details(event: Event, zone: str) -> list[str]:
    """From what to what, as far as the event tells it; of what is personal only that it was changed."""
    return [line for line in (*_fields(event), *_times(event.data, zone), *_role(event)) if line]


def _fields(event: Event) -> Iterator[str]:
    thing = event.type.partition(".")[0]
    fields = {
        name: field
        for form in FORMS.values() if form.thing == thing
        for name, field in form.base_fields.items()
    }  # fmt: skip
    for name, change in _items(event.data.get("changed")):
        field = fields.get(name)
        label = str(field.label if field and field.label else name)
        if isinstance(change, list) and len(change) == 2 and field is not None:
            yield f"{label}: {said(field, change[0])} → {said(field, change[1])}"
        else:
            yield f"{label}: {HAPPENED['changed']}"


def _times(data: dict[str, Any], zone: str) -> Iterator[str]:
    if "old_start" in data and "new_start" in data:
        yield _from_to("", data["old_start"], data["new_start"], zone)
    for name, was in _items(data.get("before")):
        if name in TIMES and data.get(name) != was:
            yield _from_to(f"{TIMES[name]}: ", was, data.get(name), zone)


def _role(event: Event) -> Iterable[str]:
    role = event.data.get("role")
    return [str(Role(role).label)] if role in Role.values else []


def _from_to(label: str, was: Any, now: Any, zone: str) -> str:
    return f"{label}{_moment(was, zone)} → {_moment(now, zone)}"


def _moment(value: Any, zone: str) -> str:
    moment = parse_datetime(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        return str(value if value is not None else "–")
    return say_moment(moment, zone, page_language())


def _items(value: Any) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else ()
