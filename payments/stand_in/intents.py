"""PaymentIntents: one for each sum that somebody means to pay."""

import re

from .confirm import confirm_intent, find_method
from .errors import ApiError, invalid, unexpected_state
from .money import check_amount, check_currency, merged_metadata
from .objects import Obj, make, new_id, now
from .world import Call, World

OPEN = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)
# Kept as they are given and shown again.
COPIED = (
    "description", "receipt_email", "shipping", "statement_descriptor", "statement_descriptor_suffix",
    "transfer_group",
)  # fmt: skip
CREATES = {
    *COPIED, "allowed_payment_method_types", "amount", "automatic_payment_methods", "capture_method", "confirm",
    "currency", "customer", "error_on_requires_action", "expand", "metadata", "off_session", "payment_method",
    "return_url", "use_stripe_sdk",
}  # fmt: skip
UPDATES = {*COPIED, "amount", "currency", "customer", "expand", "metadata", "payment_method"}
CONFIRMS = {
    "error_on_requires_action", "expand", "off_session", "payment_method", "receipt_email", "return_url",
    "shipping", "use_stripe_sdk",
}  # fmt: skip
# What Stripe shows to a browser that has the client secret.
PUBLIC = (
    "id", "object", "amount", "automatic_payment_methods", "canceled_at", "cancellation_reason", "capture_method",
    "client_secret", "confirmation_method", "created", "currency", "description", "last_payment_error", "livemode",
    "next_action", "payment_method", "payment_method_types", "processing", "receipt_email", "setup_future_usage",
    "shipping", "source", "status",
)  # fmt: skip
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def create_intent(world: World, call: Call) -> Obj:
    """POST /v1/payment_intents"""
    params = call.params
    currency = check_currency(params["currency"])
    check_amount(params["amount"], currency)
    _check_fields(world, call)
    intent_id = new_id("pi")
    intent = make(
        "payment_intent",
        id=intent_id,
        amount=params["amount"],
        amount_capturable=0,
        amount_received=0,
        automatic_payment_methods=_automatic(call),
        capture_method=params.get("capture_method", "automatic_async"),
        client_secret=new_id(f"{intent_id}_secret"),
        confirmation_method="automatic",
        currency=currency,
        customer=params.get("customer"),
        metadata=merged_metadata({}, params.get("metadata", {})),
        allowed_payment_method_types=params.get("allowed_payment_method_types"),
        payment_method_types=["card"],
        status="requires_payment_method",
        **{name: params.get(name) or None for name in COPIED},
    )
    _attach_method(world, call, intent)
    world.save(call.account, intent)
    world.emit(call, "payment_intent.created", intent)
    return confirm_intent(world, call, intent) if params.get("confirm") else intent


def read_intent(world: World, call: Call) -> Obj:
    """GET /v1/payment_intents/{id}"""
    return find_intent(world, call)


def update_intent(world: World, call: Call) -> Obj:
    """POST /v1/payment_intents/{id}"""
    intent, params = find_intent(world, call), call.params
    fixed = params.keys() - {"metadata", "description", "receipt_email", "expand"}
    if fixed and intent["status"] not in OPEN[:4]:
        text = (
            f"This PaymentIntent's {sorted(fixed)[0]} could not be updated because it has a status of "
            f"{intent['status']}."
        )
        raise unexpected_state(text, intent)
    wanted = {**intent, **params}
    currency = check_currency(wanted["currency"])
    check_amount(wanted["amount"], currency)
    _check_fields(world, call)
    metadata = merged_metadata(intent["metadata"], params.get("metadata", {}))
    changed = {name: params[name] or None for name in (*COPIED, "amount", "customer") if name in params}
    intent.update(changed, currency=currency, metadata=metadata)
    _attach_method(world, call, intent)
    return world.save(call.account, intent)


def confirm(world: World, call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/confirm"""
    _check_fields(world, call)
    return confirm_intent(world, call, find_intent(world, call))


def cancel_intent(world: World, call: Call) -> Obj:
    """POST /v1/payment_intents/{id}/cancel"""
    intent = find_intent(world, call)
    if intent["status"] not in OPEN:
        text = (
            f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}. Only a "
            f"PaymentIntent with one of the following statuses may be canceled: {', '.join(OPEN)}."
        )
        raise unexpected_state(text, intent)
    reason = call.params.get("cancellation_reason")
    intent.update(status="canceled", canceled_at=now(), cancellation_reason=reason, next_action=None)
    world.save(call.account, intent)
    world.emit(call, "payment_intent.canceled", intent)
    return intent


def find_intent(world: World, call: Call) -> Obj:
    """The intent of the address; a browser must show the right client secret."""
    intent = world.find(call.account, "payment_intent", call.object_id, "intent")
    secret = call.params.get("client_secret")
    if (secret is not None or call.publishable) and secret != intent["client_secret"]:
        text = "The client_secret provided does not match the client_secret associated with the PaymentIntent."
        raise ApiError(400, text, code="payment_intent_invalid_parameter", param="client_secret")
    return intent


def public_view(intent: Obj) -> Obj:
    """Without what only the business may see."""
    return {name: intent[name] for name in PUBLIC}


def _automatic(call: Call) -> Obj | None:
    given = call.params.get("automatic_payment_methods")
    if given is None and "allowed_payment_method_types" in call.params:
        return None
    if given is not None and not given["enabled"]:
        return None
    return {"allow_redirects": "always", "enabled": True, **(given or {})}


def _attach_method(world: World, call: Call, intent: Obj) -> None:
    if call.params.get("payment_method"):
        intent["payment_method"] = find_method(world, call.account, call.params["payment_method"])["id"]
        if intent["status"] == "requires_payment_method":
            intent["status"] = "requires_confirmation"


def _check_fields(world: World, call: Call) -> None:
    params = call.params
    if params.get("capture_method") == "manual":
        raise invalid("The stand-in does not do capture_method=manual.", "capture_method", "not_in_stand_in")
    if "card" not in params.get("allowed_payment_method_types", ["card"]):
        raise invalid("The stand-in takes cards only.", "allowed_payment_method_types", "not_in_stand_in")
    if params.get("receipt_email") and not _EMAIL.fullmatch(params["receipt_email"]):
        raise ApiError(400, "Invalid email address", code="email_invalid", param="receipt_email")
    if params.get("customer"):
        world.find(call.account, "customer", params["customer"], "customer")
    if "return_url" in params and params.get("confirm", call.object_id) in (False, ""):
        raise invalid("`return_url` can only be given together with confirm=true.", "return_url")
