"""Who is told of a request and of what becomes of it, in which words, and that only a yes carries a calendar file."""

import pytest

from booking.bookings.approving import accept, decline, withdraw
from booking.bookings.expiring import expire
from booking.bookings.models import Booking
from notifications.models import DemoMail, Message
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.notifications.conftest import tell
from tests.notifications.test_letters import LANGUAGES, letter
from tests.requested import ask_for, now

pytestmark = pytest.mark.django_db
KINDS = ("requested", "declined", "lapsed", "withdrawn")


@pytest.fixture
def asked(cast: Cast) -> Booking:
    booking = ask_for(cast.salon, who=1)
    tell(cast.salon.tenant)
    return booking


def told(booking: Booking, kind: str) -> list[str]:
    with tenant_tx(booking.tenant):
        return sorted(Message.objects.filter(booking=booking, kind=kind).values_list("recipient", flat=True))


def test_the_client_and_whoever_answers_are_told_of_a_request(asked: Booking):
    assert told(asked, "requested") == ["client", "practitioner"]
    assert told(asked, "confirmation") == []


def test_where_nobody_is_behind_the_calendar_the_managers_are_told(cast: Cast):
    with tenant_tx(cast.salon.tenant):
        cast.salon.practitioners[1].member = None
        cast.salon.practitioners[1].save()
    booking = ask_for(cast.salon, who=1)
    tell(cast.salon.tenant)
    assert told(booking, "requested") == ["client", "manager"]


def test_a_yes_confirms_with_the_word_and_reminds(cast: Cast, asked: Booking):
    with tenant_tx(asked.tenant):
        accept(booking=asked, actor=cast.bob.actor, word="Bring a towel")
    tell(asked.tenant)
    assert told(asked, "confirmation") == ["client"]  # Bob did it himself
    said = letter(now(asked), "confirmation", "en")
    assert "“Bring a towel”" in said.text
    assert said.attachments


@pytest.mark.parametrize(
    ("how", "kind", "who"),
    [
        (lambda cast, one: decline(booking=one, actor=cast.bob.actor), "declined", ["client"]),
        (lambda cast, one: withdraw(booking=one), "withdrawn", ["client", "practitioner"]),
    ],
)
def test_of_an_end_those_are_told_whom_it_concerns(cast: Cast, asked: Booking, how, kind: str, who: list[str]):
    with tenant_tx(asked.tenant):
        how(cast, asked)
    tell(asked.tenant)
    assert told(asked, kind) == who
    assert told(asked, "cancelled") == []


def test_of_one_that_ran_out_both_are_told_and_of_a_mere_hold_nobody(cast: Cast, asked: Booking, clock: Clock):
    clock.forward(hours=24)
    with tenant_tx(asked.tenant):
        assert expire(booking=asked)
    tell(asked.tenant)
    assert told(asked, "lapsed") == ["client", "practitioner"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("medium", ["email", "sms"])
def test_every_letter_to_the_client_is_whole(cast: Cast, asked: Booking, kind: str, language: str, medium: str):
    with tenant_tx(asked.tenant):
        Booking.objects.filter(pk=asked.pk).update(reply="<b>Monday?</b>")
    said = letter(now(asked), kind, language, medium=medium)
    assert said.text.strip()
    assert "{{" not in said.text
    assert "None" not in said.text
    assert not said.attachments
    if medium == "email":
        assert said.subject
        assert "<b>Monday" not in said.html
        assert ("Monday?" in said.text) == (kind == "declined")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("recipient", "kind"), [("practitioner", one) for one in KINDS if one != "declined"] + [("manager", "requested")]
)
def test_every_letter_to_the_staff_is_whole(asked: Booking, recipient: str, kind: str, language: str):
    said = letter(asked, kind, language, recipient)
    assert said.subject
    assert said.text.strip()
    assert "{{" not in said.text + said.subject


def test_a_request_that_is_answered_is_not_told_as_one_any_more(cast: Cast):
    booking = ask_for(cast.salon, who=1)
    with tenant_tx(booking.tenant):
        accept(booking=booking, actor=cast.alice.actor)
    tell(booking.tenant)
    with tenant_tx(booking.tenant):
        sent = list(DemoMail.objects.values_list("subject", flat=True))
    assert not any("asked for" in subject for subject in sent)
