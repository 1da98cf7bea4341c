"""What the desk says: in our words, in the order in which it is read, and a first visit as one."""

import pytest

from booking.availability.models import Activity, OpenSlot
from booking.bookings.models import Booking, Status
from tenants.tenancy import tenant_tx
from tests.desk.conftest import at

TURNED = "Dana\u202egnp.exe\u2066x\u2069"


@pytest.fixture
def turned(book, cast) -> Booking:
    booking = book()
    with tenant_tx(booking.tenant_id):
        Booking.objects.filter(pk=booking.pk).update(contact_name=TURNED)
        Activity.objects.create(
            tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], start_at=at(13), end_at=at(14), title=TURNED
        )
        type(cast.dana).objects.filter(pk=cast.dana.pk).update(name=TURNED)
    return booking


@pytest.mark.parametrize(
    "page", ["bookings/{}/", "bookings/{}/move/", "bookings/{}/cancellation/", "clients/", "?view=list&day=2026-11-24"]
)
def test_a_name_turns_nothing_around_in_a_page(alice, turned, page):
    text = alice.get(f"/salon/desk/{page.format(turned.code)}").text
    assert "Danagnp.exex" in text
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_nor_in_the_grid(alice, turned):
    feed = alice.get("/salon/desk/calendar.json", {"from": "2026-11-24", "until": "2026-11-25"}).json()["entries"]
    assert [one["title"] for one in feed if "title" in one] == ["Danagnp.exex"] * 2


def test_nor_in_what_was_just_done(alice, turned):
    done = alice.post(f"/salon/desk/bookings/{turned.code}/cancellation/", {"seen": 0, "reason": ""}, follow=True)
    assert "Cancelled: Danagnp.exex, Tue 24 Nov" in done.text


def test_nor_on_the_clients_own_page(client, turned):
    text = client.get(f"/salon/b/{turned.manage_token}/").text
    assert "\u202e" not in text
    assert int(client.get(f"/salon/b/{turned.manage_token}/")["Content-Length"]) == len(text.encode())


def test_what_is_kept_is_what_was_written(turned):
    with tenant_tx(turned.tenant_id):
        assert Booking.objects.get(pk=turned.pk).contact_name == TURNED


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"minutes": "0"}, "Write 1 or more."),
        ({"minutes": "1441"}, "Write 1440 or less."),
        ({"minutes": "x"}, "Write a whole number."),
        ({"minutes": ""}, "This is needed."),
        ({"audience": "nobody"}, "Choose one of those that are offered."),
    ],
)
@pytest.mark.parametrize("language", ["en", "sv", "nb"])
def test_a_refused_field_speaks_our_words_in_each_language(alice, cast, said, text, language):
    with tenant_tx(cast.salon.tenant):
        slot = OpenSlot.objects.create(
            tenant=cast.salon.tenant, resource=cast.salon.practitioners[0], location=cast.salon.place,
            start_at=at(13), end_at=at(14),
        )  # fmt: skip
    alice.cookies["ledig_language"] = language
    typed = {"start": "2026-11-24T13:00", "minutes": "60", "audience": "everyone", "seen": "0", "price": ""}
    typed |= {"with": cast.salon.practitioners[0].code}
    answer = alice.post(f"/salon/desk/slots/{slot.pk}/", typed | said)
    assert answer.status_code == 422
    if language == "en":
        assert text in answer.text
    for theirs in ("Ensure", "Kontrollera att", "Select a valid", "Välj ett giltigt", "This field", "Fältet måste"):
        assert theirs not in answer.text


def test_the_page_of_a_first_visit_says_so(alice, book, cast):
    first, second = book(at(9)), book(at(13))
    pages = [alice.get(f"/salon/desk/bookings/{one.code}/") for one in (first, second)]
    assert ["First visit" in [mark.word for mark in page.context["marks"]] for page in pages] == [True, False]
    with tenant_tx(first.tenant_id):
        Booking.objects.filter(pk=first.pk).update(status=Status.NO_SHOW)
    page = alice.get(f"/salon/desk/bookings/{first.code}/")
    assert "First visit" not in [mark.word for mark in page.context["marks"]]


def test_one_word_for_those_who_come(alice, book):
    alice.cookies["ledig_language"] = "sv"
    booking = book()
    for page in ("", "cancellation/", "cancellation/?by=client", "move/?start=2026-11-24T13:00Z"):
        text = alice.get(f"/salon/desk/bookings/{booking.code}/{page}").text.lower()
        assert "klient" in text
        assert "kunden" not in text
