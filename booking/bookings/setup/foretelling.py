"""What each form of the settings would change about the rules, in words that can be asked about before it is kept."""

from django.utils.translation import gettext as _

from booking.availability.closures import as_days
from booking.availability.foreseeing import Change
from booking.availability.models import Closure
from booking.availability.setup.week_form import WeekForm
from booking.availability.week_hours import as_rules
from booking.bookings.setup.closures import ClosureForm
from booking.bookings.setup.foresight import Foresight
from booking.bookings.setup.holidays import HolidaysForm
from booking.resources.setup.archiving import Archiving
from booking.resources.setup.places import PlaceForm
from tenants.setup.foreseen import foretells


@foretells(WeekForm)
def week(form: WeekForm) -> Foresight:
    change = Change(weekly={form.instance.pk: as_rules(form.instance.pk, form.hours)})
    return Foresight(form.tenant, change, form.wanted())


@foretells(ClosureForm)
def closure(form: ClosureForm) -> Foresight | None:
    was = () if form.adding else (as_days(Closure.objects.get(pk=form.instance.pk)),)
    will_be = (as_days(form.instance),)
    return None if was == will_be else Foresight(form.tenant, Change(closing=will_be, opening=was), form.wanted())


@foretells(HolidaysForm)
def holidays(form: HolidaysForm) -> Foresight:
    was, will_be = set(form.before["days"]), set(form.wanted()["days"])
    change = Change(closing=form.closing(will_be - was), opening=form.closing(was - will_be))
    return Foresight(form.tenant, change, form.wanted())


@foretells(Archiving)
def archiving(form: Archiving) -> Foresight | None:
    """Bringing back takes nothing from anybody."""
    if form.wanted()["active"]:
        return None
    return Foresight(form.tenant, Change(archived={form.instance.pk}), form.wanted())


@foretells(PlaceForm)
def place(form: PlaceForm) -> Foresight | None:
    """Where it is and what it is called takes no time from anybody; another clock does."""
    zone = form.wanted()["timezone"]
    if form.adding or zone == form.before["timezone"]:
        return None
    note = _(
        "Opening hours here will keep their clock times, and follow the new zone. Bookings keep their moment: the "
        "clock here will show another time for them than the client was told."
    )
    return Foresight(form.tenant, Change(zones={form.instance.pk: zone}), form.wanted(), note)
