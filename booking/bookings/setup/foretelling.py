"""What each form of the settings would change about the rules, in words that can be asked about before it is kept."""

from django.utils.translation import gettext as _

from booking.availability.closures import as_days
from booking.availability.foreseeing import Change
from booking.availability.models import Closure
from booking.availability.place_hours import as_place_days
from booking.availability.setup.week_form import PlaceHoursForm, WeekForm
from booking.availability.week_hours import as_rules
from booking.bookings.setup.closures import ClosureForm
from booking.bookings.setup.foresight import Foresight
from booking.bookings.setup.holidays import HolidaysForm
from booking.resources.people import practitioners
from booking.resources.setup.archiving import Archiving
from booking.resources.setup.member_forms import MemberForm
from booking.resources.setup.places import PlaceForm
from tenants.setup.foreseen import foretells


@foretells(WeekForm)
def week(form: WeekForm) -> Foresight:
    change = Change(weekly={form.instance.pk: as_rules(form.instance.pk, form.hours)})
    return Foresight(form.tenant, change, form.wanted())


@foretells(PlaceHoursForm)
def place_hours(form: PlaceHoursForm) -> Foresight:
    change = Change(places={form.instance.pk: as_place_days(form.instance.pk, form.hours)})
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


@foretells(MemberForm)
def member(form: MemberForm) -> Foresight | None:
    """Who does the finances has no calendar; any other role takes no time from anybody."""
    theirs = practitioners(form.tenant).filter(member=form.instance, active=True) if form.becomes_finance else ()
    if not theirs:
        return None
    note = _("Finance has no calendar of its own. Theirs takes no more bookings, and is back with another role.")
    change = Change(archived={one.pk for one in theirs})
    return Foresight(form.tenant, change, form.wanted(), note, reader=form.by)
