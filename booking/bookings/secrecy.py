"""Whose clients are shown to whom. A practitioner may keep them (`Resource.clients_shown_to`): then everybody else sees
that the time is taken, and moves or cancels it if their role says so, but not who the client is or what they wrote; nor
that there is such a client at all.

Whatever shows a booking to staff or to a program gets it from here: as they may see it (`as_seen_by`), or not at all
where the list is of what is known of a client (`known_to`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from booking.bookings.models import Booking, Handover, Part
from booking.kernel.errors import Forbidden
from booking.resources.models import Resource
from tenants.access import CLIENTS_KEPT
from tenants.models import Membership, Role

Bookings = TypeVar("Bookings", bound=Iterable[Booking])


@dataclass(frozen=True, slots=True)
class InRole:
    """Who reads is not known, only in what role."""

    role: str
    pk: None = None


PROGRAM = InRole("")  # whoever has the key
IN_SETTINGS = InRole(Role.MANAGER)  # a page, or a mail, that owners and managers get alike
Reader = Membership | InRole


def keeping(reader: Reader, calendars: Iterable[Resource]) -> list[UUID]:
    """The calendars among these whose clients are not shown to the reader."""
    kept = _kept_from(reader)
    return [one.pk for one in calendars if one.clients_shown_to in kept and not _is_own(reader, one)]


def kept_from(reader: Reader) -> list[UUID]:
    """All of them, by one question; none for an owner."""
    kept = _kept_from(reader)
    return keeping(reader, Resource.objects.filter(clients_shown_to__in=kept)) if kept else []


def is_kept(reader: Reader, calendars: list[UUID], booking: str = "pk") -> Q:
    """Whether a booking is with one of these calendars, and not with the reader as well. `booking`: what is its key in
    the query around it."""
    parts = Part.objects.filter(booking=OuterRef(booking))
    kept = Q(Exists(parts.filter(resource__in=calendars)))
    return kept & ~Q(Exists(parts.filter(resource__member=reader.pk))) if reader.pk else kept


def known_to(reader: Reader) -> Q:
    """Of bookings: those of whose client the reader may know."""
    calendars = kept_from(reader)
    return ~is_kept(reader, calendars) if calendars else Q()


def shown_to(reader: Reader) -> Q:
    """Of clients: who has, or had, a booking that the reader may know of, or none at all yet."""
    calendars = kept_from(reader)
    if not calendars:
        return Q()
    theirs, once_theirs = (model.objects.filter(client=OuterRef("pk")) for model in (Booking, Handover))
    kept = is_kept(reader, calendars, "booking")
    nothing = ~Exists(theirs) & ~Exists(once_theirs)
    return Q(nothing) | Q(Exists(theirs.filter(known_to(reader)))) | Q(Exists(once_theirs.exclude(kept)))


def as_seen_by(reader: Reader, bookings: Bookings) -> Bookings:
    """The same, each with what the reader may know of it; for showing, and never to be saved."""
    calendars = kept_from(reader)
    if calendars:
        ours = Booking.objects.filter(pk__in=[one.pk for one in bookings])
        kept = set(ours.filter(is_kept(reader, calendars)).values_list("pk", flat=True))
        for booking in bookings:
            if booking.pk in kept:
                _veil(booking)
    return bookings


def must_know(booking: Booking) -> None:
    """Before what says who the client is, or how they are reached. Raises `Forbidden`."""
    if booking.veiled:
        raise Forbidden(_("Who the client is, is not shown to you."))


def _veil(booking: Any) -> None:
    booking.reached = bool(booking.contact_email or booking.contact_phone)
    booking.veiled, booking.first_visit, booking.over_limit = True, False, False
    booking.client, booking.contact_name = None, booking.contact_name and _("A client")  # a mere hold is nobody's
    for words in ("contact_email", "contact_phone", "message", "reply", "cancel_reason"):
        setattr(booking, words, "")


def _kept_from(reader: Reader) -> list[str]:
    return [level for level, roles in CLIENTS_KEPT.items() if reader.role not in roles]


def _is_own(reader: Reader, calendar: Resource) -> bool:
    return reader.pk is not None and calendar.member_id == reader.pk
