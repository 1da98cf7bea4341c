"""Fields that forms of several floors share."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms

from booking.kernel.saying import page_language


class MoneyField(forms.DecimalField):
    """An amount as people type it ("850", "850,50"); cleaned it is an integer in minor units."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        self.precision = get_currency_precision(currency)
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_digits=9, decimal_places=self.precision, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        return None if amount is None else int(amount.scaleb(self.precision))

    def written(self, amount: int | None) -> str:
        """As it stands in the field."""
        if amount is None:
            return ""
        value = Decimal(amount).scaleb(-self.precision)
        text = f"{value:.0f}" if value == value.to_integral_value() else f"{value:.{self.precision}f}"
        return text if page_language() == "en" else text.replace(".", ",")
