"""Charges: one for each time a bank was asked."""

from typing import Any

from .errors import ApiError
from .objects import Obj, make
from .world import Call, World


def make_charge(world: World, call: Call, intent: Obj, method: Obj, refusal: ApiError | None = None) -> Obj:
    """The charge of one try, succeeded or failed."""
    paid = refusal is None
    charge = make(
        "charge",
        amount=intent["amount"],
        amount_captured=intent["amount"] if paid else 0,
        amount_refunded=0,
        billing_details=method["billing_details"],
        captured=paid,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code=refusal.error["code"] if refusal else None,
        failure_message=str(refusal) if refusal else None,
        fraud_details={},
        metadata=dict(intent["metadata"]),
        outcome=_outcome(refusal),
        paid=paid,
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": "card", "card": _card_details(intent, method)},
        receipt_email=intent["receipt_email"],
        refunded=False,
        shipping=intent["shipping"],
        status="succeeded" if paid else "failed",
        transfer_group=intent["transfer_group"],
    )
    return world.save(call.account, charge)


def _outcome(refusal: ApiError | None) -> Obj:
    outcome: Obj = {
        "advice_code": None, "network_advice_code": None, "network_decline_code": None,
        "network_status": "approved_by_network", "reason": None, "risk_level": "normal",
        "seller_message": "Payment complete.", "type": "authorized",
    }  # fmt: skip
    if refusal is not None:
        reason = refusal.error.get("decline_code", refusal.error["code"])
        text = "The bank did not return any further details with this decline."
        outcome.update(network_status="declined_by_network", reason=reason, seller_message=text)
        outcome.update(type="issuer_declined")
    return outcome


def _card_details(intent: Obj, method: Obj) -> dict[str, Any]:
    card = method["card"]
    copied = (
        "brand",
        "checks",
        "country",
        "exp_month",
        "exp_year",
        "fingerprint",
        "funding",
        "last4",
        "wallet",
    )
    none = (
        "authorization_code", "electronic_commerce_indicator", "installments", "mandate",
        "network_transaction_id", "three_d_secure", "transaction_link_id",
    )  # fmt: skip
    return {
        **dict.fromkeys(none),
        **{name: card[name] for name in copied},
        "amount_authorized": intent["amount"],
        "network": card["brand"],
        "regulated_status": card["regulated_status"],
    }
