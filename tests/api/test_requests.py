"""Where the business answers first, programs are told, and can withdraw, accept or decline."""

from datetime import timedelta

import pytest

from booking.bookings.models import Booking
from notifications.models import Message
from tenants.keys import make_key
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.api.program import DANA, Program, assert_problem, token_in
from tests.cast import Cast
from tests.conftest import Clock
from tests.notifications.conftest import tell
from tests.requested import approves, taken

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


ANSWERS = {"acceptance": ("confirmed", ""), "refusal": ("cancelled", "declined")}


def kept(cast: Cast, made: dict) -> Booking:
    with tenant_tx(cast.salon.tenant):
        return Booking.objects.get(code=made["code"])


@pytest.mark.parametrize("how", ANSWERS)
def test_a_key_answers_it_once_with_a_word_and_the_client_is_told(cast: Cast, anybody: Program, how: str):
    approves(cast.salon)
    made, program, (status, by) = asked(anybody), Program(cast.salon, cast.salon.key), ANSWERS[how]
    path = f"bookings/{made['code']}/{how}"
    done = program.post(path, {"word": " See you "}, key="once")
    assert (done.status_code, done.json()["status"]) == (200, status)
    again = program.post(path, {"word": " See you "}, key="once")
    assert (again.json(), again["Idempotent-Replayed"]) == (done.json(), "true")
    booking = kept(cast, made)
    assert (booking.status, booking.cancelled_by, booking.reply) == (status, by, "See you")
    assert taken(booking) == (2 if how == "acceptance" else 0)
    tell(cast.salon.tenant)
    with tenant_tx(cast.salon.tenant):
        told = Message.objects.filter(booking=booking, recipient="client").values_list("kind", flat=True)
        actors = Event.objects.filter(subject_id=booking.pk).values_list("actor_kind", flat=True)
    assert ("confirmation" if how == "acceptance" else "declined") in told
    assert "key" in actors
    for other in ANSWERS:  # the first answer counts
        assert_problem(program.post(f"bookings/{made['code']}/{other}"), 409, "stale_state")


@pytest.mark.parametrize("how", ANSWERS)
def test_nobody_else_answers_and_nothing_that_is_wrong_does(cast: Cast, anybody: Program, how: str):
    approves(cast.salon)
    made, reader = asked(anybody), Program(cast.salon, cast.salon.key)
    path = f"bookings/{made['code']}/{how}"
    with tenant_tx(cast.salon.tenant):
        reader = Program(cast.salon, make_key(tenant=cast.salon.tenant, name="r", scopes=["read"]))
    for program in (anybody, Program(cast.salon, token_in(made))):
        assert_problem(program.post(path), 401, "unauthorized")
    assert_problem(reader.post(path), 403, "forbidden")
    assert_problem(Program(cast.salon, cast.gym.key).post(path), 401, "unauthorized")  # T01
    program = Program(cast.salon, cast.salon.key)
    for wrong in ({"word": "x" * 301}, {"word": 1}, {"status": "confirmed"}, {"tenant": "gym"}, []):
        assert_problem(program.post(path, wrong), 400, "invalid")
    assert_problem(program.post(f"bookings/NOBODYS/{how}"), 404, "not_found")
    assert kept(cast, made).status == "requested"


@pytest.mark.parametrize("how", ANSWERS)
def test_a_request_of_another_business_is_not_there(cast: Cast, how: str):
    """T02."""
    approves(cast.gym)
    made = asked(Program(cast.gym))
    assert_problem(Program(cast.salon, cast.salon.key).post(f"bookings/{made['code']}/{how}"), 404, "not_found")
    with tenant_tx(cast.gym.tenant):
        assert Booking.objects.get(code=made["code"]).status == "requested"


@pytest.mark.parametrize("how", ANSWERS)
def test_what_was_never_asked_or_has_run_out_is_not_answered(cast: Cast, anybody: Program, clock: Clock, how: str):
    program, stands = Program(cast.salon, cast.salon.key), anybody.book("2026-11-24T14:00:00+01:00")
    assert_problem(program.post(f"bookings/{stands['code']}/{how}"), 409, "stale_state")
    approves(cast.salon)
    made = asked(anybody)
    clock.set(clock.now + timedelta(hours=25))
    assert_problem(program.post(f"bookings/{made['code']}/{how}"), 409, "stale_state")
    assert kept(cast, made).status == "requested"  # until the sweep comes


def test_a_key_books_at_once(cast: Cast):
    approves(cast.salon)
    body = {"service": cast.salon.service.code, "client": DANA, "start": "2026-11-24T10:00:00+01:00"}
    assert Program(cast.salon, cast.salon.key).post("bookings", body).json()["status"] == "confirmed"
