"""Who gives a service, each perhaps in their own length and at their own price."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from booking.resources.models import Kind, Resource, Service, ServiceLength, ServiceProvider
from booking.resources.setup.service_forms import LONGEST, SHORTEST
from tenants.fields import MoneyField
from tenants.setup.parts_form import PartsForm

Who = dict[str, list[Any]]  # code → own minutes, own price; None: as for everybody


@dataclass(frozen=True, slots=True)
class Giver:
    """One row of the page."""

    resource: Resource
    gives: forms.BoundField
    minutes: forms.BoundField
    price: forms.BoundField


class WhoForm(PartsForm):
    """Three fields for each who can be chosen. Whoever is inactive is not shown, and stays as they are."""

    thing, parts = "service", "who"
    told = frozenset({"who", "anybody"})

    class Meta:
        model = Service
        fields: ClassVar[list[str]] = ["anybody"]
        labels = {"anybody": _("Who gets it when the client has no preference")}
        help_texts = {"anybody": _("Of those who are free at the lowest price.")}
        widgets = {"anybody": forms.RadioSelect}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        kept, self.usual = self.kept(), self._usual()
        for one in self.resources:
            minutes, price = kept.get(one.code, (None, None))
            self._add(one, gives=one.code in kept, minutes=minutes, price=price)

    def _add(self, one: Resource, *, gives: bool, minutes: int | None, price: int | None) -> None:
        said = {"name": one.name}
        self.fields[f"gives_{one.code}"] = forms.BooleanField(label=one.name, required=False, initial=gives)
        own_minutes = forms.IntegerField(
            label=_("Own length of %(name)s, in minutes") % said, required=False, initial=minutes,
            min_value=SHORTEST, max_value=LONGEST, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        own_price = MoneyField(
            label=_("Own price of %(name)s") % said, required=False, initial=price, currency=self.tenant.currency
        )
        if self.usual:
            own_minutes.widget.attrs["placeholder"] = self.usual.minutes
            own_price.widget.attrs["placeholder"] = own_price.written(self.usual.price)
        self.fields[f"minutes_{one.code}"] = own_minutes
        self.fields[f"price_{one.code}"] = own_price

    @cached_property
    def resources(self) -> list[Resource]:
        return list(Resource.objects.filter(tenant=self.tenant, active=True))

    def givers(self, *, people: bool) -> list[Giver]:
        return [
            Giver(one, self[f"gives_{one.code}"], self[f"minutes_{one.code}"], self[f"price_{one.code}"])
            for one in self.resources
            if (one.kind == Kind.PRACTITIONER) == people
        ]

    def people(self) -> list[Giver]:
        return self.givers(people=True)

    def things(self) -> list[Giver]:
        return self.givers(people=False)

    def things_chosen(self) -> bool:
        return any(giver.gives.value() or giver.gives.errors for giver in self.things())

    def _usual(self) -> ServiceLength | None:
        """What everybody gives who has said nothing else."""
        return ServiceLength.objects.filter(service=self.instance).order_by("minutes").first()

    def kept(self) -> Who:
        rows = ServiceProvider.objects.filter(service=self.instance, resource__active=True).order_by("resource__code")
        return {
            code: [minutes, price] for code, minutes, price in rows.values_list("resource__code", "minutes", "price")
        }

    def typed(self) -> Who:
        """As far as it is right."""
        said = self.cleaned_data
        codes = sorted(one.code for one in self.resources if said.get(f"gives_{one.code}"))
        return {code: [said.get(f"minutes_{code}"), said.get(f"price_{code}")] for code in codes}

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        if name != "who":
            return super().said(name, value)
        names = {one.code: one.name for one in self.resources}
        price = MoneyField(currency=self.tenant.currency)
        lines = [
            " · ".join(filter(None, (names.get(code, code), str(own[0] or ""), price.written(own[1]))))
            for code, own in value.items()
        ]
        return _("Who gives it"), ", ".join(lines) or "–"

    def write(self, parts: Who) -> None:
        rows = ServiceProvider.objects.filter(tenant=self.tenant, service=self.instance)
        rows.filter(resource__active=True).exclude(resource__code__in=parts).delete()
        for one in self.resources:
            if one.code in parts:
                own = dict(zip(("minutes", "price"), parts[one.code], strict=True))
                new = {"tenant": self.tenant, "service": self.instance, "resource": one}
                rows.update_or_create(resource=one, defaults=own, create_defaults=own | new)
