"""The client's details, and paying on the same page. These views talk to Stripe: they open their own transactions."""

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from booking.availability.catalogue import current
from booking.availability.search import nearest_free
from booking.bookings.agreed import agreed
from booking.bookings.choice import choose, options
from booking.bookings.models import Booking, Paying, Status
from booking.bookings.selectors import managed, opened_by_hold
from booking.bookings.times import buttons
from booking.kernel.errors import HoldExpired, Invalid, NotFound, StaleState
from booking.kernel.saying import page_language
from payments import typed
from payments.checkout import card_field, check_out, look_again, pay_on_site_instead
from payments.forms import DetailsForm, Terms, ways_to_pay
from payments.models import Payment, PaymentStatus
from tenants.answers import private, see_other
from tenants.clock import database_now
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction, tenant_tx

LOOKS_EVERY = 5  # polls; the others only read our own rows
UNDECIDED = (PaymentStatus.PROCESSING, PaymentStatus.MISMATCH)
Page = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@outside_transaction
@private
def details(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """Complete a hold. One that is complete shows its booking, however often it is sent."""
    with tenant_tx(request.tenant):
        booking = opened_by_hold(request.tenant, token)
        context = _page(request, booking)
    if booking.status == Status.EXPIRED or (booking.status == Status.HELD and context["seconds"] <= 0):
        return _ran_out(request, booking)
    if booking.status != Status.HELD:
        return _onward(request, booking)
    sent = request.POST if request.method == "POST" else None
    form = DetailsForm(sent, initial=typed.kept(request), terms=_terms(request, booking, context))
    if request.method == "POST" and form.is_valid():
        done = _complete(request, token, form)
        if done is not None:
            return done
    context |= {"form": form, "hold_token": token, "query": request.GET.urlencode()}
    return render(request, "payments/details.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@outside_transaction
@private
@csp_update(settings.CARD_FIELD_SOURCES)  # type: ignore[arg-type]
def booking_payment(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """The card field. Whoever comes back from paying lands here, and goes on when the money is seen."""
    booking = _read(request, token)
    if booking.status == Status.HELD:
        raise NotFound
    if request.method == "POST":
        if booking.status == Status.AWAITING_PAYMENT:
            booking = pay_on_site_instead(tenant=request.tenant, booking=booking)
        return _onward(request, booking)
    if booking.status == Status.AWAITING_PAYMENT and ("returned" in request.GET or _ended(booking)):
        look_again(tenant=request.tenant, booking=booking)
        booking = _read(request, token)
    if booking.status != Status.AWAITING_PAYMENT:
        return _onward(request, booking)
    with tenant_tx(request.tenant):
        context = _page(request, booking) | {"token": token}
        payment = Payment.objects.filter(booking=booking).order_by("-created_at").first()
    if payment and payment.status in UNDECIDED:
        context |= {"puzzled": payment.status == PaymentStatus.MISMATCH, "count": 0}
        return render(request, "payments/waiting.html", context)
    if _ended(booking):
        return render(request, "bookings/expired.html", context)
    try:
        return _card_page(request, booking, context, declined=bool(payment and payment.failure_code))
    except StaleState:  # paid, or on its way, in another tab
        booking = _read(request, token)
    if booking.status != Status.AWAITING_PAYMENT:
        return _onward(request, booking)
    return render(request, "payments/waiting.html", context | {"puzzled": False, "count": 0})


@require_safe
@outside_transaction
@private
def booking_status(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """Asked every other second by the page that waits for the bank."""
    booking = _read(request, token)
    asked = request.GET.get("count", "")
    count = int(asked) + 1 if asked.isdecimal() and len(asked) < 6 else 1
    if booking.status == Status.AWAITING_PAYMENT and count % LOOKS_EVERY == 0:
        look_again(tenant=request.tenant, booking=booking)
        booking = _read(request, token)
    waits = booking.status == Status.AWAITING_PAYMENT
    if not request.headers.get("HX-Request"):
        return _onward(request, booking)
    if not waits:
        return HttpResponseClientRedirect(_onward(request, booking)["Location"])
    return render(request, "payments/_waiting.html", {"token": token, "count": count})


def _complete(request: TenantRequest, token: str, form: DetailsForm) -> HttpResponseBase | None:
    """None: the verb found something in the form that the shape did not show."""
    try:
        done = check_out(
            tenant=request.tenant, hold_token=token, contact=form.contact, paying=form.paying, intent=False
        )
    except HoldExpired:
        with tenant_tx(request.tenant):
            booking = opened_by_hold(request.tenant, token)
        return _ran_out(request, booking)
    except Invalid as problem:
        for name, texts in problem.extra["errors"].items():
            form.add_error(name if name in form.fields else None, texts)
        return None
    typed.forget(request)
    return _onward(request, done.booking)


def _card_page(request: TenantRequest, booking: Booking, context: Page, *, declined: bool) -> HttpResponse:
    field = card_field(tenant=request.tenant, booking=booking)
    back = reverse("booking-payment", kwargs={"tenant": request.tenant.slug, "token": booking.manage_token})
    context |= {
        "field": field,
        "amount": field.amount.written(page_language()),
        "return_url": request.build_absolute_uri(f"{back}?returned=1"),
        "stripe_js_url": settings.STRIPE_JS_URL,
        "declined": declined,
        "on_site_too": context["service"].payable_on_site,
    }
    return render(request, "payments/payment.html", context)


def _onward(request: TenantRequest, booking: Booking) -> HttpResponseBase:
    """To the booking, as it is now; "new" when it has just been made."""
    names = {"tenant": request.tenant.slug, "token": booking.manage_token}
    if booking.status == Status.AWAITING_PAYMENT:
        return see_other("booking-payment", **names)
    return see_other("booking", query="new=1" if booking.status == Status.CONFIRMED else "", **names)


def _ran_out(request: TenantRequest, booking: Booking) -> HttpResponse:
    """Nothing was booked, nothing was charged. The same time again if it is still free, else the nearest."""
    typed_before = typed.keep(request) if request.method == "POST" else bool(typed.kept(request))
    with tenant_tx(request.tenant):
        catalogue = current(request.tenant)
        said = agreed(booking, database_now())
        context: Page = {"agreed": said, "service": said.service, "typed": typed_before}
        if said.service in catalogue.public_services:
            choice = choose(options(catalogue, said.service), request.GET.dict())
            free = nearest_free(request.tenant, choice.wish, booking.start_at)
            context |= {
                "hidden": choice.parameters(service=said.service.code),
                "query": choice.query(),
                "again": any(time.start_at == booking.start_at for time in free),
                "start": booking.start_at.isoformat(),
                "nexts": buttons(free, said.today.date()),
            }
    return render(request, "payments/hold_expired.html", context, status=HoldExpired.status)


def _page(request: TenantRequest, booking: Booking) -> Page:
    """What details and payment have in common; `seconds` that the time is still held, by the database's clock."""
    now = database_now()
    said = agreed(booking, now)
    seconds = int((booking.held_until - now).total_seconds()) if booking.held_until else 0
    return {
        "booking": booking,
        "agreed": said,
        "service": current(request.tenant).service_by_id(said.service.pk),
        "seconds": seconds,
        "minutes": max(1, -(-seconds // 60)),
        "late": now > booking.free_until,
        "price": said.price,
    }


def _terms(request: TenantRequest, booking: Booking, context: Page) -> Terms:
    service = context["service"]
    ways = ways_to_pay(booking.money, online=service.payable_online, on_site=service.payable_on_site)
    return Terms(
        mode=booking.mode,
        money=booking.money,
        ways=ways or [Paying.ON_SITE.value],
        country=request.tenant.country,
        language=get_language() or request.tenant.locale,
    )


def _read(request: TenantRequest, token: str) -> Booking:
    with tenant_tx(request.tenant):
        return managed(request.tenant, token)


def _ended(booking: Booking) -> bool:
    return bool(booking.ran_out)  # type: ignore[attr-defined]
