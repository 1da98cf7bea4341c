"""Stripe's test cards: what each number, and each ready-made token, will do."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .errors import ApiError
from .objects import Obj, make


@dataclass(frozen=True)
class Card:
    """How a test card behaves when it is charged."""

    brand: str = "visa"
    challenge: bool = False
    code: str | None = None
    decline_code: str | None = None
    refund: str = "succeeded"
    disputed: bool = False


def _declined(decline_code: str, *, challenge: bool = False) -> Card:
    return Card(code="card_declined", decline_code=decline_code, challenge=challenge)


CARDS: dict[str, Card] = {
    "4242424242424242": Card(),
    "5555555555554444": Card(brand="mastercard"),
    "4000005780000007": Card(),
    "4000000000000002": _declined("generic_decline"),
    "4000000000009995": _declined("insufficient_funds"),
    "4000000000009987": _declined("lost_card"),
    "4000000000009979": _declined("stolen_card"),
    "4000000000000069": Card(code="expired_card", decline_code="expired_card"),
    "4000000000000127": Card(code="incorrect_cvc", decline_code="incorrect_cvc"),
    "4000000000000119": Card(code="processing_error", decline_code="processing_error"),
    "4000002500003155": Card(challenge=True),
    "4000002760003184": Card(challenge=True),
    "4000000000003220": Card(challenge=True),
    "4000008260003178": _declined("insufficient_funds", challenge=True),
    "4000000000000259": Card(disputed=True),
    "4000000000007726": Card(refund="pending"),
    "4000000000005126": Card(refund="failed"),
}
TOKENS: dict[str, str] = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_visa_chargeDeclinedLostCard": "4000000000009987",
    "pm_card_visa_chargeDeclinedStolenCard": "4000000000009979",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeDeclinedIncorrectCvc": "4000000000000127",
    "pm_card_chargeDeclinedProcessingError": "4000000000000119",
    "pm_card_authenticationRequiredOnSetup": "4000002500003155",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
}
MESSAGES: dict[str, str] = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}
_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def decline_of(card: Card) -> ApiError | None:
    """The answer when this card is charged, or None when it is good."""
    return declined(card.code, card.decline_code or card.code) if card.code else None


def declined(code: str, decline_code: str | None) -> ApiError:
    """402 as a bank's refusal comes back."""
    message = MESSAGES.get(decline_code or code, MESSAGES["generic_decline"])
    return ApiError(402, message, kind="card_error", code=code, decline_code=decline_code)


def card_of(method: Obj) -> Card:
    """How this payment method behaves. The number itself is not kept: the fingerprint tells which."""
    return CARDS[method["card"]["fingerprint"].removeprefix("test")]


def method_from_token(token: str) -> Obj | None:
    """A new payment method for one of the ready-made test tokens."""
    number = TOKENS.get(token)
    return method_from_number(number, 12, datetime.now(UTC).year + 5) if number else None


def method_from_card(card: dict[str, Any]) -> Obj:
    """A payment method for what was typed into the card field; refuses what a card network would."""
    number = str(card.get("number", "")).replace(" ", "")
    if not number.isdigit() or not _luhn(number):
        raise _bad_card("Your card number is incorrect.", "incorrect_number", "number")
    if number not in CARDS:
        message = "Your card was declined. Your request was in test mode, but used a non test card."
        raise _bad_card(message, "card_declined", "number", decline_code="test_mode_live_card")
    month, year = int(card.get("exp_month", 0)), int(card.get("exp_year", 0))
    year += 2000 if year < 100 else 0
    if not 1 <= month <= 12:
        raise _bad_card("Your card's expiration month is invalid.", "invalid_expiry_month", "exp_month")
    today = datetime.now(UTC)
    if not (today.year, today.month) <= (year, month) <= (today.year + 50, 12):
        raise _bad_card("Your card's expiration year is invalid.", "invalid_expiry_year", "exp_year")
    return method_from_number(number, month, year)


def method_from_number(number: str, month: int, year: int) -> Obj:
    """A complete payment method object."""
    brand = CARDS[number].brand
    billing = {"address": dict(_ADDRESS), "email": None, "name": None, "phone": None, "tax_id": None}
    checks = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "unchecked"}
    card = {
        "brand": brand, "checks": checks, "country": "US", "display_brand": brand, "exp_month": month,
        "exp_year": year, "fingerprint": f"test{number}", "funding": "credit", "generated_from": None,
        "last4": number[-4:], "networks": {"available": [brand], "preferred": None},
        "regulated_status": "unregulated", "three_d_secure_usage": {"supported": True}, "wallet": None,
    }  # fmt: skip
    return make("payment_method", type="card", billing_details=billing, card=card, metadata={})


def _bad_card(message: str, code: str, param: str, **extra: str) -> ApiError:
    return ApiError(402, message, kind="card_error", code=code, param=param, **extra)


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return 12 <= len(digits) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
