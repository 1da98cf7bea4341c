"""What each form about client groups would change for those in them, in words that can be asked about before it is
kept."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability.foreseeing import Change
from booking.availability.models import GroupTerms
from booking.availability.service_rules import ServiceRules
from booking.availability.setup.group_form import COLUMNS, GroupForm
from booking.availability.setup.group_link import LinkForm
from booking.availability.setup.groups import GroupArchiving
from booking.bookings.setup.foresight import Foresight
from booking.clients.models import Group
from booking.resources.models import BookedBy, Service
from tenants.clock import local_today
from tenants.setup.foreseen import foretells


@foretells(GroupForm)
def group(form: GroupForm) -> Foresight | None:
    """A new group is nobody's yet."""
    if form.adding:
        return None
    was, will_be, row = form.before["terms"], form.wanted()["terms"], form.instance
    rules = {}
    for service in form.services:
        own = will_be.get(service.code)
        if own != was.get(service.code):
            values = dict(zip(COLUMNS, own, strict=True)) if own else {}
            terms = GroupTerms(group=row, service=service, **values) if own else None
            rules[service.pk] = ServiceRules(terms={row.pk: terms})
    note = _("Counted for clients in this group.")
    return Foresight(form.tenant, Change(rules=rules, group=row.pk), form.wanted(), note) if rules else None


@foretells(GroupArchiving)
def archiving(form: GroupArchiving) -> Foresight | None:
    """What is for this group alone is nobody's then."""
    if form.wanted()["active"]:
        return None
    notes, alone = [_("Counted for clients in this group.")], ", ".join(_only_for(form.instance))
    if alone:
        notes.append(_("Only this group can book %(services)s; then nobody can.") % {"services": alone})
    change = Change(rules=_without_terms(form.instance), group=form.instance.pk)
    return Foresight(form.tenant, change, form.wanted(), " ".join(notes))


@foretells(LinkForm)
def link(form: LinkForm) -> Foresight | None:
    """Of a new link nobody has heard yet."""
    if form.cleaned_data["act"] not in ("renew", "withdraw") or not _opens(form):
        return None
    note = _("Counted for whoever comes by the link you have given away, and is not known to be a client.")
    change = Change(rules=_without_terms(form.instance), group=form.instance.pk, known=False)
    return Foresight(form.tenant, change, form.wanted(), note)


def _opens(form: LinkForm) -> bool:
    """Whether the link that was given away opens anything now."""
    last = form.before["link_until_on"]
    return bool(form.before["open"]) and (last is None or last >= local_today(form.tenant.timezone).isoformat())


def _without_terms(group: Group) -> dict[UUID, ServiceRules]:
    """Of what nothing was said they book as everybody does."""
    services = GroupTerms.objects.filter(group=group, service__active=True).values_list("service", flat=True)
    return {pk: ServiceRules(terms={group.pk: None}) for pk in services}


def _only_for(group: Group) -> Iterator[str]:
    given = GroupTerms.objects.filter(tenant=group.tenant_id, offered=True, group__active=True)
    for service in Service.objects.filter(tenant=group.tenant_id, active=True, booked_by=BookedBy.GROUPS):
        if list(given.filter(service=service).values_list("group", flat=True)) == [group.pk]:
            yield service.name
