"""Steps of somebody who gives a booking to another client, for the tests."""

import re
from typing import Any

import pytest
from django.test import Client as Browser

from booking.bookings.models import Booking
from booking.clients.models import Client
from tenants.tenancy import tenant_tx

PANEL = {"HX-Request": "true", "HX-Target": "panel"}


@pytest.fixture
def erik(cast) -> Client:
    with tenant_tx(cast.salon.tenant):
        return Client.objects.create(
            tenant=cast.salon.tenant, name="Erik Ek", email="erik@example.com", phone="+46701112233", language="nb"
        )


def url(booking: Booking, rest: str = "client/", client: Client | None = None) -> str:
    return f"/salon/desk/bookings/{booking.code}/{rest}" + (f"?client={client.code}" if client else "")


def said(sequence: int = 0, **more: object) -> dict[str, Any]:
    """What the page about a known client sends."""
    return {
        "sequence": sequence, "phone": "+46701112233", "email": "erik@example.com", "language": "nb", "message": "",
        "confirm_by": "email", **more,
    }  # fmt: skip


def now_of(booking: Booking) -> Booking:
    with tenant_tx(booking.tenant_id):
        return Booking.objects.select_related("client", "tenant").get(pk=booking.pk)


def undo(browser: Browser, page: str) -> Any:
    note = re.search(r'name="undo" value="([^"]+)"', page)[1]
    return browser.post("/salon/desk/undo/", {"undo": note}, headers={"HX-Target": "toasts"})


def changed(booking: Booking, **fields: object) -> None:
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(**fields)
