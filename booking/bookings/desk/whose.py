"""Another client for a booking that stands: chosen as when it is booked by phone, looked at once, changed; and back
again with one button."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.availability.catalogue import current
from booking.availability.locking import writing
from booking.bookings.answers import answered
from booking.bookings.calendar.answering import CHANGED
from booking.bookings.desk import who
from booking.bookings.desk.booking import page_of, reachable, said, seen_booking
from booking.bookings.desk.clients import Hit, hits, may_identify, typed_as, visible_client
from booking.bookings.desk.forms import ClientForm, sms_is_sent
from booking.bookings.desk.warnings import more_than_allowed, same_time
from booking.bookings.handing import change_back, change_client, why_not
from booking.bookings.limiting import passed
from booking.bookings.models import STANDING, Booking, ConfirmBy
from booking.bookings.question_fields import given_answers
from booking.bookings.secrecy import must_know
from booking.bookings.selectors import overlapping
from booking.clients.models import Client, Source
from booking.clients.services import make_client
from booking.kernel.errors import StaleState
from booking.kernel.money import Money
from booking.kernel.saying import page_language
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.models import Membership
from tenants.requests import TenantRequest
from tenants.undoing import tell_undoable, way_back


@dataclass(frozen=True, slots=True)
class Case:
    """One booking and to whom it may go. `found`: whom the search found, None when nobody searched."""

    member: Membership
    booking: Booking
    client: Client | None
    q: str
    found: list[Hit] | None
    past: bool


@require_http_methods(["GET", "POST"])
def whose(request: TenantRequest, tenant: str, code: str) -> HttpResponseBase:
    """Search (`?q=`), or somebody new; when somebody is chosen (`?client=`), the last look before it is changed."""
    booking = seen_booking(request, code)
    must_know(booking)
    why = why_not(booking)
    if why:
        context = {"booking": booking, "why": why, "when": said(booking), "rail": "calendar"}
        return render(request, "desk/whose_not.html", context, status=StaleState.status)
    case = _case(request, booking)
    if request.method == "GET":
        return _asked(request, case, _form(request, case))
    return _change(request, case)


def _case(request: TenantRequest, booking: Booking) -> Case:
    """Raises `NotFound` for a client whom the member may not see."""
    code, text = request.GET.get("client", "")[:12], request.GET.get("q", "")[:80]
    client = visible_client(request.tenant, request.member, code) if code else None
    found = hits(request, text) if text and not client else None
    return Case(request.member, booking, client, "" if client else text, found, booking.end_at <= database_now())


def _form(request: TenantRequest, case: Case, data: Any = None) -> ClientForm:
    """Filled with what is known of the client; what is written in it holds for this booking only."""
    booking, client = case.booking, case.client
    initial: dict[str, Any] = {"source": Source.OWN, "tell": reachable(booking) and not case.past}
    initial |= {"language": (client.language if client else "") or request.tenant.locale}
    initial["confirm_by"] = ConfirmBy.NONE if case.past else ConfirmBy.EMAIL
    if client:
        initial |= {"phone": client.phone, "email": client.email}
        if not client.email and not case.past:
            initial["confirm_by"] = ConfirmBy.SMS if sms_is_sent() else ConfirmBy.NONE
    elif case.q and not case.found:
        initial[typed_as(case.q)] = case.q
    return ClientForm(
        data, initial=initial, tenant=request.tenant, modes=[booking.mode], known=client is not None, past=case.past,
        questions=current(request.tenant).asked(booking.parts.all()[0].service), earlier=booking.contact_name,
        reachable=reachable(booking),
    )  # fmt: skip


def _asked(
    request: TenantRequest, case: Case, form: ClientForm, *, known: list[Client] | None = None, status: int = 200,
    meanwhile: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page that asks who, or whether. `known` look like the one typed; `meanwhile`: somebody else was faster."""
    booking, client = case.booking, case.client
    context = {
        "booking": booking,
        "when": said(booking),
        "part": booking.parts.all()[0],
        "price": Money(booking.price, booking.currency).written(page_language()) if booking.price else "",
        "client": client,
        "same": client is not None and client.pk == booking.client_id,
        "identity": client.identity if client and may_identify(request.member) else "",
        "form": form,
        "known": known,
        "past": case.past,
        "reachable": reachable(booking),
        "meanwhile": meanwhile,
        "warnings": _warnings(case),
        "seen": " ".join(_warned_of(known or [], case)),
        "q": case.q,
        "hits": case.found,
        "changing": True,
        "carried": [("booking", booking.code)],
        "rail": "calendar",
    }
    response = render(
        request, "desk/whose_confirm.html" if client else "desk/whose.html", context,
        status=422 if form.errors else status,
    )  # fmt: skip
    if meanwhile:
        response["HX-Trigger"] = CHANGED
    return response


def _change(request: TenantRequest, case: Case) -> HttpResponseBase:
    booking, client = case.booking, case.client
    form = _form(request, case, request.POST)
    if not form.is_valid():
        return _asked(request, case, form)
    known = [] if client else who.known(request, form)
    if set(_warned_of(known, case)) - set(form.cleaned_data["seen"].split()):
        return _asked(request, case, form, known=known, status=409)
    try:
        handed = _write(request, case, form)
    except StaleState:
        now = _case(request, seen_booking(request, booking.code))
        if now.booking.status not in STANDING:
            raise
        return _asked(request, now, form, known=known, status=StaleState.status, meanwhile=True)
    if handed.sequence == booking.sequence:
        messages.info(request, _("It is %(name)s's already.") % {"name": handed.contact_name})
    else:
        text = _("Now for %(name)s: %(when)s") % {"name": handed.contact_name, "when": said(booking)}
        handover = booking.handovers.latest("handed_at")
        tell_undoable(
            request, text, "client", page=page_of(request, booking), code=booking.code, seen=handed.sequence,
            handover=str(handover.pk),
        )  # fmt: skip
    return see_other("desk-booking", tenant=request.tenant.slug, code=booking.code)


def _write(request: TenantRequest, case: Case, form: ClientForm) -> Booking:
    """Somebody new becomes a client in the same transaction: no change, no client."""
    contact, given = form.contact(case.client.name if case.client else ""), form.cleaned_data
    asked = current(request.tenant).asked(case.booking.parts.all()[0].service)
    with writing():
        found = case.client or make_client(
            tenant=request.tenant, contact=contact, source=given["source"], identity=given["identity"]
        )
        return change_client(
            booking=case.booking, client=found, contact=contact, actor=request.member.actor, seen=given["sequence"],
            tell=given["tell"], answers=answered(asked, given_answers(form), all_of_them=False),
        )  # fmt: skip


@way_back("client")
def give_back(request: TenantRequest, **what: Any) -> None:
    """To whom it was, with what was theirs, before anybody is told."""
    change_back(
        booking=seen_booking(request, what["code"]), handover=UUID(what["handover"]), actor=request.member.actor,
        seen=what["seen"],
    )  # fmt: skip


def _warned_of(known: list[Client], case: Case) -> list[str]:
    """The codes of what the page warns of: to change it all the same, one has to have seen them."""
    return [one.code for one in known] + [one.code for one in _same_time(case)]


def _same_time(case: Case) -> list[Booking]:
    booking, client = case.booking, case.client
    if client is None or client.pk == booking.client_id:
        return []
    return overlapping(case.member, client, booking.start_at, booking.end_at)


def _warnings(case: Case) -> list[str]:
    booking, client = case.booking, case.client
    if client is None or client.pk == booking.client_id:
        return []
    found = passed(
        current(booking.tenant), booking.parts.all()[0].service, client.pk, booking.start_at, booking.location.timezone,
        group=booking.group_id, besides=booking.pk,
    )  # fmt: skip
    lines = [more_than_allowed(found), same_time(_same_time(case))]
    return [line for line in lines if line]
