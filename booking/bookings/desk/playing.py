"""The test client: somebody of the staff plays a client, and sees the business's page as a client does."""

from django.contrib import messages
from django.db.models import Q
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from booking.bookings.desk.forms import PlayForm
from booking.bookings.models import STANDING, UNFINISHED, Booking
from booking.clients.models import Client
from booking.clients.proving import remember
from booking.clients.selectors import played_by
from booking.clients.services import make_test_client
from booking.kernel.saying import page_language, say_moment
from tenants.answers import see_other
from tenants.clock import DatabaseNow, local_today
from tenants.requests import TenantRequest

ENTER = "enter"


@require_http_methods(["GET", "POST"])
def playing(request: TenantRequest, tenant: str) -> HttpResponseBase:
    """Make one's own test client; `act=enter` opens the public page as them, in this browser, until it is said
    there that one is somebody else."""
    client = played_by(request.member)
    form = PlayForm(request.POST if request.method == "POST" and not client else None, initial={"name": _("Test")})
    if request.method == "POST" and client is not None:
        if request.POST.get("act") != ENTER:
            return see_other("desk-playing", tenant=tenant)
        response = see_other("business", tenant=tenant)
        remember(request, response, client)
        return response
    if request.method == "POST" and form.is_valid():
        make_test_client(member=request.member, name=form.cleaned_data["name"], language=page_language())
        messages.success(request, _("Your test client is there."))
        return see_other("desk-playing", tenant=tenant)
    context = {
        "client": client, "form": form, "email": request.member.user.email, "rail": "clients",
        "booked": _coming(client) if client else [],
    }  # fmt: skip
    return render(request, "desk/playing.html", context, status=422 if form.errors else 200)


def _coming(client: Client) -> list[tuple[str, str]]:
    """What the test client has booked and still takes time from others: the code, and when."""
    there = Q(status__in=STANDING) | Q(status__in=UNFINISHED, held_until__gt=DatabaseNow())
    mine = Booking.objects.filter(there, client=client, end_at__gt=DatabaseNow())
    return [
        (one.code, say_moment(one.start_at, zone, page_language(), today=local_today(zone)))
        for one in mine.select_related("location").order_by("start_at")[:20]
        for zone in [one.location.timezone]
    ]
