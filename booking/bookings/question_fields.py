"""The questions of a service as fields of a form: that of the client, and that of the desk."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.bookings.answers import LONGEST, NO, YES
from booking.resources.models import Asks, Question

NAMED = "answer_"


def add_questions(form: forms.Form, questions: Iterable[Question], *, required: bool = True) -> None:
    """`required=False`: nothing of it has to be answered here."""
    for question in questions:
        must = question.required and required
        field = _choosing(question, must) if question.asks in (Asks.CHOICE, Asks.YES_NO) else _writing(question)
        field.label, field.required = question.text, must
        field.error_messages["required"] = _("This needs an answer.")
        form.fields[f"{NAMED}{question.code}"] = field


def question_fields(form: forms.Form) -> list[forms.BoundField]:
    return [form[name] for name in form.fields if name.startswith(NAMED)]


def given_answers(form: forms.Form) -> dict[str, str]:
    """By the code of the question; of a form that is valid."""
    said = {name.removeprefix(NAMED): form.cleaned_data.get(name) for name in form.fields if name.startswith(NAMED)}
    return {code: text for code, text in said.items() if text}


def _writing(question: Question) -> forms.CharField:
    long = question.asks == Asks.LONG
    widget = forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(max_length=LONGEST[Asks(question.asks)], widget=widget)


def _choosing(question: Question, must: bool) -> forms.ChoiceField:
    """What need not be answered can be taken back, too."""
    offered = [(YES, _("Yes")), (NO, _("No"))] if question.asks == Asks.YES_NO else [(c, c) for c in question.choices]
    none = [] if must else [("", _("No answer"))]
    return forms.ChoiceField(choices=[*offered, *none], widget=forms.RadioSelect, initial=None if must else "")
