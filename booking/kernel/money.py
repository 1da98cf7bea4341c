"""Money is an integer in minor units with its currency beside it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, format_decimal, get_currency_precision

NORDIC_CROWNS = {"SEK", "NOK", "DKK"}


@dataclass(frozen=True, slots=True)
class Money:
    amount: int
    currency: str

    def as_json(self) -> dict[str, int | str]:
        return {"amount": self.amount, "currency": self.currency}

    def written(self, language: str) -> str:
        """As people of the language write it; whole amounts without decimals: "900 kr"."""
        return _written(self.amount, self.currency, language)


@lru_cache(maxsize=4096)
def _written(amount: int, currency: str, language: str) -> str:
    """Pages write the same few prices again and again, and patterns are slow."""
    precision = get_currency_precision(currency)
    value = Decimal(amount).scaleb(-precision)
    whole = value == value.to_integral_value()
    number = "#,##0" if whole else f"#,##0.{'0' * precision}"
    if currency in NORDIC_CROWNS:
        return f"{format_decimal(value, number, locale=language)}\xa0kr"
    pattern = f"¤{number}" if language == "en" else f"{number}\xa0¤"
    return format_currency(value, currency, pattern, locale=language, currency_digits=False)


def tax_within(amount: int, rate: int) -> int:
    """The tax contained in a gross amount; `rate` in hundredths of a per cent (2500 = 25 %). Half up."""
    return (amount * rate * 2 + (10000 + rate)) // (2 * (10000 + rate))
