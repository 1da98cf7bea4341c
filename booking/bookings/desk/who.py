"""The second half of booking by phone: who it is for, and what to do when somebody else was faster."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from booking.availability.forcing import TAKEN, Forced, free_anyway, passes
from booking.availability.search import FreeTime, free_times
from booking.bookings.desk import asking
from booking.bookings.desk.asking import Asked, as_text
from booking.bookings.desk.clients import hits, typed_as, visible_client, visible_clients
from booking.bookings.desk.forms import BookForm
from booking.bookings.desk.times import as_choices
from booking.bookings.desk.warnings import warnings
from booking.bookings.models import Booking
from booking.bookings.selectors import overlapping
from booking.clients.models import Client
from booking.clients.selectors import same_contact
from booking.kernel.money import Money
from booking.kernel.saying import page_language, say_moment, say_span
from tenants.clock import database_now
from tenants.requests import TenantRequest

# What a form keeps when another time has to be chosen.
KEPT = ("client", "seen", "name", "phone", "email", "mode", "language", "message")


def asked_for(
    request: TenantRequest,
    asked: Asked,
    forced: Forced | None,
    form: BookForm,
    *,
    known: list[Client] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page that asks for whom, or, once the client is chosen, whether to book. `known` look like the one typed."""
    client, text = client_of(request, asked), asked.q
    time, passing = (forced.time, forced.passing) if forced else (None, "")
    context = {
        "asked": asked,
        "client": client,
        "form": form,
        "known": known,
        "time": time,
        "when": _when(request, asked, time),
        "price": _price(request, asked, time),
        "warnings": warnings(request.tenant, asked, time, client, database_now(), passing),
        "passing": passing,
        "seen": " ".join(warned_of(known or [], client, time)),
        "q": text,
        "hits": hits(request, text) if text and not client else None,
        "back": asked.query(start="", force=""),
        "again": asked.query(client=""),
        "carried": [(name, value) for name, value in asked.values().items() if value and name != "q"],
    }
    return render(request, "desk/book_confirm.html" if client else "desk/book_client.html", context, status=status)


def taken(
    request: TenantRequest,
    asked: Asked,
    alternatives: list[FreeTime],
    *,
    form: BookForm | None = None,
    status: int = 409,
) -> HttpResponse:
    """The nearest times instead; whoever it is for is kept, and one click books."""
    today = database_now().astimezone(ZoneInfo(request.tenant.timezone)).date()
    forced = free_anyway(request.tenant, asked.wish, start_of(asked))
    passing = forced.passing if forced else ""
    may = passing and asking.may_pass(request.member, passing) == passing
    context = {
        "asked": asked,
        "client": client_of(request, asked),
        "form": form,
        "choices": as_choices(asked, alternatives, today),
        "when": _when(request, asked, None),
        "back": asked.query(start="", force=""),
        "why": passing,
        "passing": passing if may else "",
        "anyway": asked.query(force=passing) if may else "",
        "start": as_text(start_of(asked)),
        "kept": [(name, value) for name, value in form.data.items() if name in KEPT] if form else [],
    }
    return render(request, "desk/book_taken.html", context, status=status)


def offered(request: TenantRequest, asked: Asked) -> Forced | None:
    """The time that is asked for, while it is free; only notice and horizon do not matter at the desk, and what the
    person has said to pass."""
    start = start_of(asked)
    days = [start.date() - timedelta(days=1), start.date() + timedelta(days=1)]
    times = free_times(request.tenant, asked.wish, *days, staff=True)
    free = next((time for time in times.times if time.start_at == start), None)
    if free is not None or not asked.force:
        return Forced("", free) if free else None
    forced = free_anyway(request.tenant, asked.wish, start)
    return forced if forced and passes(asked.force, forced.passing) else None


def _price(request: TenantRequest, asked: Asked, time: FreeTime | None) -> str:
    """Who will be free decides, when the price depends on whom the client meets."""
    if time is None:
        return ""
    day = time.starts_local.date()
    times = free_times(request.tenant, asked.wish, day, day, staff=True).times
    prices = sorted({one.price.amount for one in times if one.start_at == time.start_at} or {time.price.amount})
    said = [Money(amount, time.price.currency).written(page_language()) for amount in (prices[0], prices[-1])]
    if prices[0] != prices[-1]:
        return "–".join(said)
    return said[0] if prices[0] else ""


def form_for(request: TenantRequest, asked: Asked, forced: Forced | None, data: Any = None) -> BookForm:
    """Filled with what is known of the client; what is written in it holds for this booking only."""
    client, time = client_of(request, asked), forced.time if forced else None
    over = forced is not None and forced.passing == TAKEN
    initial = {"start": as_text(start_of(asked)), "language": request.tenant.locale}
    if client:
        initial |= {"client": client.code, "phone": client.phone, "email": client.email}
        initial["language"] = client.language or request.tenant.locale
    elif asked.q and not hits(request, asked.q):
        initial[typed_as(asked.q)] = asked.q
    modes = [asked.wish.mode] if asked.wish.mode else list(time.modes if time else asked.wish.service.modes)
    return BookForm(
        data, initial=initial, country=request.tenant.country, modes=modes, known=client is not None, over=over
    )


def same_time(client: Client | None, time: FreeTime | None) -> list[Booking]:
    """The client's own bookings that overlap. To book all the same, one has to have seen them."""
    return overlapping(client, time.start_at, time.end_at) if client and time else []


def warned_of(known: list[Client], client: Client | None, time: FreeTime | None) -> list[str]:
    """The codes of what the page warns of: clients who may be the same, and the client's own bookings."""
    return [one.code for one in known] + [one.code for one in same_time(client, time)]


def known(request: TenantRequest, form: BookForm) -> list[Client]:
    """Clients, among those that the member may see, who have the typed e-mail or phone already."""
    among = visible_clients(request.tenant, request.member)
    return same_contact(among, email=form.cleaned_data["email"], phone=form.cleaned_data["phone"])


def client_of(request: TenantRequest, asked: Asked) -> Client | None:
    """Raises `NotFound` for a code of nobody's, or of somebody whom the member may not see."""
    return visible_client(request.tenant, request.member, asked.client) if asked.client else None


def start_of(asked: Asked) -> datetime:
    if asked.start is None:
        raise ValueError("No time is chosen yet.")
    return asked.start


def _when(request: TenantRequest, asked: Asked, time: FreeTime | None) -> str:
    """Day and hours; only the start when the time is no longer on offer."""
    if time:
        return say_span(time.start_at, time.end_at, time.location.timezone, page_language())
    place = asked.wish.location
    return say_moment(start_of(asked), place.timezone if place else request.tenant.timezone, page_language())
