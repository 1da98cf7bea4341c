"""What is offered, and when: exactly what the public page shows, for programs."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import extend_schema

from booking.availability.answering import answer, zone_of
from booking.availability.asking_as import PRIVATE_LINK, asked_by
from booking.availability.audience import By, services_for
from booking.availability.catalogue import Catalogue, Reading, read
from booking.availability.parameters import DAYS, SERVICE, WISH, asked_days, asked_wish
from booking.availability.rendering import slots_text
from booking.availability.search import named, next_free
from booking.availability.serializers import DAY_PARAMETERS, WISH_PARAMETERS, ServiceShape, SlotsShape
from booking.availability.wallclock import day_of
from booking.availability.wishing import Wish, horizon_of, lengths_given, providers
from booking.kernel.money import Money
from booking.resources.models import Question, Service
from tenants.api import Request, Response, TenantApiView
from tenants.api_docs import answers
from tenants.models import Tenant
from tenants.parameters import parameters
from tenants.requests import tenant_of
from tenants.tenancy import outside_transaction


class Services(TenantApiView):
    @extend_schema(
        operation_id="services",
        summary="What can be booked",
        parameters=[PRIVATE_LINK],
        responses=answers({200: ServiceShape(many=True)}),
    )
    def get(self, request: Request, tenant: str) -> Response:
        business = tenant_of(request)
        reading = read(business)
        catalogue, by = reading.catalogue, asked_by(request._request, business, reading)
        return Response(
            [_service(catalogue, service, business.currency, by) for service in services_for(catalogue, by)]
        )


class Slots(TenantApiView):
    """The busiest address of all. A plain GET goes past DRF's machinery, which would cost as much as the answer."""

    known_parameters = WISH | DAYS

    @outside_transaction
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "GET" and "Authorization" not in request.headers:
            return _slots(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    @extend_schema(
        operation_id="slots",
        summary="Free times between two days",
        parameters=[*DAY_PARAMETERS, *WISH_PARAMETERS, PRIVATE_LINK],
        responses=answers({200: SlotsShape}),
    )
    def get(self, request: Request, tenant: str) -> HttpResponse:
        return _slots(request._request)


class NextSlots(TenantApiView):
    known_parameters = WISH

    @extend_schema(
        operation_id="slots_next",
        summary="The next free times from now, five at most",
        parameters=[*WISH_PARAMETERS, PRIVATE_LINK],
        responses=answers({200: SlotsShape}),
    )
    def get(self, request: Request, tenant: str) -> Response:
        given = parameters(request._request, WISH, SERVICE)
        business = tenant_of(request)
        reading = read(business)
        wish = asked_wish(reading.catalogue, given, asked_by(request._request, business, reading))
        found = next_free(business, wish, 5, reading=reading)
        return Response({"timezone": zone_of(reading.catalogue, wish), "results": [time.as_json() for time in found]})


def _slots(request: HttpRequest) -> HttpResponse:
    given = parameters(request, WISH | DAYS, SERVICE | DAYS)
    days = asked_days(given)
    tenant: Tenant = request.tenant  # type: ignore[attr-defined]
    reading = read(tenant)
    wish = asked_wish(reading.catalogue, given, asked_by(request, tenant, reading))
    zone = zone_of(reading.catalogue, wish)
    inside = _between(reading, wish, zone, tenant.currency, days.first, days.last)
    response = HttpResponse(f'{{"timezone":"{zone}","results":[{inside}]}}', content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _between(reading: Reading, wish: Wish, zone: str, currency: str, first: date, last: date) -> str:
    """Days that are over or beyond the horizon are not asked for."""
    today = day_of(zone, int(reading.now))
    first, last = max(first, today), min(last, today + timedelta(days=horizon_of(reading.catalogue, wish) + 1))
    if last < first:
        return ""
    return slots_text(reading, wish, answer(reading, wish, first, last), zone=zone, currency=currency)


def _form(questions: list[Question]) -> dict[str, Any] | None:
    asked = [
        {"code": one.code, "text": one.text, "kind": one.asks, "required": one.required, "choices": list(one.choices)}
        for one in questions
    ]
    return {"questions": asked} if asked else None


def _service(catalogue: Catalogue, service: Service, currency: str, by: By) -> dict[str, Any]:
    public = [(resource, row) for resource, row in catalogue.providers(service) if resource.public]
    own = [row.minutes for _resource, row in public if row.minutes]
    minutes = lengths_given(catalogue, service) or own[:1]
    return {
        "code": service.code,
        "name": service.name,
        "description": service.description or service.line,
        "duration_minutes": next(iter(minutes), None),
        "durations": sorted({*minutes, *own}),
        "price": Money(_price(catalogue, service, by, next(iter(minutes), None)), currency).as_json(),
        "modes": list(service.modes),
        "practitioners": [named(resource) for resource, _row in public],
        "locations": [named(place) for place in catalogue.locations_of(service)],
        "approval": service.approval,
        "form": _form(catalogue.asked(service)),
    }


def _price(catalogue: Catalogue, service: Service, by: By, minutes: int | None) -> int:
    """The least that anybody on the public page gives that length for; where nobody does, what it would cost."""
    found = providers(catalogue, Wish(service=service, minutes=minutes, group=by.group_id))
    terms = catalogue.terms(service, by.group_id)
    of_group = None if terms is None else terms.price
    listed = [length.price for length in catalogue.lengths(service)] if of_group is None else [of_group]
    return min((one.price for one in found if one.price is not None), default=next(iter(listed), 0))
