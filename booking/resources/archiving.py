"""Services, places and things that are not used any more: nothing is deleted, for bookings hang on them."""

from django.utils.translation import gettext as _

from booking.kernel.errors import Invalid
from booking.resources.arranging import last_place
from booking.resources.models import Location, Resource, Service, Team, Unit


def keep_active(*, row: Service | Location | Resource | Unit | Team, active: bool, at_the_end: bool = False) -> None:
    """Archive it (nothing new is booked with it or at it; what is booked stands), or bring it back as it was.
    `at_the_end`: a service comes after all others.

    Raises `Invalid` for the last place: whatever is booked is booked somewhere."""
    if isinstance(row, Location) and not active:
        _must_not_be_the_last(row)
    if isinstance(row, Service) and active and at_the_end:
        row.position = last_place(row.tenant)
        row.save(update_fields=["position"])
    row.active = active
    row.save(update_fields=["active"])


def _must_not_be_the_last(place: Location) -> None:
    places = Location.objects.select_for_update(no_key=True).filter(tenant=place.tenant_id, active=True).order_by("pk")
    if not [one for one in places if one.pk != place.pk]:
        raise Invalid(errors={"": [_("This is the only place. Add another one before you archive it.")]})
