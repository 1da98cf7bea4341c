"""A time is held from the moment it is chosen, by whoever has the client on the phone, and for nobody else."""

import re
from datetime import timedelta
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.bookings.models import Booking
from booking.clients.models import Client
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at, written
from tests.desk.phoning import BOOK, bookings, clients, hold, holds, new_client, query, somebody_known, take


def status_of(cast, code) -> str:
    with tenant_tx(cast.salon.tenant):
        return Booking.objects.get(code=code).status


def code_of(address: str) -> str:
    return address.removeprefix(BOOK).partition("/")[0]


def with_alice(cast) -> dict[str, str]:
    return {"with": cast.salon.practitioners[0].code}


def test_looking_at_a_time_takes_nothing_and_pressing_it_does(alice, cast, clock):
    assert alice.get(query(cast)).status_code == 200
    assert holds(cast) == []
    held = hold(alice, cast)
    (booking,) = holds(cast)
    assert code_of(held) == booking.code
    assert (booking.start_at, booking.channel, booking.held_by) == (at(10), "phone", cast.alice.user_id)
    assert booking.held_until == clock.now + timedelta(minutes=10)
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="booking.held")
    assert (event.actor_kind, event.actor_id, event.data["channel"]) == ("member", cast.alice.user_id, "phone")


def test_the_public_page_offers_a_held_time_to_nobody(alice, client, cast):
    for who in cast.salon.practitioners:
        hold(alice, cast, **{"with": who.code})
    days = {"from": "2026-11-24", "to": "2026-11-24", "service": cast.salon.service.code}
    starts = [one["start"] for one in client.get("/api/v1/salon/slots", days).json()["results"]]
    assert starts
    assert not [start for start in starts if "T10:00" in start]


def test_two_presses_on_the_same_time_hold_it_once(alice, cast):
    assert hold(alice, cast) == hold(alice, cast)
    assert len(holds(cast)) == 1


def test_another_time_lets_go_of_the_one_that_the_page_spoke_of(alice, cast):
    first = code_of(hold(alice, cast))
    page = alice.get(BOOK)  # Back
    assert "You are holding Tue 24 Nov 10:00–11:00." in page.text
    assert f'name="instead" value="{first}"' in page.text
    second = code_of(take(alice, cast, at(14), sent={"instead": first})["Location"])
    assert (status_of(cast, first), status_of(cast, second)) == ("expired", "held")


def test_a_refused_other_time_leaves_the_first_one_held(alice, book, cast):
    book(at(14))
    first = code_of(hold(alice, cast))
    assert take(alice, cast, at(14), sent={"instead": first}, **with_alice(cast)).status_code == 409
    assert status_of(cast, first) == "held"


def test_two_windows_hold_two_times(alice, cast):
    one, other = hold(alice, cast), hold(alice, cast, at(14))
    assert alice.post(one, new_client()).status_code == 303
    assert alice.post(other, new_client(name="Nina", phone="070-555 13 13")).status_code == 303
    assert [one.start_at for one in bookings(cast)] == [at(10), at(14)]


def test_other_times_gives_the_time_back_at_once_and_keeps_the_choice(alice, cast):
    held = hold(alice, cast, client=cast.dana.code, **with_alice(cast))
    page = alice.get(held)
    release = re.search(r'action="([^"]*/release/[^"]*)"', page.text)[1].replace("&amp;", "&")
    back = alice.post(release)
    assert status_of(cast, code_of(held)) == "expired"
    assert back.status_code == 303
    assert f"client={cast.dana.code}" in back["Location"]
    assert "Book for Dana CANARY-salon" in alice.get(back["Location"]).text
    assert alice.post(release).status_code == 303  # pressed twice
    assert hold(alice, cast, **with_alice(cast))


def test_a_colleagues_hold_does_not_exist(alice, bob, log_in, cast):
    held = hold(alice, cast).split("?")[0]
    for colleague in (bob, log_in(cast.front_desk)):
        assert colleague.get(held).status_code == 404
        assert colleague.post(held, new_client()).status_code == 404
        assert colleague.post(f"{held}release/").status_code == 404
        assert colleague.get(held.replace(code_of(held), "ZZZZZZZZ")).status_code == 404
        assert "You are holding" not in colleague.get(BOOK).text
    assert len(holds(cast)) == 1


def test_a_hold_of_the_public_page_cannot_be_completed_at_the_desk(alice, client, cast):
    client.post(
        "/salon/holds/", {"service": cast.salon.service.code, "start": at(10).isoformat(), "practitioner": "any"}
    )
    (booking,) = holds(cast)
    assert alice.get(f"{BOOK}{booking.code}/").status_code == 404
    assert alice.post(f"{BOOK}{booking.code}/", new_client()).status_code == 404


def test_a_booking_that_is_named_as_a_hold_is_nobodys(alice, book, cast):
    booking = book()
    assert alice.get(f"{BOOK}{booking.code}/").status_code == 404


def test_a_hold_that_ran_out_is_taken_again_while_the_time_is_free(alice, cast, clock):
    held = hold(alice, cast, **with_alice(cast))
    clock.forward(minutes=11)
    assert "the time is still free. It is taken again when you book." in alice.get(held).text
    assert "You are holding" not in alice.get(BOOK).text
    done = alice.post(held, new_client(message="Ring twice"), follow=True)
    assert "Booked: Nils Aronsson, Tue 24 Nov 10:00–11:00" in done.text
    (booking,) = bookings(cast)
    assert (booking.message, booking.held_by) == ("Ring twice", cast.alice.user_id)


def test_a_second_click_after_it_was_taken_again_makes_no_second_booking(alice, cast, clock):
    held = hold(alice, cast, client=cast.dana.code, **with_alice(cast))
    clock.forward(minutes=11)
    assert alice.post(held, somebody_known()).status_code == 303
    assert alice.post(held, somebody_known()).status_code == 409
    assert len(bookings(cast)) == 1


def test_a_time_that_was_lost_meanwhile_gives_the_nearest_ones_and_keeps_all_that_was_typed(alice, book, cast, clock):
    held = hold(alice, cast, **with_alice(cast))
    clock.forward(minutes=11)
    book(at(10))
    assert "somebody else has the time now" in alice.get(held).text
    page = alice.post(held, new_client(message="Ring twice", confirm_by="none"))
    assert page.status_code == 409
    assert "what you wrote is kept" in page.text
    assert "Book Nils Aronsson instead" in page.text
    assert (len(bookings(cast)), len(clients(cast))) == (1, 1)
    kept = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page.text))
    kept.pop("csrfmiddlewaretoken", None)
    nearest = page.context["choices"][0]
    assert alice.post(held, kept | {"start": nearest.value}).status_code == 303
    booking = next(one for one in bookings(cast) if one.contact_name == "Nils Aronsson")
    assert (booking.start_at, booking.message, booking.confirm_by) == (nearest.free.start_at, "Ring twice", "none")


def test_the_calendar_shows_the_time_as_held_and_only_to_its_taker_the_way_on(alice, log_in, cast):
    held = hold(alice, cast)
    feed = "/salon/desk/calendar.json?from=2026-11-23&until=2026-11-30"
    for browser, way_on in ((alice, held.split("?")[0]), (log_in(cast.front_desk), None)):
        (entry,) = [one for one in browser.get(feed).json()["entries"] if one["kind"] == "held"]
        assert (entry.get("title"), entry.get("url")) == (None, way_on)


def test_the_list_leads_its_taker_on_and_tells_others_nothing(alice, log_in, cast):
    held = hold(alice, cast).split("?")[0]
    pages = [browser.get("/salon/desk/?view=list&day=2026-11-24").text for browser in (alice, log_in(cast.front_desk))]
    assert [held in page for page in pages] == [True, False]
    assert all("entry--held" in page for page in pages)


def test_a_wished_time_in_an_address_is_one_press_away(alice, cast):
    page = alice.get(query(cast, client=cast.dana.code))
    (wished,) = page.context["wished"]
    assert alice.post(f"{BOOK}?{wished.query}").status_code == 303
    assert [one.start_at for one in holds(cast)] == [at(10)]


def test_a_longer_list_of_clients_asks_no_more_questions(alice, cast):
    held = hold(alice, cast)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert alice.get(f"{held}&q=nils").status_code == 200
        return len(asked)

    def add(many: int) -> None:
        with tenant_tx(cast.salon.tenant):
            for n in range(many):
                Client.objects.create(tenant=cast.salon.tenant, name=f"Nils {n}")

    add(2)
    few = questions()
    add(15)
    assert questions() == few


def test_a_hold_is_asked_for_as_written(alice, cast):
    assert alice.post(f"{BOOK}?{urlencode({'start': written(at(10)), 'with': 'ZZZZZZZZ'})}").status_code == 404
    assert take(alice, cast, sent={"price": "1"}).status_code == 422
    assert take(alice, cast, at(10, minute=7)).status_code == 409
    assert holds(cast) == []
