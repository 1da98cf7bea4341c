"""Forms that refuse what they do not know."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.kernel.plain import one_line

BESIDES = {"csrfmiddlewaretoken"}


class StrictForm(forms.Form):
    """A field that is not listed is refused, instead of being looked away from."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if set(self.data) - set(self.fields) - BESIDES:
            raise forms.ValidationError(_("The form held something that does not belong there. Nothing was changed."))
        return cleaned


def without_tricks(form: forms.BaseForm, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Single lines stay single lines, and say in the order in which they are read: names stand in subjects of mails and
    in other people's calendars."""
    for name, value in cleaned.items():
        field = form.fields.get(name)
        if (
            isinstance(value, str)
            and isinstance(field, forms.CharField)
            and not isinstance(field.widget, forms.Textarea)
        ):
            cleaned[name] = one_line(value)
            if value and not cleaned[name] and field.required:
                form.add_error(name, field.error_messages["required"])
                return {other: kept for other, kept in cleaned.items() if other != name}
    return cleaned
