"""CA23: the menu at a spot says which rule closes it, from the run that makes the offer, and who may pass it."""

from datetime import date, timedelta

import pytest

from booking.availability.absences import add_absence
from booking.availability.models import Closure, OpenSlot, Shift, WeeklyHours
from booking.resources.models import Resource, Service, ServiceLength
from tenants.tenancy import tenant_tx
from tests.cast import make_service
from tests.desk.conftest import at

TIME = "/salon/desk/time/"


@pytest.fixture
def told(alice, cast):
    """What the menu says of a time in Alice's calendar."""

    def made(start: str, who: int = 0, browser=alice) -> str:
        answer = browser.get(TIME, {"start": start, "with": cast.salon.practitioners[who].code})
        assert answer.status_code == 200
        return answer.text

    return made


def test_a_free_time_says_what_clients_are_offered(told):
    text = told("2026-11-24T10:00")
    assert "Clients can book it: 10:00–11:00, 500" in text
    assert "09:00–17:00" in text
    assert "every week" in text
    assert "Open a time here" in text


def test_the_menu_leads_on_with_time_and_person(told, cast):
    text = told("2026-11-24T10:00")
    code = cast.salon.practitioners[0].code
    book = f"/salon/desk/book/?start=2026-11-24T09%3A00Z&amp;with={code}"
    assert f'<form class="book-here" method="post" action="{book}"' in text
    assert f'name="service" value="{cast.salon.service.code}"' in text
    assert book.replace("T09", "T19") in told("2026-11-24T20:00")
    assert f"tab=absence&amp;start=2026-11-24T10%3A00&amp;end=2026-11-24T11%3A00&amp;with={code}" in text


def test_outside_the_hours(told, cast):
    text = told("2026-11-24T20:00")
    assert f"{cast.salon.practitioners[0].name} does not work then" in text
    assert "You may open a time here, or book after a warning." in text


def test_a_room_is_open_or_not_and_does_not_work(alice, cast):
    with tenant_tx(cast.salon.tenant):
        room = cast.salon.rooms[0]
        make_service(cast.salon.tenant, "Sal", [room])
    text = alice.get(TIME, {"start": "2026-11-24T20:00", "with": room.code}).text
    assert f"{room.name} is not open then" in text
    assert f"{room.name} does not work" not in text


def test_a_beginning_that_is_off_the_grid(told):
    assert "every 30 minutes" in told("2026-11-24T10:10")


def test_notice_and_horizon_are_for_clients(told, cast):
    assert "Clients have to book 1 hour before." in told("2026-11-23T09:30")
    far = told("2027-06-01T10:00")
    assert "90 days ahead at most" in far
    assert "You may book it all the same." in far


def test_a_closure_by_its_name(told, cast):
    with tenant_tx(cast.salon.tenant):
        Closure.objects.create(
            tenant=cast.salon.tenant, name="100 % ledigt", from_on=date(2026, 11, 24), until_on=date(2026, 11, 24)
        )
    assert "Closed: 100 % ledigt." in told("2026-11-24T10:00")


def test_an_absence_with_its_hours(told, cast):
    with tenant_tx(cast.salon.tenant):
        add_absence(resource=cast.salon.practitioners[0], start_at=at(10), end_at=at(12))
    assert "is away 10:00–12:00" in told("2026-11-24T10:00")


def test_taken_time_and_its_buffer_and_who_may_pass_them(told, bob, cast, book):
    book()
    text = told("2026-11-24T10:30")
    assert "is taken 10:00–11:00" in text
    after = told("2026-11-24T11:00")
    assert "has a buffer after the booking 10:00–11:00." in after
    assert "is taken" not in after
    assert "only with a reason" in text
    with tenant_tx(cast.salon.tenant):
        cast.salon.service.buffer_before = 30
        cast.salon.service.save()
    assert "Too close to 10:00–11:00" in told("2026-11-24T11:30")
    book(at(10), who=1)
    assert "Only the owner or a manager" in told("2026-11-24T10:30", 1, bob)


def test_a_room_that_is_missing(told, cast):
    with tenant_tx(cast.salon.tenant):
        for room in cast.salon.rooms:
            add_absence(resource=room, start_at=at(9), end_at=at(17))
    text = told("2026-11-24T10:00")
    assert "It needs a room (bed), and none is free." in text
    assert f"{cast.salon.rooms[0].name} is away 09:00–17:00" in text
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(kind="room").update(active=False)
    text = told("2026-11-24T10:00")
    assert "and there is none" in text
    assert "Nobody may book it" in text


def test_times_for_existing_clients_and_working_time_for_other_services(told, cast):
    who, place = cast.salon.practitioners[0], cast.salon.place
    with tenant_tx(cast.salon.tenant):
        OpenSlot.objects.create(
            tenant=cast.salon.tenant, resource=who, location=place, start_at=at(20), end_at=at(21), audience="clients"
        )
        Shift.objects.create(
            tenant=cast.salon.tenant, resource=who, location=place, on=date(2026, 11, 28), opens="09:00",
            closes="12:00", service_ids=[place.pk],
        )  # fmt: skip
    assert "Open to existing clients only." in told("2026-11-24T20:00")
    saturday = told("2026-11-28T10:00")
    assert "for other services" in saturday
    assert "/salon/desk/shifts/" in saturday
    assert "removal/" in saturday


def test_a_time_that_does_not_exist(told):
    assert "that time does not exist" in told("2027-03-28T02:30")


def test_services_that_say_the_same_stand_together(told, cast):
    with tenant_tx(cast.salon.tenant):
        twin = make_service(cast.salon.tenant, "Tvilling", cast.salon.practitioners[:1])
        Service.objects.filter(pk=twin.pk).update(public=False)
    text = told("2026-11-24T20:00")
    assert "Clients do not see this service." in text
    with tenant_tx(cast.salon.tenant):
        Service.objects.filter(pk=twin.pk).update(public=True)
    assert f"{cast.salon.service.name}, Tvilling" in told("2026-11-24T20:00")


def test_weekly_hours_count_in_their_weeks_only(told, cast):
    with tenant_tx(cast.salon.tenant):
        WeeklyHours.objects.filter(resource=cast.salon.practitioners[0]).update(weeks="odd")
    assert "odd weeks" not in told("2026-11-24T10:00")  # week 48
    assert "odd weeks" in told("2026-12-01T10:00")


def test_nobody_else_gets_to_know(bob, log_in, cast):
    code = cast.salon.practitioners[0].code
    assert bob.get(TIME, {"start": "2026-11-24T10:00", "with": code}).status_code == 404
    assert bob.get(TIME, {"start": "2026-11-24T10:00"}).status_code == 200
    assert log_in(cast.finance).get(TIME).status_code == 403
    far = {"with": cast.gym.practitioners[0].code, "start": "2026-11-24T10:00"}
    assert bob.get(TIME, far).status_code == 404


def test_without_a_time_it_asks_when_and_offers_the_coming_hour(alice, clock):
    clock.set(clock.now + timedelta(minutes=20))
    assert 'value="2026-11-23T10:00"' in alice.get(TIME).text
    assert 'value="2026-12-24T10:00"' in alice.get(TIME + "?day=2026-12-24").text


def test_a_service_without_a_length_yet_is_passed_over(told, cast):
    with tenant_tx(cast.salon.tenant):
        ServiceLength.objects.all().delete()
    assert "Open a time here" in told("2026-11-24T10:00")
