"""Paste a template week after a look at what it does, and the way back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from booking.availability.catalogue import current
from booking.availability.models import BlockKind, TemplateWeek, Weeks
from booking.availability.template_weeks import template_week
from booking.bookings.calendar.answering import answered
from booking.bookings.calendar.pasting import Pasted, paste, preview, take_back
from booking.bookings.calendar.week_forms import PasteForm, Shown, only, refuse, shown
from booking.bookings.calendar.week_saying import Saying, kept_blocks, say_refused
from booking.bookings.calendar.weeks import own_blocks, people_in
from booking.bookings.secrecy import kept_from
from booking.kernel.errors import Invalid
from tenants.requests import TenantRequest
from tenants.tenancy import outside_transaction, tenant_tx
from tenants.undoing import tell_undoable, way_back


@require_http_methods(["GET", "POST"])
@outside_transaction
@never_cache
def pasting(request: TenantRequest, tenant: str, week: UUID) -> HttpResponse:
    """Asks where; with `?first=&last=&weeks=&who=` shows what that would do; a POST of the same does it, in short
    transactions: nobody else shall wait for all of it."""
    with tenant_tx(request.tenant):
        asked = _asked(request, template_week(request.tenant, week))
        if request.method != "POST" or not asked.form.is_valid():
            return _shown(request, asked)
    try:
        return _pasted(request, asked)
    except Invalid as problem:
        refuse(asked.form, problem)
    return _form(request, asked)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which week, where to, and what the calendar behind it shows."""

    week: TemplateWeek
    form: PasteForm
    seen: Shown
    bookings: bool

    @property
    def context(self) -> dict[str, Any]:
        return {"week": self.week, "form": self.form, "shown": self.seen, "bookings": self.bookings}


def _asked(request: TenantRequest, week: TemplateWeek) -> Asked:
    seen, (blocks, _whole) = shown(request), own_blocks(request, week)
    people = people_in(request, blocks)
    given = request.POST if request.method == "POST" else only(PasteForm, request.GET)
    form = PasteForm(given or None, people=people, initial=_initial(seen, [one.code for one in people]))
    return Asked(week, form, seen, any(one.kind == BlockKind.BOOKING for one in blocks))


def _shown(request: TenantRequest, asked: Asked) -> HttpResponse:
    if asked.form.is_valid():
        try:
            return _look(request, asked.form, asked.context)
        except Invalid as problem:
            refuse(asked.form, problem)
    return _form(request, asked)


def _form(request: TenantRequest, asked: Asked) -> HttpResponse:
    return render(request, "desk/week_paste.html", asked.context, status=422 if asked.form.errors else 200)


def _initial(seen: Shown, able: list[str]) -> dict[str, Any]:
    first, last = seen.weeks
    chosen = [one.code for one in seen.people if one.code in able]
    return {"first": first, "last": last, "weeks": "every", "who": chosen or able, "tell": True}


def _look(request: TenantRequest, form: PasteForm, context: dict[str, Any]) -> HttpResponse:
    made = preview(context["week"], form.stretch, form.chosen, bookings=form.cleaned_data["bookings"])
    lines = Saying(current(request.tenant), request.tenant.currency, request.member).preview(made)
    more = {
        "weeks": lines, "form": form, "new": sum(one.new for one in lines),
        "clashes": sum(one.clashes for one in lines), "there": sum(one.there for one in lines),
        "told": form.cleaned_data["tell"] and made.reachable, "untold": not form.cleaned_data["tell"],
        "booked": any(not one.why for one in made.bookings),
        "twice_odd": form.stretch.weeks != Weeks.EVERY and form.stretch.passes_week_53,
    }  # fmt: skip
    return render(request, "desk/week_preview.html", context | more)


def _pasted(request: TenantRequest, asked: Asked) -> HttpResponse:
    form, week = asked.form, asked.week
    done = paste(
        week=week, stretch=form.stretch, people=form.chosen,
        bookings=form.cleaned_data["bookings"], tell=form.cleaned_data["tell"], actor=request.member.actor,
    )  # fmt: skip
    _tell(request, week, done)
    if done.refused:  # stays to be read
        return redirect(f"{reverse('desk-weeks', args=(request.tenant.slug,))}?{asked.seen.query}")
    return answered(request, "desk")


def _tell(request: TenantRequest, week: TemplateWeek, done: Pasted) -> None:
    count = done.blocks + len(done.booked)
    if count:
        text = ngettext("%(name)s: %(n)s block added.", "%(name)s: %(n)s blocks added.", count)
        tell_undoable(request, text % {"name": week.name, "n": count}, "week-pasted", batch=str(done.batch_id))
    elif not done.refused:
        messages.info(request, _("%(name)s: everything is there already. Nothing was added.") % {"name": week.name})
    if done.refused:
        with tenant_tx(request.tenant):
            kept = kept_blocks(kept_from(request.member), [one.block for one in done.refused])
        n = len({(one.on, one.block.together or one.block.pk) for one in done.refused})
        text = ngettext(
            "%(n)s booking could not be made: %(which)s", "%(n)s bookings could not be made: %(which)s",
            n,
        )  # fmt: skip
        messages.warning(request, text % {"n": n, "which": say_refused(done.refused, kept)})


@way_back("week-pasted", in_steps=True)
def unpaste(request: TenantRequest, *, batch: str) -> None:
    """What somebody has changed since stays, and that is said."""
    taken = take_back(tenant=request.tenant, batch_id=UUID(batch), actor=request.member.actor)
    if taken.kept:
        text = ngettext(
            "%(n)s block was changed meanwhile, and stays.",
            "%(n)s blocks were changed meanwhile, and stay.",
            taken.kept,
        )
        messages.warning(request, text % {"n": taken.kept})
