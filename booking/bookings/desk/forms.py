"""What the desk takes in. A field that is not listed is refused."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from booking.bookings.attending import STATES
from booking.bookings.models import ConfirmBy
from booking.bookings.question_fields import add_questions, question_fields
from booking.clients.models import Source
from booking.clients.services import Contact
from booking.kernel.identity_numbers import identity_number
from booking.kernel.phones import international, not_a_number
from booking.resources.models import Mode, Question
from tenants.clock import database_now
from tenants.fields import MoneyField
from tenants.forms import StrictForm
from tenants.models import Asking, Tenant

SOURCES = [(Source.OWN, _("By themselves")), (Source.MEDIATED, _("Mediated by somebody else"))]


class CancelForm(StrictForm):
    """`seen`: which state of the booking the person looked at."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    tell = forms.BooleanField(label=_("Tell the client"), required=False)
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


class PlayForm(StrictForm):
    """What the test client is called."""

    name = forms.CharField(label=_("Name"), max_length=120)


class AttendForm(StrictForm):
    """What became of the visit."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=[(state, state) for state in STATES])


class TakeForm(StrictForm):
    """A time is pressed; which one stands in the address. `instead`: the hold that it replaces. `service`: another one
    than the address says, where there is a choice beside the button."""

    service = forms.CharField(required=False, max_length=12)
    instead = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    reason = why_field()

    def __init__(self, *args: Any, over: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = over


class BookForm(StrictForm):
    """Who it is for. Without a chosen client the name makes a new one. `seen`: codes of what was warned of when the
    form was made, and only of that: a form that comes from Back has seen nothing newer. `start`: another time than the
    one that was held, when that one is gone."""

    start = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
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
    identity = forms.CharField(
        label=_("Personal identity number"), required=False, max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
        help_text=_("Kept encrypted. Only a part of it is shown."),
    )  # fmt: skip
    source = forms.ChoiceField(label=_("Found us"), required=False, choices=SOURCES)
    confirm_by = forms.ChoiceField(
        label=_("Confirmation"), required=False, choices=ConfirmBy.choices, widget=forms.RadioSelect
    )
    mode = forms.ChoiceField(label=_("How"), required=False, choices=Mode.choices)
    language = forms.ChoiceField(label=_("Language of the messages"), choices=settings.LANGUAGES)
    message = forms.CharField(
        label=_("Message"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the client wants to tell whoever they meet."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        tenant: Tenant,
        modes: list[str],
        known: bool,
        past: bool = False,
        questions: Iterable[Question] = (),
        **kwargs: Any,
    ) -> None:
        """`modes`: the ways of meeting on offer at this time. `known`: the client is chosen, so nobody types who.
        `past`: it has been, so that nothing is left to confirm. `questions`: of the service; whoever is on the phone
        need not be asked them."""
        super().__init__(*args, **kwargs)
        self.tenant, self.known, self.past = tenant, known, past
        add_questions(self, questions, required=False)
        if past:
            self.fields["confirm_by"].widget = forms.HiddenInput()
        for either in ("phone", "email"):
            self.fields[either].one_is_enough = True  # type: ignore[attr-defined]  # neither is "optional"
        offered = [(mode, Mode(mode).label) for mode in modes]
        self.fields["mode"].choices = offered  # type: ignore[attr-defined]
        self.fields["mode"].required = len(offered) > 1
        if len(offered) < 2:
            self.fields["mode"].widget = forms.HiddenInput()
        if not sms_is_sent():
            left = [one for one in ConfirmBy.choices if one[0] != ConfirmBy.SMS]
            self.fields["confirm_by"].choices = left  # type: ignore[attr-defined]
        self.fields["name"].required = self.fields["source"].required = not known
        asks = tenant.identity_numbers != Asking.OFF and not known
        self.fields["identity"].required = asks and tenant.identity_numbers == Asking.REQUIRED
        if not asks:
            self.fields["identity"].widget = forms.HiddenInput()

    @property
    def questions(self) -> list[forms.BoundField]:
        return question_fields(self)

    def clean_phone(self) -> str:
        """In the international form, so that the same number is written in one way only."""
        text = self.cleaned_data["phone"].strip()
        if not text:
            return ""
        number = international(text, self.tenant.country)
        if number is None:
            raise forms.ValidationError(not_a_number(self.tenant.country))
        return number

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_identity(self) -> str:
        """Its digits; "" where it is not asked for."""
        text = self.cleaned_data["identity"].strip()
        if not text or self.known or self.tenant.identity_numbers == Asking.OFF:
            return ""
        number = identity_number(text, self.tenant.country, database_now().date())
        if number is None:
            raise forms.ValidationError(_("This is not a personal identity number. Check the digits."))
        return number

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or Source.OWN

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = self.data.get("phone", "").strip() or self.data.get("email", "").strip()
        if not typed:
            self.add_error("phone", _("Write a phone number or an e-mail, so that the client can be reached."))
        if cleaned.get("confirm_by") == ConfirmBy.SMS and not self.data.get("phone", "").strip() and typed:
            self.add_error("phone", _("Write the number that the SMS goes to, or choose another confirmation."))
        return cleaned

    def contact(self, name: str = "") -> Contact:
        """What will be frozen on the booking."""
        said = self.cleaned_data
        return Contact(
            name=name or said["name"].strip(),
            email=said["email"],
            phone=said["phone"],
            language=said["language"],
            message=said["message"],
            confirm_by=self._confirmed_by(),
        )

    def _confirmed_by(self) -> str:
        """As chosen, as far as there is somewhere to send it."""
        if self.past:
            return ConfirmBy.NONE
        chosen, email = self.cleaned_data["confirm_by"] or ConfirmBy.EMAIL, self.cleaned_data["email"]
        if chosen == ConfirmBy.EMAIL and not email:
            return ConfirmBy.SMS if sms_is_sent() else ConfirmBy.NONE
        return chosen


class ClientForm(BookForm):
    """To whom a booking goes. `sequence`: which state of it the person looked at; `tell`: whether whoever has it now
    hears that it is theirs no more."""

    sequence = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    tell = forms.BooleanField(required=False)

    def __init__(self, *args: Any, earlier: str, reachable: bool, **kwargs: Any) -> None:
        """`earlier`: the name of whoever has it now; when they cannot be `reachable`, nobody asks whether to."""
        super().__init__(*args, **kwargs)
        self.fields["tell"].label = _("Tell %(name)s that it is not theirs any more") % {"name": earlier}
        if not reachable or self.past:
            self.fields["tell"].widget = forms.HiddenInput()

    def clean_tell(self) -> bool:
        """Of what has been nobody is told."""
        return bool(self.cleaned_data["tell"]) and not self.past


def sms_is_sent() -> bool:
    """Not when it only goes to the log."""
    return not settings.SMS_URL.startswith("console")
