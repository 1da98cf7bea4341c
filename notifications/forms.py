"""What the desk's pages about messages take in."""

from django import forms

from tenants.forms import StrictForm


class AgainForm(StrictForm):
    """Which delivery is to be tried again."""

    delivery = forms.UUIDField()


class ReceiptForm(StrictForm):
    """`seen`: how many receipts had been sent when the person pressed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
