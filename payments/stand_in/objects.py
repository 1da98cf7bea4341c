"""Stripe's objects as plain dictionaries with exactly the fields of the official package's classes."""

import secrets
import string
import time
from functools import cache
from types import NoneType
from typing import Any, get_args

import stripe

Obj = dict[str, Any]

CLASSES: dict[str, Any] = {
    "account": stripe.Account,
    "account_link": stripe.AccountLink,
    "charge": stripe.Charge,
    "customer": stripe.Customer,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "refund": stripe.Refund,
}
PREFIXES = {
    "charge": "ch",
    "customer": "cus",
    "dispute": "du",
    "event": "evt",
    "payment_intent": "pi",
    "payment_method": "pm",
    "refund": "re",
}
# Fields that Stripe leaves out unless they say something or are asked for with `expand`. The Python package
# writes them as Optional like the ones that are always there; the difference is from Stripe's API reference.
LEFT_OUT: dict[str, frozenset[str]] = {
    "account": frozenset(
        [
            "business_profile",
            "business_type",
            "capabilities",
            "company",
            "controller",
            "deleted",
            "external_accounts",
            "future_requirements",
            "groups",
            "individual",
            "requirements",
            "settings",
            "tos_acceptance",
        ]
    ),
    "account_link": frozenset(),
    "charge": frozenset(
        ["authorization_code", "level3", "presentment_details", "radar_options", "refunds", "transfer"]
    ),
    "customer": frozenset(
        [
            "business_name",
            "cash_balance",
            "customer_account",
            "deleted",
            "individual_name",
            "invoice_credit_balance",
            "sources",
            "subscriptions",
            "tax",
            "tax_ids",
        ]
    ),
    "dispute": frozenset({"network_reason_code"}),
    "event": frozenset({"account", "context"}),
    "payment_intent": frozenset(["amount_details", "hooks", "payment_details", "presentment_details", "transfer_data"]),
    "refund": frozenset(
        [
            "description",
            "failure_balance_transaction",
            "failure_reason",
            "instructions_email",
            "next_action",
            "pending_reason",
            "presentment_details",
        ]
    ),
}
_LETTERS = string.ascii_letters + string.digits


@cache
def annotations_of(kind: str) -> dict[str, Any]:
    """The fields of the package's class for this kind of object."""
    hints: dict[str, Any] = CLASSES[kind].__annotations__
    return {name: hint for name, hint in hints.items() if name != "OBJECT_NAME" and name[0] != "_"}


@cache
def left_out(kind: str) -> frozenset[str]:
    """Fields which need not be in an answer."""
    if kind != "payment_method":
        return LEFT_OUT[kind]
    # A payment method carries the details of its own type only.
    others = {"allow_redisplay", "radar_options", "custom", "type"}
    types = {str(value) for arg in get_args(annotations_of(kind)["type"]) for value in get_args(arg)}
    return frozenset((types | others) & annotations_of(kind).keys()) - {"card", "type"}


def nullable(hint: Any) -> bool:
    """May the field be null?"""
    return NoneType in get_args(hint)


@cache
def _nulls(kind: str) -> dict[str, None]:
    hints = annotations_of(kind)
    return {name: None for name, hint in hints.items() if nullable(hint) and name not in left_out(kind)}


def make(kind: str, **fields: Any) -> Obj:
    """A complete object; a field that the package does not know, or one that is missing, is a bug here."""
    hints = annotations_of(kind)
    identity = {"id": new_id(PREFIXES[kind])} if kind in PREFIXES else {}
    made = {**_nulls(kind), **identity, "object": kind, **fields}
    if "created" in hints:
        made.setdefault("created", now())
    if "livemode" in hints:
        made.setdefault("livemode", False)
    unknown = made.keys() - hints.keys()
    absent = hints.keys() - made.keys() - left_out(kind)
    if unknown or absent:
        raise TypeError(f"{kind}: unknown {sorted(unknown)}, absent {sorted(absent)}")
    return made


def new_id(prefix: str, length: int = 24) -> str:
    """An id as Stripe writes them."""
    return f"{prefix}_" + "".join(secrets.choice(_LETTERS) for _ in range(length))


def now() -> int:
    """Seconds since 1970, as all of Stripe's times."""
    return int(time.time())
