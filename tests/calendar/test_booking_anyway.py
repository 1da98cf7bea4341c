"""By phone at a time that no rule offers: warned, confirmed, and over what is taken only by those who may."""

import re
from urllib.parse import urlencode

from booking.bookings.models import Booking
from booking.management.commands.check_integrity import find_faults
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at, written


def asked(cast, start, **more) -> str:
    said = {"service": cast.salon.service.code, "with": cast.salon.practitioners[0].code, "start": written(start)}
    return "/salon/desk/book/?" + urlencode(said | more)


def form(cast, start, **more) -> dict:
    return {
        "start": written(start), "client": cast.salon.client.code, "phone": "", "email": "dana@example.com",
        "mode": "on_site", "language": "sv", "message": "", **more,
    }  # fmt: skip


def bookings(cast) -> list[Booking]:
    with tenant_tx(cast.salon.tenant):
        return list(Booking.objects.all())


def test_outside_the_hours_there_is_a_warning_and_one_more_click(alice, cast):
    saturday = at(10, days=4)
    page = alice.get(asked(cast, saturday))
    assert "is outside working hours" in page.text
    anyway = re.search(r'href="(\?[^"]*force=hours[^"]*)"', page.text)[1].replace("&amp;", "&")
    who = alice.get("/salon/desk/book/" + anyway + f"&client={cast.salon.client.code}")
    assert "This is outside working hours. You may book it anyway." in who.text
    assert "500\xa0kr" in who.text
    done = alice.post("/salon/desk/book/" + anyway, form(cast, saturday, force="hours"))
    assert done.status_code == 302
    assert [one.start_at for one in bookings(cast)] == [saturday]


def test_without_the_click_nothing_is_booked_outside_the_hours(alice, cast):
    saturday = at(10, days=4)
    refused = alice.post(asked(cast, saturday), form(cast, saturday))
    assert refused.status_code == 409
    assert 'name="force" value="hours"' in refused.text
    assert bookings(cast) == []


def test_over_a_taken_time_an_owner_says_why_and_what_was_typed_is_kept(alice, book, cast):
    book()
    typed = form(cast, at(10), client="", name="Nina New", email="nina@example.com")
    refused = alice.post(asked(cast, at(10)), typed)
    assert refused.status_code == 409
    assert "Book over it, with a reason" in refused.text
    assert 'value="Nina New"' in refused.text
    why = alice.post(asked(cast, at(10)), typed | {"force": "taken"})
    assert why.status_code == 422
    assert "Why over something else?" in why.text
    assert 'value="Nina New"' in why.text
    done = alice.post(asked(cast, at(10)), typed | {"force": "taken", "reason": "Her sister's time"})
    assert done.status_code == 302
    reasons = {one.contact_name: one.forced_reason for one in bookings(cast)}
    assert reasons == {"Dana CANARY-salon": "", "Nina New": "Her sister's time"}
    with tenant_tx(cast.salon.tenant):
        assert find_faults() == []


def test_the_front_desk_cannot_book_over_anything_however_it_asks(log_in, book, cast):
    fiona = log_in(cast.front_desk)
    there = book()
    assert "with a reason" not in fiona.get(asked(cast, at(10))).text
    typed = form(cast, at(10), force="taken", reason="Because", seen=there.code)
    assert fiona.post(asked(cast, at(10), force="taken"), typed).status_code == 409
    assert len(bookings(cast)) == 1


def test_the_word_of_one_time_does_not_go_along_to_another(alice, book, cast):
    book()
    refused = alice.get(asked(cast, at(10), force="hours"))
    nearest = re.findall(r'class="next" href="([^"]*)"', refused.text)
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
    assert bookings(cast) == []
