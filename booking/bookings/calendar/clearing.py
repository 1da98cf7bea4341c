"""Clear working time after a look at what stands in it, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from booking.availability.clearing import clear_working_time, opened_singly, put_back, working_time, would_clear
from booking.bookings.calendar.answering import answered
from booking.bookings.calendar.week_forms import ClearForm, refuse, shown
from booking.bookings.calendar.week_saying import say_days
from booking.bookings.setup.foresight import Foresight
from booking.kernel.errors import Invalid
from booking.resources.models import Resource
from tenants.requests import TenantRequest
from tenants.undoing import tell_undoable, way_back


@require_http_methods(["GET", "POST"])
@never_cache
def page(request: TenantRequest, tenant: str) -> HttpResponse:
    """The working time of the days and calendars that are shown, with the bookings in it and the free times that go;
    asked once, and again when another booking has been made meanwhile."""
    seen = shown(request)
    form = ClearForm(request.POST if request.method == "POST" else None, people=seen.all)
    asked = Asked(request, seen.people, seen.first, seen.last)
    if form.is_valid():
        asked = Asked(request, form.chosen, form.cleaned_data["first"], form.cleaned_data["last"])
        try:
            if asked.is_known(form.cleaned_data["known"]):
                return _cleared(request, asked)
        except Invalid as problem:
            refuse(form, problem)
    context = asked.context | {"form": form, "shown": seen, "first_look": request.method == "GET"}
    return render(request, "desk/hours_clear.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Asked:
    """Whose working time is to be cleared, on which days, both included."""

    request: TenantRequest
    people: Sequence[Resource]
    first: date
    last: date

    @property
    def where(self) -> dict[str, Any]:
        return {"tenant": self.request.tenant, "people": self.people, "first": self.first, "last": self.last}

    @cached_property
    def foretold(self) -> Foresight:
        wanted = {"days": [f"{self.first}", f"{self.last}"], "who": sorted(one.code for one in self.people)}
        return Foresight(self.request.tenant, would_clear(**self.where), wanted, reader=self.request.member)

    def is_known(self, mark: str) -> bool:
        """Whether they looked at just these bookings, or there is nothing to look at."""
        return mark == self.foretold.mark or self.foretold.is_nothing

    @property
    def context(self) -> dict[str, Any]:
        whose = [block.resource for block in working_time(**self.where)]
        whose += [slot.resource_id for slot in opened_singly(**self.where)]
        counts = [(one, whose.count(one.pk)) for one in self.people]
        return {
            "asked": self, "counts": counts, "n": len(whose), "days": say_days(self.first, self.last),
            "foretold": self.foretold if whose else None,
        }  # fmt: skip


def _cleared(request: TenantRequest, asked: Asked) -> HttpResponse:
    """Raises `Invalid` when there is nothing to clear."""
    done = clear_working_time(**asked.where, actor=request.member.actor)
    text = ngettext("%(n)s block of working time cleared.", "%(n)s blocks of working time cleared.", done.blocks)
    tell_undoable(request, text % {"n": done.blocks}, "hours-cleared", batch=str(done.batch_id))
    return answered(request, "desk")


@way_back("hours-cleared")
def unclear(request: TenantRequest, *, batch: str) -> None:
    put_back(tenant=request.tenant, batch_id=UUID(batch), actor=request.member.actor)
