"""Places and things that are not used any more: nothing is deleted, for bookings hang on them."""

from django.utils.translation import gettext as _

from booking.kernel.errors import Invalid
from booking.resources.models import Location, Resource
from tenants.models import Tenant


def archive_place(*, tenant: Tenant, place: Location) -> None:
    """No opening at it counts any more; bookings there stand. Raises `Invalid` for the last one: whatever is booked
    is booked somewhere."""
    places = Location.objects.select_for_update(no_key=True).filter(tenant=tenant, active=True).order_by("pk")
    if not [one for one in places if one.pk != place.pk]:
        raise Invalid(errors={"": [_("This is the only place. Add another one before you archive it.")]})
    place.active = False
    place.save(update_fields=["active"])


def bring_back_place(*, place: Location) -> None:
    """With the openings that it had."""
    place.active = True
    place.save(update_fields=["active"])


def keep_thing(*, thing: Resource, active: bool) -> None:
    """Archive a room or a thing (nothing new is booked with it), or bring it back."""
    thing.active = active
    thing.save(update_fields=["active"])
