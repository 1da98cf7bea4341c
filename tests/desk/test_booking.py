"""A booking's page, and moving and cancelling from it."""

import re
from urllib.parse import quote

import pytest
from django.test import Client as Browser

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.completing import complete_hold
from booking.bookings.holding import place_hold
from booking.bookings.models import Booking
from booking.bookings.selectors import history
from booking.clients.services import Contact
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at, written


def url(booking, rest=""):
    return f"/salon/desk/bookings/{booking.code}/{rest}"


def same(response, code):
    """What is left when the address and the form's token are taken out, which differ each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text).replace(code, "")


def now_of(booking):
    with tenant_tx(booking.tenant_id):
        return Booking.objects.get(pk=booking.pk)


def seen(page):
    return re.search(r'name="seen" value="(\d+)"', page.text)[1]


def test_everything_about_a_booking_stands_on_its_page(alice, book):
    booking = book()
    text = alice.get(url(booking)).text
    for said in (
        "Dana CANARY-salon", "Tue 24 Nov 10:00–11:00", "Massage CANARY-salon", "Alice CANARY-salon", "Rum",
        "500", "of which tax", "+46701234567", "dana@example.com", "Svenska", booking.code, booking.manage_token,
        "The client may move or cancel until Mon 23 Nov 10:00.", "phone",
    ):  # fmt: skip
        assert said in text, said


def test_the_history_says_what_when_and_who(alice, book):
    booking = book()
    lines = alice.get(url(booking)).context["history"]
    assert [line.what for line in lines] == ["Booked"]
    assert {line.who for line in lines} == {"Alice"}
    assert lines[0].when == "Mon 23 Nov 09:00"


def test_a_client_known_by_e_mail_alone_is_called_unproven(alice, book, cast):
    booking = book()
    assert "not proven" not in alice.get(url(booking)).text
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(client_proven=False, created_at=at(9))
    assert "Matched by e-mail only, not proven" in alice.get(url(booking)).text


def test_finance_sees_the_money_but_neither_link_nor_buttons(log_in, cast, book):
    booking = book()
    browser = log_in(cast.finance)
    text = browser.get(url(booking)).text
    assert "500" in text
    assert booking.manage_token not in text
    assert "/move/" not in text
    for rest in ("move/", "cancellation/"):
        assert browser.get(url(booking, rest)).status_code == 403
        assert browser.post(url(booking, rest), {"seen": 0}).status_code == 403
    assert now_of(booking).status == "confirmed"


def test_staff_cancel_after_seeing_what_is_paid_back(alice, book):
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(paid_amount=50000)
    page = alice.get(url(booking, "cancellation/"))
    assert "500\xa0kr is paid back" in page.text
    response = alice.post(url(booking, "cancellation/"), {"seen": seen(page), "reason": "Alice is ill"}, follow=True)
    assert "Cancelled: Dana CANARY-salon, Tue 24 Nov 10:00–11:00" in response.text
    assert "Alice is ill" in response.text
    assert now_of(booking).status == "cancelled"
    with tenant_tx(booking.tenant_id):
        last = history(booking)[-1]
    assert (last.type, last.data["refund_due"], last.data["by"]) == ("booking.cancelled", 50000, "staff")


def test_staff_may_cancel_when_the_client_no_longer_can(alice, book, clock):
    booking = book()
    clock.set(at(9))
    page = alice.get(url(booking, "cancellation/"))
    assert alice.post(url(booking, "cancellation/"), {"seen": seen(page)}).status_code == 302
    assert now_of(booking).status == "cancelled"


def test_what_somebody_else_changed_meanwhile_is_not_changed_again(alice, book):
    booking = book()
    page = alice.get(url(booking, "cancellation/"))
    moved = alice.post(f"{url(booking, 'move/')}?start={written(at(14))}", {"seen": seen(page)})
    assert moved.status_code == 302
    assert alice.post(url(booking, "cancellation/"), {"seen": seen(page)}).status_code == 409
    assert now_of(booking).status == "confirmed"


def test_a_field_that_nobody_asked_for_is_refused(alice, book):
    booking = book()
    page = alice.get(url(booking, "cancellation/"))
    for extra in ("price", "status", "tenant_id", "client", "paid_amount", "created_at"):
        response = alice.post(url(booking, "cancellation/"), {"seen": seen(page), extra: "0"})
        assert response.status_code == 422
        assert "does not belong there" in response.text
    assert now_of(booking) == booking
    assert now_of(booking).status == "confirmed"


def test_a_booking_moves_in_two_clicks_and_keeps_its_price(alice, book):
    booking = book()
    page = alice.get(url(booking, "move/"))
    assert "Next free times" in page.text
    ask = alice.get(f"{url(booking, 'move/')}?start={written(at(14))}")
    assert "Move Dana CANARY-salon to Tue 24 Nov 14:00?" in ask.text
    done = alice.post(f"{url(booking, 'move/')}?start={written(at(14))}", {"seen": seen(ask)}, follow=True)
    assert "Moved: Dana CANARY-salon, now Tue 24 Nov 14:00" in done.text
    assert "Moved from Tue 24 Nov 10:00 to Tue 24 Nov 14:00" in done.text
    assert (now_of(booking).start_at, now_of(booking).price) == (at(14), 50000)


def test_a_typed_time_is_wall_clock_at_the_place(alice, book):
    booking = book()
    ask = alice.get(f"{url(booking, 'move/')}?at=2026-11-24T10:30")
    assert "to Tue 24 Nov 10:30?" in ask.text
    done = alice.post(f"{url(booking, 'move/')}?at=2026-11-24T10:30", {"seen": seen(ask)})
    assert done.status_code == 302
    assert now_of(booking).start_at == at(10, minute=30)


def test_the_calendar_offers_half_an_hour_later(alice, book):
    page = alice.get(f"{url(book(), 'move/')}?day=2026-11-24").text
    assert all(quote(written(at(hour, minute=30))) in page for hour in (9, 10))


def test_a_booking_may_move_to_a_colleague(alice, book, cast):
    booking = book()
    bob = cast.salon.practitioners[1]
    query = f"?with={bob.code}&start={written(at(10))}"
    ask = alice.get(url(booking, "move/") + query)
    assert "Bob CANARY-salon" in ask.text
    assert alice.post(url(booking, "move/") + query, {"seen": seen(ask)}).status_code == 302
    with tenant_tx(booking.tenant_id):
        assert booking.parts.get().resource_id == bob.pk


def test_a_time_that_somebody_took_is_refused_with_the_nearest_ones(alice, book):
    booking, other = book(at(10)), book(at(14))
    query = f"?start={written(at(14))}"
    for response in (
        alice.get(url(booking, "move/") + query),
        alice.post(url(booking, "move/") + query, {"seen": booking.sequence}),
    ):
        assert response.status_code == 409
        assert "Tue 24 Nov 14:00 cannot be had. Alice CANARY-salon is taken 14:00–15:00." in response.text
        assert "Nearest free times" in response.text
    assert [now_of(one).start_at for one in (booking, other)] == [at(10), at(14)]


def test_a_move_too_late_for_clients_warns_and_goes_through(alice, book):
    booking = book()
    query = f"?start={written(at(9, days=-1, minute=30))}"
    ask = alice.get(url(booking, "move/") + query)
    assert "too late for clients" in ask.text
    assert alice.post(url(booking, "move/") + query, {"seen": seen(ask)}).status_code == 302


@pytest.mark.parametrize("rest", ["", "move/", "cancellation/"])
def test_a_colleagues_booking_does_not_exist_for_bob(bob, book, cast, rest):
    theirs, mine = book(at(10), who=0), book(at(14), who=1)
    for method in (bob.get, bob.post):
        for headers in ({}, {"HX-Request": "true"}):
            response = method(url(theirs, rest), {"seen": 0}, headers=headers)
            assert response.status_code == (405 if (method == bob.post and not rest) else 404)
    assert bob.get(url(mine, rest)).status_code == 200
    assert now_of(theirs).status == "confirmed"
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="access.denied", actor_id=cast.bob.user_id).exists()


@pytest.mark.parametrize("rest", ["", "move/", "cancellation/"])
def test_a_booking_of_the_gym_looks_like_one_that_never_was(alice, book, cast, rest):
    theirs = book(house=cast.gym)
    foreign = alice.get(url(theirs, rest))
    nothing = alice.get(f"/salon/desk/bookings/ZZZZZZZZ/{rest}")
    assert (foreign.status_code, nothing.status_code) == (404, 404)
    assert same(foreign, theirs.code) == same(nothing, "ZZZZZZZZ")


def test_a_post_without_the_forms_own_token_is_refused(cast, book):
    booking = book()
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(cast.alice.user)
    assert browser.post(url(booking, "cancellation/"), {"seen": booking.sequence}).status_code == 403
    assert now_of(booking).status == "confirmed"


def test_a_client_who_booked_alone_is_named_in_the_history(alice, cast, clock):
    clock.forward(minutes=1)
    with tenant_tx(cast.salon.tenant):
        service = current(cast.salon.tenant).service(cast.salon.service.code)
        hold = place_hold(tenant=cast.salon.tenant, wish=Wish(service=service), start_at=at(10))
        assert alice.get(url(hold)).status_code == 404  # a hold says nothing at the desk but its time
        complete_hold(booking=hold, contact=Contact("Dana Ek", "dana@example.com"), paying="on_site")
    page = alice.get(url(hold))
    assert [(line.what, line.who) for line in page.context["history"]] == [
        ("Booked", "Dana Ek"),
        ("Time held", "Dana Ek"),
    ]
    assert "Matched by e-mail only, not proven" in page.text


def test_the_history_and_the_log_say_which_rules_were_passed(alice, book, cast):
    booking = book()
    with tenant_tx(cast.salon.tenant):
        Event.objects.create(
            tenant=cast.salon.tenant, type="booking.rule_passed", subject_id=booking.pk, subject_code=booking.code,
            actor_kind="member", data={"rules": ["notice", "audience", "unheard of"]},
        )  # fmt: skip
    said = "Later than clients may book · A time for existing clients only"
    assert said in alice.get(url(booking)).text
    log = alice.get("/salon/desk/settings/log/").text
    assert all(one in log for one in ("Booked against the rules", "A time for existing clients only"))
