"""What lies inside a taken time: the visit itself, without the buffers that are kept free around it."""

from uuid import UUID

from booking.availability.asking import Reason
from booking.availability.models import Occupancy, TakenBy
from booking.bookings.models import Part
from booking.kernel.clock import from_minute, to_minute
from booking.kernel.intervals import Interval

Inside = dict[tuple[UUID, Interval], Interval]


def visits_in(reasons: list[Reason]) -> Inside:
    """The visit of each taken time among the reasons. One question to the database, none when nothing is taken."""
    asked = [(one.resource, one.interval) for one in reasons if one.interval and one.code in ("busy", "buffer")]
    if not asked:
        return {}
    rows = Occupancy.objects.filter(
        kind=TakenBy.BOOKING, resource__in={resource for resource, _taken in asked},
        start_at__in={from_minute(begins) for _resource, (begins, _ends) in asked},
    ).values_list("resource", "start_at", "end_at", "owner_id")  # fmt: skip
    owners = {(resource, (to_minute(begins), to_minute(ends))): owner for resource, begins, ends, owner in rows}
    parts = {
        pk: (to_minute(begins), to_minute(ends))
        for pk, begins, ends in Part.objects.filter(pk__in=owners.values()).values_list("pk", "start_at", "end_at")
    }
    return {taken: parts[owner] for taken, owner in owners.items() if owner in parts}
