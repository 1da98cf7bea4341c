"""Refunds: all or a part of a charge, never more than is left of it."""

from . import cards
from .errors import ApiError, invalid
from .money import check_positive, merged_metadata, shown
from .objects import Obj, make
from .world import Call, World

CREATES = {"amount", "charge", "expand", "metadata", "payment_intent", "reason"}


def create_refund(world: World, call: Call) -> Obj:
    """POST /v1/refunds"""
    params = call.params
    charge = _charge_of(world, call)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _check(charge, amount, left)
    method = world.find(call.account, "payment_method", charge["payment_method"])
    status = world.plans.refunds.pop(0) if world.plans.refunds else cards.card_of(method).refund
    refund = make(
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        customer=charge["customer"],
        destination_details={"type": "card", "card": {"type": "refund", "reference_status": "pending"}},
        metadata=merged_metadata({}, params.get("metadata", {})),
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=params.get("reason"),
        status="succeeded" if status == "failed" else status,
    )
    world.save(call.account, refund)
    _move(world, call, charge, amount)
    world.emit(call, "refund.created", refund)
    if status == "failed":  # the bank sends the money back later
        finish_refund(world, call, refund, "failed")
    return refund


def finish_refund(world: World, call: Call, refund: Obj, status: str) -> Obj:
    """A pending refund has come to its end, or a finished one has come back from the bank."""
    if refund["status"] == status or refund["status"] == "failed":
        return refund
    refund["status"] = status
    if status == "failed":
        refund["failure_reason"] = "expired_or_canceled_card"
        charge = world.find(call.account, "charge", refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        world.save(call.account, charge)
        world.emit(call, "refund.failed", refund)
    world.save(call.account, refund)
    world.emit(call, "refund.updated", refund)
    return refund


def read_refund(world: World, call: Call) -> Obj:
    """GET /v1/refunds/{id}"""
    return world.find(call.account, "refund", call.object_id)


def _charge_of(world: World, call: Call) -> Obj:
    charge_id, intent_id = call.params.get("charge"), call.params.get("payment_intent")
    if bool(charge_id) == bool(intent_id):
        raise invalid("One of the following params should be provided: charge or payment_intent.", "charge")
    if charge_id:
        return world.find(call.account, "charge", charge_id, "charge")
    intent = world.find(call.account, "payment_intent", str(intent_id), "payment_intent")
    if intent["status"] != "succeeded":
        text = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise ApiError(400, text, code="payment_intent_unexpected_state", param="payment_intent")
    return world.find(call.account, "charge", intent["latest_charge"], "charge")


def _check(charge: Obj, amount: int, left: int) -> None:
    if not charge["paid"]:
        raise ApiError(400, f"Charge {charge['id']} has not been paid.", code="charge_not_refundable")
    if charge["disputed"]:
        text = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise ApiError(400, text, code="charge_disputed")
    if left == 0:
        text = f"Charge {charge['id']} has already been refunded."
        raise ApiError(400, text, code="charge_already_refunded")
    check_positive(amount)
    if amount > left:
        currency = charge["currency"]
        text = (
            f"Refund amount ({shown(amount, currency)}) is greater than unrefunded amount on charge "
            f"({shown(left, currency)})"
        )
        raise ApiError(400, text, param="amount")  # Stripe gives no code here


def _move(world: World, call: Call, charge: Obj, amount: int) -> None:
    previous = {name: charge[name] for name in ("amount_refunded", "refunded")}
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    world.save(call.account, charge)
    world.emit(call, "charge.refunded", charge, previous)
