"""What a business has set up of the parts that it can switch off: groups, and template weeks."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from booking.availability.models import TemplateWeek
from booking.clients.models import Client, Group
from booking.resources.models import BookedBy, Service
from tenants.models import Tenant
from tenants.modules import GROUPS, WEEKS
from tenants.setup.modules import holds


def _groups(tenant: Tenant) -> Iterator[str]:
    n = Group.objects.filter(tenant=tenant, active=True).count()
    if n:
        yield ngettext("%(n)s group, whose prices and links hold.", "%(n)s groups, whose prices and links hold.", n) % {
            "n": n
        }
    n = Client.objects.filter(tenant=tenant, group__active=True).count()
    if n:
        yield ngettext("%(n)s client belongs to one.", "%(n)s clients belong to one.", n) % {"n": n}
    n = Service.objects.filter(tenant=tenant, active=True, booked_by=BookedBy.GROUPS).count()
    if n:
        yield ngettext(
            "%(n)s service is for groups only; switched off, no client finds it.",
            "%(n)s services are for groups only; switched off, no client finds them.", n,
        ) % {"n": n}  # fmt: skip


def _weeks(tenant: Tenant) -> Iterator[str]:
    n = TemplateWeek.objects.filter(tenant=tenant).count()
    if n:
        yield ngettext("%(n)s template week.", "%(n)s template weeks.", n) % {"n": n}


holds(GROUPS, _groups)
holds(WEEKS, _weeks)
