"""The weekly hours of a person or a thing as a form, and the opening hours of a place."""

from collections.abc import Iterable
from typing import Any, Self
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from booking.availability.hours_words import in_words
from booking.availability.place_hours import open_week_of, open_weeks_of, set_open_week
from booking.availability.setup.for_whom import services_in, ways_of
from booking.availability.setup.hours_form import HoursForm
from booking.availability.setup.week_lines import Line, times_of, whom_of
from booking.availability.week_hours import Hours, from_state, set_week, week_of, weeks_of
from booking.resources.calendars import planned
from booking.resources.models import Location, Resource, Service
from tenants.models import Tenant


class WeekForm(HoursForm):
    """The weekly hours of one resource."""

    thing = "hours"

    class Meta:
        model = Resource
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: Any = None, *, instance: Resource, tenant: Tenant,
        there: list[Hours] | None = None, places: Iterable[Location] | None = None,
        services: Iterable[Service] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        """`there`, `places`, `services`: the hours as they stand, all places and what is offered, where they are known
        already."""
        there = week_of(instance) if there is None else there
        places = Location.objects.filter(tenant=tenant) if places is None else places
        offered = services_in(tenant) if services is None else services
        self.ways = ways_of(offered, (mode for one in there for mode in one.modes or ()))
        super().__init__(data, instance=instance, tenant=tenant, there=there, places=places, **options)

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return planned(tenant).filter(active=True)

    @classmethod
    def of_rows(cls, tenant: Tenant, rows: QuerySet[Any]) -> list[Self]:
        weeks, places = weeks_of(rows), list(Location.objects.filter(tenant=tenant))
        known: dict[str, Any] = {"places": places, "services": list(services_in(tenant))}
        return [cls(instance=row, tenant=tenant, there=weeks[row.pk], **known) for row in rows]

    @property
    def usual_place(self) -> UUID | None:
        known = [place.pk for place in self.places]
        return self.instance.location_id if self.instance.location_id in known else next(iter(known), None)

    def fields_of(self, line: Line) -> dict[str, forms.Field]:
        return times_of(line) | whom_of(line, self.places if len(self.places) > 1 else [], self.ways)

    def store(self) -> None:
        set_week(tenant=self.tenant, resource=self.instance, hours=self.hours)

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        return _("Weekly hours"), "; ".join(in_words(from_state({name: value}))) or "–"


class PlaceHoursForm(HoursForm):
    """When a place is open."""

    thing = "place_hours"

    class Meta:
        model = Location
        fields: tuple[str, ...] = ()

    def __init__(
        self, data: Any = None, *, instance: Location, tenant: Tenant, there: list[Hours] | None = None, **options: Any
    ) -> None:
        there = open_week_of(instance) if there is None else there
        super().__init__(data, instance=instance, tenant=tenant, there=there, places=[instance], **options)

    @classmethod
    def rows(cls, tenant: Tenant) -> QuerySet[Any]:
        return super().rows(tenant).filter(active=True)

    @classmethod
    def of_rows(cls, tenant: Tenant, rows: QuerySet[Any]) -> list[Self]:
        weeks = open_weeks_of(rows)
        return [cls(instance=row, tenant=tenant, there=weeks[row.pk]) for row in rows]

    def store(self) -> None:
        set_open_week(tenant=self.tenant, place=self.instance, hours=self.hours)

    def said(self, name: str, value: Any) -> tuple[Any, str]:
        return _("Opening hours"), "; ".join(in_words(from_state({name: value}))) or "–"
