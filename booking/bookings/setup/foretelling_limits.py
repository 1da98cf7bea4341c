"""What the forms of people, rooms and things would change about how much they take, in words that can be asked about
before it is kept."""

from copy import copy

from django.utils.translation import gettext as _

from booking.availability.foreseeing import Change
from booking.bookings.setup.foresight import Foresight
from booking.resources.setup.practitioners import PractitionerForm
from booking.resources.setup.things import ThingForm
from tenants.setup.foreseen import foretells

OF_A_PERSON = ("most_a_day", "public", "location")
FOR_SERVICES = ("capacity", "tags", "location")  # what services ask of a room or a thing


@foretells(PractitionerForm)
def practitioner(form: PractitionerForm) -> Foresight | None:
    """How many visits a day, whether clients can choose them, and where they belong; what clients read of them takes no
    time from anybody."""
    was, will_be, row = form.before, form.wanted(), form.instance
    moved = {name: will_be[name] for name in OF_A_PERSON if name in will_be and will_be[name] != was[name]}
    if not moved:
        return None
    note = _("On days that are fuller already, what is booked stays.") if moved.get("most_a_day") else ""
    change = Change(rows={row.pk: copy(row)}, chosen="public" in moved)
    return Foresight(form.tenant, change, moved, note)


@foretells(ThingForm)
def thing(form: ThingForm) -> Foresight | None:
    """A new one is booked by nobody yet."""
    will_be, was, row = form.wanted(), form.before, form.instance
    if form.adding or all(will_be[name] == was[name] for name in FOR_SERVICES):
        return None
    standing = _("They keep %(name)s, though it would not do for them any more.") % {"name": was["name"]}
    return Foresight(form.tenant, Change(rows={row.pk: copy(row)}), will_be, standing=standing)
