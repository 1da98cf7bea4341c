"""The client's own booking, by the link that only they have: see it, note it, move it, cancel it, meet."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from booking.availability.search import FreeTime
from booking.bookings.agreed import agreed
from booking.bookings.approving import DECLINED, WITHDRAWN, withdraw
from booking.bookings.calendar_file import calendar_file
from booking.bookings.cancelling import cancel
from booking.bookings.forms import CancelForm, StartForm
from booking.bookings.limiting import has_all
from booking.bookings.models import STANDING, UNFINISHED, Booking, Status
from booking.bookings.moving import how_to_ask, is_asked_for, move, wish_of
from booking.bookings.policies import outcome
from booking.bookings.selectors import history, managed
from booking.bookings.times import buttons, times_page
from booking.kernel.errors import DomainError, Forbidden, NotBookable, NotFound, SlotTaken, StaleState
from booking.kernel.money import Money
from booking.kernel.plain import whole_number
from booking.kernel.saying import page_language, say_moment
from booking.resources.models import Mode
from tenants.answers import private, see_other
from tenants.clock import database_now
from tenants.requests import TenantRequest


@require_safe
@private
def booking(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """As it stands now. One that waits for money is shown by payments."""
    found = managed(request.tenant, token)
    if found.status == Status.AWAITING_PAYMENT:
        return redirect("booking-payment", tenant=tenant, token=token)
    if found.status == Status.HELD:
        raise NotFound
    now = database_now()
    context = _context(request, found) | {"over": found.end_at <= now, "outcome": outcome(found, now)}
    if found.status == Status.CANCELLED:
        context["refund"] = _refund(found)
        return render(request, "bookings/cancelled.html", context)
    if found.status == Status.EXPIRED:
        context["asked"] = any(event.type == "booking.requested" for event in history(found))
        return render(request, "bookings/expired.html", context)
    if found.status == Status.REQUESTED:
        return _requested(request, found, context)
    fresh = "new" in request.GET and not context["over"]
    if is_asked_for(found):
        context |= {"how_to_ask": how_to_ask(found), "has_all": has_all(found)}
    return render(request, "bookings/booked.html" if fresh else "bookings/booking.html", context)


@require_safe
@private
def booking_calendar(request: TenantRequest, tenant: str, token: str) -> HttpResponse:
    found = managed(request.tenant, token)
    if found.status not in (*STANDING, Status.CANCELLED):
        raise NotFound
    if found.cancelled_by in (DECLINED, WITHDRAWN):  # it never stood in anybody's calendar
        raise NotFound
    content = calendar_file(found, method="PUBLISH", language=get_language() or request.tenant.locale)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.tenant.slug}-{found.code}.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@private
def booking_move(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """Choose a time, see what it means, say yes. The present time is kept until then."""
    found = managed(request.tenant, token)
    if request.method == "POST":
        return _move(request, found)
    if not outcome(found, database_now()).allowed or found.status != Status.CONFIRMED or is_asked_for(found):
        return redirect("booking", tenant=tenant, token=token)
    form = StartForm(request.GET)
    if form.is_valid():
        return _ask(request, found, form)
    context = _context(request, found)
    context |= times_page(
        request.tenant, wish_of(found), request.GET.dict(), found.location.timezone, proven_client=found.client_proven
    )
    part_only = request.headers.get("HX-Target") == "times"
    return render(request, "bookings/_move_times.html" if part_only else "bookings/move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def booking_cancellation(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """What it leads to, before; then the act. Twice is as once."""
    found = managed(request.tenant, token)
    if found.status == Status.REQUESTED:
        return _withdraw(request, found)
    judged = outcome(found, database_now())
    sent = request.POST if request.method == "POST" else None
    form = CancelForm(sent, initial={"seen": found.sequence})
    if found.status == Status.CANCELLED or not judged.allowed:
        return see_other("booking", tenant=tenant, token=token)
    if request.method == "POST" and form.is_valid():
        cancel(booking=found, reason=form.cleaned_data["reason"], seen=form.cleaned_data["seen"])
        return see_other("booking", tenant=tenant, token=token)
    context = _context(request, found) | {"outcome": judged, "form": form, "refund": judged.refund.amount > 0}
    context["refund_said"] = judged.refund.written(page_language())
    return render(request, "bookings/cancellation.html", context, status=422 if form.errors else 200)


@require_safe
@private
def booking_video(request: TenantRequest, tenant: str, token: str) -> HttpResponseBase:
    """The room opens a quarter of an hour before, and closes when the time is over."""
    found = managed(request.tenant, token)
    if found.mode != Mode.VIDEO or found.status in UNFINISHED:
        raise NotFound
    now = database_now()
    said = agreed(found, now)
    if found.status in (Status.CANCELLED, Status.EXPIRED):
        return redirect("booking", tenant=tenant, token=token)
    open_now = said.video_opens_at <= now < found.end_at
    if open_now and said.practitioner.video_url:
        return HttpResponseRedirect(said.practitioner.video_url)
    context = _context(request, found) | {"over": now >= found.end_at, "open_now": open_now}
    return render(request, "bookings/video.html", context)


def _context(request: TenantRequest, found: Booking) -> dict[str, Any]:
    return {"booking": found, "agreed": agreed(found, database_now()), "token": found.manage_token}


def _requested(request: TenantRequest, found: Booking, context: dict[str, Any]) -> HttpResponse:
    """It waits for an answer, or did so until a moment ago."""
    until, zone = found.held_until, found.location.timezone
    if until is None or until <= database_now():
        return render(request, "bookings/expired.html", context | {"asked": True})
    answer_by = say_moment(until, zone, page_language(), today=context["agreed"].today.date())
    form = CancelForm(initial={"seen": found.sequence})
    return render(request, "bookings/requested.html", context | {"answer_by": answer_by, "form": form})


def _withdraw(request: TenantRequest, found: Booking) -> HttpResponseBase:
    """Asked for no more. Raises `StaleState` when it was answered meanwhile."""
    form = CancelForm(request.POST)
    if request.method == "POST" and form.is_valid():
        withdraw(booking=found, seen=form.cleaned_data["seen"])
    return see_other("booking", tenant=request.tenant.slug, token=found.manage_token)


def _ask(request: TenantRequest, found: Booking, form: StartForm) -> HttpResponse:
    """Is it this one? Whether it is still free is decided by the act."""
    start = form.cleaned_data["start"]
    meant = Booking(
        pk=found.pk, tenant=found.tenant, location=found.location, start_at=start,
        end_at=start + (found.end_at - found.start_at), mode=found.mode,
    )  # fmt: skip
    said = agreed(found, database_now())
    new = type(said)(meant, said.service, said.practitioner, said.today)
    context = _context(request, found) | {"new": new, "start": start.isoformat()}
    return render(request, "bookings/move_question.html", context)


def _move(request: TenantRequest, found: Booking) -> HttpResponseBase:
    names = {"tenant": request.tenant.slug, "token": found.manage_token}
    form = StartForm(request.POST)
    if not form.is_valid():
        return see_other("booking-move", **names)
    start = form.cleaned_data["start"]
    try:
        seen = whole_number(request.POST.get("seen", ""))
        move(booking=found, start_at=start, seen=seen, proven_client=found.client_proven)
    except (SlotTaken, NotBookable) as refused:
        return _refused(request, found, form, refused)
    except Forbidden:
        return see_other("booking", **names)
    except StaleState:
        if found.start_at != start:
            raise
        return see_other("booking", **names)  # pressed twice: it is there already
    messages.success(request, _("It is moved. A new confirmation is on its way to you."))
    return see_other("booking", **names)


def _refused(request: TenantRequest, found: Booking, form: StartForm, problem: DomainError) -> HttpResponse:
    alternatives: list[FreeTime] = problem.extra.get("alternatives", [])
    context = _context(request, found)
    said = context["agreed"]
    wanted = said.said(form.cleaned_data["start"])
    context |= {"refusal": problem, "wanted": wanted, "nexts": buttons(alternatives, said.today.date())}
    return render(request, "bookings/move_taken.html", context, status=problem.status)


def _refund(found: Booking) -> str:
    """What the cancellation gave back, as its event froze it."""
    due = next((e.data.get("refund_due", 0) for e in reversed(history(found)) if e.type == "booking.cancelled"), 0)
    return Money(due, found.currency).written(page_language()) if due else ""
