"""Steps of somebody who books by phone, for the tests: press a time, then say who it is for."""

from typing import Any
from urllib.parse import urlencode

from booking.bookings.models import Booking
from booking.clients.models import Client
from tenants.tenancy import tenant_tx
from tests.desk.conftest import TUESDAY, written

BOOK = "/salon/desk/book/"


def query(cast, start=TUESDAY, **more) -> str:
    return BOOK + "?" + urlencode({"service": cast.salon.service.code, "start": written(start), **more})


def take(browser, cast, start=TUESDAY, *, sent=None, **more) -> Any:
    """The answer to a press on that time."""
    return browser.post(query(cast, start, **more), sent or {})


def hold(browser, cast, start=TUESDAY, **more) -> str:
    """The address of the next step, with the time held."""
    answer = take(browser, cast, start, **more)
    assert answer.status_code == 303, answer.text
    return answer["Location"]


def new_client(**more) -> dict[str, str]:
    return {
        "name": "Nils Aronsson", "phone": "070-555 12 12", "email": "", "mode": "on_site", "language": "sv",
        "message": "", "source": "own", "confirm_by": "email", **more,
    }  # fmt: skip


def somebody_known(**more) -> dict[str, str]:
    return {"phone": "", "email": "dana@example.com", "mode": "on_site", "language": "sv", "message": "", **more}


def bookings(cast) -> list[Booking]:
    """Those that somebody completed."""
    with tenant_tx(cast.salon.tenant):
        return list(Booking.objects.exclude(client=None).select_related("client").order_by("start_at"))


def holds(cast) -> list[Booking]:
    with tenant_tx(cast.salon.tenant):
        return list(Booking.objects.filter(status="held").order_by("start_at"))


def clients(cast) -> list[Client]:
    with tenant_tx(cast.salon.tenant):
        return list(Client.objects.order_by("pk"))
