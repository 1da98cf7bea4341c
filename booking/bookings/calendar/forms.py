"""What the calendar's dialogs and panels take in. They check the shape; the verbs have the rules."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.availability.setup.for_whom import ChecksField, audience_field, modes_field, ways_of
from booking.bookings.calendar.fields import WallField
from booking.bookings.calendar.spots import Scope
from booking.kernel.errors import Invalid
from booking.resources.models import Resource, Service
from tenants.fields import MoneyField
from tenants.forms import StrictForm

Done = TypeVar("Done")
HAND, LENGTH = "hand", "length"  # who made a price


class SeenForm(StrictForm):
    """`seen`: which version the person looked at."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class TimesForm(SeenForm):
    """Where something was dragged to."""

    start = WallField()
    end = WallField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["with"] = forms.CharField(required=False, max_length=12)


class EntryForm(StrictForm):
    """From when until when, and in whose calendar. `order`: what comes first; the rest stands as it was made."""

    order: tuple[str, ...] = ("with", "start", "end")
    tab = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    start = WallField(label=_("From"))
    end = WallField(label=_("To"))

    def __init__(self, *args: Any, scope: Scope, person: Resource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        several = len(scope.people) > 1
        self.fields["with"] = forms.ChoiceField(
            label=_("Calendar"), choices=[(one.code, one.name) for one in scope.people],
            widget=forms.Select if several else forms.HiddenInput,
        )  # fmt: skip


class ActivityForm(EntryForm):
    order = ("title", "with", "start", "end", "note")
    title = forms.CharField(
        label=_("What"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True})
    )  # fmt: skip
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip


class AbsenceForm(EntryForm):
    note = forms.CharField(
        label=_("Why"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Colleagues see this in the calendar. Clients do not."),
    )  # fmt: skip


class OpeningForm(EntryForm):
    """What slots and working time have in common: for whom, how and where.

    Shown are the person's own services, and whatever the row is limited to: what is not shown comes back as no limit.
    What comes back may be for a colleague, and then the verb has its say."""

    audience = audience_field()

    def __init__(self, *args: Any, scope: Scope, person: Resource, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, person=person, **kwargs)
        limits = kwargs.get("initial") or {}
        self.services = _services(scope, scope.people if self.is_bound else (person,), limits)
        if ways := ways_of(self.services, limits.get("modes") or ()):
            self.fields["modes"] = modes_field(ways)
        if len(self.services) > 1 or limits.get("services"):
            choices = [(one.code, one.name) for one in self.services]
            self.fields["services"] = ChecksField(label=_("Only for these services"), choices=choices)
        places = [one for one in scope.catalogue.locations.values() if one.active]
        if len(places) > 1:
            self.fields["place"] = forms.ChoiceField(label=_("Where"), choices=[(one.code, one.name) for one in places])


class ShiftForm(OpeningForm):
    order = ("with", "start", "end", "services", "modes", "audience", "place")
    replaces_weekly = forms.BooleanField(label=_("Instead of the weekly hours of that day"), required=False)


class SlotForm(OpeningForm):
    """Its length instead of its end. An empty price follows the length, and so does one that did before, unless
    somebody wrote it anew (`price_by`: the script in the page tells who wrote what stands there)."""

    order = ("with", "start", "minutes", "price", "services", "modes", "audience", "place")
    end = None  # type: ignore[assignment]
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=1, max_value=1440, widget=forms.NumberInput(attrs={"step": 5, "min": 5})
    )  # fmt: skip
    price_by = forms.ChoiceField(
        required=False, choices=[(HAND, HAND), (LENGTH, LENGTH)], widget=forms.HiddenInput
    )  # fmt: skip

    def __init__(self, *args: Any, scope: Scope, person: Resource, **kwargs: Any) -> None:
        super().__init__(*args, scope=scope, person=person, **kwargs)
        self.fields["price"] = MoneyField(
            currency=scope.tenant.currency, label=_("Price"), required=False,
            help_text=_("Follows the length. Write another one to keep it; empty it to let it follow again."),
        )  # fmt: skip

    def follows(self, before: bool) -> bool:
        """Whether another length makes another price in this form. `before`: whether it did in the row."""
        by = self["price_by"].value()
        return by == LENGTH or (not by and before) or not self["price"].value()


FORMS: dict[str, type[EntryForm]] = {
    "slot": SlotForm,
    "shift": ShiftForm,
    "activity": ActivityForm,
    "absence": AbsenceForm,
}


def _services(scope: Scope, people: Sequence[Resource], limits: dict[str, Any]) -> list[Service]:
    """What these people give, and what the row is for already."""
    given = {one.pk for one in scope.services_of(*people)}
    named = set(limits.get("services", ()))
    return [one for one in scope.catalogue.services if one.pk in given or one.code in named]


def form_for(kind: str, scope: Scope, person: Resource, data: Any = None, initial: Any = None) -> EntryForm:
    """A slot's, shift's, activity's or absence's, in somebody's calendar."""
    form = FORMS[kind](data, scope=scope, person=person, initial=initial)
    form.order_fields(form.order)
    return form


def cleaned(form: forms.Form) -> dict[str, Any]:
    """What a form without a page of its own has taken in. Raises `Invalid`."""
    if not form.is_valid():
        raise Invalid(errors={name: list(texts) for name, texts in form.errors.items()})
    return form.cleaned_data


def tried(form: forms.Form, act: Callable[[], Done]) -> Done | None:
    """What the verb returns; None when it refuses what was typed, which stands beside the field then."""
    try:
        return act()
    except Invalid as problem:
        for name, texts in problem.extra["errors"].items():
            field = "minutes" if name == "end" and "minutes" in form.fields else name
            form.add_error(field if field in form.fields else None, texts)
        return None
