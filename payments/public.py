"""Paying on our own page, and coming back from it. These views talk to Stripe, so they open their own transactions."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from booking.bookings.approving import answer_within
from booking.bookings.models import Booking, Paying, Status
from booking.bookings.selectors import managed
from booking.kernel.errors import NotFound, StaleState, Unavailable
from booking.kernel.plain import whole_number
from booking.kernel.saying import page_language
from payments.checkout import card_field, look_again, pay_on_site_instead
from payments.models import Payment, PaymentStatus
from payments.offering import offered
from payments.presenting import Page, checkout_page, onward
from tenants.answers import private
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction, tenant_tx

LOOKS_EVERY = 5  # polls; the others only read our own rows
UNDECIDED = (PaymentStatus.PROCESSING, PaymentStatus.MISMATCH)


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
        return onward(request, booking)
    if booking.status == Status.AWAITING_PAYMENT and ("returned" in request.GET or _ended(booking)):
        look_again(tenant=request.tenant, booking=booking)
        booking = _read(request, token)
    if booking.status != Status.AWAITING_PAYMENT:
        return onward(request, booking)
    with tenant_tx(request.tenant):
        context = checkout_page(request, booking) | {"token": token}
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
        return onward(request, booking)
    return render(request, "payments/waiting.html", context | {"puzzled": False, "count": 0})


@require_safe
@outside_transaction
@private
def booking_status(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """Asked every other second by the page that waits for the bank."""
    booking = _read(request, token)
    count = (whole_number(request.GET.get("count", "")) or 0) + 1
    if booking.status == Status.AWAITING_PAYMENT and count % LOOKS_EVERY == 0:
        look_again(tenant=request.tenant, booking=booking)
        booking = _read(request, token)
    waits = booking.status == Status.AWAITING_PAYMENT
    if not request.headers.get("HX-Request"):
        return onward(request, booking)
    if not waits:
        return HttpResponseClientRedirect(onward(request, booking)["Location"])
    return render(request, "payments/_waiting.html", {"token": token, "count": count})


def _card_page(request: TenantRequest, booking: Booking, context: Page, *, declined: bool) -> HttpResponse:
    service = context["service"]
    on_site_too = answer_within(service) is None and offered(request.tenant, service)[Paying.ON_SITE]
    try:
        field = card_field(tenant=request.tenant, booking=booking)
    except Unavailable as problem:
        if not on_site_too:
            raise
        return _without_card(request, context, problem)
    back = reverse("booking-payment", kwargs={"tenant": request.tenant.slug, "token": booking.manage_token})
    context |= {
        "field": field,
        "amount": field.amount.written(page_language()),
        "return_url": request.build_absolute_uri(f"{back}?returned=1"),
        "stripe_js_url": settings.STRIPE_JS_URL,
        "declined": declined,
        "on_site_too": on_site_too,
    }
    return render(request, "payments/payment.html", context)


def _without_card(request: TenantRequest, context: Page, problem: Unavailable) -> HttpResponse:
    """Nobody is left with an error and a time that runs out."""
    response = render(request, "payments/no_card.html", context | {"why": problem.message}, status=problem.status)
    response["Retry-After"] = str(problem.extra["retry_after"])
    return response


def _read(request: TenantRequest, token: str) -> Booking:
    with tenant_tx(request.tenant):
        return managed(request.tenant, token)


def _ended(booking: Booking) -> bool:
    return bool(booking.ran_out)  # type: ignore[attr-defined]
