"""What a business says of one service: how clients see it, when it can be booked, and how it is paid."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from booking.kernel.errors import Invalid
from booking.resources.arranging import last_place
from booking.resources.models import Kind, Mode, Resource, Service, ServiceLength, ServiceProvider
from booking.resources.setup.colours import ColourField
from tenants.fields import MoneyField, PercentField
from tenants.modules import CARDS, REQUESTS, is_on, takes_cards
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.rows_form import RowsForm
from tenants.setup.saving import RowForm

NO_ACCOUNT = _("Not yet: the business has no account that card payments could go to.")
AWAY = _(
    "Not just now: the business takes no cards, and clients pay on site. As soon as it does, this can be paid by card "
    "again."
)
APPROVED = _(
    "You confirm each booking of this service yourself, so nobody can pay before. Take that away first, under “Times”."
)
APPROVED_ONCE_ON = _(
    "Requests are switched off. Once they are on again you confirm each booking of this service yourself, and nobody "
    "can pay before."
)
SHORTEST, LONGEST = 5, 1440  # minutes


class ServiceForm(ForeseenForm, RowsForm):
    """As clients see it. The shortest length is the usual one."""

    thing = "service"
    told = frozenset({"name", "line", "modes", "color", "public", "lengths"})
    parts, lines_label = "lengths", _("Lengths and prices")
    below = ("lengths",)

    modes = forms.MultipleChoiceField(
        label=_("How you meet"), choices=Mode.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("With more than one, the client chooses."),
        error_messages={"required": _("Choose at least one way to meet.")},
    )  # fmt: skip

    class Meta:
        model = Service
        fields = ["name", "line", "description", "modes", "color", "public"]
        labels = {
            "name": _("Name"), "line": _("One line about it"), "description": _("More about it"),
            "public": _("Clients can book it on your page"),
        }  # fmt: skip
        help_texts = {
            "line": _("Stands under the name in the list of services."),
            "description": _("Stands on its own page, instead of the one line: what happens, for whom, what to bring."),
            "public": _("When not, it is only booked by you, at the desk."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["color"] = ColourField(current="" if self.adding else self.before["color"])

    def line_fields(self) -> dict[str, forms.Field]:
        minutes = forms.IntegerField(
            label=_("Minutes"), required=False, min_value=SHORTEST, max_value=LONGEST,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        price = MoneyField(label=_("Price (%s)") % self.tenant.currency, currency=self.tenant.currency, required=False)
        return {"minutes": minutes, "price": price}

    def kept(self) -> list[list[Any]]:
        return sorted([row.minutes, row.price] for row in self.rows_below("lengths"))

    def write(self, lines: list[list[Any]]) -> None:
        rows = ServiceLength.objects.filter(tenant=self.tenant, service=self.instance)
        self._keep_own_prices([minutes for minutes, _price in lines])
        rows.exclude(minutes__in=[minutes for minutes, _price in lines]).delete()
        for minutes, price in lines:
            rows.update_or_create(
                minutes=minutes, defaults={"price": price},
                create_defaults={"tenant": self.tenant, "service": self.instance, "minutes": minutes, "price": price},
            )  # fmt: skip

    def _keep_own_prices(self, lengths: list[int]) -> None:
        """An own price of the first length is that of this length still when a shorter one comes before it, and does
        not become that of the next one when it goes. Written over by another length, it is that one's."""
        before = [minutes for minutes, _price in self.before.get("lengths", ())]
        first = next(iter(before), None)
        if first is None or first == lengths[0] or (first not in lengths and lengths[0] not in before):
            return
        own = ServiceProvider.objects.filter(tenant=self.tenant, service=self.instance, minutes=None)
        for row in own.exclude(price=None):
            row.by_length, row.price = {str(first): row.price} | row.by_length, None
            row.save()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        said: set[int | None] = {None}
        for n in range(self.count):
            minutes = cleaned.get(f"minutes_{n}")
            if minutes is not None and minutes in said:
                self.add_error(f"minutes_{n}", _("This length stands here already."))
            said.add(minutes)
        if said == {None} and not any(name.startswith(("minutes", "price")) for name in self.errors):
            self.add_error("minutes_0" if self.count else None, _("Say how long it takes, and what it costs."))
        return cleaned


class NewServiceForm(ServiceForm):
    """The first page of a service, and who gives it, so that it can be booked at once."""

    who = forms.MultipleChoiceField(
        label=_("Who gives it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Without anybody it is on no page. Each can have their own price later."),
    )  # fmt: skip

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        people = Resource.objects.filter(tenant=self.tenant, kind=Kind.PRACTITIONER, active=True)
        choices = [(one.code, one.name) for one in people]
        field = self.fields["who"]
        field.choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("who", [code for code, _name in choices])

    def store(self) -> None:
        self.instance.position = last_place(self.tenant)
        self.instance.payable_online = self.tenant.takes_cards
        super().store()
        people = Resource.objects.filter(tenant=self.tenant, code__in=self.cleaned_data["who"])
        for one in people:
            ServiceProvider.objects.create(tenant=self.tenant, service=self.instance, resource=one)


class PaymentForm(RowForm):
    thing = "service"
    told = frozenset({"payable_online", "payable_on_site", "tax_rate", "free_until_hours", "reminder_hours"})

    tax_rate = PercentField(
        label=_("Tax within the price, in per cent"),
        help_text=_("Stands on the receipt. 0 when there is none; the price stays what it is."),
    )

    class Meta:
        model = Service
        fields = ["payable_online", "payable_on_site", "tax_rate", "free_until_hours", "reminder_hours"]
        labels = {"payable_online": _("By card, when booking"), "payable_on_site": _("On site, or afterwards")}
        help_texts = {
            "payable_online": _("The client pays on the page, and the money is there before they are."),
            "payable_on_site": _(
                "With both, the client chooses. With the card alone, nobody books without paying; only if Stripe stops "
                "taking cards for you do clients pay on site, and the owners get a mail about it."
            ),
        }

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not is_on(self.tenant, CARDS):
            del self.fields["payable_online"], self.fields["payable_on_site"]
        else:
            self._say_what_holds()
        self.fields["free_until_hours"] = ladder(
            (0, 1, 2, 4, 6, 12, 24, 36, 48, 72, 96, 168, 336), self.instance.free_until_hours, limit_said,
            label=_("Move or cancel free of charge"),
            help_text=_("Until then the client does it on their own page, and gets back what they paid. "
                        "Holds for bookings made from now on."),
        )  # fmt: skip
        self.fields["reminder_hours"] = ladder(
            (0, 2, 4, 12, 24, 36, 48, 72, 96, 168), self.instance.reminder_hours, reminder_said, label=_("Reminder"),
            help_text=_("Best a while before the limit above, so that whoever is reminded can still cancel."),
        )  # fmt: skip

    def _say_what_holds(self) -> None:
        """Where nobody can pay by card, whatever is chosen, the choice is only shown, and kept as it is."""
        field, why = self.fields["payable_online"], self._hindered()
        if why:
            field.disabled, field.help_text = True, why
        elif self.instance.approval:
            field.help_text = APPROVED_ONCE_ON

    def _hindered(self) -> Any:
        """Why clients do not pay it by card, whatever the service says; empty when they can."""
        if not self.tenant.takes_cards:
            return AWAY if self.instance.payable_online else NO_ACCOUNT
        return APPROVED if self.instance.approval and is_on(self.tenant, REQUESTS) else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "payable_online" not in self.fields:
            return cleaned
        field = self.fields["payable_online"]
        if field.disabled and self.data.get("payable_online") and not self.before["payable_online"]:
            self.add_error("payable_online", field.help_text)
        if not (cleaned.get("payable_online") or cleaned.get("payable_on_site")):
            self.add_error("payable_on_site", _("Choose at least one way to pay."))
        return cleaned

    def store(self) -> None:
        """Both may stand there when one was chosen while the other was off: then it is asked for, and not paid before
        (`booking.availability.switched`). While both hold, nobody comes to it."""
        chosen = self.instance.payable_online and not self.before["payable_online"]
        if chosen and self.instance.approval and is_on(self.tenant, REQUESTS) and takes_cards(self.tenant):
            raise Invalid(errors={"payable_online": [APPROVED]})
        super().store()


def number(least: int, most: int, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=least, max_value=most, widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **options
    )


def ladder(steps: Iterable[int], current: int, say: Callable[[int], str], **options: Any) -> forms.TypedChoiceField:
    """A few sensible amounts to choose from; what stands there already is one of them."""
    amounts = sorted({*steps, current})
    return forms.TypedChoiceField(coerce=int, choices=lambda: [(n, say(n)) for n in amounts], **options)


def span_said(minutes: int) -> str:
    """ "45 minutes", "2 hours", "3 days"; the largest unit that makes it whole, but no "1 day" for 24 hours."""
    if minutes % 1440 == 0 and minutes > 1440:
        return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
    if minutes % 60 == 0:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def notice_said(minutes: int) -> str:
    return span_said(minutes) if minutes else str(_("None: up to the last minute"))


def limit_said(hours: int) -> str:
    return str(_("until %s before") % span_said(hours * 60)) if hours else str(_("until it begins"))


def answer_said(hours: int) -> str:
    return str(_("within %s") % span_said(hours * 60))


def reminder_said(hours: int) -> str:
    return str(_("%s before") % span_said(hours * 60)) if hours else str(_("No reminder"))
