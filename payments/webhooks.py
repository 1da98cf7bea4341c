"""Stripe tells us something. A hint only: verified, remembered once, answered; then we look for ourselves."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import MethodNotAllowed

from booking.kernel.errors import Invalid
from payments import connecting, gateway
from payments.models import StripeInbox
from tenants.errors import refusal, translated
from tenants.events import ring

log = logging.getLogger(__name__)


@csrf_exempt
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        refused = refusal(request, translated(MethodNotAllowed(str(request.method))) or Invalid())
        refused["Allow"] = "POST"
        return refused
    try:
        told = gateway.verify_event(request.body, request.headers.get("Stripe-Signature"))
    except gateway.SignatureRejected:
        log.error("A webhook without Stripe's signature was refused")
        return refusal(request, Invalid("The signature is missing, wrong or too old."))
    ours = told.payment_intent_id or (told.type in connecting.TOLD and told.account)
    if told.livemode == settings.STRIPE_SECRET_KEY.startswith(("sk_live", "rk_live")) and ours:
        _event, new = StripeInbox.objects.get_or_create(
            event_id=told.id,
            defaults={"type": told.type, "account": told.account or "", "intent_id": told.payment_intent_id or ""},
        )
        if new:
            ring("payments.tasks.open_inbox", told.id)
    return JsonResponse({"received": True})
