"""What the desk takes in. A field that is not listed is refused."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from booking.bookings.attending import STATES
from booking.bookings.calendar.fields import MoneyField
from booking.clients.services import Contact
from booking.kernel.phones import international, not_a_number
from booking.resources.models import Mode
from tenants.forms import StrictForm


class CancelForm(StrictForm):
    """`seen`: which state of the booking the person looked at."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why?"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the business sees this."),
    )  # fmt: skip


def why_field() -> forms.CharField:
    """Asked of whoever books over what is taken, and then required."""
    return forms.CharField(
        required=False,
        label=_("Why over something else?"), max_length=300,
        help_text=_("It stands in the calendar and in the history, with your name."),
    )  # fmt: skip


class MoveForm(StrictForm):
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    tell = forms.BooleanField(label=_("Tell the client"), required=False)
    reason = why_field()

    def __init__(self, *args: Any, over: bool, reachable: bool, currency: str = "", **kwargs: Any) -> None:
        """`over` something else needs a reason; whoever cannot be reached is not told. `currency`: the length is
        another, and with it the price."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = over
        if currency:
            self.fields["price"] = MoneyField(
                currency=currency, label=_("Price"),
                help_text=_("Follows the length. Write another one if you agreed on it."),
            )  # fmt: skip
        if not reachable:
            self.fields["tell"].widget = forms.HiddenInput()


class AttendForm(StrictForm):
    """What became of the visit."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=[(state, state) for state in STATES])


class BookForm(StrictForm):
    """Who it is for. `client` is the code of somebody known; without it the name makes a new client. `seen`: codes of
    what was warned of when the form was made, and only of that: a form that comes from Back has seen nothing newer."""

    start = forms.CharField(widget=forms.HiddenInput)
    client = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    force = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    reason = why_field()
    seen = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Phone or e-mail: one is enough."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Phone or e-mail: one is enough."),
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("How"), required=False, choices=Mode.choices)
    language = forms.ChoiceField(label=_("Language of the messages"), choices=settings.LANGUAGES)
    message = forms.CharField(
        label=_("Message"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the client wants to tell whoever they meet."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, country: str, modes: list[str], known: bool, over: bool = False, **kwargs: Any
    ) -> None:
        """`modes`: the ways of meeting on offer at this time. `known`: the client is chosen, so nobody types a name.
        `over` something else needs a reason."""
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = over
        self.country = country
        for either in ("phone", "email"):
            self.fields[either].one_is_enough = True  # type: ignore[attr-defined]  # neither is "optional"
        offered = [(mode, Mode(mode).label) for mode in modes]
        self.fields["mode"].choices = offered  # type: ignore[attr-defined]
        self.fields["mode"].required = len(offered) > 1
        if len(offered) < 2:
            self.fields["mode"].widget = forms.HiddenInput()
        self.fields["name"].required = not known

    def clean_phone(self) -> str:
        """In the international form, so that the same number is written in one way only."""
        text = self.cleaned_data["phone"].strip()
        if not text:
            return ""
        number = international(text, self.country)
        if number is None:
            raise forms.ValidationError(not_a_number(self.country))
        return number

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = self.data.get("phone", "").strip() or self.data.get("email", "").strip()
        if not typed:
            self.add_error("phone", _("Write a phone number or an e-mail, so that the client can be reached."))
        return cleaned

    def contact(self, name: str = "") -> Contact:
        """What will be frozen on the booking."""
        return Contact(
            name=name or self.cleaned_data["name"].strip(),
            email=self.cleaned_data["email"],
            phone=self.cleaned_data["phone"],
            language=self.cleaned_data["language"],
            message=self.cleaned_data["message"],
        )
