"""Move by staff, dragged or chosen: told what it leads to, asked once, done; and back again with one button."""

from copy import copy
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.availability.catalogue import current
from booking.availability.forcing import HOURS, TAKEN, Forced, free_anyway, passes
from booking.availability.search import nearest_free
from booking.bookings import moving
from booking.bookings.calendar.answering import CHANGED, shown_beside
from booking.bookings.calendar.reasons import hindrance
from booking.bookings.calendar.spots import scope_of
from booking.bookings.desk import asking
from booking.bookings.desk.asking import Asked
from booking.bookings.desk.booking import page_of, reachable, said, seen_booking
from booking.bookings.desk.forms import MoveForm
from booking.bookings.desk.lengths import asked_minutes, kept_terms, new_terms, paid_and_price, written_terms
from booking.bookings.desk.times import NEXT, as_choices, calendar, next_choices
from booking.bookings.desk.warnings import entered_after, has_been, outside_the_rules, too_many_that_day, too_often
from booking.bookings.desk.with_whom import choosable
from booking.bookings.models import Booking, Status
from booking.bookings.policies import outcome
from booking.kernel.clock import as_day, as_moment
from booking.kernel.errors import NotBookable, SlotTaken, StaleState
from booking.kernel.saying import page_language, say_moment, say_span
from booking.resources.models import Resource
from tenants.access import MAY_FORCE
from tenants.clock import database_now, local_today
from tenants.requests import TenantRequest
from tenants.undoing import tell_undoable, way_back


@require_http_methods(["GET", "POST"])
def move(request: TenantRequest, tenant: str, code: str) -> HttpResponse:
    """Choose another time (`?day=`, `?with=`), look once at what will be (`?start=`, `?minutes=` or `?until=`, `?seen=`
    the state that was dragged), and move (POST). `?force=` what is to be passed."""
    booking = seen_booking(request, code)
    asked = _asked(request, booking)
    if booking.status != Status.CONFIRMED or request.GET.get("seen", str(booking.sequence)) != str(booking.sequence):
        return _moved_meanwhile(request, booking, asked)
    if asked.start is None:
        return _choose_time(request, booking, asked)
    forced = free_anyway(request.tenant, asked.wish, asked.start, past=True) if not _refuses(request, asked) else None
    if forced is None or not passes(asked.force, forced.passing):
        return _taken(request, booking, asked, forced)
    terms = new_terms(booking, asked.wish)
    form = _form(request, booking, forced, terms)
    if request.method == "POST" and form.is_valid():
        return _move(request, booking, asked, forced, form)
    context = _context(booking, asked) | _told_before(request, booking, asked, forced) | terms | {"form": form}
    return render(request, "desk/move_confirm.html", context, status=422 if form.errors else 200)


def _move(request: TenantRequest, booking: Booking, asked: Asked, forced: Forced, form: MoveForm) -> HttpResponse:
    start = forced.time.start_at
    back: dict[str, Any] = {"start": booking.start_at.isoformat(), "with": str(booking.parts.all()[0].resource_id)}
    back |= {
        "reason": "" if booking.veiled else booking.forced_reason, "over": bool(booking.forced_reason),
        "minutes": moving.minutes_of(booking), "price": booking.price,
    }  # fmt: skip
    tell, seen = form.cleaned_data["tell"], form.cleaned_data["seen"]
    try:
        moved = moving.move(
            booking=booking, start_at=start, practitioner=asked.wish.practitioner, actor=request.member.actor,
            by_staff=True, seen=seen, tell=tell, anyway=forced.passing, reason=form.cleaned_data["reason"],
            minutes=asked.wish.minutes, price=form.cleaned_data.get("price"),
        )  # fmt: skip
    except StaleState:
        return _moved_meanwhile(request, seen_booking(request, booking.code), asked)
    except (SlotTaken, NotBookable):
        return _taken(request, booking, asked, free_anyway(request.tenant, asked.wish, start, past=True))
    text = _done(booking, moved)
    if moved.sequence == seen:
        messages.info(request, _("It stands there already."))
    else:
        page = page_of(request, booking)
        tell_undoable(request, text, "move", page=page, code=booking.code, seen=moved.sequence, tell=tell, **back)
    if request.headers.get("HX-Target") == "panel":
        return shown_beside(request)
    return redirect("desk-booking", request.tenant.slug, booking.code)


@way_back("move")
def move_back(request: TenantRequest, **what: Any) -> None:
    """To where it was, though that was outside the hours or over something else. The client is told if they were."""
    booking = seen_booking(request, what["code"])
    moving.move(
        booking=booking,
        start_at=datetime.fromisoformat(what["start"]),
        practitioner=next(r for r in current(request.tenant).resources.values() if str(r.pk) == what["with"]),
        actor=request.member.actor, by_staff=True, seen=what["seen"], tell=what["tell"],
        anyway=TAKEN if what["over"] else HOURS, reason=what["reason"] or (_("Put back") if what["over"] else ""),
        minutes=what["minutes"], price=what["price"], again=True,
    )  # fmt: skip


def _done(before: Booking, moved: Booking) -> str:
    """What was done, in a few words; and what is left to pay, or was paid too much, when the price is another."""
    name, when = before.contact_name, _span(moved.start_at, moved.end_at, before)
    whom = moved.parts.select_related("resource").order_by("position")[0].resource
    another = whom.pk != before.parts.all()[0].resource_id
    if moving.minutes_of(before) == moving.minutes_of(moved):
        said = {"name": name, "when": _said(moved.start_at, before), "whom": whom.name}
        if another:
            return _("Moved: %(name)s, now %(when)s, with %(whom)s") % said
        return _("Moved: %(name)s, now %(when)s") % said
    when = f"{when}, {whom.name}" if another else when
    text = _("Changed: %(what)s") % {"what": f"{name}, {when}, {moved.money.written(page_language())}"}
    return f"{text}. {paid_and_price(moved, moved.price)}".removesuffix(". ")


def _form(request: TenantRequest, booking: Booking, forced: Forced, terms: dict[str, Any]) -> MoveForm:
    may_tell = reachable(booking) and not _is_over(forced)
    return MoveForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": booking.sequence, "tell": may_tell, "price": terms.get("price")} | kept_terms(request),
        currency=booking.currency if terms else "",
        over=forced.passing == TAKEN,
        reachable=may_tell,
    )


def _is_over(forced: Forced) -> bool:
    """Of what has been nobody is told."""
    return forced.time.end_at <= database_now()


def _told_before(request: TenantRequest, booking: Booking, asked: Asked, forced: Forced) -> dict[str, Any]:
    """What the panel says of the move: from, to, whom, the policy, and what is passed."""
    catalogue, wish = current(request.tenant), asked.wish
    full = too_many_that_day(request.tenant, wish, forced.time)
    warnings = [full, too_often(catalogue, wish, booking.client_id, forced.time, besides=booking.pk)]
    if not forced.passing:
        warnings.insert(0, outside_the_rules(request.tenant, wish, forced.time, database_now(), full=full))
    return {
        "new": _said(forced.time.start_at, booking),
        "lines": hindrance(scope_of(request), asked.wish, forced.time.start_at, forced.passing).lines
        if forced.passing
        else (),
        "span": _span(forced.time.start_at, forced.time.end_at, booking),
        "was_with": booking.parts.all()[0].resource,
        "back": asked.query(start="", force=""),
        "policy": _policy(booking, forced.time.start_at),
        "reachable": reachable(booking),
        "been": entered_after(forced.time, database_now()),
        "over": _is_over(forced),
        "passing": forced.passing,
        "warnings": [line for line in warnings if line],
    }


def _policy(booking: Booking, start: datetime) -> str:
    """What the client may do alone once it is moved."""
    meant = copy(booking)
    meant.start_at = start
    judged = outcome(meant, database_now())
    if judged.code != "free":
        return _("Then it is too late for the client to move or cancel alone.")
    return _("Then the client may move or cancel until %(until)s.") % {"until": _said(judged.free_until, booking)}


def _refuses(request: TenantRequest, asked: Asked) -> bool:
    """Dragged to somebody who does not give the service, or whose calendar is not the member's."""
    code = request.GET.get("with", "")
    return bool(code) and asked.wish.practitioner is not None and asked.wish.practitioner.code != code


def _moved_meanwhile(request: TenantRequest, booking: Booking, asked: Asked) -> HttpResponse:
    """Somebody was faster. Nothing is overwritten; whoever comes later sees how it is, and may go on from there."""
    context = _context(booking, asked) | {
        "new": _said(asked.start, booking) if asked.start else "",
        "query": asked.query(**written_terms(request)),
        "stands": booking.status == Status.CONFIRMED,
    }
    response = render(request, "desk/move_meanwhile.html", context, status=StaleState.status)
    response["HX-Trigger"] = CHANGED
    return response


def _choose_time(request: TenantRequest, booking: Booking, asked: Asked) -> HttpResponse:
    now = database_now()
    today = now.astimezone(ZoneInfo(request.tenant.timezone)).date()
    catalogue = current(request.tenant)
    context = _context(booking, asked) | {
        "at": f"{booking.start_at.astimezone(ZoneInfo(booking.location.timezone)):%Y-%m-%dT%H:%M}",
        "longest": moving.LONGEST,
        "able": _others(choosable(catalogue, asked.wish.service, request.member), booking),
        "next": next_choices(request.tenant, asked, today),
        "calendar": calendar(
            request.tenant, asked, now, booking.start_at.astimezone(ZoneInfo(booking.location.timezone)).date()
        ),
    }
    return render(request, "desk/move.html", context)


def _taken(request: TenantRequest, booking: Booking, asked: Asked, forced: Forced | None) -> HttpResponse:
    """Nothing was changed: why, what may be passed, the nearest times, and one way to all the others."""
    today = database_now().astimezone(ZoneInfo(request.tenant.timezone)).date()
    near = nearest_free(request.tenant, asked.wish, asked.start, NEXT, staff=True) if asked.start else []
    refused = _refuses(request, asked)
    passing = forced.passing if forced and not refused else ""
    found = hindrance(scope_of(request), asked.wish, asked.start, passing) if asked.start and not refused else None
    may, terms = passing == HOURS or (passing == TAKEN and request.member.role in MAY_FORCE), written_terms(request)
    context = _context(booking, asked) | {
        "lost": _lost(booking, asked),
        "been": bool(found) and _been(asked),
        "why": _kept(booking)
        if refused and booking.veiled
        else _why(asked, found.lines if found else (), refused=refused),
        "between": bool(found and found.between),
        "choices": [choice.with_more(terms) for choice in as_choices(asked, near, today)],
        "passing": passing if may else "",
        "anyway": asked.query(force=passing, **terms) if may else "",
        "more": asked.without_time().query(day=_day(booking, asked)),
    }
    return render(request, "desk/move_refused.html", context, status=409)


def _day(booking: Booking, asked: Asked) -> date | None:
    zone = ZoneInfo(booking.location.timezone)
    return asked.start.astimezone(zone).date() if asked.start else asked.day


def _lost(booking: Booking, asked: Asked) -> str:
    """The time that cannot be had; with its end when that is what was asked for."""
    minutes = asked.wish.minutes or 0
    if asked.start is None or minutes == moving.minutes_of(booking):
        return _said(asked.start, booking) if asked.start else ""
    return _span(asked.start, asked.start + moving.MINUTE * minutes, booking)


def _kept(booking: Booking) -> str:
    name = booking.parts.all()[0].resource.name
    return _("Only somebody who is told who the clients of %(name)s are can give them to a colleague.") % {"name": name}


def _why(asked: Asked, lines: tuple[str, ...], *, refused: bool) -> str:
    if refused:
        return _("%(service)s is not given in that calendar.") % {"service": asked.wish.service.name}
    return " ".join([_been(asked), *lines]).strip() or _("Something that it needs is missing then.")


def _been(asked: Asked) -> str:
    ends = asked.start + moving.MINUTE * (asked.wish.minutes or 0) if asked.start else None
    return has_been(asked.start, ends, database_now()) if asked.start and ends else ""


def _asked(request: TenantRequest, booking: Booking) -> Asked:
    """The same agreement with another day, time or practitioner. Raises `NotFound` for somebody who is not there."""
    start = _typed(request, booking)
    minutes = asked_minutes(request, start)
    wish = moving.wish_of(booking, minutes=minutes)
    catalogue = current(request.tenant)
    code = request.GET.get("with", "")
    if code:
        able: list[Resource] = choosable(catalogue, wish.service, request.member)
        chosen = catalogue.resource(code)
        wish = moving.wish_of(booking, chosen, minutes) if chosen in _others(able, booking) else wish
    force = asking.may_pass(request.member, request.GET.get("force", ""))
    return Asked(wish, as_day(request.GET.get("day")), start, force=force)


def _others(able: list[Resource], booking: Booking) -> list[Resource]:
    """Whom it may go to. Whoever is not told who the client is would find out where clients are not kept."""
    present = booking.parts.all()[0].resource_id
    return [one for one in able if one.pk == present] if booking.veiled else able


def _typed(request: TenantRequest, booking: Booking) -> datetime | None:
    """A time that was clicked on, dragged to (wall clock of the business), or typed (wall clock at the place)."""
    start = request.GET.get("start")
    return (
        as_moment(start)
        or asking.as_wall_clock(start, request.tenant.timezone)
        or asking.as_wall_clock(request.GET.get("at"), booking.location.timezone)
    )


def _context(booking: Booking, asked: Asked) -> dict[str, Any]:
    return {"booking": booking, "asked": asked, "when": said(booking), "rail": "calendar"}


def _said(moment: datetime, booking: Booking) -> str:
    zone = booking.location.timezone
    return say_moment(moment, zone, page_language(), today=local_today(zone))


def _span(start_at: datetime, end_at: datetime, booking: Booking) -> str:
    zone = booking.location.timezone
    return say_span(start_at, end_at, zone, page_language(), today=local_today(zone))
