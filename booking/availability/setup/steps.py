"""What openings ask for: in the checklist of a new business, and of each who shall be booked."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from booking.availability.models import OpenSlot, Shift, WeeklyHours
from booking.resources.setup.lacking import Lack, People, needed
from tenants.clock import DatabaseNow, database_now
from tenants.setup.checklist import Step, ask_for, touched
from tenants.setup.pages import Group

ask_for(
    Step(
        Group.HOURS,
        _("Set your hours"),
        _("Times outside them are not on offer."),
        touched("hours"),
        "desk-settings-hours",
    )
)


def _open(people: People) -> set[UUID]:
    """Each week, or at times that somebody has entered in the calendar."""
    today = database_now().date()
    coming = (
        WeeklyHours.objects.filter(resource__in=people).exclude(valid_until_on__lt=today),
        Shift.objects.filter(resource__in=people, on__gte=today).exclude(service_ids=[]),
        OpenSlot.objects.filter(resource__in=people, end_at__gt=DatabaseNow()),
    )
    return {one for rows in coming for one in rows.values_list("resource_id", flat=True)}


needed(
    Lack(
        _("No hours yet: nobody can book with them."),
        _("You have no hours: open times in the calendar, or ask the owner to set your week."),
        _("Set their hours"),
        "desk-settings-week",
        _open,
    )
)
