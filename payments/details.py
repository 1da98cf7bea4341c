"""Completing a hold: the client says who they are and how they pay. Talks to Stripe: it opens its own transactions."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from booking.availability.audience import services_for
from booking.availability.catalogue import current, read
from booking.availability.search import nearest_free
from booking.bookings.agreed import agreed
from booking.bookings.choice import choose, options
from booking.bookings.models import Booking, Paying, Status
from booking.bookings.question_fields import NAMED, given_answers
from booking.bookings.selectors import opened_by_hold
from booking.bookings.times import buttons
from booking.bookings.visiting import visitor
from booking.clients.models import Client
from booking.clients.proving import known_as, known_client
from booking.kernel.errors import HoldExpired, Invalid, NotBookable
from payments import typed
from payments.checkout import check_out
from payments.forms import DetailsForm, Terms, ways_to_pay
from payments.offering import offered
from payments.presenting import Page, checkout_page, onward
from tenants.answers import private, see_other
from tenants.clock import database_now
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction, tenant_tx

AGAIN = "again"  # in the address: what was typed is looked at once more, and its errors are said


@require_http_methods(["GET", "HEAD", "POST"])
@outside_transaction
@private
def details(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """Complete a hold. One that is complete shows its booking, however often it is sent by the same person.
    A form that is refused is shown by an address of its own: who comes back to it is not asked to send it again.
    Raises `StaleState` for somebody else's details."""
    with tenant_tx(request.tenant):
        booking = opened_by_hold(request.tenant, token)
        context = checkout_page(request, booking)
        terms = _terms(request, booking, context)
    if booking.status == Status.EXPIRED or (booking.status == Status.HELD and context["seconds"] <= 0):
        return _ran_out(request, booking)
    kept, client = typed.kept(request), known_client(request)
    sent = request.POST if request.method == "POST" else (kept or None if AGAIN in request.GET else None)
    form = DetailsForm(sent, initial=_said_of(client) | kept, terms=terms)
    if request.method == "POST" and form.is_valid():
        done = _complete(request, token, form, client)
        if done is not None:
            return done
    elif request.method == "POST" and booking.status == Status.HELD:
        typed.keep(request)
        return see_other("details", tenant=tenant, token=token, query=urlencode(_chosen(request) | {AGAIN: 1}))
    if booking.status != Status.HELD:
        return onward(request, booking)
    context |= {"form": form, "hold_token": token, "query": urlencode(_chosen(request))}
    context["known_as"] = known_as(client) if client else ""
    return render(request, "payments/details.html", context, status=422 if request.method == "POST" else 200)


def _said_of(client: Client | None) -> dict[str, str]:
    """What only somebody who has shown who they are is spared to type."""
    return {"name": client.name, "email": client.email, "phone": client.phone} if client else {}


def _complete(request: TenantRequest, token: str, form: DetailsForm, client: Client | None) -> HttpResponseBase | None:
    """None: the verb found something in the form that the shape did not show."""
    try:
        done = check_out(
            tenant=request.tenant, hold_token=token, contact=form.contact, paying=form.paying,
            client=client if client and _is_about(client, form) else None, answers=given_answers(form), intent=False,
        )  # fmt: skip
    except HoldExpired:
        with tenant_tx(request.tenant):
            booking = opened_by_hold(request.tenant, token)
        return _ran_out(request, booking)
    except NotBookable as problem:  # they have booked it as often as they can
        form.add_error(None, str(problem.message))
        return None
    except Invalid as problem:
        for field, texts in problem.extra["errors"].items():
            name = field.replace("answers.", NAMED)
            form.add_error(name if name in form.fields else None, texts)
        return None
    typed.forget(request)
    return onward(request, done.booking)


def _is_about(client: Client, form: DetailsForm) -> bool:
    """Somebody known may book for somebody else: what was shown is whose the e-mail is. A test client stays one."""
    return client.test or client.email.lower() == form.contact.email.lower()


def _chosen(request: TenantRequest) -> dict[str, str]:
    """The choice that the time was offered for, as the address carries it."""
    return {name: value for name, value in request.GET.dict().items() if name != AGAIN}


def _ran_out(request: TenantRequest, booking: Booking) -> HttpResponse:
    """Nothing was booked, nothing was charged. The same time again if it is still free, else the nearest."""
    if request.method == "POST":
        typed.keep(request)
    with tenant_tx(request.tenant):
        reading = read(request.tenant)
        catalogue, by = reading.catalogue, visitor(request, reading)
        said = agreed(booking, database_now())
        context: Page = {"agreed": said, "service": said.service, "typed": typed.wrote(request)}
        if said.service in services_for(catalogue, by):
            choice = choose(options(catalogue, said.service), request.GET.dict(), by.group_id)
            free = nearest_free(request.tenant, choice.wish, booking.start_at, proven_client=by.known)
            context |= {
                "hidden": tuple(choice.parameters(service=said.service.code).items()),
                "query": choice.query(),
                "again": any(time.start_at == booking.start_at for time in free),
                "start": booking.start_at.isoformat(),
                "nexts": buttons(free, said.today.date()),
            }
    return render(request, "payments/hold_expired.html", context, status=HoldExpired.status)


def _terms(request: TenantRequest, booking: Booking, context: Page) -> Terms:
    service = context["service"]
    ways = ways_to_pay(booking.money, offered(request.tenant, service))
    return Terms(
        mode=booking.mode,
        money=booking.money,
        ways=ways or [Paying.ON_SITE.value],
        country=request.tenant.country,
        language=get_language() or request.tenant.locale,
        questions=current(request.tenant).asked(service),
    )
