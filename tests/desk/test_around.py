"""Around the bookings: which business, links to share, what could not be delivered."""

import uuid

from django.conf import settings
from django.test import Client as Browser

from tenants.models import Delivery, Event, Membership, User
from tenants.tenancy import tenant_tx
from tests.cast import PASSWORD

CODE = "/salon/desk/links/qr.svg"


def give_up(house, clock):
    with tenant_tx(house.tenant):
        Delivery.objects.update(dead_at=clock.now, attempts=12, last_error="ConnectionError")
        return Delivery.objects.first()


def now_of(delivery):
    with tenant_tx(delivery.tenant_id):
        return Delivery.objects.get(pk=delivery.pk)


def test_whoever_works_in_one_place_comes_straight_to_its_desk(cast, client):
    response = client.post("/account/login/", {"login": "alice@salon.example", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == "/salon/desk/"
    assert response.status_code == 200
    assert not list(response.context["messages"])


def test_whoever_works_in_two_places_chooses(alice, cast):
    Membership.objects.create(tenant=cast.gym.tenant, user=cast.alice.user, role="front_desk")
    text = alice.get("/account/businesses/").text
    assert "/salon/desk/" in text
    assert "/gym/desk/" in text
    assert "Owner" in text


def test_the_list_can_be_asked_for_with_one_business_too(alice):
    assert "/salon/desk/" in alice.get("/account/businesses/?all").text


def test_a_closed_business_is_not_in_the_list(alice, cast, clock):
    cast.salon.tenant.suspended_at = clock.now
    cast.salon.tenant.save()
    assert "not a member of any business" in alice.get("/account/businesses/").text


def test_whoever_works_nowhere_is_told_what_to_do(cast):
    browser = Browser()
    browser.force_login(User.objects.create_user("nobody@example.com", PASSWORD))
    assert "nobody@example.com" in browser.get("/account/businesses/", headers={"Accept-Language": "en"}).text


def test_businesses_are_for_those_who_have_logged_in(cast, client):
    assert client.get("/account/businesses/")["Location"].startswith("/account/login/")


def test_there_is_a_link_for_the_business_each_practitioner_and_each_service(alice, cast):
    text = alice.get("/salon/desk/links/").text
    for path in (
        "/salon/",
        f"/salon/p/{cast.salon.practitioners[0].code}/",
        f"/salon/p/{cast.salon.practitioners[1].code}/",
        f"/salon/s/{cast.salon.service.code}/",
    ):
        assert f"{settings.BASE_URL}{path}<" in text


def test_what_is_not_public_has_no_link(alice, cast):
    with tenant_tx(cast.salon.tenant):
        cast.salon.practitioners[1].public = False
        cast.salon.practitioners[1].save()
    key = f"p-{cast.salon.practitioners[1].code}"
    assert key not in alice.get("/salon/desk/links/").text
    assert alice.get(CODE, {"for": key}).status_code == 404


def test_a_code_is_a_picture_of_a_known_link_only(alice, cast):
    response = alice.get(CODE, {"for": f"s-{cast.salon.service.code}"})
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<?xml")
    assert "Content-Disposition" not in response
    saved = alice.get(CODE, {"for": "business", "download": ""})
    assert saved["Content-Disposition"] == 'attachment; filename="salon-business.svg"'
    for foreign in ("https://evil.example/", "", f"s-{cast.gym.service.code}", f"p-{cast.gym.practitioners[0].code}"):
        assert alice.get(CODE, {"for": foreign}).status_code == 404


def test_what_was_given_up_is_listed_and_can_be_set_going_again(alice, book, cast, clock):
    book()
    delivery = give_up(cast.salon, clock)
    assert "ConnectionError" in alice.get("/salon/desk/undelivered/").text
    response = alice.post("/salon/desk/undelivered/", {"delivery": delivery.pk}, follow=True)
    assert "It is on its way again." in response.text
    assert (now_of(delivery).dead_at, now_of(delivery).attempts) == (None, 0)
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="delivery.retried")
    assert event.actor_id == cast.alice.user_id


def test_only_owner_and_manager_see_what_was_given_up(bob, log_in, book, cast, clock):
    book()
    delivery = give_up(cast.salon, clock)
    for browser in (bob, log_in(cast.front_desk), log_in(cast.finance)):
        assert browser.get("/salon/desk/undelivered/").status_code == 403
        assert browser.post("/salon/desk/undelivered/", {"delivery": delivery.pk}).status_code == 403
    assert now_of(delivery).dead_at is not None


def test_what_the_gym_gave_up_is_nothing_to_the_salon(alice, book, cast, clock):
    book(house=cast.gym)
    theirs = give_up(cast.gym, clock)
    assert str(theirs.pk) not in alice.get("/salon/desk/undelivered/").text
    for pk in (theirs.pk, uuid.uuid4(), "nonsense"):
        assert alice.post("/salon/desk/undelivered/", {"delivery": pk}).status_code == 404
    assert now_of(theirs).dead_at is not None


def test_a_refusal_leaves_staff_at_the_desk(alice, bob, log_in, cast, book):
    booking = book()
    page = f"/salon/desk/bookings/{booking.code}/"
    finance = log_in(cast.finance)
    taken_away = alice.post(f"{page}cancellation/", {"seen": 7})
    for answer, status, back in [
        (taken_away, 409, True),
        (finance.get(f"{page}move/"), 403, True),
        (finance.get("/salon/desk/clients/"), 403, False),
        (bob.get(page), 404, False),
        (alice.get("/salon/desk/bookings/NOTHING/"), 404, False),
    ]:
        assert answer.status_code == status
        assert 'class="desk-rail"' in answer.text
        assert "To the calendar" in answer.text
        assert ("Back to the booking" in answer.text) is back
    stranger = log_in(cast.charlie).get(page)
    assert stranger.status_code == 404
    assert 'class="desk-rail"' not in stranger.text


def test_a_host_that_is_not_ours_is_refused_alike_on_pages_and_to_programs(alice, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for path in ("/salon/", "/api/v1/salon/services/"):
        assert alice.get(path, headers={"Host": "evil.example"}).status_code == 400, path
