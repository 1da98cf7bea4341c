"""A time that is kept for existing clients, and the ways to become known as one."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.core import mail

from booking.availability.models import OpenSlot, Shift, WeeklyHours
from tenants import account_mail
from tenants.models import AccountMail
from tenants.tenancy import tenant_tx
from tests.cast import House
from tests.notifications.conftest import tell
from tests.pages.visitor import STOCKHOLM, Visitor

SIX = datetime(2026, 11, 24, 18, 0, tzinfo=STOCKHOLM)  # after hours
TUESDAY = {"day": "2026-11-24"}
ASK = "Been here before?"


def keep(house: House, start: datetime = SIX) -> OpenSlot:
    with tenant_tx(house.tenant):
        return OpenSlot.objects.create(
            tenant=house.tenant, resource=house.practitioners[0], location=house.place, audience="clients",
            start_at=start, end_at=start + timedelta(hours=1),
        )  # fmt: skip


def keep_working(house: House, kind: str) -> None:
    """The same hour as working time of that day, or of each week."""
    said = {"tenant": house.tenant, "resource": house.practitioners[0], "location": house.place, "audience": "clients"}
    said |= {"opens": SIX.time(), "closes": (SIX + timedelta(hours=1)).time()}
    with tenant_tx(house.tenant):
        if kind == "shift":
            Shift.objects.create(on=SIX.date(), **said)
        else:
            WeeklyHours.objects.create(weekday=SIX.weekday(), **said)


def letters(house: House) -> list[Any]:
    """Everything that the workers would send by now."""
    tell(house.tenant)
    for pk in AccountMail.objects.values_list("pk", flat=True):
        account_mail.send(pk)
    return mail.outbox


def link(visitor: Visitor, email: str = "dana@example.com") -> str:
    """Ask for a link, and find it in the mail: its path below the business's."""
    assert visitor.post("known/", {"email": email}).status_code == 303
    return re.findall(r"/salon/(known/[^/\s]+/)", letters(visitor.house)[-1].body)[0]


def become_known(visitor: Visitor) -> Visitor:
    answer = visitor.post(link(visitor), {})
    assert (answer.status_code, answer["Location"]) == (303, "/salon/")
    return visitor


def at_six(answer: Any) -> bool:
    """Whether the answer tells of that time, anywhere in it."""
    return any(said in answer.content.decode() for said in ("2026-11-24T17:00:00+00:00", "2026-11-24T18:00:00+01:00"))
