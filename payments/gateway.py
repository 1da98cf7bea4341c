"""The only place that speaks to Stripe.

Every function takes the business's own account (`acct_…`); None is the platform's own account. Nothing here
touches the database. Nothing personal is logged: errors carry codes, and Stripe's own texts stay out of logs.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

import stripe
from django.conf import settings
from stripe import params as typed

from payments.snapshots import (
    AccountSnapshot,
    EventEnvelope,
    IntentSnapshot,
    RefundSnapshot,
    account_snapshot,
    event_envelope,
    intent_snapshot,
    refund_snapshot,
)

TIMEOUT_SECONDS = 10
NETWORK_RETRIES = 2
SIGNATURE_TOLERANCE_SECONDS = 300
T = TypeVar("T")

__all__ = [
    "AccountSnapshot",
    "EventEnvelope",
    "GatewayRefused",
    "GatewayUnavailable",
    "IntentSnapshot",
    "RefundSnapshot",
    "SignatureRejected",
    "cancel_intent",
    "create_account",
    "create_intent",
    "onboarding_link",
    "read_account",
    "read_intent",
    "read_refunds",
    "refund",
    "verify_event",
]

# The package writes bodies of requests and answers (names, e-mail addresses) to its log below WARNING.
logging.getLogger("stripe").setLevel(logging.WARNING)


class GatewayUnavailable(Exception):
    """No sure answer: it may have been done. Ask again with the same idempotency key."""


class GatewayRefused(Exception):
    """Stripe said no, and nothing was done. `code` is Stripe's; `message` is for staff, never for logs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class SignatureRejected(Exception):
    """What came to the webhook was not signed by Stripe just now, or is not an event."""


def create_intent(
    *,
    amount: int,
    currency: str,
    account: str | None,
    idempotency_key: str,
    metadata: Mapping[str, str],
    description: str,
    receipt_email: str | None = None,
) -> IntentSnapshot:
    """Prepares a payment of `amount` minor units. Raises GatewayUnavailable, GatewayRefused."""
    params: typed.PaymentIntentCreateParams = {
        "amount": amount,
        "currency": currency.lower(),
        "metadata": dict(metadata),
        "description": description,
        "automatic_payment_methods": {"enabled": True},
        "expand": ["latest_charge"],
    }
    if receipt_email:
        params["receipt_email"] = receipt_email
    options = _options(account, idempotency_key)
    return _seen(_ask(lambda: _client().v1.payment_intents.create(params, options)), account)


def read_intent(intent_id: str, *, account: str | None) -> IntentSnapshot:
    """The payment as it is now. Raises GatewayUnavailable, GatewayRefused ("resource_missing")."""
    params: typed.PaymentIntentRetrieveParams = {"expand": ["latest_charge"]}
    options = _options(account)
    return _seen(_ask(lambda: _client().v1.payment_intents.retrieve(intent_id, params, options)), account)


def cancel_intent(intent_id: str, *, account: str | None) -> IntentSnapshot:
    """Stops a payment that is not needed. Returns it as it is afterwards: look at `status`, for one that
    has already succeeded (or is being processed) cannot be cancelled and comes back as such.
    """
    params: typed.PaymentIntentCancelParams = {"expand": ["latest_charge"]}
    options = _options(account)
    try:
        intent = _ask(lambda: _client().v1.payment_intents.cancel(intent_id, params, options))
    except GatewayRefused as refusal:
        if refusal.code != "payment_intent_unexpected_state":
            raise
        return read_intent(intent_id, account=account)
    return _seen(intent, account)


def refund(
    *,
    intent_id: str,
    amount: int,
    account: str | None,
    idempotency_key: str,
    metadata: Mapping[str, str] | None = None,
    reason: str = "requested_by_customer",
) -> RefundSnapshot:
    """Gives back `amount` minor units. Raises GatewayRefused ("charge_already_refunded", "charge_disputed",
    "invalid_amount" when more than is left) and GatewayUnavailable.
    """
    params: typed.RefundCreateParams = {
        "payment_intent": intent_id,
        "amount": amount,
        "metadata": dict(metadata or {}),
        "reason": reason,
    }
    options = _options(account, idempotency_key)
    return refund_snapshot(_ask(lambda: _client().v1.refunds.create(params, options)).to_dict())


def read_refunds(intent_id: str, *, account: str | None) -> list[RefundSnapshot]:
    """All refunds of a payment, newest first."""
    params: typed.RefundListParams = {"payment_intent": intent_id, "limit": 100}
    options = _options(account)
    found = _ask(lambda: list(_client().v1.refunds.list(params, options).auto_paging_iter()))
    return [refund_snapshot(each.to_dict()) for each in found]


def create_account(
    *, country: str, email: str, name: str, url: str, metadata: Mapping[str, str], idempotency_key: str
) -> AccountSnapshot:
    """A new account of the business's own, which its owner completes at Stripe. Raises as the others."""
    params: typed.AccountCreateParams = {
        "type": "standard",
        "country": country,
        "business_profile": {"name": name, "url": url},
        "metadata": dict(metadata),
    }
    if email:
        params["email"] = email
    options = _options(None, idempotency_key)
    return account_snapshot(_ask(lambda: _client().v1.accounts.create(params, options)).to_dict())


def onboarding_link(account: str, *, return_url: str, refresh_url: str) -> str:
    """The address of Stripe's own pages for the account's owner: good once, for a few minutes, and kept nowhere."""
    params: typed.AccountLinkCreateParams = {
        "account": account,
        "type": "account_onboarding",
        "return_url": return_url,
        "refresh_url": refresh_url,
    }
    return _ask(lambda: _client().v1.account_links.create(params)).url


def read_account(account: str) -> AccountSnapshot:
    """The account as it is now."""
    return account_snapshot(_ask(lambda: _client().v1.accounts.retrieve(account)).to_dict())


def verify_event(payload: bytes, signature_header: str | None) -> EventEnvelope:
    """Reads a webhook whose signature is right and made within five minutes; raises SignatureRejected.

    Stripe signs what it tells of the platform's own account and of connected ones with a secret each."""
    try:
        _must_be_signed(payload, signature_header, settings.STRIPE_WEBHOOK_SECRET.split(","))
        _refuse_future(signature_header or "")
        return event_envelope(json.loads(payload))
    except stripe.SignatureVerificationError:
        raise SignatureRejected("signature") from None
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError):
        raise SignatureRejected("malformed") from None


def _must_be_signed(payload: bytes, signature_header: str | None, secrets: list[str]) -> None:
    for n, secret in enumerate(secrets, 1):
        try:
            stripe.Webhook.construct_event(payload, signature_header, secret.strip(), SIGNATURE_TOLERANCE_SECONDS)
        except stripe.SignatureVerificationError:
            if n == len(secrets):
                raise
        else:
            return


@cache
def _client_for(key: str, base: str, timeout: float, retries: int) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base},
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=timeout),
    )


def _client() -> stripe.StripeClient:
    key, base = settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE
    return _client_for(key, base, TIMEOUT_SECONDS, NETWORK_RETRIES)


def _options(account: str | None, idempotency_key: str | None = None) -> stripe.RequestOptions:
    options: stripe.RequestOptions = {}
    if account:
        options["stripe_account"] = account
    if idempotency_key:
        options["idempotency_key"] = idempotency_key
    return options


def _ask(call: Callable[[], T]) -> T:
    """Makes the call; the package's errors, which carry whole answers, go no further."""
    try:
        return call()
    except (stripe.APIConnectionError, stripe.RateLimitError):
        raise GatewayUnavailable("network or rate limit") from None
    except stripe.StripeError as error:
        if error.http_status is None or error.http_status == 409 or not 400 <= error.http_status < 500:
            raise GatewayUnavailable(f"status {error.http_status}") from None
        raise GatewayRefused(_code(error), error.user_message or "") from None


def _code(error: stripe.StripeError) -> str:
    """Stripe's code; where it gives none, one made of what it does give."""
    if code := error.code or getattr(error.error, "code", None):  # the package keeps some in the answer alone
        return str(code)
    if isinstance(error, stripe.IdempotencyError):
        return "idempotency_error"
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return "authentication_failed"
    param = getattr(error, "param", None)
    return f"invalid_{param}" if param else "invalid_request"


def _seen(intent: stripe.PaymentIntent, account: str | None) -> IntentSnapshot:
    return intent_snapshot(intent.to_dict(), account)


def _refuse_future(signature_header: str) -> None:
    """The package checks that the signature is not old; one from the future would live that much longer."""
    signed_at = next(part[2:] for part in signature_header.split(",") if part.startswith("t="))
    if int(signed_at) > time.time() + SIGNATURE_TOLERANCE_SECONDS:
        raise SignatureRejected("from the future")
