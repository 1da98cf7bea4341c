"""What the activity log says of an event: which thing, what happened to it, from what to what."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from booking.kernel.saying import page_language, say_moment
from tenants.models import Event, Role
from tenants.setup.row_form import FORMS, RowForm, said

# Of every thing anything may happen: "Working time" + "changed". Other languages make a sentence of the two.
THINGS: dict[str, Any] = {
    "absence": pgettext_lazy("log", "Absence"),
    "activity": pgettext_lazy("log", "Activity"),
    "booked_by": pgettext_lazy("log", "Who may book"),
    "business": pgettext_lazy("log", "Name and contact"),
    "client": pgettext_lazy("log", "Client"),
    "client_group": pgettext_lazy("log", "A client's group"),
    "closure": pgettext_lazy("log", "Closure"),
    "group": pgettext_lazy("log", "Client group"),
    "holidays": pgettext_lazy("log", "Public holidays"),
    "hours": pgettext_lazy("log", "Working time"),
    "identity": pgettext_lazy("log", "Personal identity numbers"),
    "invitation": pgettext_lazy("log", "Invitation"),
    "key": pgettext_lazy("log", "Key for programs"),
    "member": pgettext_lazy("log", "Colleague"),
    "modules": pgettext_lazy("log", "Features"),
    "place": pgettext_lazy("log", "Place"),
    "place_hours": pgettext_lazy("log", "Opening hours of a place"),
    "practitioner": pgettext_lazy("log", "Practitioner"),
    "question": pgettext_lazy("log", "Question"),
    "service": pgettext_lazy("log", "Service"),
    "shift": pgettext_lazy("log", "Working time"),
    "skill": pgettext_lazy("log", "Skill"),
    "slot": pgettext_lazy("log", "Open time"),
    "team": pgettext_lazy("log", "Team"),
    "thing": pgettext_lazy("log", "Room or thing"),
    "unit": pgettext_lazy("log", "Unit"),
    "week": pgettext_lazy("log", "Template week"),
}
HAPPENED: dict[str, Any] = {
    "added": pgettext_lazy("log", "added"),
    "archived": pgettext_lazy("log", "archived"),
    "booked": pgettext_lazy("log", "pasted, with bookings"),
    "changed": pgettext_lazy("log", "changed"),
    "cleared": pgettext_lazy("log", "cleared"),
    "deactivated": pgettext_lazy("log", "deactivated"),
    "ended": pgettext_lazy("log", "ended"),
    "joined": pgettext_lazy("log", "joined"),
    "linked": pgettext_lazy("log", "given to a colleague"),
    "opened": pgettext_lazy("log", "opened"),
    "pasted": pgettext_lazy("log", "pasted"),
    "removed": pgettext_lazy("log", "removed"),
    "renamed": pgettext_lazy("log", "renamed"),
    "restored": pgettext_lazy("log", "brought back"),
    "saved": pgettext_lazy("log", "saved"),
    "sent": pgettext_lazy("log", "sent out"),
    "undone": pgettext_lazy("log", "undone"),
    "withdrawn": pgettext_lazy("log", "withdrawn"),
}
# Those that are a sentence of their own.
SAID: dict[str, Any] = {
    "access.denied": _("Was refused a page"),
    "booking.arrived": _("Has arrived"),
    "booking.awaiting_payment": _("Details given, payment awaited"),
    "booking.cancelled": _("Booking cancelled"),
    "booking.client_changed": _("Booking given to another client"),
    "booking.completed": _("Visit done"),
    "booking.confirmed": pgettext_lazy("log", "Booked"),
    "booking.equipped": _("Booking was given a room"),
    "booking.expired": _("The reservation ran out"),
    "booking.forced": _("Booked against the rules"),
    "booking.held": _("Time held"),
    "booking.lapsed": _("Nobody answered in time"),
    "booking.moved": _("Booking moved"),
    "booking.no_show": _("Did not come"),
    "booking.declined": _("Request declined"),
    "booking.released": _("Time let go"),
    "booking.requested": _("A client asks for a time"),
    "booking.reopened": pgettext_lazy("log", "Back to booked"),
    "booking.restored": _("Booking put back"),
    "booking.rule_passed": _("Booked against the rules"),
    "booking.withdrawn": _("Request withdrawn"),
    "business.moved": _("The page got another address"),
    "business.signed_up": _("The business began here"),
    "cards.begun": _("Connecting card payments was begun"),
    "cards.checking": _("Stripe checks the account for card payments"),
    "cards.dropped": _("The account for card payments that was begun was left, for the country was changed"),
    "cards.needs": _("Stripe needs more for card payments"),
    "cards.off": _("Card payments were disconnected"),
    "cards.owners_told": _("The owners were told by e-mail that cards stopped"),
    "cards.ready": _("Card payments are ready"),
    "cards.stopped": _("Stripe stopped card payments"),
    "client.link_asked": _("A client asked for a link"),
    "client.test_made": _("A test client was made"),
    "delivery.retried": _("Set going again after it was given up"),
    "group.link_day": _("Last day of a private link changed"),
    "group.link_open": _("Private link opened"),
    "group.link_renew": _("Private link renewed"),
    "group.link_withdraw": _("Private link withdrawn"),
    "hours.day_changed": _("Working time of one day changed"),
    "hours.weekly_changed": _("Working time of each week changed"),
    "message.again": _("Confirmation sent again"),
    "message.failed": _("A message could not be delivered"),
    "message.receipt": _("Receipt sent"),
    "message.missed": _("A message came too late to be sent"),
    "payment.disputed": _("The client's bank has asked for the money back"),
    "payment.failed": _("The payment did not go through"),
    "payment.late_refunded": _("Paid too late, and paid back"),
    "payment.mismatch": _("A payment did not match the booking; it needs a look"),
    "payment.refund_asked": _("Repayment asked for"),
    "payment.refund_refused": _("A repayment was refused; it needs a look"),
    "payment.refunded": pgettext_lazy("log", "Paid back"),
    "payment.succeeded": pgettext_lazy("log", "Paid"),
}
ONLY_THAT = _("changed")  # of what is personal
# What is changed without a form.
ELSE: dict[str, Any] = {"place": _("Place in the list"), "slug": _("New address")}
TIMES: dict[str, Any] = {
    "start_at": _("Begins"), "end_at": _("Ends"), "on": _("Day"), "opens": _("Opens"), "closes": _("Closes"),
}  # fmt: skip
# What staff need not keep.
RULES: dict[str, Any] = {
    "notice": _("Later than clients may book"),
    "horizon": _("Further ahead than clients may book"),
    "audience": _("A time for existing clients only"),
    "most_a_day": _("More visits than in the settings for a day"),
}
# For whom something is open, and how one meets then.
LIMITS: dict[str, Any] = {
    "audience": (_("Who may book"), {"everyone": _("Everybody"), "clients": _("Existing clients only")}),
    "modes": (
        _("Ways to meet"),
        {"on_site": _("On site"), "video": _("Video"), "phone": _("Phone"), "home": _("Home visit")},
    ),
}


def what(event: Event) -> str:
    if event.type in SAID:
        return str(SAID[event.type])
    thing, _dot, happened = event.type.partition(".")
    if thing not in THINGS or happened not in HAPPENED:
        return event.type
    return f"{THINGS[thing]} {HAPPENED[happened]}"


def details(event: Event, zone: str, form: RowForm | None) -> list[str]:
    """From what to what, as far as the event tells it; of what is personal only that it was changed. `form`: of the
    row that it is about, when it is still there."""
    return [
        line
        for line in (
            *_fields(event, form),
            *_times(event.data, zone),
            *_limits(event.data),
            *rules(event.data),
            *_role(event),
        )
        if line
    ]


def _fields(event: Event, form: RowForm | None) -> Iterator[str]:
    for name, change in _items(event.data.get("changed")):
        whole = isinstance(change, list) and len(change) == 2
        try:
            label, values = _said(event, form, name, change if whole else [])
        except (AttributeError, KeyError, TypeError, ValueError):  # it was written down when the form was another
            label, values = name, []
        yield f"{label}: {' → '.join(values) or ONLY_THAT}"


def _said(event: Event, form: RowForm | None, name: str, values: list[Any]) -> tuple[str, list[str]]:
    """What was changed is called, and each of its values in words."""
    if form is not None and (name in form.fields or name in form.before):
        said_each = [form.said(name, value) for value in values]
        label = said_each[0][0] if said_each else form.fields[name].label
        return str(label or name), [words for _label, words in said_each]
    thing = event.type.partition(".")[0]
    forms = (one for one in FORMS.values() if one.thing == thing and name in one.base_fields)
    field = next((one.base_fields[name] for one in forms), None)
    if field is None:
        return str(ELSE.get(name, name)), [str(value) for value in values]
    return str(field.label or name), [said(field, value) for value in values]


def _times(data: dict[str, Any], zone: str) -> Iterator[str]:
    if "old_start" in data and "new_start" in data and data["old_start"] != data["new_start"]:
        yield _from_to("", data["old_start"], data["new_start"], zone)
    for name, was in _items(data.get("before")):
        if name in TIMES and data.get(name) != was:
            yield _from_to(f"{TIMES[name]}: ", was, data.get(name), zone)


def _limits(data: dict[str, Any]) -> Iterator[str]:
    for name, was in _items(data.get("before")):
        if name in LIMITS and name in data and data[name] != was:
            label, words = LIMITS[name]
            said_each = [_each(words, value) or "–" for value in (was, data[name])]
            yield f"{label}: {' → '.join(said_each)}"


def rules(data: dict[str, Any]) -> list[str]:
    """Those that were passed, in words."""
    passed = data.get("rules")
    return [str(RULES[one]) for one in passed if one in RULES] if isinstance(passed, list) else []


def _each(words: dict[str, Any], value: Any) -> str:
    values = value if isinstance(value, list) else [value] if value else []
    return ", ".join(str(words.get(one, one)) for one in values)


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
