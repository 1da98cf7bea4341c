"""Forms that refuse what they do not know."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

BESIDES = {"csrfmiddlewaretoken"}


class StrictForm(forms.Form):
    """A field that is not listed is refused, instead of being looked away from."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if set(self.data) - set(self.fields) - BESIDES:
            raise forms.ValidationError(_("The form held something that does not belong there. Nothing was changed."))
        return cleaned
