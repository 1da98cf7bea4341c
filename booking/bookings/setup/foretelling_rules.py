"""What each form of a service's rules would change, in words that can be asked about before it is kept."""

from copy import copy
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability.catalogue import current
from booking.availability.foreseeing import Change
from booking.availability.models import GroupTerms
from booking.availability.service_rules import ServiceRules
from booking.availability.setup.service_booking import BookingForm
from booking.availability.switched import Switched
from booking.bookings.setup.foresight import Foresight
from booking.clients.models import Group
from booking.resources.models import BookedBy, Requirement, Resource, Service, ServiceLength, ServiceSkill, Skill
from booking.resources.setup.giving import Own, as_row
from booking.resources.setup.person_services import PersonServicesForm
from booking.resources.setup.service_forms import ServiceForm
from booking.resources.setup.service_needs import NeedsForm
from booking.resources.setup.service_times import TimesForm
from booking.resources.setup.service_who import WhoForm
from booking.resources.setup.sorts import Sort
from tenants.setup.foreseen import foretells
from tenants.setup.row_form import RowForm


@foretells(ServiceForm)
def service(form: ServiceForm) -> Foresight | None:
    """Whether clients are shown it, and in which lengths; what it is called takes no time from anybody."""
    was, will_be, row = form.before, form.wanted(), form.instance
    same = not form.adding and [one[0] for one in was["lengths"]] == [one[0] for one in will_be["lengths"]]
    if form.adding or (same and was["public"] == will_be["public"]):
        return None
    lengths = [ServiceLength(service=row, minutes=minutes, price=price) for minutes, price in will_be["lengths"]]
    return _foresight(form, {row.pk: ServiceRules(row=_row(form), lengths=lengths)})


@foretells(TimesForm)
def times(form: TimesForm) -> Foresight:
    return _foresight(form, {form.instance.pk: ServiceRules(row=_row(form))})


@foretells(BookingForm)
def booking(form: BookingForm) -> Foresight | None:
    was, will_be = form.before, form.wanted()
    if was["booked_by"] == will_be["booked_by"] and was["groups"] != will_be["groups"]:
        return _other_groups(form)
    if all(will_be[name] == was[name] for name in ("booked_by", "most_bookings", "most_days")):
        return None
    chosen = was["booked_by"] != will_be["booked_by"] and BookedBy.GROUPS in (was["booked_by"], will_be["booked_by"])
    note = _("Counted for clients in none of the groups; those in a chosen one can book it.") if chosen else ""
    return _foresight(form, {form.instance.pk: ServiceRules(row=_row(form))}, note)


def _other_groups(form: BookingForm) -> Foresight | None:
    """It stays for chosen groups, but for others of them: told of the first that loses or gains any time by it."""
    service, catalogue = form.instance, current(form.tenant)
    was, will_be = form.before["groups"], form.wanted()["groups"]
    changed = [one for one in catalogue.groups.values() if was.get(one.code) != will_be.get(one.code)]
    changed.sort(key=lambda one: (bool(will_be.get(one.code)), one.name))
    terms: dict[UUID, GroupTerms | None] = {}
    for one in changed:
        row = copy(catalogue._terms.get((one.pk, service.pk)) or GroupTerms(group=one, service=service))
        row.offered = will_be.get(one.code)
        terms[one.pk] = row
    rules = {service.pk: ServiceRules(row=_row(form), terms=terms)}
    told = [
        Foresight(form.tenant, Change(rules=rules, group=one.pk), form.wanted(), _of_group(one, changed))
        for one in changed
    ]
    return next((one for one in told if not one.is_nothing), None)


def _of_group(group: Group, changed: list[Group]) -> str:
    said = _("Counted for clients in %(group)s.") % {"group": group.name}
    others = ", ".join(one.name for one in changed if one != group)
    if others:
        said += " " + _("It changes for %(groups)s as well.") % {"groups": others}
    return said


@foretells(WhoForm)
def who(form: WhoForm) -> Foresight:
    service: Service = form.instance
    there = {one.code: one for one in form.there.others.values() if isinstance(one, Resource)}
    rows = [as_row(own, service=service, resource=there[code]) for code, own in _wanted(form).items()]
    rows += [row for row in form.there.givers.get(service.pk, ()) if not form.there.others[row.resource_id].active]
    return _foresight(form, {service.pk: ServiceRules(row=_row(form), providers=rows)})


@foretells(PersonServicesForm)
def services(form: PersonServicesForm) -> Foresight:
    """Of each service the others who give it stay."""
    person, catalogue, wanted = form.instance, current(form.tenant), _wanted(form)
    rules: dict[UUID, ServiceRules] = {}
    for service in catalogue.services:
        if wanted.get(service.code) == form.before["services"].get(service.code):
            continue
        rows = [row for row in catalogue._providers[service.pk] if row.resource_id != person.pk]
        own = wanted.get(service.code)
        rows += [] if own is None else [as_row(own, service=service, resource=person)]
        rules[service.pk] = ServiceRules(providers=rows)
    return _foresight(form, rules)


@foretells(NeedsForm)
def needs(form: NeedsForm) -> Foresight:
    service, wanted = form.instance, form.wanted()
    skills = {one.name: one for one in Skill.objects.filter(tenant=form.tenant)}
    asked = [ServiceSkill(service=service, skill=skills[name]) for name in wanted["skills"] if name in skills]
    needed = [
        Requirement(service=service, kind=sort.kind, tag=sort.tag, skill=skills.get(sort.skill), quantity=quantity)
        for sort, quantity in ((Sort.read(written), quantity) for written, quantity in wanted["needs"])
    ]
    shown = {row.pk for row in form.shown()}
    needed += [row for row in current(form.tenant)._requirements[service.pk] if row.pk not in shown]
    rules = ServiceRules(row=_row(form), needs=needed, skills=asked)
    standing = _("They do not have what the service would ask for, and get nothing more.")
    return Foresight(form.tenant, Change(rules={service.pk: rules}), form.wanted(), standing=standing)


def _row(form: RowForm) -> Service:
    """As the engine would read it."""
    return Switched(form.tenant.pk).as_read(copy(form.instance))


def _foresight(form: RowForm, rules: dict[UUID, ServiceRules], note: str = "") -> Foresight:
    return Foresight(form.tenant, Change(rules=rules), form.wanted(), note)


def _wanted(form: WhoForm | PersonServicesForm) -> Own:
    said: Own = form.wanted()[form.parts]
    return said
