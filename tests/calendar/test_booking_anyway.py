"""By phone at a time that no rule offers: warned, confirmed, and over what is taken only by those who may."""

import re
from urllib.parse import urlencode

from booking.bookings.models import Booking
from booking.management.commands.check_integrity import find_faults
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at, written
from tests.desk.phoning import bookings, holds, new_client, somebody_known


def asked(cast, start, **more) -> str:
    said = {"service": cast.salon.service.code, "with": cast.salon.practitioners[0].code, "start": written(start)}
    return "/salon/desk/book/?" + urlencode(said | more)


def test_outside_the_hours_there_is_a_warning_and_one_more_click(alice, cast):
    saturday = at(10, days=4)
    page = alice.get(asked(cast, saturday, client=cast.dana.code))
    assert "Alice CANARY-salon does not work then, or not for the whole of 60 min. Nothing was booked." in page.text
    anyway = re.search(r'action="([^"]*force=hours[^"]*)"', page.text)[1].replace("&amp;", "&")
    held = alice.post(anyway)["Location"]
    assert [one.start_at for one in holds(cast)] == [saturday]
    who = alice.get(held)
    assert "Alice CANARY-salon does not work then, or not for the whole of 60 min. You may book it anyway." in who.text
    assert "500\xa0kr" in who.text
    assert alice.post(held, somebody_known()).status_code == 303
    assert [one.start_at for one in bookings(cast)] == [saturday]


def test_outside_the_hours_a_hold_that_ran_out_is_taken_again(alice, cast, clock):
    saturday = at(10, days=4)
    held = alice.post(asked(cast, saturday, force="hours"))["Location"]
    clock.forward(minutes=11)
    assert "the time is still free" in alice.get(held).text
    assert alice.post(held, new_client()).status_code == 303
    assert [one.start_at for one in bookings(cast)] == [saturday]


def test_without_the_click_nothing_is_held_outside_the_hours(alice, cast):
    refused = alice.post(asked(cast, at(10, days=4)))
    assert refused.status_code == 409
    assert "force=hours" in refused.text
    assert holds(cast) == []


def test_over_a_taken_time_an_owner_says_why_before_it_is_held(alice, book, cast):
    book()
    refused = alice.post(asked(cast, at(10)))
    assert refused.status_code == 409
    assert "Book over it, with a reason" in refused.text
    silent = alice.post(asked(cast, at(10), force="taken"), {"reason": " "})
    assert silent.status_code == 422
    assert "Why over something else?" in silent.text
    assert holds(cast) == []
    held = alice.post(asked(cast, at(10), force="taken"), {"reason": "Her sister's time"})["Location"]
    assert "Both will stand" in alice.get(held).text
    typed = new_client(name="Nina New", email="nina@example.com", phone="")
    assert alice.post(held, typed).status_code == 303
    reasons = {one.contact_name: one.forced_reason for one in bookings(cast)}
    assert reasons == {"Dana CANARY-salon": "", "Nina New": "Her sister's time"}
    with tenant_tx(cast.salon.tenant):
        assert find_faults() == []


def test_over_a_taken_time_the_reason_outlives_the_ten_minutes(alice, book, cast, clock):
    book()
    held = alice.post(asked(cast, at(10), force="taken"), {"reason": "Twins"})["Location"]
    clock.forward(minutes=11)
    assert alice.post(held, new_client()).status_code == 303
    assert [one.forced_reason for one in bookings(cast) if one.contact_name == "Nils Aronsson"] == ["Twins"]


def test_the_front_desk_cannot_book_over_anything_however_it_asks(log_in, book, cast):
    fiona = log_in(cast.front_desk)
    book()
    assert "with a reason" not in fiona.get(asked(cast, at(10))).text
    assert fiona.post(asked(cast, at(10), force="taken"), {"reason": "Because"}).status_code == 409
    assert holds(cast) == []
    assert len(bookings(cast)) == 1


def test_the_word_of_one_time_does_not_go_along_to_another(alice, book, cast):
    book()
    refused = alice.get(asked(cast, at(10), force="hours"))
    nearest = re.findall(r'class="next" formaction="([^"]*)"', refused.text)
    assert nearest
    assert not [one for one in nearest if "force" in one]


def test_no_public_page_or_program_knows_the_word(cast, client):
    saturday = at(10, days=4)
    said = {"service": cast.salon.service.code, "start": saturday.isoformat(), "force": "taken", "reason": "x"}
    said |= {"anyway": "taken", "staff": "1"}
    assert client.post("/salon/holds/", said).status_code in (400, 409, 422)
    headers = {"Authorization": f"Bearer {cast.salon.key}"}
    for extra in ({}, {"anyway": "taken", "reason": "x", "force": "taken"}):
        body = {"service": cast.salon.service.code, "start": saturday.isoformat()} | extra
        answer = client.post("/api/v1/salon/holds", body, content_type="application/json", headers=headers)
        assert answer.status_code in (400, 404, 409, 422)
    with tenant_tx(cast.salon.tenant):
        assert not Booking.objects.exists()
