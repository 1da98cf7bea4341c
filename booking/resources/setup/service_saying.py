"""The services of a business as its settings list them."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from booking.kernel.money import Money
from booking.kernel.saying import page_language
from booking.resources.calendars import planned
from booking.resources.models import Service, ServiceLength, ServiceProvider
from tenants.models import Tenant

NAMED = 3


@dataclass(frozen=True, slots=True)
class Row:
    """`place`: where in the order, 0 first. `shown`: a client finds it on the page."""

    service: Service
    place: int
    lengths: str
    who: str
    shown: bool
    given: bool


def rows_of(tenant: Tenant, *, active: bool) -> list[Row]:
    """In the business's order."""
    lengths: dict[UUID, list[str]] = defaultdict(list)
    for length in ServiceLength.objects.filter(tenant=tenant).order_by("minutes"):
        price = Money(length.price, tenant.currency).written(page_language()) if length.price else _("free of charge")
        lengths[length.service_id].append(_("%(minutes)s min, %(price)s") % {"minutes": length.minutes, "price": price})
    who: dict[UUID, list[str]] = defaultdict(list)
    public: set[UUID] = set()
    given = ServiceProvider.objects.filter(
        tenant=tenant, resource__in=planned(tenant).filter(active=True)
    ).select_related("resource")
    for row in given.order_by("resource__position", "resource__name"):
        who[row.service_id].append(row.resource.name)
        public |= {row.service_id} if row.resource.public else set()
    return [
        Row(
            one, n, " · ".join(lengths[one.pk]), _names(who[one.pk]), one.public and one.pk in public, bool(who[one.pk])
        )
        for n, one in enumerate(Service.objects.filter(tenant=tenant, active=active))
    ]


def _names(names: list[str]) -> str:
    if len(names) <= NAMED + 1:
        return ", ".join(names)
    return _("%(names)s and %(more)s more") % {"names": ", ".join(names[:NAMED]), "more": len(names) - NAMED}
