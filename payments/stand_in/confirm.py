"""Confirming a PaymentIntent: charge, refuse, ask for a second factor, or leave it processing."""

from typing import Any
from urllib.parse import quote

from . import cards
from .charges import make_charge
from .disputes import open_dispute
from .errors import ApiError, invalid, unexpected_state
from .objects import Obj
from .world import Call, World

CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def confirm_intent(world: World, call: Call, intent: Obj) -> Obj:
    """Tries to take the money; raises ApiError 402 when the bank refuses."""
    params = call.params
    if intent["status"] not in CONFIRMABLE:
        done = "already succeeded after being previously confirmed"
        why = done if intent["status"] == "succeeded" else f"a status of {intent['status']}"
        text = f"You cannot confirm this PaymentIntent because it has {why}."
        raise unexpected_state(text, intent)
    method = _method(world, call, intent)
    _check_return_url(call, intent)
    for name in ("receipt_email", "shipping"):
        if name in params:
            intent[name] = params[name]
    intent.update(payment_method=method["id"], last_payment_error=None, next_action=None)
    plan = world.plans.confirms.pop(0) if world.plans.confirms else {}
    return _outcome(world, call, intent, method, plan)


def _outcome(world: World, call: Call, intent: Obj, method: Obj, plan: dict[str, Any]) -> Obj:
    card = cards.card_of(method)
    wanted = plan.get("outcome")
    if wanted == "decline":
        code = plan.get("decline_code", "generic_decline")
        _refuse(world, call, intent, method, cards.declined("card_declined", code))
    if wanted == "processing":
        intent["status"] = "processing"
        intent["processing"] = {"type": "card", "card": {}}
        world.save(call.account, intent)
        world.emit(call, "payment_intent.processing", intent)
        return intent
    if wanted == "requires_action" or (card.challenge and wanted != "succeed"):
        return _challenge(world, call, intent, method)
    refusal = None if wanted == "succeed" else cards.decline_of(card)
    if refusal is not None:
        _refuse(world, call, intent, method, refusal)
    return settle(world, call, intent, method)


def settle(world: World, call: Call, intent: Obj, method: Obj) -> Obj:
    """The money has come."""
    charge = make_charge(world, call, intent, method)
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        payment_method=method["id"],
        next_action=None,
        processing=None,
        last_payment_error=None,
    )
    world.save(call.account, intent)
    world.emit(call, "charge.succeeded", charge)
    world.emit(call, "payment_intent.succeeded", intent)
    if cards.card_of(method).disputed:
        open_dispute(world, call, charge, reason="fraudulent")
    return intent


def fail_intent(world: World, call: Call, intent: Obj, method: Obj, refusal: ApiError) -> None:
    """Back to asking for a card, with the reason."""
    error = {key: value for key, value in refusal.error.items() if key != "payment_intent"}
    intent.update(
        status="requires_payment_method",
        payment_method=None,
        next_action=None,
        processing=None,
        last_payment_error={**error, "payment_method": method},
    )
    world.save(call.account, intent)
    world.emit(call, "payment_intent.payment_failed", intent)


def finish_challenge(world: World, call: Call, intent: Obj, passed: bool) -> Obj:
    """The client has answered their bank (3D Secure)."""
    if intent["status"] != "requires_action":
        raise unexpected_state("This PaymentIntent does not wait for authentication.", intent)
    method = world.find(call.account, "payment_method", intent["payment_method"])
    refusal = cards.decline_of(cards.card_of(method))
    if not passed:
        text = (
            "We are unable to authenticate your payment method. Please choose a different payment method and try again."
        )
        code = "payment_intent_authentication_failure"
        fail_intent(world, call, intent, method, ApiError(402, text, code=code))
    elif refusal is not None:
        _record_refusal(world, call, intent, method, refusal)
    else:
        settle(world, call, intent, method)
    return intent


def _refuse(world: World, call: Call, intent: Obj, method: Obj, refusal: ApiError) -> None:
    _record_refusal(world, call, intent, method, refusal)
    raise ApiError(402, str(refusal), kind="card_error", **_rest(refusal), payment_intent=intent)


def _record_refusal(world: World, call: Call, intent: Obj, method: Obj, refusal: ApiError) -> None:
    charge = make_charge(world, call, intent, method, refusal)
    intent["latest_charge"] = charge["id"]
    refusal.error["charge"] = charge["id"]
    world.emit(call, "charge.failed", charge)
    fail_intent(world, call, intent, method, refusal)


def _rest(refusal: ApiError) -> dict[str, Any]:
    return {key: value for key, value in refusal.error.items() if key not in ("type", "message")}


def _challenge(world: World, call: Call, intent: Obj, method: Obj) -> Obj:
    params = call.params
    if params.get("error_on_requires_action") or params.get("off_session"):
        refusal = cards.declined("authentication_required", "authentication_required")
        _refuse(world, call, intent, method, refusal)
    url = f"{world.base_url}/3ds/{intent['id']}?client_secret={quote(intent['client_secret'])}"
    if params.get("use_stripe_sdk"):
        action: Obj = {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
        action["use_stripe_sdk"]["stripe_js"] = url
    else:
        redirect = {"url": url, "return_url": params.get("return_url")}
        action = {"type": "redirect_to_url", "redirect_to_url": redirect}
    intent.update(status="requires_action", next_action=action)
    world.save(call.account, intent)
    world.emit(call, "payment_intent.requires_action", intent)
    return intent


def _method(world: World, call: Call, intent: Obj) -> Obj:
    wanted = call.params.get("payment_method") or intent["payment_method"]
    if not wanted:
        text = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. "
            "Update the PaymentIntent with a payment method and then confirm it again."
        )
        raise unexpected_state(text, intent)
    return find_method(world, call.account, wanted)


def find_method(world: World, account: str, wanted: str) -> Obj:
    """A stored payment method, or a fresh one for a test token such as pm_card_visa."""
    made = cards.method_from_token(wanted)
    if made is not None:
        return world.save(account, made)
    return world.find(account, "payment_method", wanted, "payment_method")


def _check_return_url(call: Call, intent: Obj) -> None:
    """Methods chosen in the dashboard may send the client away: Stripe wants to know where back to."""
    automatic = intent["automatic_payment_methods"]
    if automatic is None or automatic["allow_redirects"] == "never" or call.publishable:
        return
    if not call.params.get("return_url"):
        text = (
            "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because "
            "some of these payment methods might redirect your customer off of your page, you must provide a "
            "`return_url`."
        )
        raise invalid(text, "return_url")
