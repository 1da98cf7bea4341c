"""Template weeks in the calendar: what there are, the week on screen saved as another, one looked into."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from booking.availability.catalogue import current
from booking.availability.models import TemplateBlock, TemplateWeek
from booking.availability.template_weeks import (
    blocks_of,
    remove_week,
    rename_week,
    save_week,
    template_week,
    template_weeks,
)
from booking.availability.weeks import monday_of
from booking.bookings.calendar.keeping import booking_blocks, left_out, of_several
from booking.bookings.calendar.week_forms import RenameForm, SaveForm, refuse, shown
from booking.bookings.calendar.week_saying import Saying, say_bookings, say_week
from booking.bookings.desk.columns import people_shown
from booking.bookings.secrecy import as_seen_by
from booking.kernel.errors import Invalid, NotFound
from booking.resources.models import Resource
from tenants.requests import TenantRequest


@require_GET
@never_cache
def weeks(request: TenantRequest, tenant: str) -> HttpResponse:
    """`?from=&until=&people=`: what the calendar shows."""
    context = {"weeks": template_weeks(request.tenant), "shown": shown(request)}
    return render(request, "desk/weeks.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def save(request: TenantRequest, tenant: str) -> HttpResponse:
    """The week on screen under a name."""
    seen = shown(request)
    initial = {"day": seen.first, "who": [one.code for one in seen.people]}
    form = SaveForm(request.POST if request.method == "POST" else None, people=seen.all, initial=initial)
    if form.is_valid():
        try:
            week = _save(request, form)
        except Invalid as problem:
            refuse(form, problem)
        else:
            messages.success(request, _("Saved: %(name)s") % {"name": week.name})
            _tell_left_out(request, form)
            return redirect(f"{reverse('desk-weeks', args=(tenant,))}?{seen.query}")
    asked, zone = (request.tenant, seen.first, seen.people), request.tenant.timezone
    several, left = (as_seen_by(request.member, found(*asked)) for found in (of_several, left_out))
    context = {
        "form": form, "shown": seen, "said": say_week(monday_of(seen.first)),
        "several": len(several), "which_several": say_bookings(several, zone),
        "left": len(left), "which_left": say_bookings(left, zone),
    }  # fmt: skip
    return render(request, "desk/week_save.html", context, status=422 if form.errors else 200)


def _save(request: TenantRequest, form: SaveForm) -> TemplateWeek:
    said = form.cleaned_data
    bookings = booking_blocks(request.tenant, said["day"], form.chosen) if said["bookings"] else ()
    return save_week(
        tenant=request.tenant, name=said["name"], day=said["day"], people=form.chosen,
        activities=said["activities"], actor=request.member.actor, besides=bookings,
    )  # fmt: skip


def _tell_left_out(request: TenantRequest, form: SaveForm) -> None:
    said = form.cleaned_data
    found = left_out(request.tenant, said["day"], form.chosen) if said["bookings"] else []
    as_seen_by(request.member, found)
    if found:
        text = ngettext(
            "%(n)s booking was left out, since it is also with somebody who was not chosen: %(which)s",
            "%(n)s bookings were left out, since they are also with somebody who was not chosen: %(which)s", len(found),
        )  # fmt: skip
        messages.warning(request, text % {"n": len(found), "which": say_bookings(found, request.tenant.timezone)})


@require_http_methods(["GET", "POST"])
@never_cache
def week(request: TenantRequest, tenant: str, week: UUID) -> HttpResponse:
    """What stands in it. Its name belongs to the business; only who may touch all of it changes or removes it."""
    found, seen = template_week(request.tenant, week), shown(request)
    mine, whole = own_blocks(request, found)
    form = RenameForm(request.POST if request.method == "POST" else None, initial={"act": "rename", "name": found.name})
    if request.method == "POST" and not whole:
        raise NotFound
    if form.is_valid():
        try:
            _change(request, found, form.cleaned_data)
        except Invalid as problem:
            refuse(form, problem)
        else:
            return redirect(f"{reverse('desk-weeks', args=(tenant,))}?{seen.query}")
    contents = Saying(current(request.tenant), request.tenant.currency, request.member).contents(mine)
    context: dict[str, Any] = {"week": found, "form": form, "contents": contents, "whole": whole, "shown": seen}
    return render(request, "desk/week.html", context, status=422 if form.errors else 200)


def _change(request: TenantRequest, week: TemplateWeek, said: dict[str, Any]) -> None:
    if said["act"] == "remove":
        remove_week(week=week, actor=request.member.actor)
        messages.success(request, _("Removed: %(name)s") % {"name": week.name})
    else:
        rename_week(week=week, name=said["name"], actor=request.member.actor)
        messages.success(request, _("Now called %(name)s") % {"name": week.name})


def own_blocks(request: TenantRequest, week: TemplateWeek) -> tuple[list[TemplateBlock], bool]:
    """What of a week is in calendars that the member may touch, and whether that is all of it."""
    blocks = blocks_of(week)
    pks = {one.pk for one in people_shown(current(request.tenant), request.member)}
    mine = [block for block in blocks if block.resource_id in pks]
    return mine, request.member.sees_all_calendars or len(mine) == len(blocks)


def people_in(request: TenantRequest, blocks: list[TemplateBlock]) -> tuple[Resource, ...]:
    """Of those whose calendars the member may touch, in their order."""
    pks = {block.resource_id for block in blocks}
    return tuple(one for one in people_shown(current(request.tenant), request.member) if one.pk in pks)
