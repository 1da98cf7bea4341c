"""The receptionist is on the phone: service, time, client, booked."""

import pytest

from booking.resources.models import Location, Resource, ServiceProvider
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import make_service
from tests.desk.conftest import at
from tests.desk.phoning import BOOK, bookings, clients, hold, holds, new_client, query, somebody_known, take


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
    pressed = alice.get(BOOK).context["next"][1].query
    held = alice.post(f"{BOOK}?{pressed}")["Location"]
    who = alice.get(f"{held}&q=dana")
    (hit,) = who.context["hits"]
    confirm = alice.get(hit.onward)
    assert "Book Dana CANARY-salon?" in confirm.text
    done = alice.post(hit.onward, somebody_known(phone="+46701234567"), follow=True)
    assert "Booked: Dana CANARY-salon, Mon 23 Nov 12:00–13:00" in done.text
    (booking,) = bookings(cast)
    assert (booking.channel, booking.status, booking.client, booking.client_proven) == (
        "phone", "confirmed", cast.dana, True,
    )  # fmt: skip
    assert len(clients(cast)) == 1


def test_somebody_new_is_booked_from_the_same_page(alice, cast):
    done = alice.post(hold(alice, cast), new_client(), follow=True)
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
    held = hold(alice, cast)
    page = alice.post(held, new_client(name="", phone="", message="Ring twice"))
    assert page.status_code == 422
    assert "so that the client can be reached" in page.text
    assert "Ring twice" in page.text
    assert "not look like a phone number" in alice.post(held, new_client(phone="one two")).text
    assert bookings(cast) == []


def test_somebody_who_is_known_already_is_pointed_out_first(alice, cast):
    held = hold(alice, cast)
    page = alice.post(held, new_client(name="Dana E", email="Dana@Example.com"))
    assert page.status_code == 409
    assert "Yes, book for Dana CANARY-salon" in page.text
    assert bookings(cast) == []
    done = alice.post(held, new_client(name="Dana E", email="Dana@Example.com", seen=cast.dana.code))
    assert done.status_code == 303
    (booking,) = bookings(cast)
    assert booking.client != cast.dana
    assert booking.client.name == "Dana E"


def test_a_time_taken_meanwhile_gives_the_nearest_ones_and_keeps_the_client(alice, cast, book):
    book(at(10))
    page = take(alice, cast, **{"with": cast.salon.practitioners[0].code, "client": cast.dana.code})
    assert page.status_code == 409
    assert "Nothing was booked" in page.text
    assert holds(cast) == []
    assert all(f"client={cast.dana.code}" in choice.query for choice in page.context["choices"])
    next_one = alice.post(f"{BOOK}?{page.context['choices'][0].query}")
    assert "Book Dana CANARY-salon?" in alice.get(next_one["Location"]).text


def test_a_link_to_a_time_that_is_gone_shows_the_nearest_ones(alice, cast, book):
    book(at(10))
    page = alice.get(query(cast, **{"with": cast.salon.practitioners[0].code, "client": cast.dana.code}))
    assert "is not free. Alice CANARY-salon is taken 10:00–11:00. Nothing was booked." in page.text
    assert all(f"client={cast.dana.code}" in choice.query for choice in page.context["choices"])


def test_the_clients_own_overlap_is_a_warning_not_a_refusal(alice, cast, book):
    book(at(10), who=0)
    bob = cast.salon.practitioners[1]
    held = hold(alice, cast, **{"with": bob.code, "client": cast.dana.code})
    page = alice.get(held)
    assert "The client has another booking then: Tue 24 Nov 10:00–11:00" in page.text
    (first,) = bookings(cast)
    assert f'name="seen" value="{first.code}"' in page.text
    assert alice.post(held, somebody_known(seen=first.code)).status_code == 303
    assert len(bookings(cast)) == 2


def test_a_second_click_on_the_button_leads_to_the_booking_that_the_first_one_made(alice, cast):
    held = hold(alice, cast, client=cast.dana.code)
    first, second = alice.post(held, somebody_known()), alice.post(held, somebody_known())
    assert first["Location"] == second["Location"]
    assert alice.get(held)["Location"] == first["Location"]  # Back
    assert len(bookings(cast)) == 1


def test_a_second_click_for_somebody_new_makes_one_client(alice, cast):
    held = hold(alice, cast)
    assert {alice.post(held, new_client()).status_code for _click in range(2)} == {303}
    assert (len(bookings(cast)), len(clients(cast))) == (1, 2)


def test_staff_book_later_than_clients_may_and_are_told(alice, cast):
    soon = hold(alice, cast, at(9, days=-1, minute=30))
    assert "too late for clients" in alice.get(soon).text
    assert "too late for clients" not in alice.get(hold(alice, cast)).text
    assert alice.post(soon, new_client()).status_code == 303


def test_staff_book_further_ahead_than_clients_may_and_are_told(alice, cast):
    far = hold(alice, cast, at(10, days=7 * 20))
    assert "that far ahead" in alice.get(far).text
    assert alice.post(far, new_client()).status_code == 303


def test_the_price_is_never_read_from_the_form(alice, cast):
    held = hold(alice, cast)
    for extra in (
        "price",
        "status",
        "paid",
        "tenant_id",
        "is_staff",
        "created_at",
        "channel",
        "force_reason",
        "held_by",
    ):
        page = alice.post(held, new_client(**{extra: "0"}))
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
    for code in (foreign, "ZZZZZZZZ"):
        assert alice.get(query(cast, **{key: code})).status_code == 404
        assert take(alice, cast, **{key: code}).status_code == 404
    held = hold(alice, cast).split("?")[0]
    if key == "client":
        assert alice.get(f"{held}?client={foreign}").status_code == 404
        assert alice.post(f"{held}?client={foreign}", somebody_known()).status_code == 404
    assert bookings(cast) == []


def test_bob_books_with_himself_only(bob, cast):
    alice_resource, mine = cast.salon.practitioners
    page = bob.get(f"{BOOK}?service={cast.salon.service.code}&with={alice_resource.code}")
    assert page.context["asked"].wish.practitioner == mine
    done = bob.post(hold(bob, cast, **{"with": alice_resource.code}), new_client())
    assert done.status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert bookings(cast)[0].parts.get().resource_id == mine.pk


def test_bob_does_not_learn_who_is_a_client_of_others(bob, cast, book):
    book(at(10), who=0)
    held = hold(bob, cast, at(14))
    assert bob.get(f"{held}&client={cast.dana.code}").status_code == 404
    assert bob.post(f"{held}&client={cast.dana.code}", somebody_known()).status_code == 404
    assert bob.post(held, new_client(email="dana@example.com")).status_code == 303
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
    assert alice.post(alice.post(f"{BOOK}?{at_soder.query}")["Location"], new_client()).status_code == 303
    assert bookings(cast)[0].location_id == other.pk


def test_the_price_is_that_of_whoever_is_held(alice, cast):
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.filter(resource=cast.salon.practitioners[1]).update(price=65000)
    alice_resource, bob_resource = cast.salon.practitioners
    assert "500\xa0kr" in alice.get(hold(alice, cast, **{"with": alice_resource.code})).text
    assert "650\xa0kr" in alice.get(hold(alice, cast, **{"with": bob_resource.code})).text


def test_the_way_of_meeting_can_be_chosen_at_the_last_step(alice, cast):
    assert alice.post(hold(alice, cast), new_client(mode="video")).status_code == 303
    assert bookings(cast)[0].mode == "video"
    assert alice.post(hold(alice, cast, at(14)), new_client(mode="home")).status_code == 422
