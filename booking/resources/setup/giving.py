"""Who gives what, each perhaps in their own length and at their own prices: one list, behind the page of a service and
behind that of a person."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self, cast
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from booking.resources.models import Resource, Service, ServiceLength, ServiceProvider
from booking.resources.setup.service_forms import LONGEST, SHORTEST
from tenants.fields import MoneyField
from tenants.models import Tenant
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.parts_form import PartsForm

Own = dict[str, list[Any]]  # code → own minutes, own price, and by length where any has something of its own
COMMON: list[Any] = [None, None]  # as for everybody


@dataclass(frozen=True, slots=True)
class InCommon:
    """What the forms of several rows ask of the database, by ids: all that can be ticked, the lengths of each service,
    and who gives what by the row of the form."""

    others: Mapping[UUID, Resource | Service]
    lengths: Mapping[UUID, Sequence[ServiceLength]]
    givers: Mapping[UUID, Sequence[ServiceProvider]]


@dataclass(frozen=True, slots=True)
class InLength:
    """One of several lengths: whether it is given, and at what price."""

    minutes: int
    gives: forms.BoundField
    price: forms.BoundField


@dataclass(frozen=True, slots=True)
class Given:
    """One row of the page: whoever is asked about on the page of a service, and what on that of a person.
    `lengths`: where there are several; the price of the first is the own price then."""

    row: Resource | Service
    gives: forms.BoundField
    minutes: forms.BoundField
    price: forms.BoundField
    lengths: Sequence[InLength]


class GivingForm(ForeseenForm, PartsForm):
    """A few fields for each that can be ticked. What is archived is not shown, and stays as it is.

    `side`: which end of a `ServiceProvider` is ticked, the other being the form's own row. `listed`: what the page had
    to tick, so that what has come meanwhile is not taken for left out."""

    side: ClassVar[str]
    own_side: ClassVar[str]
    parts_label: ClassVar[Any]

    listed = forms.CharField(max_length=20000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, in_common: "InCommon | None" = None, **options: Any) -> None:
        self.there = in_common or self.found_for(options["tenant"], [options["instance"]])
        super().__init__(data, **options)
        kept = self.before.get(self.parts) or {}
        for one in self.others:
            self._add(one, gives=one.code in kept, own=kept.get(one.code, COMMON))
        self.initial["listed"] = ",".join(self.boxes)
        if self.is_bound:
            self._fill_in()

    @classmethod
    def choosable(cls, tenant: Tenant) -> QuerySet[Any]:
        """All that can be ticked, and what is archived, in the business's order."""
        raise NotImplementedError

    @classmethod
    def found_for(cls, tenant: Tenant, rows: Sequence[Any]) -> "InCommon":
        """What the forms of these rows ask of the database."""
        lengths: dict[UUID, list[ServiceLength]] = defaultdict(list)
        for length in ServiceLength.objects.filter(tenant=tenant).order_by("minutes"):
            lengths[length.service_id].append(length)
        givers: dict[UUID, list[ServiceProvider]] = defaultdict(list)
        others = {one.pk: one for one in cls.choosable(tenant)}
        for row in ServiceProvider.objects.filter(tenant=tenant, **{f"{cls.own_side}__in": rows}):
            if getattr(row, f"{cls.side}_id") in others:
                givers[getattr(row, f"{cls.own_side}_id")].append(row)
        return InCommon(others, lengths, givers)

    @cached_property
    def others(self) -> Sequence[Resource | Service]:
        """All that can be ticked, in the business's order."""
        return [one for one in self.there.others.values() if one.active]

    def lengths_of(self, one: Resource | Service) -> Sequence[ServiceLength]:
        """Of the service that is ticked, or for which somebody is; the first is the usual one."""
        return self.there.lengths.get(one.pk if isinstance(one, Service) else self.instance.pk, ())

    @property
    def boxes(self) -> list[str]:
        """By the ends of the names of their fields: somebody, or one of the lengths that they may give."""
        return [
            name.removeprefix(prefix)
            for name in self.fields
            for prefix in ("gives_", "length_")
            if name.startswith(prefix)
        ]

    def _fill_in(self) -> None:
        """What the page did not have to tick yet is as it is; nothing else of it can have been sent."""
        listed = set(self.data.get("listed", "").split(","))
        new = [box for box in self.boxes if box not in listed]
        if "listed" not in self.data or not new:
            return
        self.data = typed = cast(QueryDict, self.data).copy()
        typed["listed"] = self.initial["listed"]
        for name in [f"{kind}_{box}" for box in new for kind in ("gives", "length", "minutes", "price")]:
            if name in self.fields and name not in typed and (value := self[name].initial) not in (None, False):
                typed[name] = "on" if value is True else self.fields[name].prepare_value(value)

    @property
    def rows_shown(self) -> list[Given]:
        return [
            Given(
                one, self[f"gives_{one.code}"], self[f"minutes_{one.code}"], self[f"price_{one.code}"],
                self._in_lengths(one),
            )
            for one in self.others
        ]  # fmt: skip

    def _in_lengths(self, one: Resource | Service) -> list[InLength]:
        return [
            InLength(length.minutes, self[_box(one, length)], self[_price(one, length, first=n == 0)])
            for n, length in enumerate(self._several(one))
        ]

    def _several(self, one: Resource | Service) -> Sequence[ServiceLength]:
        """Where there is only one, whoever is ticked gives it."""
        lengths = self.lengths_of(one)
        return lengths if len(lengths) > 1 else ()

    @property
    def in_several_lengths(self) -> bool:
        return any(self._several(one) for one in self.others)

    @classmethod
    def of_rows(cls, tenant: Tenant, rows: QuerySet[Any]) -> list[Self]:
        """What each asks of the database is asked once for all of them."""
        found = list(rows)
        in_common, asked = cls.found_for(tenant, found) if found else None, dict[str, Any]()
        return [cls(instance=row, tenant=tenant, in_common=in_common, asked=asked) for row in found]

    def kept(self) -> Own:
        rows = [(self._other(row), row) for row in self.there.givers.get(self.instance.pk, ())]
        return {one.code: self._own(one, row) for one, row in sorted(rows, key=lambda r: r[0].code) if one.active}

    def _other(self, row: ServiceProvider) -> Resource | Service:
        return self.there.others[getattr(row, f"{self.side}_id")]

    def _own(self, one: Resource | Service, row: ServiceProvider) -> list[Any]:
        """As the fields have it: the price of the first length is the own one, wherever it is kept."""
        lengths = [str(length.minutes) for length in self.lengths_of(one)]
        said = {minutes: row.by_length[minutes] for minutes in lengths if minutes in row.by_length}
        price, first = row.price, lengths[0] if lengths else ""
        if said.get(first) is not None:
            price = said.pop(first)
        return _written(row.minutes, price, said if len(lengths) > 1 else {})

    def typed(self) -> Own:
        """As far as it is right."""
        said = self.cleaned_data
        chosen = [one for one in self.others if said.get(f"gives_{one.code}")]
        return {one.code: self._typed(one) for one in sorted(chosen, key=lambda one: one.code)}

    def _typed(self, one: Resource | Service) -> list[Any]:
        said = self.cleaned_data
        by_length: dict[str, int | None] = {}
        for n, length in enumerate(self._several(one)):
            price = said.get(_price(one, length, first=False))
            if not said.get(_box(one, length)):
                by_length[str(length.minutes)] = None
            elif n and price is not None:
                by_length[str(length.minutes)] = price
        return _written(said.get(f"minutes_{one.code}"), said.get(f"price_{one.code}"), by_length)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for one in self.others:
            lengths = self._several(one)
            if not lengths or not cleaned.get(f"gives_{one.code}") or cleaned.get(f"minutes_{one.code}"):
                continue
            if not any(cleaned.get(_box(one, length)) for length in lengths):
                self.add_error(f"gives_{one.code}", _("Choose at least one length, or do not tick it at all."))
        return cleaned

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        if name != self.parts:
            return super().said(name, value)
        names = {one.code: one.name for one in self.others}
        return self.parts_label, ", ".join(
            self._said(names.get(code, code), *own) for code, own in value.items()
        ) or "–"

    def _said(self, name: str, minutes: int | None, price: int | None, by_length: dict[str, Any] | None = None) -> str:
        money = MoneyField(currency=self.tenant.currency)
        words = [name, str(minutes or ""), money.written(price)]
        for length, own in (by_length or {}).items():
            said = {"minutes": length, "price": money.written(own)}
            words.append(str((_("not %(minutes)s min") if own is None else _("%(minutes)s min: %(price)s")) % said))
        return " · ".join(filter(None, words))

    def _add(self, one: Resource | Service, *, gives: bool, own: list[Any]) -> None:
        minutes, price, by_length = _read(own)
        lengths, names = self.lengths_of(one), {"name": str(one.name)}
        self.fields[f"gives_{one.code}"] = forms.BooleanField(label=one.name, required=False, initial=gives)
        own_minutes = forms.IntegerField(
            label=_("Own length of %(name)s, in minutes") % names, required=False, initial=minutes,
            min_value=SHORTEST, max_value=LONGEST, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        self.fields[f"minutes_{one.code}"] = own_minutes
        self._add_price(f"price_{one.code}", _("Own price of %(name)s") % names, price, lengths[:1])
        if lengths:
            own_minutes.widget.attrs["placeholder"] = lengths[0].minutes
        for length in self._several(one):
            given = by_length.get(str(length.minutes), 0) is not None
            names |= {"minutes": str(length.minutes)}
            self.fields[_box(one, length)] = forms.BooleanField(
                label=_("%(minutes)s min") % names, required=False, initial=given
            )
            if length is not lengths[0]:
                label = _("Own price of %(name)s, %(minutes)s min") % names
                self._add_price(_price(one, length, first=False), label, by_length.get(str(length.minutes)), [length])

    def _add_price(self, name: str, label: Any, price: int | None, usual: Iterable[ServiceLength]) -> None:
        field = MoneyField(label=label, required=False, initial=price, currency=self.tenant.currency)
        for length in usual:
            field.widget.attrs["placeholder"] = field.written(length.price)
        self.fields[name] = field

    def write(self, parts: Own) -> None:
        """What has been archived meanwhile may be among them: it is given again when it comes back."""
        rows = ServiceProvider.objects.filter(tenant=self.tenant, **{self.own_side: self.instance})
        shown = self.choosable(self.tenant).filter(active=True)
        rows.filter(**{f"{self.side}__in": shown.exclude(code__in=parts)}).delete()
        there = {getattr(row, f"{self.side}_id"): row for row in rows}
        for one in self.choosable(self.tenant).filter(code__in=parts):
            new = ServiceProvider(tenant=self.tenant, **{self.own_side: self.instance, self.side: one})
            self._write(one, there.get(one.pk, new), parts[one.code])

    def _write(self, one: Resource | Service, row: ServiceProvider, own: list[Any]) -> None:
        """Of lengths that the service does not come in now, what was said stays."""
        lengths = {str(length.minutes) for length in self.lengths_of(one)}
        said = {minutes: price for minutes, price in row.by_length.items() if minutes not in lengths}
        minutes, price, by_length = _read(own)
        if row._state.adding or [row.minutes, row.price, row.by_length] != [minutes, price, said | by_length]:
            ServiceProvider.objects.update_or_create(
                tenant=self.tenant, service=row.service, resource=row.resource,
                defaults={"minutes": minutes, "price": price, "by_length": said | by_length},
            )  # fmt: skip


def as_row(own: list[Any], **ends: Any) -> ServiceProvider:
    """One that is not in the database."""
    minutes, price, by_length = _read(own)
    return ServiceProvider(minutes=minutes, price=price, by_length=by_length, **ends)


def _read(own: list[Any]) -> tuple[int | None, int | None, dict[str, int | None]]:
    minutes, price, *by_length = own
    return minutes, price, by_length[0] if by_length else {}


def _written(minutes: int | None, price: int | None, by_length: dict[str, int | None]) -> list[Any]:
    """Events tell it, and most of them of somebody with one length."""
    return [minutes, price, *([by_length] if by_length else [])]


def _box(one: Resource | Service, length: ServiceLength) -> str:
    return f"length_{one.code}_{length.minutes}"


def _price(one: Resource | Service, length: ServiceLength, *, first: bool) -> str:
    return f"price_{one.code}" if first else f"price_{one.code}_{length.minutes}"
