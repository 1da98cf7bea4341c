"""A01: a link that gives power opens its own booking, for its own purpose, and cannot be guessed."""

import base64
import secrets
from typing import Any

import pytest
from django.test import Client as Browser

from booking.bookings.cancelling import cancel
from booking.bookings.models import Booking
from booking.bookings.selectors import held, managed
from booking.kernel.errors import NotFound
from booking.kernel.tokens import make_token, token_opens, token_row
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.tenants.faces import face
from tests.tenants.rows import fill

GUESSES = 100_000
PATHS = ["", "move/", "cancellation/", "calendar.ics", "video/", "payment/", "status/"]


@pytest.fixture
def booking(cast: Cast, db: None) -> Booking:
    fill(cast.gym)
    return fill(cast.salon)


def wrong_tokens(booking: Booking, other: Booking) -> list[str]:
    token = booking.manage_token
    return [
        token[:-1], token + "A", token[1:], token.upper(), token.lower(), token[::-1],
        token[:22] + other.manage_token[22:], other.manage_token, booking.hold_token,
        make_token("booking", booking.pk, booking.token_version + 1), str(booking.pk), booking.code,
        "no-token", "%00", "a" * 500,
        # The last character holds two bits that mean nothing: another one there is another token.
        token[:-1] + chr(ord(token[-1]) + 1),
    ]  # fmt: skip


def test_a_token_is_128_bits_that_nobody_can_make_without_the_key(booking: Booking, settings: Any):
    raw = base64.urlsafe_b64decode(booking.manage_token + "=")
    assert raw[:16] == booking.pk.bytes
    assert len(raw[16:]) * 8 == 128
    made = {make_token("booking", booking.pk, version)[22:] for version in range(500)}
    assert len(made) == 500
    before = booking.manage_token
    settings.SECRET_KEY = "another" * 10
    assert booking.manage_token != before


def test_a_hundred_thousand_guesses_at_a_known_booking_open_nothing(booking: Booking, cast: Cast):
    """The worst case: whoever guesses knows the id already."""
    with tenant_tx(cast.salon.tenant):
        for n in range(GUESSES):
            guess = base64.urlsafe_b64encode(booking.pk.bytes + secrets.token_bytes(16)).decode().rstrip("=")
            assert token_row(guess) == booking.pk
            assert not token_opens(guess, "booking", booking.pk, 1)
            assert not token_opens(guess, "hold", booking.pk, 1)
            if n % 1000 == 0:
                for opened in (managed, held):
                    with pytest.raises(NotFound):
                        opened(cast.salon.tenant, guess)


def test_a_wrong_token_is_like_one_of_nobody_on_every_page(booking: Booking, cast: Cast, settings: Any):
    settings.RATE_LIMITS = False
    browser = Browser()
    with tenant_tx(cast.gym.tenant):
        theirs = Booking.objects.get()
    for path in PATHS:
        none = face(browser.get(f"/salon/b/nobody/{path}"), "nobody")
        assert none[0] == 404
        for token in wrong_tokens(booking, theirs):
            answer = browser.get(f"/salon/b/{token}/{path}")
            assert face(answer, token) == none, (path, token)
            assert b"CANARY" not in answer.content.replace(cast.salon.tenant.name.encode(), b"")


def test_a_wrong_token_opens_nothing_for_programs(booking: Booking, cast: Cast, settings: Any):
    settings.RATE_LIMITS = False
    with tenant_tx(cast.gym.tenant):
        theirs = Booking.objects.get()
    url = f"/api/v1/salon/bookings/{booking.code}"
    assert Browser().get(url, headers={"Authorization": f"Bearer {booking.manage_token}"}).status_code == 200
    faces = [
        face(Browser().get(url, headers={"Authorization": f"Bearer {token}"}))
        for token in [*wrong_tokens(booking, theirs)[:10], ""]
    ]
    assert {each[0] for each in faces} == {404}
    assert all(each == faces[0] for each in faces)
    assert Browser().get(url, {"token": booking.manage_token}).status_code in {400, 404}


def test_after_cancelling_the_link_still_shows_it_and_changes_nothing(booking: Booking, cast: Cast):
    with tenant_tx(cast.salon.tenant):
        cancel(booking=booking)
    page = f"/salon/b/{booking.manage_token}/"
    assert Browser().get(page).status_code == 200
    for path in ("move/", "cancellation/"):
        answer = Browser().post(page + path, {"seen": 1, "start": "2026-11-25T10:00:00+01:00"})
        assert answer.status_code in {303, 409, 422}, path
    with tenant_tx(cast.salon.tenant):
        assert Booking.objects.get(pk=booking.pk).status == "cancelled"


def test_raising_the_version_revokes_the_link(booking: Booking, cast: Cast):
    old = booking.manage_token
    with tenant_tx(cast.salon.tenant):
        Booking.objects.update(token_version=2)
        booking.refresh_from_db()
    assert Browser().get(f"/salon/b/{old}/").status_code == 404
    assert Browser().get(f"/salon/b/{booking.manage_token}/").status_code == 200


def test_a_member_of_another_business_gains_nothing_from_being_logged_in(booking: Booking, cast: Cast):
    browser = Browser()
    browser.force_login(cast.charlie.user)
    assert browser.get(f"/salon/b/{booking.manage_token[:-2]}xx/").status_code == 404
    assert browser.get(f"/gym/b/{booking.manage_token}/").status_code == 404


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_after_thirty_misses_in_a_minute_nobody_may_try_again_for_a_while(cast: Cast, clock: Any):
    booking = fill(cast.salon)
    browser = Browser()
    pages = [f"/salon/b/{'x' * 43}/", f"/salon/h/{'x' * 43}/", f"/api/v1/salon/bookings/{booking.code}"]
    statuses = [browser.get(pages[n % 3]).status_code for n in range(30)]
    assert statuses == [404] * 30
    for page in [*pages, f"/salon/b/{booking.manage_token}/"]:
        answer = browser.get(page)
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 60
    # Somebody else's address is not theirs, and what has no secret in its address stays open.
    assert browser.get(f"/salon/b/{booking.manage_token}/", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert browser.get("/salon/").status_code == 200
    clock.forward(seconds=61)
    assert browser.get(f"/salon/b/{booking.manage_token}/").status_code == 200
