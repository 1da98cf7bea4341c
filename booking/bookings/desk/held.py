"""Booking by phone, second step: the time is held, and the client is found or written down. The hold is named by its
code and is nobody's but its taker's: to everybody else it does not exist."""

from contextlib import suppress

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.availability.catalogue import current
from booking.availability.locking import writing
from booking.availability.search import nearest_free
from booking.bookings.desk import asking, taken, who
from booking.bookings.desk.asking import Asked
from booking.bookings.desk.booking import said
from booking.bookings.desk.forms import BookForm
from booking.bookings.desk.who import Case
from booking.bookings.holding import release_hold
from booking.bookings.models import Booking, Status
from booking.bookings.moving import wish_of
from booking.bookings.phoning import complete_by_phone
from booking.bookings.question_fields import given_answers
from booking.bookings.selectors import own_hold
from booking.clients.models import Client
from booking.clients.services import make_client
from booking.kernel.clock import as_moment
from booking.kernel.errors import NotBookable, NotFound, SlotTaken, StaleState
from tenants.answers import see_other
from tenants.requests import TenantRequest

OPEN = (Status.HELD, Status.EXPIRED)


@require_http_methods(["GET", "POST"])
def held(request: TenantRequest, tenant: str, code: str) -> HttpResponseBase:
    """Search, or somebody new; when the client is chosen, the last look before booking. Complete already, by a second
    click or by Back: the booking itself."""
    hold, asked = _found(request, code)
    if hold.status not in OPEN:
        return see_other("desk-booking", tenant=tenant, code=hold.code)
    case = who.case_of(request, asked, hold)
    return (
        _book(request, case) if request.method == "POST" else who.asked_for(request, case, who.form_for(request, case))
    )


@require_http_methods(["GET", "POST"])
def release(request: TenantRequest, tenant: str, code: str) -> HttpResponseBase:
    """Another time, please: this one is free at once. Looked at only, it is the page of the hold."""
    hold, asked = _found(request, code)
    if request.method == "GET":
        return see_other("desk-hold", tenant=tenant, code=hold.code)
    with suppress(StaleState):  # over already, or complete: either way the next page tells
        release_hold(booking=hold, actor=request.member.actor)
    onward = asked.query(start="", force="", page="")
    return see_other("desk-book", tenant=tenant, query=onward)


def _found(request: TenantRequest, code: str) -> tuple[Booking, Asked]:
    """The hold, and the choice that it came of: what the address does not say is as it was held."""
    hold = own_hold(request.tenant, request.member, code)
    query = request.GET.copy()
    query["service"] = hold.parts.all()[0].service.code
    asked = asking.read(query, current(request.tenant), request.member)
    if asked is None:
        raise NotFound
    return hold, asked


def _book(request: TenantRequest, case: Case) -> HttpResponseBase:
    asked, hold, client = case.asked, case.hold, case.client
    form = who.form_for(request, case, request.POST)
    if not form.is_valid():
        return who.asked_for(request, case, form, status=422)
    # Also what a second window runs into: nobody is booked twice by impatience.
    seen = form.cleaned_data["seen"].split()
    known = [] if client else who.known(request, form)
    if set(who.warned_of(request.member, known, client, hold)) - set(seen):
        return who.asked_for(request, case, form, known=known, status=409)
    try:
        booking = _write(request, form, hold, client)
    except SlotTaken as problem:
        return taken.too_late(request, asked, hold, problem.extra.get("alternatives", []), form)
    except NotBookable:
        near = nearest_free(request.tenant, wish_of(hold), hold.start_at, staff=True)
        return taken.too_late(request, asked, hold, near, form)
    text = _("Booked: %(name)s, %(when)s") % {"name": booking.contact_name, "when": said(booking)}
    messages.success(request, text)
    return see_other("desk-booking", tenant=request.tenant.slug, code=booking.code)


def _write(request: TenantRequest, form: BookForm, hold: Booking, client: Client | None) -> Booking:
    """Somebody new becomes a client in the same transaction: no time, no client."""
    contact = form.contact(client.name if client else "")
    with writing():
        found = client or make_client(
            tenant=request.tenant, contact=contact, source=form.cleaned_data["source"],
            identity=form.cleaned_data["identity"],
        )  # fmt: skip
        return complete_by_phone(
            hold=hold, member=request.member, contact=contact, client=found,
            mode=form.cleaned_data["mode"], start_at=as_moment(form.cleaned_data["start"]), answers=given_answers(form),
        )  # fmt: skip
