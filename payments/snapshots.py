"""What Stripe told, as plain values that the product can compare with its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from booking.kernel.plain import storable


@dataclass(frozen=True)
class IntentSnapshot:
    """A PaymentIntent as Stripe tells it now. Amounts in minor units, currency in upper case."""

    id: str
    status: str
    amount: int
    amount_received: int
    currency: str
    account: str | None  # the account that was asked; None is the platform's own
    livemode: bool
    metadata: dict[str, str]
    client_secret: str
    latest_charge_id: str | None
    amount_refunded: int
    last_error_code: str | None  # the bank's reason if it gave one, else Stripe's code
    created_at: datetime
    disputed: bool


@dataclass(frozen=True)
class RefundSnapshot:
    """A refund as Stripe tells it now: status pending, requires_action, succeeded, failed or canceled."""

    id: str
    status: str
    amount: int
    currency: str
    intent_id: str | None
    failure_reason: str | None
    metadata: dict[str, str]
    created_at: datetime


@dataclass(frozen=True)
class AccountSnapshot:
    """A business's own account as Stripe tells it now. `wanted`: something that Stripe waits for from its owner."""

    id: str
    charges_enabled: bool
    details_submitted: bool
    wanted: bool


@dataclass(frozen=True)
class EventEnvelope:
    """What a verified webhook says it is about: a hint, never the truth about money."""

    id: str
    type: str
    account: str | None
    livemode: bool
    object_id: str
    object_type: str
    payment_intent_id: str | None
    created: datetime


def intent_snapshot(told: Mapping[str, Any], account: str | None) -> IntentSnapshot:
    """From a PaymentIntent that was asked for with `latest_charge` expanded."""
    charge = told["latest_charge"] or {}
    error = told["last_payment_error"] or {}
    return IntentSnapshot(
        id=told["id"],
        status=told["status"],
        amount=told["amount"],
        amount_received=told["amount_received"],
        currency=told["currency"].upper(),
        account=account,
        livemode=told["livemode"],
        metadata=dict(told["metadata"]),
        client_secret=told["client_secret"] or "",
        latest_charge_id=charge.get("id"),
        amount_refunded=charge.get("amount_refunded", 0),
        last_error_code=error.get("decline_code") or error.get("code"),
        created_at=_time(told["created"]),
        disputed=charge.get("disputed", False),
    )


def refund_snapshot(told: Mapping[str, Any]) -> RefundSnapshot:
    """From a Refund."""
    return RefundSnapshot(
        id=told["id"],
        status=told["status"] or "pending",
        amount=told["amount"],
        currency=told["currency"].upper(),
        intent_id=told["payment_intent"],
        failure_reason=told.get("failure_reason"),
        metadata=dict(told["metadata"] or {}),
        created_at=_time(told["created"]),
    )


def account_snapshot(told: Mapping[str, Any]) -> AccountSnapshot:
    """From an Account."""
    requirements = told.get("requirements") or {}
    return AccountSnapshot(
        id=told["id"],
        charges_enabled=bool(told["charges_enabled"]),
        details_submitted=bool(told["details_submitted"]),
        wanted=bool(requirements.get("currently_due") or requirements.get("past_due")),
    )


def event_envelope(told: Mapping[str, Any]) -> EventEnvelope:
    """From an event; raises KeyError, TypeError, ValueError or OverflowError when it is not shaped like one."""
    about = told["data"]["object"]
    kind = _text(about["object"])
    intent_id = about["id"] if kind == "payment_intent" else about.get("payment_intent")
    if isinstance(intent_id, dict):
        intent_id = intent_id["id"]
    if not isinstance(told["livemode"], bool):
        raise TypeError("livemode")
    return EventEnvelope(
        id=_kept(told["id"]),
        type=_kept(told["type"]),
        account=None if told.get("account") is None else _kept(told["account"], 64),
        livemode=told["livemode"],
        object_id=_text(about["id"]) if "id" in about else "",
        object_type=kind,
        payment_intent_id=None if intent_id is None else _kept(intent_id),
        created=_time(told["created"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value


def _kept(value: Any, longest: int = 80) -> str:
    """A text that fits into the column of `StripeInbox` that it is for."""
    if not storable(_text(value)) or len(value) > longest:
        raise ValueError("not storable")
    return str(value)


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
