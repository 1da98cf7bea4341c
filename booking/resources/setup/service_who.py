"""Who gives a service."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from booking.resources.calendars import planned
from booking.resources.models import Kind, Resource, Service, ServiceLength
from booking.resources.setup.giving import Given, GivingForm
from tenants.models import Tenant


class WhoForm(GivingForm):
    thing = "service"
    told = frozenset({"who", "anybody"})
    side, own_side, parts, parts_label = "resource", "service", "who", _("Who gives it")

    class Meta:
        model = Service
        fields: ClassVar[list[str]] = ["anybody"]
        labels = {"anybody": _("Who gets it when the client has no preference")}
        help_texts = {"anybody": _("Of those who are free at the lowest price.")}
        widgets = {"anybody": forms.RadioSelect}

    @classmethod
    def choosable(cls, tenant: Tenant) -> QuerySet[Any]:
        """What is switched off is neither shown nor touched."""
        return planned(tenant)

    @property
    def usual(self) -> ServiceLength | None:
        return next(iter(self.there.lengths.get(self.instance.pk, ())), None)

    def people(self) -> list[Given]:
        return [given for given in self.rows_shown if _is_person(given)]

    def things(self) -> list[Given]:
        return [given for given in self.rows_shown if not _is_person(given)]

    def things_chosen(self) -> bool:
        return any(given.gives.value() or given.gives.errors for given in self.things())


def _is_person(given: Given) -> bool:
    return isinstance(given.row, Resource) and given.row.kind == Kind.PRACTITIONER
