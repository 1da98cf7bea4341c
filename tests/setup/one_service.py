"""What the database says of the salon's service."""

from typing import Any

from booking.resources.models import Requirement, Service, ServiceLength, ServiceProvider
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast


def lengths(cast: Cast) -> list[tuple[int, int]]:
    with tenant_tx(cast.salon.tenant):
        rows = ServiceLength.objects.filter(service=cast.salon.service)
        return list(rows.values_list("minutes", "price"))


def now(cast: Cast) -> Service:
    with tenant_tx(cast.salon.tenant):
        return Service.objects.get(pk=cast.salon.service.pk)


def givers(cast: Cast) -> dict[str, tuple[int | None, int | None]]:
    with tenant_tx(cast.salon.tenant):
        rows = ServiceProvider.objects.filter(service=cast.salon.service)
        return {code: (m, p) for code, m, p in rows.values_list("resource__code", "minutes", "price")}


def needs(cast: Cast) -> list[tuple[Any, ...]]:
    with tenant_tx(cast.salon.tenant):
        rows = Requirement.objects.filter(service=cast.salon.service).order_by("kind", "tag")
        return list(rows.values_list("kind", "tag", "quantity"))


def last_event(cast: Cast) -> dict[str, Any]:
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.filter(subject_id=cast.salon.service.pk).order_by("id").last()
        return {} if event is None else event.data
