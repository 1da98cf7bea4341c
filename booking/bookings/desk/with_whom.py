"""With whom the person at the desk wants it: somebody, one of a team or unit, or anybody. What does not hold any more
is said, and never quietly taken for anybody."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from booking.availability.catalogue import Catalogue
from booking.kernel.errors import NotFound
from booking.resources.models import Resource, Service, Team, Unit
from tenants.models import Membership
from tenants.modules import UNITS, is_on


@dataclass(frozen=True, slots=True)
class Whom:
    """`among`: one of these. `gone`: why it cannot be so, in a sentence; then it is with anybody."""

    practitioner: Resource | None = None
    among: frozenset[UUID] | None = None
    gone: str = ""


def choosable(catalogue: Catalogue, service: Service, member: Membership) -> list[Resource]:
    """Whom the member may book the service with."""
    resources = [resource for resource, _row in catalogue.providers(service)]
    return [r for r in resources if member.sees_all_calendars or r.member_id == member.pk]


def whom(code: str, service: Service, catalogue: Catalogue, member: Membership) -> Whom:
    """Whoever may see only their own calendar books with themselves. Raises `NotFound` for a code of nobody's."""
    able = choosable(catalogue, service, member)
    if not member.sees_all_calendars:
        return Whom(next((one for one in able if one.code == code), able[0]))
    if not code:
        return Whom()
    named = catalogue.divisions.members(code)
    if named is not None:
        among = named & {one.pk for one in able}
        return Whom(among=among) if among else Whom(gone=_empty(code, named, catalogue))
    one = next((one for one in catalogue.resources.values() if one.code == code), None)
    if one in able:
        return Whom(one)
    return Whom(gone=_not_able(one) if one else _put_away(code, member))


def _empty(code: str, named: frozenset[UUID], catalogue: Catalogue) -> str:
    said = {"team": catalogue.divisions.name(code)}
    if any(catalogue.resources[pk].active for pk in named if pk in catalogue.resources):
        return _("Nobody in %(team)s gives this service.") % said
    return _("There is nobody left in %(team)s.") % said


def _not_able(one: Resource) -> str:
    text = _("%(name)s does not give this service.") if one.active else _("%(name)s is archived.")
    return text % {"name": one.name}


def _put_away(code: str, member: Membership) -> str:
    """Of a team or unit that is not among those to choose."""
    for kind in (Team, Unit):
        row = kind._default_manager.filter(tenant=member.tenant_id, code=code).first()
        if row is not None and is_on(member.tenant, UNITS):
            return _("%(name)s is archived.") % {"name": row.name}
        if row is not None:
            return _("Units and teams have been switched off.")
    raise NotFound
