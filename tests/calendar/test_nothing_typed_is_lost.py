"""Two at once: choices of one person on two machines, and what somebody typed while a colleague was faster."""

import threading
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client as Browser

from booking.availability.models import Activity
from booking.bookings.calendar.choices import remember, remembered
from tenants.models import Membership
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.faults.workers import wait_until

PANEL = {"HX-Request": "true", "HX-Target": "panel"}


def given(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "tab": "activity", "start": "2026-11-24T10:00", "end": "2026-11-24T12:00", "title": "Meeting", "note": "",
        "with": cast.salon.practitioners[0].code,
    } | more  # fmt: skip


def test_what_was_typed_stands_when_a_colleague_was_faster(alice: Browser, cast: Cast, log_in):
    alice.post("/salon/desk/entries/", given(cast))
    with tenant_tx(cast.salon.tenant):
        [row] = Activity.objects.all()
    url = f"/salon/desk/activities/{row.pk}/"
    assert log_in(cast.front_desk).post(url, given(cast, seen=0, end="2026-11-24T13:00")).status_code == 302
    late = alice.post(url, given(cast, seen=0, note="Bring the long list"), headers=PANEL)
    assert late.status_code == 409
    assert "Somebody changed this while you were looking at it." in late.text
    assert "Bring the long list" in late.text
    assert "10:00–13:00" in late.text  # as it is now
    assert 'name="seen" value="1"' in late.text
    assert alice.post(url, given(cast, seen=1, note="Bring the long list")).status_code == 302
    with tenant_tx(cast.salon.tenant):
        assert Activity.objects.get().note == "Bring the long list"


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_two_choices_at_the_same_moment_are_both_kept(cast: Cast):
    member, waiting = cast.alice, threading.Event()

    def colours() -> None:
        with tenant_tx(cast.salon.tenant):
            mine = Membership.objects.get(pk=member.pk)
            waiting.set()
            remember(mine, {"colours": "service"})
        connections.close_all()

    other = threading.Thread(target=colours)
    with tenant_tx(cast.salon.tenant), transaction.atomic():
        remember(Membership.objects.get(pk=member.pk), {"click": "open"})
        other.start()
        assert waiting.wait(10)
        wait_until(somebody_waits, 10, "the other one at the lock")
    other.join(10)
    with tenant_tx(cast.salon.tenant):
        kept = remembered(Membership.objects.get(pk=member.pk))
    assert (kept.click, kept.colours) == ("open", "service")


def somebody_waits() -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
