"""How often one client books a service: counted by the day of its start, over what stands and what is being paid for.

Whoever has shown who they are is told when they can book again. Of others only the e-mail is known, and it may be
anybody's: a refusal would tell how often its owner comes. Their booking is marked for staff instead."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import ngettext

from booking.availability.catalogue import Catalogue, current
from booking.availability.most import Most, most_of
from booking.bookings.models import STANDING, Booking, Part, Status
from booking.clients.models import Client
from booking.kernel.errors import NotBookable
from booking.kernel.saying import page_language, say_long_day
from booking.resources.models import Service
from tenants.clock import DatabaseNow

REASON = "too_many"
A_ZONE = timedelta(days=1)  # midnight is somewhere else within a day


@dataclass(frozen=True, slots=True)
class Passed:
    """The rule that one more would pass, how many there are within its days already, and the first day without."""

    most: Most
    again_on: date

    def said_to_client(self) -> str:
        said = ngettext(
            "It can be booked %(n)s time within %(days)s days, and you have done so. "
            "You can book it again from %(day)s.",
            "It can be booked %(n)s times within %(days)s days, and you have done so. "
            "You can book it again from %(day)s.",
            self.most.bookings,
        )
        day = say_long_day(self.again_on, page_language())
        return said % {"n": self.most.bookings, "days": self.most.days, "day": day}


def passed(
    catalogue: Catalogue,
    service: Service,
    client: UUID | None,
    start_at: datetime,
    zone: str,
    *,
    group: UUID | None = None,
    besides: UUID | None = None,
) -> Passed | None:
    """What one more booking of the client at that time would pass; None: nothing. `besides`: a booking that does not
    count, because it is the one that is meant. Without a rule nothing is asked of the database."""
    most = most_of(catalogue, service, group)
    if most is None or client is None:
        return None
    on = start_at.astimezone(ZoneInfo(zone)).date()
    taken = _taken(service, client, besides, since=on - timedelta(days=most.days))
    return Passed(most, most.first_day(taken, on)) if most.is_passed(taken, on) else None


def passed_by(catalogue: Catalogue, booking: Booking, part: Part) -> Passed | None:
    """The same of a booking that is written now. Its client is locked: of two at once the second counts the first."""
    service = catalogue.service_by_id(part.service_id)
    if booking.client_id is None or most_of(catalogue, service, booking.group_id) is None:
        return None
    Client.objects.select_for_update(no_key=True).get(pk=booking.client_id)
    zone = catalogue.locations[booking.location_id].timezone
    return passed(
        catalogue, service, booking.client_id, booking.start_at, zone, group=booking.group_id, besides=booking.pk
    )


def has_all(booking: Booking) -> bool:
    """Whether its client, who has shown who they are, would be refused one more at its time."""
    catalogue, part = current(booking.tenant), booking.parts.all()[0]
    service, zone = catalogue.service_by_id(part.service_id), catalogue.locations[booking.location_id].timezone
    client = booking.client_id if booking.client_proven else None
    return passed(catalogue, service, client, booking.start_at, zone, group=booking.group_id) is not None


def counting() -> Q:
    """What stands, and what is being paid for or waits for an answer."""
    waiting = (Status.AWAITING_PAYMENT, Status.REQUESTED)
    return Q(status__in=STANDING) | Q(status__in=waiting, held_until__gt=DatabaseNow())


def refuse(found: Passed) -> NotBookable:
    return NotBookable(found.said_to_client(), reason=REASON, again_on=found.again_on.isoformat())


def _taken(service: Service, client: UUID, besides: UUID | None, since: date) -> list[date]:
    """The days, from that one on, on which the client's bookings of the service begin, each in the zone of its place.
    What is further back shares no period with what is meant, however many years somebody has been coming."""
    from_at = datetime.combine(since - A_ZONE, time.min, UTC)
    rows = Booking.objects.filter(
        counting(), client=client, parts__service=service.pk, parts__position=0, start_at__gte=from_at
    )
    rows = rows.exclude(pk=besides) if besides else rows
    return [
        start_at.astimezone(ZoneInfo(zone)).date()
        for start_at, zone in rows.values_list("start_at", "location__timezone")
    ]
