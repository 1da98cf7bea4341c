"""The receptionist is on the phone: service, time, client, booked."""

import re

import pytest

from booking.bookings.models import Booking
from booking.clients.models import Client
from booking.resources.models import Location, Resource, ServiceProvider
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import make_service
from tests.desk.conftest import TUESDAY, at, written

BOOK = "/salon/desk/book/"


def query(cast, start=TUESDAY, **more):
    words = {"service": cast.salon.service.code, "start": written(start), **more}
    return BOOK + "?" + "&".join(f"{key}={value}" for key, value in words.items())


def new_client(**more):
    return {
        "start": written(TUESDAY), "client": "", "name": "Nils Aronsson", "phone": "070-555 12 12", "email": "",
        "mode": "on_site", "language": "sv", "message": "", **more,
    }  # fmt: skip


def bookings(cast):
    with tenant_tx(cast.salon.tenant):
        return list(Booking.objects.select_related("client").order_by("start_at"))


def clients(cast):
    with tenant_tx(cast.salon.tenant):
        return list(Client.objects.order_by("pk"))


def test_suggestions_are_there_at_once(alice, cast):
    page = alice.get(BOOK)
    assert page.status_code == 200
    suggested = [(choice.day, choice.clock) for choice in page.context["next"]]
    assert suggested[:3] == [
        ("Today, Mon 23 Nov", "09:00"),
        ("Today, Mon 23 Nov", "12:00"),
        ("Tomorrow, Tue 24 Nov", "09:00"),
    ]
    assert len(suggested) == 6


def test_each_choice_narrows_the_times(alice, cast, book):
    book(at(10), who=1)
    bob = cast.salon.practitioners[1]
    page = alice.get(f"{BOOK}?service={cast.salon.service.code}&with={bob.code}&day=2026-11-24&mode=video")
    times = [choice.clock for _part, choices in page.context["calendar"]["parts"] for choice in choices]
    assert "10:00" not in times
    assert "11:30" in times
    assert all("mode=video" in choice.query for choice in page.context["next"])


def test_from_a_suggestion_to_a_booking_for_somebody_known(alice, cast):
    link = alice.get(BOOK).context["next"][1].query
    who = alice.get(f"{BOOK}?{link}&q=dana")
    assert "Dana CANARY-salon" in who.text
    (hit,) = who.context["hits"]
    confirm = alice.get(f"{BOOK}?{hit.query}")
    assert "Book Dana CANARY-salon?" in confirm.text
    data = dict(re.findall(r'<input type="hidden" name="(start|client)" value="([^"]+)"', confirm.text))
    done = alice.post(
        f"{BOOK}?{hit.query}",
        data | {"phone": "+46701234567", "email": "dana@example.com", "mode": "on_site", "language": "sv"},
        follow=True,
    )
    assert "Booked: Dana CANARY-salon, Mon 23 Nov 12:00–13:00" in done.text
    (booking,) = bookings(cast)
    assert (booking.channel, booking.status, booking.client, booking.client_proven) == (
        "phone", "confirmed", cast.dana, True,
    )  # fmt: skip
    assert len(clients(cast)) == 1


def test_somebody_new_is_booked_from_the_same_page(alice, cast):
    done = alice.post(query(cast), new_client(), follow=True)
    assert "Booked: Nils Aronsson, Tue 24 Nov 10:00–11:00" in done.text
    (booking,) = bookings(cast)
    assert (booking.client.name, booking.contact_phone, booking.client_proven) == (
        "Nils Aronsson",
        "+46705551212",
        True,
    )
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="booking.confirmed")
    assert (event.actor_kind, event.actor_id) == ("member", cast.alice.user_id)


def test_the_client_may_be_chosen_before_the_time(alice, cast):
    page = alice.get(f"{BOOK}?client={cast.dana.code}")
    assert "Book for Dana CANARY-salon" in page.text
    assert f"client={cast.dana.code}" in page.context["next"][0].query


def test_what_is_missing_is_said_and_what_was_typed_is_kept(alice, cast):
    page = alice.post(query(cast), new_client(name="", phone="", message="Ring twice"))
    assert page.status_code == 422
    assert "so that the client can be reached" in page.text
    assert "Ring twice" in page.text
    assert "not look like a phone number" in alice.post(query(cast), new_client(phone="one two")).text
    assert bookings(cast) == []


def test_somebody_who_is_known_already_is_pointed_out_first(alice, cast):
    page = alice.post(query(cast), new_client(name="Dana E", email="Dana@Example.com"))
    assert page.status_code == 409
    assert "Yes, book for Dana CANARY-salon" in page.text
    assert bookings(cast) == []
    done = alice.post(query(cast), new_client(name="Dana E", email="Dana@Example.com", seen=cast.dana.code))
    assert done.status_code == 302
    (booking,) = bookings(cast)
    assert booking.client != cast.dana
    assert booking.client.name == "Dana E"
    back = alice.post(query(cast), new_client(name="Dana E", email="Dana@Example.com", seen=cast.dana.code))
    assert "Yes, book for Dana E" in back.text
    assert len(bookings(cast)) == 1


def test_a_time_taken_meanwhile_gives_the_nearest_ones_and_keeps_the_client(alice, cast, book):
    alice_resource = cast.salon.practitioners[0]
    book(at(10))
    url = query(cast, **{"with": alice_resource.code})
    page = alice.post(url, new_client())
    assert page.status_code == 409
    assert "Nothing was booked" in page.text
    assert "Book Nils Aronsson instead" in page.text
    assert len(bookings(cast)) == 1
    assert len(clients(cast)) == 1
    kept = dict(re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', page.text))
    kept.pop("csrfmiddlewaretoken", None)
    done = alice.post(url, kept | {"start": page.context["choices"][0].value}, follow=True)
    assert "Booked: Nils Aronsson" in done.text
    assert len(bookings(cast)) == 2


def test_a_link_to_a_time_that_is_gone_shows_the_nearest_ones(alice, cast, book):
    book(at(10))
    page = alice.get(query(cast, **{"with": cast.salon.practitioners[0].code, "client": cast.dana.code}))
    assert "is not free any more" in page.text
    assert all(f"client={cast.dana.code}" in choice.query for choice in page.context["choices"])


def test_the_clients_own_overlap_is_a_warning_not_a_refusal(alice, cast, book):
    book(at(10), who=0)
    bob = cast.salon.practitioners[1]
    url = query(cast, **{"with": bob.code, "client": cast.dana.code})
    page = alice.get(url)
    assert "The client has another booking then: Tue 24 Nov 10:00–11:00" in page.text
    (first,) = bookings(cast)
    assert f'name="seen" value="{first.code}"' in page.text
    data = new_client(client=cast.dana.code, seen=first.code)
    data.pop("name")
    assert alice.post(url, data).status_code == 302
    assert len(bookings(cast)) == 2


def test_a_second_click_on_the_button_books_nothing(alice, cast):
    url, data = query(cast, client=cast.dana.code), new_client(client=cast.dana.code)
    data.pop("name")
    assert alice.post(url, data).status_code == 302
    again = alice.post(url, data)  # the other practitioner is free then
    assert again.status_code == 409
    assert "The client has another booking then" in again.text
    assert len(bookings(cast)) == 1


def test_a_second_click_for_somebody_new_asks_whether_it_is_the_same(alice, cast):
    assert alice.post(query(cast), new_client()).status_code == 302
    assert "Yes, book for Nils Aronsson" in alice.post(query(cast), new_client()).text
    assert (len(bookings(cast)), len(clients(cast))) == (1, 2)


def test_staff_book_later_than_clients_may_and_are_told(alice, cast):
    soon = at(9, days=-1, minute=30)
    assert "too late for clients" in alice.get(query(cast, soon)).text
    assert "too late for clients" not in alice.get(query(cast)).text
    assert alice.post(query(cast, soon), new_client(start=written(soon))).status_code == 302


def test_staff_book_further_ahead_than_clients_may_and_are_told(alice, cast):
    far = at(10, days=7 * 20)
    assert "that far ahead" in alice.get(query(cast, far)).text
    assert alice.post(query(cast, far), new_client(start=written(far))).status_code == 302


def test_the_price_is_never_read_from_the_form(alice, cast):
    for extra in ("price", "status", "paid", "tenant_id", "is_staff", "created_at", "channel", "force_reason"):
        page = alice.post(query(cast), new_client(**{extra: "0"}))
        assert page.status_code == 422
        assert "does not belong there" in page.text
    assert bookings(cast) == []


@pytest.mark.parametrize("key", ["service", "with", "place", "client"])
def test_codes_of_the_gym_are_codes_of_nobody(alice, cast, key):
    foreign = {
        "service": cast.gym.service.code,
        "with": cast.gym.practitioners[0].code,
        "place": cast.gym.place.code,
        "client": cast.gym.client.code,
    }[key]
    url = query(cast, **{key: foreign})
    random = query(cast, **{key: "ZZZZZZZZ"})
    assert alice.get(url).status_code == alice.get(random).status_code == 404
    assert alice.post(url, new_client(client=foreign if key == "client" else "")).status_code == 404
    assert bookings(cast) == []


def test_bob_books_with_himself_only(bob, cast):
    alice_resource, mine = cast.salon.practitioners
    page = bob.get(f"{BOOK}?service={cast.salon.service.code}&with={alice_resource.code}")
    assert page.context["asked"].wish.practitioner == mine
    done = bob.post(query(cast, **{"with": alice_resource.code}), new_client())
    assert done.status_code == 302
    with tenant_tx(cast.salon.tenant):
        assert bookings(cast)[0].parts.get().resource_id == mine.pk


def test_bob_does_not_learn_who_is_a_client_of_others(bob, cast, book):
    book(at(10), who=0)
    assert bob.get(query(cast, at(14), client=cast.dana.code)).status_code == 404
    assert bob.post(query(cast, at(14)), new_client(start=written(at(14)), client=cast.dana.code)).status_code == 404
    done = bob.post(query(cast, at(14)), new_client(start=written(at(14)), email="dana@example.com"))
    assert done.status_code == 302
    assert bookings(cast)[1].client != cast.dana


def test_a_service_that_bob_does_not_give_is_not_offered_to_him(bob, alice, cast):
    with tenant_tx(cast.salon.tenant):
        other = make_service(cast.salon.tenant, "Klippning", [cast.salon.practitioners[0]])
    assert "Klippning" in alice.get(BOOK).text
    assert "Klippning" not in bob.get(BOOK).text
    assert "no service that you can book" in bob.get(f"{BOOK}?service={other.code}").text


def test_a_business_without_services_says_what_to_do(alice, cast):
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.all().delete()
    assert "There is no service that you can book" in alice.get(BOOK).text


def test_nonsense_in_the_address_is_as_if_nothing_was_chosen(alice, cast):
    for nonsense in ("day=tomorrow", "start=now", "minutes=-1", "mode=teleport", "day=9999-12-31", "start=2026-11-24"):
        assert alice.get(f"{BOOK}?{nonsense}").status_code == 200


def test_two_places_are_kept_apart_and_named(alice, cast):
    with tenant_tx(cast.salon.tenant):
        other = Location.objects.create(
            tenant=cast.salon.tenant, name="Söder", timezone="Europe/Stockholm", position=1
        )  # fmt: skip
        cast.salon.practitioners[1].weekly_hours.update(location=other)
        Resource.objects.filter(pk=cast.salon.rooms[1].pk).update(location=other)
    page = alice.get(f"{BOOK}?day=2026-11-24")
    names = [name for name, _choices in page.context["calendar"]["parts"]]
    assert names == [
        "Centrum CANARY-salon · Morning", "Centrum CANARY-salon · Afternoon", "Söder · Morning", "Söder · Afternoon",
    ]  # fmt: skip
    at_soder = page.context["calendar"]["parts"][2][1][0]
    assert f"place={other.code}" in at_soder.query
    assert alice.post(f"{BOOK}?{at_soder.query}", new_client(start=at_soder.value)).status_code == 302
    assert bookings(cast)[0].location_id == other.pk


def test_a_price_that_depends_on_whom_the_client_meets_is_a_span(alice, cast):
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.filter(resource=cast.salon.practitioners[1]).update(price=65000)
    assert "500\xa0kr–650\xa0kr" in alice.get(query(cast)).text
    assert "650\xa0kr" not in alice.get(query(cast, **{"with": cast.salon.practitioners[0].code})).text


def test_the_way_of_meeting_can_be_chosen_at_the_last_step(alice, cast):
    assert alice.post(query(cast), new_client(mode="video")).status_code == 302
    assert bookings(cast)[0].mode == "video"
    late = at(14)
    assert alice.post(query(cast, late), new_client(start=written(late), mode="home")).status_code == 422
