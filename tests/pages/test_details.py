"""Completing a hold: what is asked, what is refused and kept, and that twice is as once."""

import pytest

from booking.bookings.models import Booking, Status
from booking.resources.models import Service, ServiceLength
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.pages.visitor import TYPED, Visitor, below, starts, text

NASTY = [
    "{{7*7}} {% debug %}", "<svg onload=alert(1)>", '<div hx-get="//evil.example" hx-trigger="load">',
    "\u202eevil", "a\u200bb", "👩‍👩‍👧‍👦" * 10, "å" + "̊" * 100, '"><script>alert(1)</script>', "javascript:alert(1)",
    "{booking.manage_url}",
]  # fmt: skip


@pytest.mark.parametrize(("language", "heading"), {"sv": "Dina uppgifter", "nb": "Opplysningene dine"}.items())
def test_the_page_speaks_the_visitors_language(cast: Cast, language: str, heading: str):
    visitor = Visitor(cast.salon, language)
    assert heading in text(visitor.get(visitor.hold()))


def test_the_chosen_time_its_price_and_the_policy_stand_before_the_act(dana: Visitor):
    page = dana.get(dana.hold(practitioner=dana.house.practitioners[0].code))
    said = text(page)
    for words in (
        "Tue 24 Nov 10:00–11:00", "Held for 10 min more", "500 kr", "Massage CANARY-salon, 60 min",
        "You can move or cancel free of charge until Mon 23 Nov 10:00.", "Alice CANARY-salon",
    ):  # fmt: skip
        assert words in said
    assert 'data-seconds="600"' in page.content.decode()


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(dana: Visitor):
    address = dana.hold()
    answer = dana.refused(address, TYPED | {"name": "Dana Ek", "email": "dana@", "phone": "12", "message": "Kod 1907"})
    html = answer.content.decode()
    for typed in ('value="Dana Ek"', 'value="dana@"', 'value="12"', "Kod 1907"):
        assert typed in html
    assert "This does not look like a phone number. Write it like 070-123 45 67." in text(answer)
    assert html.count('aria-invalid="true"') == 2
    assert dana.booking().status == Status.HELD


def test_a_refused_form_stays_not_in_the_browsers_memory(dana: Visitor):
    """Back from paying leads to a page that can be loaded, not to a form that would be sent again."""
    address = dana.hold()
    refused = dana.post(address, TYPED | {"email": "dana@"})
    assert (refused.status_code, below(refused)) == (303, f"{address}&again=1")
    done = dana.post(below(refused), TYPED)
    assert dana.get(below(refused))["Location"] == done["Location"]


def test_another_hold_starts_without_the_errors_of_the_last_one(dana: Visitor):
    dana.refused(dana.hold(), TYPED | {"email": "dana@"})
    page = dana.get(dana.hold("2026-11-24T12:00:00+01:00"))
    assert 'value="dana@"' in page.content.decode()
    assert "Something needs another look" not in text(page)


def test_a_completed_form_books(dana: Visitor):
    path = dana.book(typed={"name": "  Dana \n Ek ", "email": "Dana@Example.com", "phone": "070-123 45 67"})
    booking = dana.booking()
    assert booking.status == Status.CONFIRMED
    assert path == f"b/{booking.manage_token}/"
    assert (booking.contact_name, booking.contact_email) == ("Dana Ek", "dana@example.com")
    assert (booking.contact_phone, booking.language) == ("+46701234567", "en")


def test_sending_it_twice_leads_to_the_same_booking(dana: Visitor):
    address = dana.hold()
    answers = [dana.post(address, TYPED) for _ in range(2)]
    assert len({answer["Location"] for answer in answers}) == 1
    with tenant_tx(dana.house.tenant):
        assert Booking.objects.count() == 1


def test_somebody_elses_details_for_a_completed_hold_are_too_late(dana: Visitor):
    address = dana.hold()
    dana.post(address, TYPED)
    other = dana.post(address, TYPED | {"email": "mallory@example.com"})
    assert (other.status_code, "Location" in other) == (409, False)
    assert dana.booking().manage_token not in other.content.decode()
    assert dana.booking().contact_email == TYPED["email"]


def test_the_back_button_after_booking_leads_to_the_booking(dana: Visitor):
    address = dana.hold()
    done = dana.post(address, TYPED)
    assert dana.get(address)["Location"] == done["Location"]


@pytest.mark.parametrize("mode", ["phone", "home"])
def test_whoever_is_called_or_visited_leaves_a_number(dana: Visitor, mode: str):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(modes=["on_site", mode])
    address = dana.hold(mode=mode)
    dana.refused(address, TYPED)
    typed = TYPED | {"phone": "070 123 45 67", "message": "Storgatan 2, code 1907"}
    assert dana.post(address, typed).status_code == 303


def test_a_home_visit_asks_where_to(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(modes=["on_site", "home"])
    address = dana.hold(mode="home")
    assert "Where shall we come?" in text(dana.get(address))
    dana.refused(address, TYPED | {"phone": "0701234567"})


def test_what_is_free_of_charge_asks_nothing_about_money(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        ServiceLength.objects.update(price=0)
    address = dana.hold()
    said = text(dana.get(address))
    assert "How would you like to pay?" not in said
    assert "Book Tue 24 Nov 10:00" in said
    assert dana.post(address, TYPED).status_code == 303
    assert dana.booking().paying == "free"


def test_with_one_way_to_pay_there_is_no_question(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(payable_online=False)
    address = dana.hold()
    assert "How would you like to pay?" not in text(dana.get(address))
    dana.post(address, TYPED | {"payment": "online"})
    assert dana.booking().paying == "on_site"


@pytest.mark.parametrize("way", ["", "free", "nothing"])
def test_a_way_to_pay_that_is_not_offered_is_refused(dana: Visitor, way: str):
    dana.refused(dana.hold(), TYPED | {"payment": way})


def test_a_hold_that_ran_out_says_that_nothing_was_charged_and_offers_the_same_time(dana: Visitor, clock: Clock):
    address = dana.hold()
    clock.forward(minutes=10)
    for answer in (dana.get(address), dana.post(address, TYPED | {"name": "Dana the Kept"})):
        assert answer.status_code == 409
        said = text(answer)
        assert "Nothing was booked, and nothing was charged." in said
        assert "Take Tue 24 Nov 10:00 again" in said
    assert "What you typed is kept." in said
    again = dana.post("holds/", {"service": dana.house.service.code, "mode": "on_site", "start": starts(answer)[0]})
    assert 'value="Dana the Kept"' in dana.get(below(again)).content.decode()


def test_what_was_typed_is_forgotten_when_it_is_booked_and_after_an_hour(dana: Visitor, clock: Clock):
    first = dana.hold()
    clock.forward(minutes=10)
    dana.post(first, TYPED | {"name": "Dana the Kept"})
    dana.book()
    assert "Dana the Kept" not in dana.get(dana.hold("2026-11-24T12:00:00+01:00")).content.decode()
    second = dana.hold("2026-11-24T14:00:00+01:00")
    clock.forward(minutes=10)
    dana.post(second, TYPED | {"name": "Dana the Kept"})
    clock.forward(minutes=61)
    assert "Dana the Kept" not in dana.get(dana.hold("2026-11-24T15:30:00+01:00")).content.decode()


def test_when_the_time_is_gone_meanwhile_others_are_offered(cast: Cast, dana: Visitor, clock: Clock):
    alice = dana.house.practitioners[0].code
    address = dana.hold(practitioner=alice)
    clock.forward(minutes=10)
    Visitor(cast.salon).hold(practitioner=alice)
    answer = dana.get(address)
    assert answer.status_code == 409
    assert "Take Tue 24 Nov 10:00 again" not in text(answer)
    assert len(starts(answer)) == 3


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_texts_are_kept_and_lie_still(dana: Visitor, nasty: str):
    address = dana.hold()
    refused = dana.refused(address, TYPED | {"name": nasty, "message": nasty, "email": "no"})
    path = below(dana.post(address, TYPED | {"name": nasty, "message": nasty}))
    for html in (refused.content.decode(), dana.get(path).content.decode()):
        for alive in ("<svg onload", 'hx-get="//evil', "<script>alert", 'href="javascript', "49 "):
            assert alive not in html
    assert dana.booking().message == nasty


@pytest.mark.parametrize("field", ["name", "email", "phone", "message"])
def test_what_cannot_be_stored_is_refused(dana: Visitor, field: str):
    address = dana.hold()
    dana.refused(address, TYPED | {field: "x" * 100_000})
    assert dana.post(address, TYPED | {field: "a\x00b"}).status_code == 422


def test_a_megabyte_is_refused(dana: Visitor):
    assert dana.post(dana.hold(), TYPED | {"message": "x" * 1_000_000}).status_code in (400, 413, 422)


def test_a_name_that_cannot_be_seen_is_no_name(dana: Visitor):
    dana.refused(dana.hold(), TYPED | {"name": "\u200b \u202e"})


def test_no_address_of_a_mail_breaks_a_line(dana: Visitor):
    dana.refused(dana.hold(), TYPED | {"email": "dana@example.com\nBcc: all@example.com"})


def test_who_does_not_come_pays_afterwards_not_on_site(dana: Visitor):
    address = dana.hold(mode="video")
    said = text(dana.get(address))
    assert "Pay afterwards" in said
    assert "On site" not in said
    said = text(dana.get(below(dana.post(address, TYPED))))
    assert "To pay afterwards 500 kr" in said


def test_the_button_says_what_will_be(dana: Visitor):
    page = dana.get(dana.hold())
    for way, words in (("any", "Go on"), ("online", "Continue to payment"), ("later", "Book Tue 24 Nov 10:00")):
        assert f'<span class="verb verb--{way}">{words}</span>' in page.content.decode()


def test_only_the_right_link_opens(cast: Cast, dana: Visitor):
    token = dana.hold().split("/")[1]
    booking = dana.booking()
    for wrong in (token[:-1], token.upper(), token + "=", booking.manage_token, "x", "é", token[::-1]):
        assert dana.get(f"h/{wrong}/").status_code == 404
    assert Visitor(cast.gym).get(f"h/{token}/").status_code == 404


def test_the_page_is_private(dana: Visitor):
    page = dana.get(dana.hold())
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
