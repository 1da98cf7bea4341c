"""What a client says about themselves. A refused form keeps what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from booking.bookings.models import Paying
from booking.bookings.question_fields import add_questions, question_fields
from booking.clients.services import Contact
from booking.kernel.money import Money
from booking.kernel.phones import international, not_a_number
from booking.resources.models import Mode, Question

CALLED = (Mode.PHONE, Mode.HOME)


class Way(str):
    """How to pay, as a card: `title_text`, and a `note` below it; `end` is the amount."""

    title_text: str
    note: str
    end: str

    def __new__(cls, title: str, note: str = "", end: str = "") -> "Way":
        way = super().__new__(cls, title)
        way.title_text, way.note, way.end = title, note, end
        return way


@dataclass(frozen=True, slots=True)
class Terms:
    """What the form depends on: how they meet, what it costs, how it may be paid, where a phone number is at home, what
    the service asks."""

    mode: str
    money: Money
    ways: list[str]
    country: str
    language: str
    questions: Sequence[Question] = ()


class DetailsForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Write your e-mail address.")},
        help_text=_("Your confirmation is sent here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        error_messages={"required": _("Write a number that we can reach you on.")},
        required=False,
        help_text=_("In case something changes the same day."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    message = forms.CharField(
        label=_("Anything we should know?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    payment = forms.ChoiceField(
        label=_("How would you like to pay?"),
        error_messages={"required": _("Choose how you would like to pay.")},
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, terms: Terms, **options: Any) -> None:
        super().__init__(*args, **options)
        self.terms = terms
        if terms.mode in CALLED:
            self.fields["phone"].required = True
        if terms.mode == Mode.PHONE:
            self.fields["phone"].help_text = _("We call you on this number.")
        if terms.mode == Mode.HOME:
            self.fields["message"].required = True
            self.fields["message"].label = _("Where shall we come?")
            self.fields["message"].help_text = _(
                "Street and number, floor, door code, and anything else we need to know."
            )
        add_questions(self, terms.questions)
        if len(terms.ways) > 1:
            self._offer_ways()
        else:
            del self.fields["payment"]

    @property
    def paying(self) -> str:
        """What was chosen, or the only way there is."""
        if "payment" in self.fields:
            return str(self.cleaned_data["payment"])
        return self.terms.ways[0]

    @property
    def questions(self) -> list[forms.BoundField]:
        return question_fields(self)

    @property
    def contact(self) -> Contact:
        said = self.cleaned_data
        return Contact(said["name"], said["email"], said["phone"], self.terms.language, said["message"])

    def clean_name(self) -> str:
        """On one line; something that can be seen."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(letter.isprintable() and not letter.isspace() for letter in name):
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_phone(self) -> str:
        """Kept in the international form. A number without a country's prefix is at home in the business's country."""
        text = self.cleaned_data["phone"]
        if not text:
            return ""
        number = international(text, self.terms.country)
        if number is None:
            raise forms.ValidationError(not_a_number(self.terms.country))
        return number

    def _offer_ways(self) -> None:
        field = self.fields["payment"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        amount = self.terms.money.written(self.terms.language)
        field.choices = [
            (Paying.ONLINE.value, Way(now_("By card, now"), "", amount)),
            (Paying.ON_SITE.value, self._later()),
        ]
        self.initial.setdefault("payment", Paying.ONLINE.value)

    def _later(self) -> Way:
        """Only who comes to us can pay on site."""
        if self.terms.mode == Mode.ON_SITE:
            return Way(now_("On site"), now_("When you come, by card or however you agree."))
        return Way(now_("Pay afterwards"), now_("When it is over, in the way you agree on."))


def ways_to_pay(money: Money, offered: Mapping[Paying, bool]) -> list[str]:
    """Free of charge asks nothing."""
    if not money.amount:
        return [Paying.FREE.value]
    return [way.value for way, possible in offered.items() if possible]
