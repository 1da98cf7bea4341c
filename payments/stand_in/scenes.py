"""What the controls can make happen to a payment: things that a client, a bank or the future would do."""

import dataclasses
from typing import Any

from .cards import declined
from .confirm import confirm_intent, fail_intent, find_method, finish_challenge, settle
from .disputes import open_dispute
from .errors import ApiError, missing
from .intents import create_intent
from .objects import Obj
from .refunds import finish_refund
from .world import Call, World

Order = dict[str, Any]


def paid_intent(world: World, order: Order) -> Obj:
    """`{intent?, amount?, currency?, account?, metadata?, livemode?}`: a payment that succeeded like this."""
    names = ("amount", "currency", "metadata", "livemode")
    changes = {name: order[name] for name in names if name in order}
    with world.lock:
        if "intent" in order:
            call, intent = anywhere(world, "payment_intent", order["intent"])
        else:
            call = Call(account=order.get("account") or "", params={"amount": 10_000, "currency": "sek"})
            intent = create_intent(world, call)
        intent.update(changes)
        return settle(world, call, intent, find_method(world, call.account, "pm_card_visa"))


def pay(world: World, intent_id: str, order: Order) -> Order:
    """`{card?}`, one of the ready-made tokens: confirms as the client's browser would."""
    with world.lock:
        call, intent = anywhere(world, "payment_intent", intent_id)
        params = {"payment_method": order.get("card", "pm_card_visa"), "use_stripe_sdk": True}
        try:
            return confirm_intent(world, dataclasses.replace(call, params=params, publishable=True), intent)
        except ApiError as error:
            return error.body


def challenge(world: World, intent_id: str, order: Order) -> Obj:
    """`{passed}`: the client answers their bank."""
    with world.lock:
        return finish_challenge(world, *anywhere(world, "payment_intent", intent_id), order["passed"])


def settle_intent(world: World, intent_id: str, order: Order) -> Obj:
    """`{outcome: succeeded|failed, decline_code?}`: an intent that is processing comes to its end."""
    with world.lock:
        call, intent = anywhere(world, "payment_intent", intent_id)
        method = world.find(call.account, "payment_method", intent["payment_method"])
        if order["outcome"] == "succeeded":
            return settle(world, call, intent, method)
        refusal = declined("card_declined", order.get("decline_code", "generic_decline"))
        fail_intent(world, call, intent, method, refusal)
        return intent


def end_refund(world: World, refund_id: str, order: Order) -> Obj:
    """`{status: succeeded|failed}`"""
    with world.lock:
        return finish_refund(world, *anywhere(world, "refund", refund_id), order["status"])


def dispute(world: World, order: Order) -> Obj:
    """`{intent, reason?, amount?}`"""
    with world.lock:
        call, intent = anywhere(world, "payment_intent", order["intent"])
        charge = world.find(call.account, "charge", intent["latest_charge"])
        return open_dispute(world, call, charge, order.get("reason", "fraudulent"), order.get("amount"))


def anywhere(world: World, kind: str, object_id: str) -> tuple[Call, Obj]:
    """The object in whichever account it is, with a call on behalf of that account."""
    for account, obj in world.everywhere(kind):
        if obj["id"] == object_id:
            return Call(account=account), obj
    raise missing(kind, object_id)
