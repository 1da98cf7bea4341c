"""What Stripe says about amounts, currencies and metadata."""

from .errors import ApiError, invalid

SMALLEST = {"sek": 300, "nok": 300, "dkk": 250, "eur": 50}
LARGEST = 99_999_999


def check_currency(currency: str) -> str:
    """The currency in lower case, or 400."""
    code = currency.lower()
    if code not in SMALLEST:
        known = ", ".join(SMALLEST)
        raise invalid(f"Invalid currency: {code}. The stand-in supports these currencies: {known}", "currency")
    return code


def check_amount(amount: int, currency: str) -> None:
    """Refuses what is under or over Stripe's limits; minor units."""
    check_positive(amount)
    if amount < SMALLEST[currency]:
        text = f"Amount must be at least {shown(SMALLEST[currency], currency)}"
        raise ApiError(400, text, code="amount_too_small", param="amount")
    if amount > LARGEST:
        text = f"Amount must be no more than {shown(LARGEST, currency)}"
        raise ApiError(400, text, code="amount_too_large", param="amount")


def check_positive(amount: int) -> None:
    """No amount is under 1."""
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer")


def shown(amount: int, currency: str) -> str:
    """For messages: 1 234.50 kr."""
    return f"{amount / 100:,.2f} {'€' if currency == 'eur' else 'kr'}"


def merged_metadata(stored: dict[str, str], given: dict[str, str] | str) -> dict[str, str]:
    """An empty value takes a key away, an empty string takes all away."""
    if isinstance(given, str):
        return {}
    merged = {key: value for key, value in {**stored, **given}.items() if value != ""}
    if len(merged) > 50:
        raise invalid("Metadata can have at most 50 keys.", "metadata")
    for key, value in merged.items():
        if len(key) > 40 or len(value) > 500:
            raise invalid("Metadata keys can have up to 40 characters, values up to 500.", f"metadata[{key}]")
    return merged
