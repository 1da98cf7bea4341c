"""The page of a held time: who it is for, what to know before it is booked, and how long it is held."""

import math
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from booking.availability.catalogue import current
from booking.availability.forcing import TAKEN, Forced, free_anyway
from booking.availability.wishing import Replaced, Wish
from booking.bookings.calendar.reasons import hindrance
from booking.bookings.calendar.spots import scope_of
from booking.bookings.desk.asking import Asked
from booking.bookings.desk.booking import said
from booking.bookings.desk.clients import Hit, hits, may_identify, typed_as, visible_client, visible_clients
from booking.bookings.desk.forms import BookForm, sms_is_sent
from booking.bookings.desk.warnings import warnings
from booking.bookings.models import Booking, ConfirmBy
from booking.bookings.moving import wish_of
from booking.bookings.selectors import is_held, overlapping
from booking.bookings.terms import price_for_group
from booking.clients.models import Client, Source
from booking.clients.selectors import same_contact
from booking.clients.services import identity_mark
from booking.kernel.money import Money
from booking.kernel.saying import page_language
from tenants.clock import database_now
from tenants.models import Membership
from tenants.requests import TenantRequest


@dataclass(frozen=True, slots=True)
class Case:
    """One held time and whom it may be for, each looked up once. `forced`: what the rules say of the time as though
    nobody held it; `found`: whom the search found, None when nobody searched."""

    asked: Asked
    hold: Booking
    client: Client | None
    forced: Forced | None
    found: list[Hit] | None


def case_of(request: TenantRequest, asked: Asked, hold: Booking) -> Case:
    """Raises `NotFound` for a client whom the member may not see."""
    client = client_of(request, asked)
    forced = free_anyway(request.tenant, meant(hold), hold.start_at, past=True)
    return Case(asked, hold, client, forced, hits(request, asked.q) if asked.q and not client else None)


def asked_for(
    request: TenantRequest, case: Case, form: BookForm, *, known: list[Client] | None = None, status: int = 200
) -> HttpResponse:
    """The page that asks for whom, or, once the client is chosen, whether to book. `known` look like the one typed."""
    asked, hold, client, forced = case.asked, case.hold, case.client, case.forced
    time, passing = (forced.time, forced.passing) if forced else (None, "")
    lines = hindrance(scope_of(request), meant(hold), hold.start_at, passing).lines if passing else ()
    own = overlapping(request.member, client, time.start_at, time.end_at) if client and time else []
    context = _kept(hold, passing) | {
        "asked": asked,
        "client": client,
        "identity": client.identity if client and may_identify(request.member) else "",
        "form": form,
        "known": known,
        "identifies": may_identify(request.member),
        "hold": hold,
        "part": hold.parts.all()[0],
        "when": said(hold),
        "price": _price(hold, client),
        "terms_of": _terms_of(hold, client),
        "warnings": warnings(
            request.tenant, _of_client(meant(hold), client), time, client, own, database_now(), passing, lines
        ),
        "passing": passing,
        "past": bool(forced and forced.past),
        "seen": " ".join(warned_of(request.member, known or [], client, hold)),
        "q": asked.q,
        "hits": case.found,
        "back": asked.query(start="", force="", page=""),
        "again": asked.query(client="", start="", force="", page=""),
        "carried": [("hold", hold.code)]
        + [(name, value) for name, value in asked.without_time().values().items() if value and name != "q"],
    }
    return render(request, "desk/book_confirm.html" if client else "desk/book_client.html", context, status=status)


def _terms_of(hold: Booking, client: Client | None) -> str:
    """The name of the client's group; a group that is archived, or switched off with all others, has no terms."""
    group = current(hold.tenant).groups.get(client.group_id) if client and client.group_id else None
    return group.name if group else ""


def _price(hold: Booking, client: Client | None) -> str:
    """As it will be agreed: on the terms of the client's group, when they have one."""
    amount, catalogue = hold.price, current(hold.tenant)
    if client and client.group_id in catalogue.groups and hold.group_id is None:
        amount = price_for_group(catalogue, hold, hold.parts.all()[0], client.group_id)
    return Money(amount, hold.currency).written(page_language()) if amount else ""


def _of_client(wish: Wish, client: Client | None) -> Wish:
    return replace(wish, group=wish.group or (client.group_id if client else None))


def meant(hold: Booking) -> Wish:
    """What was held, as though nobody held it: for what the rules say of that time, and how one may meet."""
    wish = wish_of(hold)
    there = wish.instead_of
    return replace(wish, mode=None, instead_of=Replaced(there.owners, -1, there.resource) if there else None)


def _kept(hold: Booking, passing: str) -> dict[str, Any]:
    """For how long it is held; afterwards, whether the time can be had again."""
    if not is_held(hold) or hold.held_until is None:
        return {"over": True, "gone": passing == TAKEN and not hold.forced_reason}
    seconds = max(0, math.ceil((hold.held_until - database_now()).total_seconds()))
    return {"over": False, "seconds": seconds, "minutes": math.ceil(seconds / 60)}


def form_for(request: TenantRequest, case: Case, data: Any = None) -> BookForm:
    """Filled with what is known of the client; what is written in it holds for this booking only."""
    client, hold, forced = case.client, case.hold, case.forced
    initial: dict[str, Any] = {"language": request.tenant.locale, "mode": hold.mode, "source": Source.OWN}
    initial["confirm_by"] = ConfirmBy.EMAIL
    past = hold.end_at <= database_now()
    if client:
        initial |= {"phone": client.phone, "email": client.email, "language": client.language or request.tenant.locale}
        if not client.email:
            initial["confirm_by"] = ConfirmBy.SMS if sms_is_sent() else ConfirmBy.NONE
    elif case.asked.q and not case.found:
        initial[typed_as(case.asked.q)] = case.asked.q
    if forced and forced.past:
        initial["confirm_by"] = ConfirmBy.NONE
    modes = list(forced.time.modes) if forced else [hold.mode]
    asked = current(request.tenant).asked(hold.parts.all()[0].service)
    return BookForm(
        data,
        initial=initial,
        tenant=request.tenant,
        modes=modes,
        known=client is not None,
        past=past,
        questions=asked,
    )


def warned_of(member: Membership, known: list[Client], client: Client | None, hold: Booking) -> list[str]:
    """The codes of what the page warns of: clients who may be the same, and the client's own bookings at that time.
    To book all the same, one has to have seen them."""
    same_time = overlapping(member, client, hold.start_at, hold.end_at) if client else []
    return [one.code for one in known] + [one.code for one in same_time]


def known(request: TenantRequest, form: BookForm) -> list[Client]:
    """Clients, among those that the member may see, who have the typed e-mail, phone or identity number already."""
    among, said_now = visible_clients(request.tenant, request.member), form.cleaned_data
    mark = identity_mark(request.tenant, said_now["identity"])
    return same_contact(among, email=said_now["email"], phone=said_now["phone"], identity=mark)


def client_of(request: TenantRequest, asked: Asked) -> Client | None:
    """Raises `NotFound` for a code of nobody's, or of somebody whom the member may not see."""
    return visible_client(request.tenant, request.member, asked.client) if asked.client else None
