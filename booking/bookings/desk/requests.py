"""What clients have asked for: the list of what waits, and the answer in one click."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from booking.bookings import selectors
from booking.bookings.approving import accept, decline
from booking.bookings.calendar.answering import answered
from booking.bookings.desk.booking import answered_by, said, seen_booking
from booking.bookings.desk.booking import booking as whole_booking
from booking.bookings.desk.rows import marks_of
from booking.kernel.errors import Invalid
from booking.kernel.plain import one_line
from tenants.answers import see_other
from tenants.clock import database_now
from tenants.forms import StrictForm
from tenants.requests import TenantRequest

ACCEPT, DECLINE = "accept", "decline"


class AnswerForm(StrictForm):
    """`back`: where somebody answered, when it was not on the booking's own page."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[(one, one) for one in (ACCEPT, DECLINE)])
    word = forms.CharField(label=gettext_lazy("A word to the client"), required=False, max_length=300)
    back = forms.ChoiceField(required=False, choices=[("list", "list")])

    def clean_word(self) -> str:
        return one_line(self.cleaned_data["word"])


@require_GET
def requests(request: TenantRequest, tenant: str) -> HttpResponse:
    if request.headers.get("HX-Target") == "waiting":  # the calendar asks how many
        count = selectors.count_requests(request.tenant, request.member)
        return render(request, "desk/_requests_wait.html", {"requests": count, "may_book": True})
    now = database_now()
    rows = [
        {
            "booking": one,
            "when": said(one, now),
            "by": answered_by(one, now),
            "marks": marks_of(one),
            "part": one.parts.all()[0],
        }
        for one in selectors.requests(request.tenant, request.member)
    ]
    return render(request, "desk/requests.html", {"rows": rows, "rail": "calendar"})


@require_http_methods(["GET", "POST"])
def answer(request: TenantRequest, tenant: str, code: str) -> HttpResponseBase:
    """Yes or no, and a word. Raises `StaleState` when somebody was faster, or the time ran out."""
    if request.method == "GET":
        return whole_booking(request, tenant, code)
    booking = seen_booking(request, code)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Invalid(errors={name: list(map(str, texts)) for name, texts in form.errors.items()})
    says: dict[str, Any] = {"word": form.cleaned_data["word"], "seen": form.cleaned_data["seen"]}
    names = {"name": booking.contact_name, "when": said(booking)}
    if form.cleaned_data["answer"] == ACCEPT:
        accept(booking=booking, actor=request.member.actor, **says)
        messages.success(request, _("Booked: %(name)s, %(when)s") % names)
    else:
        decline(booking=booking, actor=request.member.actor, **says)
        messages.success(request, _("Declined: %(name)s, %(when)s. The client is told.") % names)
    if form.cleaned_data["back"]:
        return see_other("desk-requests", tenant=tenant)
    return answered(request, "desk-booking", code)
