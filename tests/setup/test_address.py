"""The address of the page changes once; what was sent or printed with the old one keeps working."""

import pytest

from tenants.models import Event, Tenant
from tenants.tenancy import tenant_tx

PAGE = "/salon/desk/settings/address/"


def test_the_page_is_found_at_both_addresses(alice, client, cast):
    answer = alice.post(PAGE, {"slug": "klippet", "once": "on"})
    assert (answer.status_code, answer["Location"]) == (303, "/klippet/desk/settings/address/")
    assert client.get("/klippet/").status_code == 200
    old = client.get("/salon/?language=sv")
    assert (old.status_code, old["Location"]) == (301, "/klippet/?language=sv")


def test_every_link_of_a_mail_still_leads_to_the_booking(alice, client, cast, book):
    booking = book()
    alice.post(PAGE, {"slug": "klippet", "once": "on"})
    for way in ("", "calendar.ics", "move/", "cancellation/"):
        old = client.get(f"/salon/b/{booking.manage_token}/{way}")
        assert old.status_code == 301, way
        assert client.get(old["Location"]).status_code == 200, way


def test_what_is_sent_to_the_old_address_is_sent_on_with_its_body(alice, client, cast):
    alice.post(PAGE, {"slug": "klippet", "once": "on"})
    assert alice.post(PAGE, {"slug": "klippet", "once": "on"})["Location"] == "/klippet/desk/settings/address/"
    called = client.post("/api/v1/salon/holds", {}, content_type="application/json")
    assert (called.status_code, called["Location"]) == (308, "/api/v1/klippet/holds")


def test_two_clicks_move_once(alice, cast):
    alice.post(PAGE, {"slug": "klippet", "once": "on"})
    answer = alice.post(PAGE, {"slug": "klippet", "once": "on"}, follow=True)
    assert answer.status_code == 200
    with tenant_tx(cast.salon.tenant):
        [event] = Event.objects.filter(type="business.moved")
    assert event.data == {"changed": {"slug": ["salon", "klippet"]}}


def test_it_can_be_done_once(alice, cast):
    alice.post(PAGE, {"slug": "klippet", "once": "on"})
    assert "New address" not in alice.get("/klippet/desk/settings/address/").text
    assert alice.post("/klippet/desk/settings/address/", {"slug": "third", "once": "on"}).status_code == 422
    assert Tenant.objects.get(pk=cast.salon.tenant.pk).slug == "klippet"


@pytest.mark.parametrize("slug", ["gym", "g-ym", "admin", "x", "Ål!", "", "a" * 41, "salon"])
def test_an_address_that_cannot_be_had_changes_nothing(alice, cast, slug):
    answer = alice.post(PAGE, {"slug": slug, "once": "on"})
    assert answer.status_code == 422
    assert Tenant.objects.get(pk=cast.salon.tenant.pk).former_slug is None


def test_the_old_address_is_kept_from_everybody_else(alice, cast, log_in):
    alice.post(PAGE, {"slug": "klippet", "once": "on"})
    charlie = log_in(cast.charlie)
    answer = charlie.post("/gym/desk/settings/address/", {"slug": "salon", "once": "on"})
    assert answer.status_code == 422
    assert "taken" in answer.text


def test_an_address_that_nobody_ever_had_is_nobodys(client, cast):
    assert client.get("/nobody/").status_code == 404


def test_a_suspended_business_is_not_told_of_by_its_old_address(alice, client, cast, clock):
    alice.post(PAGE, {"slug": "klippet", "once": "on"})
    Tenant.objects.filter(pk=cast.salon.tenant.pk).update(suspended_at=clock.now)
    assert client.get("/salon/").status_code == 404


def test_the_page_says_who_changed_it(alice, cast):
    assert "Last changed" not in alice.get(PAGE).text
    alice.post(PAGE, {"slug": "klippet", "once": "on"})
    assert "Last changed by Alice" in alice.get("/klippet/desk/settings/address/").text


def test_what_can_be_done_once_is_not_done_by_a_slip(alice, cast):
    answer = alice.post(PAGE, {"slug": "klippet"})
    assert answer.status_code == 422
    assert "Read the new address once more" in answer.text
    assert 'value="klippet"' in answer.text
    assert Tenant.objects.get(pk=cast.salon.tenant.pk).slug == "salon"
