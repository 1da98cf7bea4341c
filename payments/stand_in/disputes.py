"""Disputes: the client has asked their bank for the money back."""

from typing import Any

import stripe

from .objects import Obj, make, now
from .world import Call, World


def open_dispute(world: World, call: Call, charge: Obj, reason: str, amount: int | None = None) -> Obj:
    """A dispute over a charge; the charge can no longer be refunded."""
    dispute = make(
        "dispute",
        amount=amount or charge["amount"],
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence=dict.fromkeys(_fields_of(stripe.Dispute.Evidence)) | {"enhanced_evidence": {}},
        evidence_details={
            "due_by": now() + 7 * 86400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details=_method_details(charge),
        reason=reason,
        status="needs_response",
    )
    charge["disputed"] = True
    world.save(call.account, charge)
    world.save(call.account, dispute)
    world.emit(call, "charge.dispute.created", dispute)
    return dispute


def _fields_of(cls: Any) -> list[str]:
    return [name for name in cls.__annotations__ if not name.startswith("_")]


def _method_details(charge: Obj) -> Obj:
    card = charge["payment_method_details"]["card"]
    network = {"network": card["brand"], "network_reason_code": "10"}
    shown = {"brand": card["brand"], "case_type": "chargeback", **network}
    return {"type": "card", "card": shown}
