"""Showing who one is by a link in one's mail: asked for by anybody, sent to clients, good once and not for long."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.availability.models import OpenSlot
from booking.bookings.known_links import whose
from booking.clients.models import Client, KnownLink
from booking.clients.proving import COOKIE
from notifications.tasks import forget_links
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.forging import forged
from tests.notifications.conftest import tell
from tests.pages.keeping import letters, link
from tests.pages.visitor import Visitor, text
from tests.tenants.faces import face


def test_an_unknown_address_is_answered_alike_and_gets_no_mail(cast: Cast, blue: OpenSlot):
    seen = []
    for email in ("dana@example.com", "nobody@example.com", "alice@salon.example"):
        visitor = Visitor(cast.salon)
        with CaptureQueriesContext(connection) as queries:
            answer = visitor.post("known/", {"email": email})
        page = visitor.browser.get(answer["Location"])
        seen.append((face(answer, email), face(page, email), sorted(visitor.browser.cookies), len(queries)))
        assert "If the address is known here, a link is on its way." in text(page)
    assert seen[0] == seen[1] == seen[2]
    assert [letter.to for letter in letters(cast.salon)] == [["dana@example.com"]]
    with tenant_tx(cast.salon.tenant):
        assert [one.email for one in KnownLink.objects.all()] == ["dana@example.com"]
        assert not Event.objects.filter(data__icontains="example.com").exists()


def test_the_letter_comes_from_the_business_with_a_link(dana: Visitor, blue: OpenSlot):
    link(dana, "Dana@Example.com")
    (letter,) = mail.outbox
    html = letter.alternatives[0][0]
    address = re.findall(r"http://\S+/salon/known/[^/]+/", letter.body)[0]
    assert f'href="{address}"' in html
    assert "CANARY-salon" in letter.subject
    assert "CANARY-salon" in letter.from_email
    assert letter.reply_to == [dana.house.tenant.email]
    assert dana.house.client.name not in letter.body + html
    letters(dana.house)
    tell(dana.house.tenant)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("email", ["", "nonsense", "a@b", "\x00@example.com", "x" * 300 + "@example.com"])
def test_what_is_no_address_is_refused_and_kept_to_be_corrected(dana: Visitor, email: str):
    assert dana.post("known/", {"email": email}).status_code == 422
    with tenant_tx(dana.house.tenant):
        assert not KnownLink.objects.exists()


@pytest.mark.parametrize("email", ["dana@example.com", "nobody@example.com"])
def test_nobodys_mailbox_is_filled(dana: Visitor, email: str):
    """Counted for each address, from however many places."""
    said = [Browser(REMOTE_ADDR=f"203.0.113.{n}").post("/salon/known/", {"email": email}).status_code for n in range(4)]
    assert said == [303, 303, 303, 429]


def test_looking_at_the_link_does_not_use_it_up(dana: Visitor, blue: OpenSlot):
    path = link(dana)
    for _ in range(3):
        page = dana.get(path)
        assert page.status_code == 200
        assert COOKIE not in dana.browser.cookies
        assert "d…@example.com" in text(page)
        assert page["Cache-Control"] == "no-store"
    assert dana.post(path, {}).status_code == 303
    assert COOKIE in dana.browser.cookies


def test_it_works_once_and_within_half_an_hour(cast: Cast, dana: Visitor, blue: OpenSlot, clock: Clock):
    used, old = link(dana), link(dana)
    assert dana.post(used, {}).status_code == 303
    clock.forward(minutes=30, seconds=1)
    stranger = Visitor(cast.salon)
    gone = [stranger.get(used), stranger.post(used, {}), stranger.get(old), stranger.post(old, {})]
    assert {page.status_code for page in gone} == {404}
    assert {text(page) for page in gone} == {text(gone[0])}
    assert "This link is no longer good" in text(gone[0])
    assert COOKIE not in stranger.browser.cookies


def test_a_forged_link_is_like_a_used_one(dana: Visitor, blue: OpenSlot):
    path = link(dana)
    token = path.split("/")[1]
    hold = dana.hold().split("/")[1]
    for wrong in (forged(token), token.lower(), token[:22] + hold[22:], hold, "nothing", "%00"):
        for answer in (dana.get(f"known/{wrong}/"), dana.post(f"known/{wrong}/", {})):
            assert answer.status_code == 404
    assert COOKIE not in dana.browser.cookies
    assert dana.get(f"b/{token}/").status_code == 404


def test_a_link_that_was_asked_for_by_nobodys_address_opens_nothing(cast: Cast, dana: Visitor):
    with tenant_tx(cast.salon.tenant):
        asked = KnownLink.objects.create(tenant=cast.salon.tenant, email="dana@example.com", language="sv")
    assert dana.post(f"known/{asked.token}/", {}).status_code == 404


def test_a_link_of_one_business_opens_nothing_at_another(cast: Cast, dana: Visitor, blue: OpenSlot):
    path = link(dana)
    assert Visitor(cast.gym).post(path, {}).status_code == 404
    assert dana.post(path, {}).status_code == 303


def test_links_that_nobody_used_are_forgotten_by_themselves(cast: Cast, clock: Clock):
    """They hold an e-mail; the next who asks may be long in coming, or ask another business."""
    assert any(one["task"] == forget_links.name for one in settings.CELERY_BEAT_SCHEDULE.values())
    for house in (cast.salon, cast.gym):
        with tenant_tx(house.tenant):
            KnownLink.objects.create(tenant=house.tenant, email="dana@example.com", language="sv", client=house.client)
    clock.forward(minutes=29)
    forget_links()
    with tenant_tx(cast.gym.tenant):
        assert KnownLink.objects.count() == 1
    clock.forward(minutes=1)
    forget_links()
    for house in (cast.salon, cast.gym):
        with tenant_tx(house.tenant):
            assert not KnownLink.objects.exists()


def test_of_several_clients_with_one_address_the_last_to_come_is_meant(cast: Cast, dana: Visitor, clock: Clock):
    dana.book()
    with tenant_tx(cast.salon.tenant):
        Client.objects.create(tenant=cast.salon.tenant, name="Never came", email="dana@example.com")
        Client.objects.create(tenant=cast.salon.tenant, name="Test", email="dana@example.com", test=True)
        newest = whose("dana@example.com")
        assert newest is not None
        assert newest.name == "Never came"
        clock.forward(days=2)
        assert whose("dana@example.com") == cast.dana
