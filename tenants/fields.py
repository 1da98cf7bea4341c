"""Fields that forms of several floors share."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from django import forms

from booking.kernel.saying import page_language


class MinorField(forms.DecimalField):
    """A number as people type it ("850", "850,50"); cleaned it is an integer in the smallest unit."""

    def __init__(self, *, precision: int, **kwargs: Any) -> None:
        self.precision = precision
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(min_value=0, max_digits=9, decimal_places=precision, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".")
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        amount = super().clean(value)
        return None if amount is None else int(amount.scaleb(self.precision))

    def prepare_value(self, value: Any) -> Any:
        """What a row holds is written; what was typed stays as it was typed."""
        return self.written(value) if isinstance(value, int) else value

    def written(self, amount: int | None) -> str:
        """As it stands in the field."""
        if amount is None:
            return ""
        value = Decimal(amount).scaleb(-self.precision)
        text = f"{value:.0f}" if value == value.to_integral_value() else f"{value:.{self.precision}f}"
        return text if page_language() == "en" else text.replace(".", ",")


class MoneyField(MinorField):
    """An amount, in minor units of its currency."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        super().__init__(precision=get_currency_precision(currency), **kwargs)


class PercentField(MinorField):
    """A share of a hundred, in hundredths of a per cent: "12,5" is 1250."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(precision=2, max_value=100, **kwargs)
