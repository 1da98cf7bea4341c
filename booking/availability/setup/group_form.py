"""What a group of clients is called, and what it may book on which terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from booking.availability.models import GroupTerms
from booking.clients.models import Group
from booking.kernel.money import Money
from booking.kernel.saying import page_language
from booking.resources.models import BookedBy, Service, ServiceLength
from booking.resources.setup.service_forms import notice_said, number
from tenants.fields import MoneyField
from tenants.setup.foreseen import ForeseenForm
from tenants.setup.parts_form import PartsForm

COLUMNS = ("offered", "price", "notice_minutes", "horizon_days", "most_bookings", "most_days")
OWN = COLUMNS[1:]
NOTHING: list[Any] = [None] * len(COLUMNS)
NOTICES = (0, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 4320, 7200, 10080, 20160)
Kept = dict[str, list[Any]]  # code of a service → the columns of its row


@dataclass(frozen=True, slots=True)
class Line:
    """One service on the page. `usual`: what it is for everybody, in a few words; `own`: the fields of its terms."""

    service: Service
    usual: str
    offered: forms.BoundField
    own: list[forms.BoundField]

    @property
    def opened(self) -> bool:
        return any(field.value() not in (None, "") or field.errors for field in self.own)


class GroupForm(ForeseenForm, PartsForm):
    """Terms of services that are archived are not shown, and stay as they are."""

    thing, told, parts = "group", frozenset({"name", "terms"}), "terms"
    below = ("terms__service",)

    class Meta:
        model = Group
        fields = ["name"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("Such as Patients, Students or Members. Clients who book on its terms see it.")}

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        kept = self.kept()
        for service in self.services:
            self._add(service, dict(zip(COLUMNS, kept.get(service.code, NOTHING), strict=True)))

    def _add(self, service: Service, row: dict[str, Any]) -> None:
        code = service.code
        self.fields[f"offered_{code}"] = forms.BooleanField(
            label=service.name, required=False,
            initial=usually(service) if row["offered"] is None else row["offered"],
        )  # fmt: skip
        notices = sorted({*NOTICES, service.notice_minutes, row["notice_minutes"] or 0})
        fields: dict[str, forms.Field] = {
            "price": MoneyField(
                label=_("Price (%s)") % self.tenant.currency, currency=self.tenant.currency, required=False
            ),
            "notice_minutes": forms.TypedChoiceField(
                label=_("Shortest notice"), required=False, coerce=int, empty_value=None,
                choices=[("", _("As for everybody")), *((n, notice_said(n)) for n in notices)],
            ),
            "horizon_days": number(1, 730, label=_("Days ahead"), required=False),
            "most_bookings": number(1, 999, label=_("Most bookings"), required=False),
            "most_days": number(1, 730, label=_("Within days"), required=False),
        }  # fmt: skip
        for name, field in fields.items():
            field.initial, field.one_is_enough = row[name], True  # type: ignore[attr-defined]
            usual = getattr(service, name, None)
            if name != "price" and isinstance(usual, int):
                field.widget.attrs["placeholder"] = usual
            self.fields[f"{name}_{code}"] = field
        length = self._lengths.get(service.pk)
        if length:
            price = fields["price"]
            price.widget.attrs["placeholder"] = price.written(length.price)  # type: ignore[attr-defined]

    @cached_property
    def services(self) -> list[Service]:
        return self.once("services", lambda: list(Service.objects.filter(tenant=self.tenant, active=True)))

    @cached_property
    def _lengths(self) -> dict[Any, ServiceLength]:
        """The usual one of each."""
        rows = ServiceLength.objects.filter(tenant=self.tenant).order_by("-minutes")
        return self.once("lengths", lambda: {row.service_id: row for row in rows})

    def lines(self) -> Iterator[Line]:
        for one in self.services:
            own = [self[f"{name}_{one.code}"] for name in OWN]
            yield Line(one, self._usual(one), self[f"offered_{one.code}"], own)

    def _usual(self, service: Service) -> str:
        length = self._lengths.get(service.pk)
        words = []
        if length:
            words.append(gettext("%(minutes)s min") % {"minutes": length.minutes})
            words.append(Money(length.price, self.tenant.currency).written(page_language()))
        if service.booked_by != BookedBy.EVERYBODY:
            words.append(str(BookedBy(service.booked_by).label))
        return " · ".join(words)

    def kept(self) -> Kept:
        if self.adding:
            return {}
        rows = [row for row in self.rows_below("terms") if row.service.active]
        rows.sort(key=lambda row: row.service.code)
        return {row.service.code: [getattr(row, name) for name in COLUMNS] for row in rows}

    def typed(self) -> Kept:
        """As far as it is right. What is as for everybody needs no row."""
        said, there = self.cleaned_data, self.before.get("terms", {})
        rows: Kept = {}
        for service in sorted(self.services, key=lambda one: one.code):
            if f"price_{service.code}" not in self.data:  # it came after the page was opened
                rows |= {service.code: there[service.code]} if service.code in there else {}
                continue
            ticked, was = bool(said.get(f"offered_{service.code}")), there.get(service.code, NOTHING)[0]
            # What the service gives or keeps from everybody is not said again, but what was said before stands.
            offered = (was if was is ticked else None) if ticked == usually(service) else ticked
            row = [offered, *(said.get(f"{name}_{service.code}") for name in OWN)]
            if row != NOTHING:
                rows[service.code] = row
        return rows

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for service in self.services:
            needs_both(self, cleaned, f"most_bookings_{service.code}", f"most_days_{service.code}")
        return cleaned

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        if name != "terms":
            return super().said(name, value)
        names = {one.code: one.name for one in self.services}
        taken = [names.get(code, code) for code, row in value.items() if row[0] is False]
        given = [names.get(code, code) for code, row in value.items() if row[0] is not False]
        lines = [_("Own terms: %s") % ", ".join(given)] if given else []
        lines += [_("Not for them: %s") % ", ".join(taken)] if taken else []
        return _("Services"), ". ".join(map(str, lines)) or "–"

    def write(self, parts: Kept) -> None:
        rows = GroupTerms.objects.filter(tenant=self.tenant, group=self.instance)
        rows.filter(service__active=True).exclude(service__code__in=parts).delete()
        for service in self.services:
            if service.code in parts:
                row = dict(zip(COLUMNS, parts[service.code], strict=True))
                new = {"tenant": self.tenant, "group": self.instance, "service": service}
                rows.update_or_create(service=service, defaults=row, create_defaults=row | new)


def usually(service: Service) -> bool:
    """Whether a group may book it of which nothing is said."""
    return service.booked_by != BookedBy.GROUPS


def needs_both(form: forms.BaseForm, cleaned: dict[str, Any], most: str, days: str) -> None:
    """So many within so many days: one without the other says nothing."""
    for name, other in ((most, days), (days, most)):
        if cleaned.get(name) is None and cleaned.get(other) is not None and name not in form.errors:
            form.add_error(name, _("Say how many, and within how many days."))
