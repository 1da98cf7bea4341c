"""/mailbox/: what the demo would have sent, readable, and harmless to read. Outside the demo it is not there."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from booking.clients.services import Contact
from notifications.models import DemoMail
from tests.cast import House
from tests.notifications.conftest import book, mails, tell_and_send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: Any) -> None:
    settings.DEMO = True


@pytest.fixture
def told(salon: House) -> DemoMail:
    book(salon)
    tell_and_send(salon.tenant)
    return mails()[0]


@pytest.mark.parametrize("address", ["/mailbox/", "/mailbox.json", "/mailbox/1/"])
def test_outside_the_demo_there_is_nothing(client: Browser, settings: Any, address: str) -> None:
    DemoMail.objects.create(pk=1, medium="email", to="dana@example.com", text="secret")
    settings.DEMO = False
    answer = client.get(address)
    assert answer.status_code == 404
    assert b"secret" not in answer.content


def test_the_list_shows_the_newest_first_and_can_be_narrowed(client: Browser, told: DemoMail) -> None:
    page = client.get(reverse("mailbox")).content.decode()
    assert page.index("Ny bokning") < page.index(told.subject)
    narrowed = client.get(reverse("mailbox"), {"to": told.to}).content.decode()
    assert told.subject in narrowed
    assert "Ny bokning" not in narrowed


def test_an_empty_mailbox_says_what_would_be_here(client: Browser) -> None:
    assert "Book a time, and the confirmation appears here." in client.get(reverse("mailbox")).content.decode()


def test_the_json_tells_everything(client: Browser, told: DemoMail) -> None:
    everything = client.get(reverse("mailbox-json")).json()
    assert [mail["to"] for mail in everything] == ["bob@salon.example", "dana@example.com"]
    [mail] = client.get(reverse("mailbox-json"), {"to": "DANA@example.com"}).json()
    assert mail["subject"] == told.subject
    assert mail["effect_key"] == told.effect_key
    assert mail["medium"] == "email"
    assert mail["sent_at"].startswith("2026-11-23T08:00:00")
    assert "/b/" in mail["text"]
    assert mail["html"].startswith("<!doctype html>")
    [file] = mail["attachments"]
    assert (file["name"], file["content_type"]) == ("booking.ics", "text/calendar; method=REQUEST; charset=utf-8")
    assert file["content"].startswith("BEGIN:VCALENDAR\r\n")


def test_a_mail_is_framed_without_scripts_and_under_a_policy_of_its_own(client: Browser, told: DemoMail) -> None:
    page = client.get(reverse("mailbox-message", kwargs={"mail_id": told.pk}))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert b'sandbox="allow-popups' in page.content
    assert b"allow-scripts" not in page.content
    body = client.get(reverse("mailbox-message", kwargs={"mail_id": told.pk}), {"part": "html"})
    policy = body["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox ")
    assert "script" not in policy
    assert body["X-Frame-Options"] == "SAMEORIGIN"
    assert "Din tid är bokad" in body.content.decode()


def test_the_calendar_file_can_be_fetched_as_it_was_attached(client: Browser, told: DemoMail) -> None:
    address = reverse("mailbox-message", kwargs={"mail_id": told.pk})
    file = client.get(address, {"file": "0"})
    assert file["Content-Disposition"] == 'attachment; filename="booking.ics"'
    assert file["Content-Type"].startswith("text/calendar")
    assert file.content.decode() == told.attachments[0]["content"]
    for number in ("1", "-1", "x", "9" * 50, "9" * 5000, "²"):
        assert client.get(address, {"file": number}).status_code == 404


def test_a_visitors_words_are_words_on_the_page_too(client: Browser, salon: House) -> None:
    book(salon, contact=Contact("<img src=x onerror=alert(1)>", "", "+46701234567", "sv"))
    tell_and_send(salon.tenant)
    DemoMail.objects.create(medium="sms", to="<b>x</b>", text="<script>alert(1)</script> javascript:alert(1)")
    page = client.get(reverse("mailbox")).content.decode()
    page += "".join(
        client.get(reverse("mailbox-message", kwargs={"mail_id": mail.pk})).content.decode()
        for mail in DemoMail.objects.all()
    )
    for live in ("<img src=x", "<script>alert", "<b>x</b>", 'href="javascript:'):
        assert live not in page


@pytest.mark.parametrize("address", ["/mailbox/", "/mailbox.json"])
def test_reading_changes_nothing_and_is_all_that_can_be_done(client: Browser, address: str) -> None:
    assert client.post(address).status_code == 405
    assert "no-store" in client.get(address)["Cache-Control"]


def test_a_message_that_is_not_there_is_not_found(client: Browser) -> None:
    assert client.get("/mailbox/999999/").status_code == 404
