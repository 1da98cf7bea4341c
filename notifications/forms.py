"""What the desk's pages about messages take in."""

from django import forms

from tenants.forms import StrictForm


class AgainForm(StrictForm):
    """Which delivery is to be tried again."""

    delivery = forms.UUIDField()
