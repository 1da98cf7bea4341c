"""Where the business answers first, programs are told, and can withdraw or decline."""

import pytest

from booking.bookings.models import Booking
from tenants.tenancy import tenant_tx
from tests.api.program import DANA, Program, token_in
from tests.cast import Cast
from tests.requested import approves

pytestmark = pytest.mark.django_db


def asked(program: Program) -> dict:
    made = program.post("bookings", {"hold": program.hold().json()["hold"], "client": DANA})
    assert made.status_code == 201, made.content
    return dict(made.json())


def test_a_booking_is_requested_and_the_service_says_so_before(cast: Cast, anybody: Program):
    assert anybody.get("services").json()[0]["approval"] is False
    approves(cast.salon)
    assert anybody.get("services").json()[0]["approval"] is True
    made = asked(anybody)
    assert (made["status"], made["payment"]) == ("requested", None)
    policy = Program(cast.salon, token_in(made)).get(f"bookings/{made['code']}/policy").json()
    assert (policy["allowed"], policy["refund"]["amount"]) == (True, 0)


@pytest.mark.parametrize(("by", "how"), [("token", "withdrawn"), ("key", "declined")])
def test_cancelling_it_withdraws_or_declines(cast: Cast, anybody: Program, by: str, how: str):
    approves(cast.salon)
    made = asked(anybody)
    program = Program(cast.salon, token_in(made) if by == "token" else cast.salon.key)
    assert program.post(f"bookings/{made['code']}/cancellation").json()["status"] == "cancelled"
    with tenant_tx(cast.salon.tenant):
        assert Booking.objects.get(code=made["code"]).cancelled_by == how


def test_a_key_books_at_once(cast: Cast):
    approves(cast.salon)
    body = {"service": cast.salon.service.code, "client": DANA, "start": "2026-11-24T10:00:00+01:00"}
    assert Program(cast.salon, cast.salon.key).post("bookings", body).json()["status"] == "confirmed"
