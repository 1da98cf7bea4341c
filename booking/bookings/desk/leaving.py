"""Deactivating a colleague: which bookings are still to come with them, and moving these to somebody else."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.availability.foreseeing import Change
from booking.availability.models import Occupancy, TakenBy
from booking.bookings.models import Booking, Part, Status
from booking.bookings.secrecy import as_seen_by
from booking.bookings.setup.foresight import Foresight
from booking.kernel.errors import Forbidden, Invalid, NotFound
from booking.kernel.saying import local_day, page_language, say_moment
from booking.resources.models import Resource
from booking.resources.people import practitioners
from booking.resources.setup.calendars import rest
from tenants.answers import see_other
from tenants.clock import DatabaseNow, database_now
from tenants.models import Membership
from tenants.requests import TenantRequest
from tenants.setup.membership import deactivate
from tenants.setup.ranks import settable

SHOWN = 100
TO_COME = (Status.CONFIRMED, Status.AWAITING_PAYMENT, Status.REQUESTED)


def still_to_come(member: Membership) -> QuerySet[Booking]:
    """Bookings that stand and have not begun, the next first: those that they give, and those in which they are
    needed besides."""
    own = Resource.objects.filter(tenant=member.tenant_id, member=member)
    taken = Occupancy.objects.filter(tenant=member.tenant_id, resource__in=own, kind=TakenBy.BOOKING)
    coming = taken.filter(end_at__gt=DatabaseNow()).values("owner_id")
    theirs = Part.objects.filter(Q(resource__in=own) | Q(pk__in=coming), booking=OuterRef("pk"))
    ahead = Booking.objects.filter(Exists(theirs), tenant=member.tenant_id, status__in=TO_COME)
    return ahead.filter(start_at__gt=DatabaseNow()).order_by("start_at", "code")


@require_http_methods(["GET", "POST"])
def leaving(request: TenantRequest, tenant: str, member: UUID) -> HttpResponse:
    """Before, it says what will be; afterwards, what is left to hand over. Pressed twice, it is done once."""
    row = Membership.objects.filter(tenant=request.tenant, pk=member).select_related("user", "tenant").first()
    if row is None:
        raise NotFound
    if row.role not in settable(request.member.role):
        raise Forbidden
    foretold, problem = (
        Foresight(request.tenant, Change(archived=frozenset(_working(row))), reader=request.member),
        None,
    )
    meanwhile = request.method == "POST" and row.deactivated_at is None and not _seen(request, foretold)
    if request.method == "POST" and not meanwhile:
        try:
            if row.deactivated_at is None:
                _deactivate(request, row)
            return see_other("desk-settings-member-leaving", tenant=tenant, member=member)
        except Invalid as refused:
            problem = refused
    coming = still_to_come(row)
    context = {
        "foretold": foretold, "meanwhile": meanwhile,
        "row": row, "count": coming.count(), "coming": _said(request, coming[:SHOWN]), "rail": "settings",
        "problem": _why(problem), "me": row.pk == request.member.pk,
    }  # fmt: skip
    return render(request, "bookings/setup/leaving.html", context, status=422 if problem else 200)


def _seen(request: TenantRequest, foretold: Foresight) -> bool:
    """Whether they looked at just these bookings: one that was made meanwhile is shown first. Nobody need have looked
    where nothing is touched."""
    return not foretold.touched or request.POST.get("known") == foretold.mark


def _working(member: Membership) -> QuerySet[Resource, UUID]:
    """Their calendars, which will rest then."""
    theirs = practitioners(member.tenant).filter(member=member, active=True)
    return theirs.values_list("pk", flat=True)


def _deactivate(request: TenantRequest, row: Membership) -> None:
    deactivate(by=request.member, member_id=row.pk)
    rest(member=row, actor=request.member.actor)
    messages.success(request, _("%(name)s is out now.") % {"name": row.user})


def _why(problem: Invalid | None) -> str:
    if problem is None:
        return ""
    return " ".join(str(text) for texts in problem.extra["errors"].values() for text in texts) or str(problem.message)


def _said(request: TenantRequest, coming: QuerySet[Booking]) -> list[dict[str, object]]:
    today = local_day(database_now(), request.tenant.timezone)
    rows = as_seen_by(request.member, list(coming.select_related("location").prefetch_related("parts__service")))
    return [
        {
            "code": one.code,
            "who": one.contact_name,
            "when": say_moment(one.start_at, one.location.timezone, page_language(), today=today),
            "what": ", ".join(part.service.name for part in one.parts.all()),
            "movable": one.status == Status.CONFIRMED,
        }
        for one in rows
    ]
