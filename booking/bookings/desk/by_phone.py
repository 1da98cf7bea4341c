"""Booking by phone: service and suggestions, then who it is for, then one button. Each step is one address."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.availability.catalogue import current
from booking.availability.locking import writing
from booking.availability.search import nearest_free
from booking.bookings.desk import asking, who
from booking.bookings.desk.asking import Asked
from booking.bookings.desk.booking import said
from booking.bookings.desk.forms import BookForm
from booking.bookings.desk.times import Choice, calendar, next_choices
from booking.bookings.direct import book_directly
from booking.bookings.models import Booking
from booking.clients.models import Client
from booking.clients.services import make_client
from booking.kernel.clock import as_moment
from booking.kernel.errors import NotBookable, SlotTaken
from tenants.clock import database_now
from tenants.requests import TenantRequest


@require_http_methods(["GET", "POST"])
def book(request: TenantRequest, tenant: str) -> HttpResponse:
    """The choice so far stands in the query; only the last step is a POST."""
    asked = asking.read(request.GET, current(request.tenant), request.member)
    if asked is None:
        return render(request, "desk/book_nothing.html", {"rail": "calendar"})
    if request.method == "POST":
        # The button may name another start than the address: one of the alternatives.
        start, client = as_moment(request.POST.get("start")), request.POST.get("client", "")
        force = asking.may_pass(request.member, request.POST.get("force", ""))
        return _book(request, replace(asked, start=start, client=client, force=force))
    return _choose_client(request, asked) if asked.start else _choose_time(request, asked)


def _choose_time(request: TenantRequest, asked: Asked) -> HttpResponse:
    now, catalogue = database_now(), current(request.tenant)
    soonest = next_choices(request.tenant, asked, now.astimezone(ZoneInfo(request.tenant.timezone)).date())
    service = asked.wish.service
    context = {
        "asked": asked,
        "client": who.client_of(request, asked),
        "services": asking.bookable(catalogue, request.member),
        "able": asking.choosable(catalogue, service, request.member),
        "places": [place for place in catalogue.locations.values() if place.active],
        "lengths": catalogue.lengths(service),
        "modes": asking.modes(service),
        "next": soonest,
        "calendar": calendar(request.tenant, asked, now, _first_day(soonest)),
        "anybody": request.member.sees_all_calendars,
    }
    return render(request, "desk/book_time.html", context)


def _first_day(soonest: list[Choice]) -> date | None:
    return soonest[0].free.starts_local.date() if soonest else None


def _choose_client(request: TenantRequest, asked: Asked) -> HttpResponse:
    """Search, or somebody new; when the client is chosen already, the last look before booking."""
    forced = who.offered(request, asked)
    if forced is None:
        near = nearest_free(request.tenant, asked.wish, who.start_of(asked), staff=True)
        return who.taken(request, asked, near, status=200)
    form = who.form_for(request, asked, forced)
    return who.asked_for(request, asked, forced, form)


def _book(request: TenantRequest, asked: Asked) -> HttpResponse:
    if asked.start is None:
        return _choose_time(request, asked)
    forced, client = who.offered(request, asked), who.client_of(request, asked)
    form = who.form_for(request, asked, forced, request.POST)
    if not form.is_valid():
        return who.asked_for(request, asked, forced, form, status=422)
    # Also what a second click and Back run into: nobody is booked twice by impatience.
    seen = form.cleaned_data["seen"].split()
    known = [] if client else who.known(request, form)
    if set(who.warned_of(known, client, forced.time if forced else None)) - set(seen):
        return who.asked_for(request, asked, forced, form, known=known, status=409)
    try:
        booking = _write(request, asked, form, client, forced.passing if forced else "")
    except SlotTaken as problem:
        return who.taken(request, asked, problem.extra.get("alternatives", []), form=form)
    except NotBookable:
        near = nearest_free(request.tenant, asked.wish, asked.start, staff=True)
        return who.taken(request, asked, near, form=form)
    messages.success(request, _("Booked: %(name)s, %(when)s") % {"name": booking.contact_name, "when": said(booking)})
    return redirect("desk-booking", request.tenant.slug, booking.code)


def _write(request: TenantRequest, asked: Asked, form: BookForm, client: Client | None, passing: str) -> Booking:
    """Somebody new becomes a client in the same transaction: no time, no client."""
    contact = form.contact(client.name if client else "")
    with writing():
        return book_directly(
            tenant=request.tenant,
            wish=replace(asked.wish, mode=form.cleaned_data["mode"] or asked.wish.mode),
            start_at=who.start_of(asked),
            contact=contact,
            actor=request.member.actor,
            client=client or make_client(tenant=request.tenant, contact=contact),
            anyway=passing,
            reason=form.cleaned_data["reason"],
        )
