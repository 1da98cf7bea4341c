"""Who gives what, each perhaps in their own length and at their own price: one list, behind the page of a service and
behind that of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.resources.models import Resource, Service, ServiceLength, ServiceProvider
from booking.resources.setup.service_forms import LONGEST, SHORTEST
from tenants.fields import MoneyField
from tenants.setup.parts_form import PartsForm

Own = dict[str, list[Any]]  # code → own minutes, own price; None: as for everybody


@dataclass(frozen=True, slots=True)
class Given:
    """One row of the page: whoever is asked about on the page of a service, and what on that of a person."""

    row: Resource | Service
    gives: forms.BoundField
    minutes: forms.BoundField
    price: forms.BoundField


class GivingForm(PartsForm):
    """Three fields for each that can be ticked. What is archived is not shown, and stays as it is.

    `side`: which end of a `ServiceProvider` is ticked, the other being the form's own row."""

    side: ClassVar[str]
    own_side: ClassVar[str]
    parts_label: ClassVar[Any]

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        kept = self.before.get(self.parts) or {}
        for one in self.others:
            minutes, price = kept.get(one.code, (None, None))
            self._add(one, gives=one.code in kept, minutes=minutes, price=price)

    @cached_property
    def others(self) -> Sequence[Resource | Service]:
        """All that can be ticked, in the business's order."""
        raise NotImplementedError

    def usual_of(self, one: Resource | Service) -> ServiceLength | None:
        """What everybody gives who has said nothing else."""
        raise NotImplementedError

    @property
    def rows_shown(self) -> list[Given]:
        return [
            Given(one, self[f"gives_{one.code}"], self[f"minutes_{one.code}"], self[f"price_{one.code}"])
            for one in self.others
        ]

    def kept(self) -> Own:
        code = f"{self.side}__code"
        rows = self._providers().filter(**{f"{self.side}__active": True}).order_by(code)
        return {row[0]: [row[1], row[2]] for row in rows.values_list(code, "minutes", "price")}

    def typed(self) -> Own:
        """As far as it is right."""
        said = self.cleaned_data
        codes = sorted(one.code for one in self.others if said.get(f"gives_{one.code}"))
        return {code: [said.get(f"minutes_{code}"), said.get(f"price_{code}")] for code in codes}

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        if name != self.parts:
            return super().said(name, value)
        names = {one.code: one.name for one in self.others}
        price = MoneyField(currency=self.tenant.currency)
        lines = [
            " · ".join(filter(None, (names.get(code, code), str(own[0] or ""), price.written(own[1]))))
            for code, own in value.items()
        ]
        return self.parts_label, ", ".join(lines) or "–"

    def _add(self, one: Resource | Service, *, gives: bool, minutes: int | None, price: int | None) -> None:
        said, usual = {"name": one.name}, self.usual_of(one)
        self.fields[f"gives_{one.code}"] = forms.BooleanField(label=one.name, required=False, initial=gives)
        own_minutes = forms.IntegerField(
            label=_("Own length of %(name)s, in minutes") % said, required=False, initial=minutes,
            min_value=SHORTEST, max_value=LONGEST, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        own_price = MoneyField(
            label=_("Own price of %(name)s") % said, required=False, initial=price, currency=self.tenant.currency
        )
        if usual:
            own_minutes.widget.attrs["placeholder"] = usual.minutes
            own_price.widget.attrs["placeholder"] = own_price.written(usual.price)
        self.fields[f"minutes_{one.code}"] = own_minutes
        self.fields[f"price_{one.code}"] = own_price

    def _providers(self) -> QuerySet[ServiceProvider]:
        return ServiceProvider.objects.filter(tenant=self.tenant, **{self.own_side: self.instance})

    def write(self, parts: Own) -> None:
        rows = self._providers()
        rows.filter(**{f"{self.side}__active": True}).exclude(**{f"{self.side}__code__in": parts}).delete()
        for one in self.others:
            if one.code in parts:
                own = dict(zip(("minutes", "price"), parts[one.code], strict=True))
                new = {"tenant": self.tenant, self.own_side: self.instance, self.side: one}
                rows.update_or_create(**{self.side: one}, defaults=own, create_defaults=own | new)
