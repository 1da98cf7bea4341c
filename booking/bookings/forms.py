"""The shape of what a client's browser sends. Codes, never keys; a price is never read from outside."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.availability.audience import By, service_for
from booking.availability.catalogue import Catalogue
from booking.bookings.choice import Choice, choose, options
from booking.kernel.clock import as_moment

LONGEST_CODE = 12


class StartField(forms.CharField):
    """A start, RFC 3339 with its offset; becomes an aware UTC time."""

    def __init__(self) -> None:
        super().__init__(max_length=40)

    def clean(self, value: str) -> datetime:
        start = as_moment(super().clean(value))
        if start is None:
            raise forms.ValidationError(_("Choose a time from the list."))
        return start


class StartForm(forms.Form):
    """One of the times on offer."""

    start = StartField()


class HoldForm(StartForm):
    """A time, and the choice that it was offered for."""

    service = forms.CharField(max_length=LONGEST_CODE)
    minutes = forms.CharField(max_length=LONGEST_CODE, required=False)
    practitioner = forms.CharField(max_length=LONGEST_CODE, required=False)
    mode = forms.CharField(max_length=LONGEST_CODE, required=False)
    location = forms.CharField(max_length=LONGEST_CODE, required=False)

    def choice(self, catalogue: Catalogue, by: By) -> Choice:
        """Raises `NotFound` for a service that is not on offer to them."""
        service = service_for(catalogue, by, self.cleaned_data["service"])
        return choose(options(catalogue, service), self.cleaned_data, by.group_id)


class CancelForm(forms.Form):
    """`seen`: the sequence that the client looked at."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        help_text=_("Only if you want to say."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
