"""What happened to a booking, told in sentences: what, when, by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from booking.bookings import selectors
from booking.bookings.handing import TOLD as CLIENT_CHANGED
from booking.bookings.models import Booking, Channel, ConfirmBy
from booking.clients.models import Client
from booking.kernel.money import Money
from booking.kernel.saying import page_language, say_moment
from booking.resources.models import Resource
from tenants.clock import local_today
from tenants.models import ApiKey, Event, User
from tenants.setup.log_words import rules

Made = Callable[[dict[str, Any], Booking, str, date], str]
REASONS = {
    "booking.forced": "forced_reason", "booking.cancelled": "cancel_reason",
    "booking.confirmed": "reply", "booking.declined": "reply",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    when: str
    who: str
    at: datetime


def told(booking: Booking, zone: str) -> list[Line]:
    """The newest first, times in the zone."""
    events = selectors.history(booking)
    names, today = _names(events), local_today(zone)
    _put_reasons(events, booking)
    _put_clients(events, booking)
    _put_people(events, booking)
    return [
        Line(
            what=_what(event, booking, zone, today),
            when=say_moment(event.occurred_at, zone, page_language(), today=today),
            who=_who(event, names),
            at=event.occurred_at,
        )
        for event in reversed(events)
        if event.type != "booking.held" or booking.channel == Channel.WEB  # else it was held for a moment only
    ]


def _what(event: Event, booking: Booking, zone: str, today: date) -> str:
    plain = {
        "booking.held": _("Time held"),
        "booking.released": _("Time let go"),
        "booking.expired": _("The reservation ran out"),
        "booking.lapsed": _("Nobody answered in time"),
        "booking.requested": _("The client asked for the time"),
        "booking.withdrawn": _("Request withdrawn"),
        "booking.awaiting_payment": _("Details given, payment awaited"),
        "booking.completed": _("Visit done"),
        "booking.arrived": _("Has arrived"),
        "booking.no_show": _("Did not come"),
        "booking.reopened": _("Back to booked"),
        "booking.restored": _("Put back"),
        "payment.failed": _("The payment did not go through"),
        "payment.mismatch": _("A payment did not match the booking; it needs a look"),
        "payment.refund_refused": _("A repayment was refused; it needs a look"),
        "payment.disputed": _("The client's bank has asked for the money back"),
        "message.again": _("Confirmation sent again"),
        "message.receipt": _("Receipt sent"),
        "message.failed": _("A message could not be delivered"),
        "message.missed": _("A message came too late to be sent"),
        "delivery.retried": _("Set going again after it was given up"),
    }
    made: dict[str, Made] = {
        "booking.confirmed": _confirmed,
        "booking.declined": _declined,
        "booking.moved": _moved,
        CLIENT_CHANGED: _client_changed,
        "booking.cancelled": _cancelled,
        "booking.rule_passed": _rules_passed,
        "payment.succeeded": _amount(_("%(amount)s paid")),
        "payment.refund_asked": _amount(_("%(amount)s to be paid back")),
        "payment.refunded": _amount(_("%(amount)s paid back")),
        "payment.late_refunded": _amount(_("%(amount)s came too late and was paid back")),
    }
    made |= {"booking.equipped": _equipped, "booking.forced": _forced}
    if event.type in made:
        return made[event.type](event.data, booking, zone, today)
    return plain.get(event.type, event.type)


def _moved(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
    words, people = [], {name: data[f"{name}_with"] for name in ("old", "new") if f"{name}_with" in data}
    if data["old_start"] != data["new_start"] or not (people or "new_minutes" in data or "new_price" in data):
        moved = {
            "old": say_moment(datetime.fromisoformat(data["old_start"]), zone, page_language(), today=today),
            "new": say_moment(datetime.fromisoformat(data["new_start"]), zone, page_language(), today=today),
        }
        words.append(_("Moved from %(old)s to %(new)s") % moved)
    if people:
        words.append((_("with %(new)s instead of %(old)s") if words else _("Moved from %(old)s to %(new)s")) % people)
    if "new_minutes" in data:
        words.append(_("%(new)s min instead of %(old)s") % {"old": data["old_minutes"], "new": data["new_minutes"]})
    if "new_price" in data:
        prices = {
            name: Money(data[f"{name}_price"], booking.currency).written(page_language()) for name in ("old", "new")
        }
        words.append(_("price %(new)s instead of %(old)s") % prices)
    if not data.get("tell", True) or data.get("past"):
        words.append(_("the client was not told"))
    return " · ".join(words)


def _equipped(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
    return _("Was given %(things)s") % {"things": ", ".join(data.get("things", []))}


def _client_changed(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
    words = [_("Client changed from %(old)s to %(new)s") % {"old": data["old_name"], "new": data["new_name"]}]
    if data.get("undone"):
        words.append(_("taken back"))
    elif not data.get("tell") and not data.get("past"):
        words.append(_("%(name)s was not told") % {"name": data["old_name"]})
    return " · ".join(words)


def _confirmed(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
    """And what was chosen by phone."""
    chosen = {
        ConfirmBy.EMAIL: _("confirmation by e-mail"),
        ConfirmBy.SMS: _("confirmation by SMS"),
        ConfirmBy.NONE: _("no confirmation"),
    }.get(data.get("confirm_by", ""))
    return _with_reason(f"{_('Booked')} · {chosen}" if chosen else _("Booked"), data)


def _declined(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
    return _with_reason(_("Request declined"), data)


def _with_reason(what: str, data: dict[str, Any]) -> str:
    return f"{what} · “{data['reason']}”" if data.get("reason") else what


def _forced(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
    if data.get("passing") in ("hours", "past"):
        return _("Outside working hours") if data["passing"] == "hours" else _("Entered afterwards")
    words = [_("Over something else"), *([f"“{data['reason']}”"] if data.get("reason") else [])]
    return " · ".join(words)


def _rules_passed(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
    return " · ".join(rules(data))


def _cancelled(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
    words = [{"client": _("Cancelled by the client"), "mistake": _("Removed")}.get(data.get("by", ""), _("Cancelled"))]
    if data.get("refund_due"):
        back = Money(data["refund_due"], booking.currency).written(page_language())
        words.append(_("%(amount)s to be paid back") % {"amount": back})
    if data.get("reason"):
        words.append(f"“{data['reason']}”")
    if not data.get("tell", True) and data.get("by") != "mistake":
        words.append(_("the client was not told"))
    return " · ".join(words)


def _amount(sentence: str) -> Made:
    def say(data: dict[str, Any], booking: Booking, zone: str, today: date) -> str:
        money = Money(data.get("amount", 0), data.get("currency", booking.currency))
        return sentence % {"amount": money.written(page_language())}

    return say


def _put_reasons(events: list[Event], booking: Booking) -> None:
    """An event tells that there was a reason; its words stand on the booking, which has those of the last time. (Those
    of long ago have their words in them.)"""
    last = {event.type: event for event in events}
    for event in events:
        if booking.veiled:
            event.data["reason"] = ""
        if event.data.get("reason") is True:
            newest = event is last[event.type]
            event.data["reason"] = getattr(booking, REASONS.get(event.type, ""), "") if newest else ""


def _put_clients(events: list[Event], booking: Booking) -> None:
    """Each thing that a client did is done by whoever had it then; and from whom to whom it went. By the names that
    they have in the register, the present one by the booking's own."""
    changes = [] if booking.veiled else [event for event in events if event.type == CLIENT_CHANGED]
    keys = {event.data["old_client_id"] for event in changes} - {""}
    rows = Client.objects.filter(tenant=booking.tenant_id, pk__in=keys) if keys else []
    names = {str(row.pk): row.name for row in rows}
    present = booking.contact_name or _("the client")
    for event in reversed(events):
        event.data["client"] = present
        if event.type == CLIENT_CHANGED:
            event.data["new_name"] = present
            present = names.get(event.data["old_client_id"], _("somebody"))
            event.data["old_name"] = present


def _put_people(events: list[Event], booking: Booking) -> None:
    """The names of those between whom it was moved; no question when it never was."""
    moved = [event.data for event in events if event.type == "booking.moved"]
    others = [data for data in moved if data.get("old_resource_id") != data.get("new_resource_id")]
    wanted = {data.get(name) for data in others for name in ("old_resource_id", "new_resource_id")} - {None}
    found = Resource.objects.filter(tenant=booking.tenant_id, pk__in=wanted) if wanted else []
    names = {str(one.pk): one.name for one in found}
    for data in others:
        if data.get("old_resource_id") in names and data.get("new_resource_id") in names:
            data["old_with"], data["new_with"] = names[data["old_resource_id"]], names[data["new_resource_id"]]


def _names(events: list[Event]) -> dict[UUID, str]:
    """Of members and keys, one query for each kind that occurs."""
    ids: dict[str, list[UUID]] = {"member": [], "key": []}
    for event in events:
        if event.actor_id and event.actor_kind in ids:
            ids[event.actor_kind].append(event.actor_id)
    users = User.objects.filter(pk__in=ids["member"]) if ids["member"] else []
    keys = ApiKey.objects.filter(pk__in=ids["key"]) if ids["key"] else []
    return {user.pk: str(user) for user in users} | {key.pk: key.name for key in keys}


def _who(event: Event, names: dict[UUID, str]) -> str:
    if event.actor_kind == "client":
        return str(event.data["client"])
    if event.actor_kind in ("member", "key"):
        return names.get(event.actor_id, "") if event.actor_id else ""
    return "Ledig"
