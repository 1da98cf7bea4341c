"""Who may book an opening, and in which ways one meets in it: the two fields."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from booking.availability.models import Audience
from booking.resources.models import Mode, Service
from tenants.models import Tenant

AUDIENCES = [(Audience.EVERYONE, gettext_lazy("Everybody")), (Audience.CLIENTS, gettext_lazy("Existing clients only"))]


class ChecksField(forms.MultipleChoiceField):
    """A few of them, or none, which means all."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy("None chosen: all."),
            **kwargs,
        )


def audience_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Who may book"), choices=AUDIENCES)


def modes_field(ways: Iterable[Mode]) -> ChecksField:
    return ChecksField(label=gettext_lazy("Ways to meet"), choices=[(way.value, way.label) for way in ways])


def ways_of(services: Iterable[Service], kept: Iterable[str] = ()) -> list[Mode]:
    """Those to choose among, in their order; none where there is nothing to choose. `kept`: what is limited to now."""
    kept = set(kept)
    given = {mode for one in services for mode in one.modes}
    return [mode for mode in Mode if mode in given | kept] if kept or len(given) > 1 else []


def services_in(tenant: Tenant) -> QuerySet[Service]:
    """All that the business offers, with their modes alone."""
    return Service.objects.filter(tenant=tenant, active=True).only("modes")


def typed_modes(typed: Sequence[str] | None, was: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """None: in any way. `typed` is None where nobody was asked, and as they were, in whatever order, they stay."""
    if typed is None or set(typed) == set(was or ()):
        return was
    return tuple(typed) or None
