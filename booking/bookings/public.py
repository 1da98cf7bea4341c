"""The client's way to a time: the business, who works there, a service with its free times, and holding one of them."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from booking.availability.answering import zone_of
from booking.availability.audience import STRANGER, By, is_shut_to, may_book, service_for, services_for
from booking.availability.catalogue import Catalogue, read
from booking.availability.hours_words import in_words
from booking.availability.place_hours import open_weeks
from booking.availability.search import FreeTime, free_times, nearest_free
from booking.bookings.choice import Choice, choose, options
from booking.bookings.choosing_page import choosing_page
from booking.bookings.forms import HoldForm
from booking.bookings.holding import place_hold, release_hold
from booking.bookings.limiting import passed, refuse
from booking.bookings.links import map_url
from booking.bookings.own_hold import held_by, remember
from booking.bookings.presenting import choice_rows, offered, people, person
from booking.bookings.selectors import opened_by_hold
from booking.bookings.times import buttons, times_page
from booking.bookings.visiting import visitor, visitor_context
from booking.clients.proving import known_client
from booking.kernel.clock import as_day
from booking.kernel.errors import DomainError, Invalid, NoLongerOffered, NotBookable, NotFound, SlotTaken, StaleState
from booking.kernel.saying import local_day, page_language, say_moment
from booking.resources.models import Service
from tenants.answers import private, see_other
from tenants.clock import database_now
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction

A_MONTH = timedelta(days=31)


@outside_transaction
@require_safe
def business(request: TenantRequest, tenant: str) -> HttpResponse:
    """What can be booked, with whom, and where. Made once for each state of the rules, and looked at by many."""
    reading, house = read(request.tenant), request.tenant
    catalogue, by = reading.catalogue, visitor(request, reading)
    services = services_for(catalogue, by)
    places = [place for place in catalogue.locations.values() if place.active]
    shown_to, weeks = visitor_context(request, reading, by), open_weeks(catalogue)
    response = render(
        request,
        "bookings/business.html",
        {
            "services": lambda: [offered(catalogue, service, house, group=by.group_id) for service in services],
            "people": lambda: people(catalogue, services),
            "places": [(place, map_url(place), in_words(weeks[place.pk])) for place in places],
            "kept": catalogue.kept,
            "kept_as": (house.slug, house.currency, house.phone, house.email, by.group_id, len(services)),
            **shown_to,
        },
    )
    return _own(response, by)


@outside_transaction
@require_safe
def practitioner(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    reading = read(request.tenant)
    catalogue, by = reading.catalogue, visitor(request, reading)
    if is_shut_to(catalogue, by):
        return redirect("business", tenant=tenant)
    resource = catalogue.resource(code)
    services = [s for s in services_for(catalogue, by) if resource in [r for r, _row in catalogue.providers(s)]]
    if not resource.public or not services:
        raise NotFound
    context = visitor_context(request, reading, by) | {
        "resource": resource,
        "person": person(resource),
        "services": [offered(catalogue, service, request.tenant, resource, by.group_id) for service in services],
    }
    return _own(render(request, "bookings/practitioner.html", context), by)


@outside_transaction
@require_safe
@never_cache
def service(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """First what there is to choose, if anything; then the free times. Where all is for existing clients, others are
    told how to show that they are one, whether there is such a service or not."""
    reading = read(request.tenant)
    catalogue, by = reading.catalogue, visitor(request, reading)
    if is_shut_to(catalogue, by):
        return redirect("business", tenant=tenant)
    choice = choose(options(catalogue, _offered(catalogue, code, by)), request.GET.dict(), by.group_id)
    shown_to = visitor_context(request, reading, by)
    if not choice.decided or "choose" in request.GET:
        return render(request, "bookings/choose.html", choosing_page(catalogue, choice, request.tenant) | shown_to)
    context = _choice_context(request, catalogue, choice) | shown_to
    context |= times_page(
        request.tenant, choice.wish, request.GET.dict(), zone_of(catalogue, choice.wish), reading,
        proven_client=by.known,
    )  # fmt: skip
    if request.headers.get("HX-Target") == "times":
        return render(request, "bookings/_times.html", context)
    return render(request, "bookings/times.html", context | {"holding": held_by(request, context["query"])})


def _own(response: HttpResponse, by: By) -> HttpResponse:
    """What is shown to one visitor alone is kept for nobody."""
    if by != STRANGER:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _offered(catalogue: Catalogue, code: str, by: By) -> Service:
    """Raises `NoLongerOffered` for what they could book once; `NotFound` for the rest."""
    archived = (one for one in catalogue.services if one.code == code and one.public and not one.active)
    if any(may_book(catalogue, one, by) for one in archived):
        raise NoLongerOffered
    return service_for(catalogue, by, code)


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: TenantRequest, tenant: str) -> HttpResponseBase:
    """Somebody pressed a time."""
    if request.method != "POST":
        return redirect("business", tenant=tenant)
    form = HoldForm(request.POST)
    if not form.is_valid():
        raise Invalid
    reading = read(request.tenant)
    catalogue, by = reading.catalogue, visitor(request, reading)
    if is_shut_to(catalogue, by):
        return see_other("business", tenant=tenant)
    choice = form.choice(catalogue, by)
    if choice.misfit:  # given no longer: never another length than the one that was pressed
        said = {name: form.cleaned_data[name] for name in ("practitioner", "minutes", "mode", "location")}
        return see_other("service", query=urlencode(said), tenant=tenant, code=choice.options.service.code)
    start = form.cleaned_data["start"]
    try:
        _must_be_within_the_limit(request, catalogue, choice, start, by)
        booking = place_hold(
            tenant=request.tenant, wish=choice.wish, start_at=start, proven_client=by.known,
            language=get_language() or request.tenant.locale, reading=reading,
        )  # fmt: skip
    except SlotTaken as refused:
        return _refused(request, catalogue, choice, start, refused, refused.extra["alternatives"])
    except NotBookable as refused:
        return _refused(request, catalogue, choice, start, refused, _instead(request, choice, start, by, refused))
    onward = see_other("details", tenant=tenant, token=booking.hold_token, query=choice.query())
    return remember(request, onward, booking)


def _instead(request: TenantRequest, choice: Choice, start: datetime, by: By, refused: NotBookable) -> list[FreeTime]:
    """The nearest free times; for who has had as many as they can, the first that they may book again."""
    again_on = as_day(refused.extra.get("again_on"))
    if again_on is None:
        return nearest_free(request.tenant, choice.wish, start, proven_client=by.known)
    times = free_times(request.tenant, choice.wish, again_on, again_on + A_MONTH, proven_client=by.known)
    return times.only(times.offers[:3])


def _must_be_within_the_limit(
    request: TenantRequest, catalogue: Catalogue, choice: Choice, start: datetime, by: By
) -> None:
    """Told before they write anything. What counts is asked again behind the lock, when the hold is completed."""
    client = known_client(request) if by.known else None
    if client is not None:
        zone = zone_of(catalogue, choice.wish)
        found = passed(catalogue, choice.options.service, client.pk, start, zone, group=by.group_id)
        if found:
            raise refuse(found)


@require_POST
@private
def hold_release(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """Another time, please: this one is free at once. Back to the day that was looked at."""
    booking = opened_by_hold(request.tenant, token)
    with suppress(StaleState):  # over already, or complete: either way the next page tells
        release_hold(booking=booking)
    service_code = booking.parts.all()[0].service.code
    day = local_day(booking.start_at, booking.location.timezone)
    query = request.GET.copy()
    query["day"] = day.isoformat()
    return see_other("service", tenant=tenant, code=service_code, query=query.urlencode())


def _refused(
    request: TenantRequest,
    catalogue: Catalogue,
    choice: Choice,
    start: datetime,
    problem: DomainError,
    alternatives: list[FreeTime],
) -> HttpResponse:
    """What happened, and the nearest times, each of them one press away."""
    zone = zone_of(catalogue, choice.wish)
    today = local_day(database_now(), zone)
    context = _choice_context(request, catalogue, choice) | {
        "refusal": problem,
        "wanted": say_moment(start, zone, page_language(), today=today),
        "nexts": buttons(alternatives, today),
    }
    return render(request, "bookings/taken.html", context, status=problem.status)


def _choice_context(request: TenantRequest, catalogue: Catalogue, choice: Choice) -> dict[str, Any]:
    service = choice.options.service
    return {
        "service": service,
        "choice": cache(partial(choice_rows, catalogue, choice, request.tenant)),
        "query": choice.query(),
        "hidden": tuple(choice.parameters(service=service.code).items()),
        "here": reverse("service", args=(request.tenant.slug, service.code)),
        "action": reverse("hold", args=(request.tenant.slug,)),
        "may_change": bool(choice.parameters()),
    }
