"""From the business's page to a free time: what is shown, what is not, and that nonsense in an address does no harm."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.availability.models import OpenSlot, Shift, WeeklyHours
from booking.resources.models import Location, Mode, Resource, Service, ServiceLength, ServiceProvider
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service, practitioner
from tests.conftest import Clock
from tests.pages.visitor import Visitor, links, starts, text

LANGUAGES = {"sv": "Vad vill du boka?", "nb": "Hva vil du bestille?", "en": "What would you like to book?"}


@pytest.mark.parametrize(("language", "heading"), LANGUAGES.items())
def test_the_business_page_speaks_the_visitors_language(cast: Cast, language: str, heading: str):
    page = Visitor(cast.salon, language).get("")
    assert heading in text(page)
    assert f'<html lang="{language}">' in page.content.decode()


def test_without_a_choice_the_business_speaks_its_own_language(cast: Cast):
    visitor = Visitor(cast.salon)
    del visitor.browser.cookies["ledig_language"]
    assert "Vad vill du boka?" in text(visitor.get(""))


def test_the_business_page_says_what_who_and_where(dana: Visitor):
    said = text(dana.get(""))
    for word in ("Massage CANARY-salon", "500 kr", "60 min", "Alice CANARY-salon", "Bob CANARY-salon", "Storgatan 1"):
        assert word in said


def test_rooms_and_hidden_things_are_not_shown(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        make_service(dana.house.tenant, "Secret massage", dana.house.practitioners)
        Service.objects.filter(name="Secret massage").update(public=False)
        Resource.objects.filter(pk=dana.house.practitioners[1].pk).update(public=False)
    said = text(dana.get(""))
    assert "Secret massage" not in said
    assert "Bob" not in said
    assert "Rum 1" not in said


def test_a_business_with_nothing_to_book_says_so(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(public=False)
    assert "Nothing can be booked here just now" in text(dana.get(""))


def test_a_practitioners_page_leads_to_their_own_times(dana: Visitor):
    alice = dana.house.practitioners[0]
    page = dana.get(f"p/{alice.code}/")
    assert "Alice CANARY-salon" in text(page)
    assert f"/salon/s/{dana.house.service.code}/?practitioner={alice.code}" in links(page)


@pytest.mark.parametrize("path", ["p/NOBODY/", "s/NOTHING/", "p/{room}/", "s/{hidden}/", "p/{strange}/"])
def test_what_is_not_offered_is_not_found(cast: Cast, dana: Visitor, path: str):
    with tenant_tx(dana.house.tenant):
        hidden = make_service(dana.house.tenant, "Hidden", dana.house.practitioners)
        Service.objects.filter(pk=hidden.pk).update(public=False)
    codes = {"room": cast.salon.rooms[0].code, "hidden": hidden.code, "strange": cast.gym.practitioners[0].code}
    answer = dana.get(path.format(**codes))
    assert answer.status_code == 404
    assert "There is nothing at this address." in text(answer)


def test_what_there_is_to_choose_is_asked_first(dana: Visitor):
    page = dana.get(f"s/{dana.house.service.code}/")
    said = text(page)
    for question in ("With whom?", "How do we meet?"):
        assert question in said
    assert "How long?" not in said
    assert "Where?" not in said
    assert starts(page) == []


def test_with_one_way_there_is_no_question(cast: Cast):
    with tenant_tx(cast.gym.tenant):
        Service.objects.update(modes=["on_site"])
    page = Visitor(cast.gym).get(f"s/{cast.gym.service.code}/")
    assert starts(page)
    assert "Charlie CANARY-gym" in text(page)


def test_lengths_and_places_are_asked_when_there_are_several(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        ServiceLength.objects.create(tenant=dana.house.tenant, service=dana.house.service, minutes=90, price=70000)
        place = Location.objects.create(tenant=dana.house.tenant, name="Torget", timezone="Europe/Stockholm")
        sara = practitioner(dana.house.tenant, place, "Sara")
        ServiceProvider.objects.create(tenant=dana.house.tenant, service=dana.house.service, resource=sara)
    said = text(dana.get(f"s/{dana.house.service.code}/"))
    for words in ("How long?", "90 min", "700 kr", "Where, if you come to us?", "Torget"):
        assert words in said


def test_the_next_free_times_come_first_then_the_month_and_the_day(dana: Visitor):
    page = dana.times()
    # Monday 09:00 it is, and an hour's notice is wanted. Who cannot come at ten hardly can at half past.
    assert starts(page)[:3] == [f"2026-11-{clock}:00+00:00" for clock in ("23T09:00", "23T11:00", "24T08:00")]
    said = text(page)
    assert "November 2026" in said
    assert said.index("Next free times") < said.index("Another day") < said.index("Morning") < said.index("Afternoon")
    assert f"/salon/s/{dana.house.service.code}/?practitioner=any&mode=on_site&day=2026-11-24" in links(page)


def test_where_few_half_days_have_times_the_next_ones_are_shown(dana: Visitor):
    """Nobody works but on this Monday, until three: the notice leaves a morning, and starts after noon."""
    with tenant_tx(dana.house.tenant):
        WeeklyHours.objects.exclude(weekday=0).delete()
        WeeklyHours.objects.update(closes=time(15))
        Service.objects.update(horizon_days=3)
    page = dana.times()
    assert starts(page)[:3] == [f"2026-11-23T{clock}:00+00:00" for clock in ("09:00", "09:30", "11:00")]


def test_a_month_ahead_shows_its_days_and_the_way_back(dana: Visitor):
    page = dana.times(month="2026-12")
    assert "December 2026" in text(page)
    assert any(link.endswith("month=2026-11") for link in links(page))
    assert any(link.endswith("month=2027-01") for link in links(page))
    assert starts(page)[3].startswith("2026-12-01")


def test_the_months_end_at_the_horizon(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(horizon_days=10)
    page = dana.times(month="2027-06")
    assert "December 2026" in text(page)
    assert not any("month=2027" in link for link in links(page))


def test_a_chosen_day_shows_its_times_only(dana: Visitor):
    found = starts(dana.times(day="2026-11-26"))[3:]
    assert found
    assert all(start.startswith("2026-11-26") for start in found)


def test_a_day_without_times_says_so(dana: Visitor):
    assert "No free times on this day. Days with a dot have some." in text(dana.times(day="2026-11-28"))


def test_in_a_month_without_times_nobody_is_sent_to_a_dot(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(notice_minutes=20 * 24 * 60)
    said = text(dana.times(day="2026-11-26"))
    assert "No free times on this day." in said
    assert "No free times this month." in said
    assert " dot " not in said


@pytest.mark.parametrize(
    "nonsense",
    [
        {"month": "2026-13"}, {"month": "x"}, {"month": "9999-12"}, {"month": "0001-01"}, {"day": "2026-02-30"},
        {"day": "9999-12-31"}, {"day": "x"}, {"minutes": "-5"}, {"minutes": "99999999999999999999"},
        {"mode": "telepathy"}, {"practitioner": "'; DROP TABLE"}, {"location": "{{7*7}}"}, {"choose": "1"},
        {"day": "2026-W48-1"}, {"month": "2026-11", "day": "2027-01-01"}, {"practitioner": "\ud83d"},
    ],
)  # fmt: skip
def test_nonsense_in_the_address_is_as_if_it_had_not_been_said(dana: Visitor, nonsense: dict[str, str]):
    safe = {name: value.encode("utf-8", "surrogatepass") for name, value in nonsense.items()}
    answer = dana.get(f"s/{dana.house.service.code}/", data={"practitioner": "any", "mode": "on_site"} | safe)
    assert answer.status_code == 200


def test_htmx_gets_the_part_that_changes_and_nothing_else(dana: Visitor):
    query = {"practitioner": "any", "mode": "on_site", "day": "2026-11-25"}
    part = dana.get(f"s/{dana.house.service.code}/", data=query, headers={"HX-Request": "true", "HX-Target": "times"})
    assert part.content.decode().lstrip().startswith('<div class="pick fades" id="times"')
    assert "<html" not in part.content.decode()
    assert "no-store" in part["Cache-Control"]


def test_the_hour_that_comes_twice_says_which_one(dana: Visitor, clock: Clock):
    clock.set(datetime(2027, 10, 30, 10, 0, tzinfo=UTC))
    with tenant_tx(dana.house.tenant):
        Shift.objects.create(
            tenant=dana.house.tenant, resource=dana.house.practitioners[0], location=dana.house.place,
            on=date(2027, 10, 31), opens=time(1, 0), closes=time(5, 0),
        )  # fmt: skip
        Shift.objects.create(
            tenant=dana.house.tenant, resource=dana.house.rooms[0], location=dana.house.place,
            on=date(2027, 10, 31), opens=time(1, 0), closes=time(5, 0),
        )  # fmt: skip
    said = text(dana.times(day="2027-10-31"))
    assert "02:30 (UTC+2)" in said
    assert "02:30 (UTC+1)" in said
    assert "01:30 (UTC" not in said


def test_when_nothing_is_free_the_page_says_so_and_whom_to_call(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(notice_minutes=60 * 24 * 365)
    said = text(dana.times())
    assert "There are no free times in the next 90 days" in said
    assert "+46 8 123 456 78" in said


def test_prices_that_differ_are_said_beside_the_times(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        OpenSlot.objects.create(
            tenant=dana.house.tenant, resource=dana.house.practitioners[0], location=dana.house.place,
            start_at=datetime(2026, 11, 28, 9, tzinfo=UTC), end_at=datetime(2026, 11, 28, 10, tzinfo=UTC), price=40000,
        )  # fmt: skip
        ServiceProvider.objects.filter(resource=dana.house.practitioners[1]).update(price=60000)
    assert "From 500 kr" in text(dana.get(""))
    choosing = text(dana.get(f"s/{dana.house.service.code}/"))
    assert "600 kr" in choosing


def test_only_what_differs_is_said_beside_the_times(dana: Visitor):
    def notes(**chosen: str) -> set[str]:
        """Beside the next free times, and beside those of the day."""
        found = re.findall(r'<(?:small|span class="next__with")>([^<]+)<', dana.times(**chosen).content.decode())
        return {note.replace("\xa0", " ") for note in found}

    alice, bob = dana.house.practitioners
    assert notes() == set()
    with tenant_tx(dana.house.tenant):
        ServiceProvider.objects.filter(resource=alice).update(price=62000)
        Shift.objects.create(
            tenant=dana.house.tenant, resource=alice, location=dana.house.place, on=date(2026, 11, 24),
            opens=time(9), closes=time(20),
        )  # fmt: skip
    assert notes(day="2026-11-24") == {"500 kr", "620 kr"}
    assert notes(day="2026-11-24", practitioner=alice.code) == {alice.name}
    assert notes(day="2026-11-25") == {"500 kr"}
    with tenant_tx(dana.house.tenant):
        ServiceProvider.objects.filter(resource=bob).update(minutes=45)
    assert notes(day="2026-11-24") == {"45 min, 500 kr", "60 min, 620 kr"}


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_more_services_and_people_take_no_more_queries(dana: Visitor):
    def asked(path: str, **query: str) -> int:
        dana.get(path, data=query)
        with CaptureQueriesContext(connection) as seen:
            assert dana.get(path, data=query).status_code == 200
        return len(seen)

    times = {"practitioner": "any", "mode": "on_site"}
    before = asked(""), asked(f"s/{dana.house.service.code}/", **times)
    with tenant_tx(dana.house.tenant):
        for n in range(5):
            new = practitioner(dana.house.tenant, dana.house.place, f"New {n}")
            make_service(dana.house.tenant, f"More {n}", [*dana.house.practitioners, new])
            ServiceProvider.objects.create(tenant=dana.house.tenant, service=dana.house.service, resource=new)
    assert (asked(""), asked(f"s/{dana.house.service.code}/", **times)) == before
    assert before[0] <= 8
    assert before[1] <= 14


def test_every_way_of_meeting_can_be_chosen(dana: Visitor):
    with tenant_tx(dana.house.tenant):
        Service.objects.update(modes=list(Mode.values))
    said = text(dana.get(f"s/{dana.house.service.code}/"))
    for words in ("On site", "Video", "We call you", "We come to you"):
        assert words in said
    for mode in Mode.values:
        assert starts(dana.times(mode=mode))
