"""The order of the people, by hand: in it stands who is asked first where a service wants the first who is free."""

from datetime import timedelta

import pytest

from booking.availability.wishing import Wish
from booking.bookings.holding import place_hold
from booking.resources.models import Anybody, Resource, Service
from booking.resources.setup.calendars import NEW, give_calendar
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.desk.conftest import TUESDAY

PEOPLE = "/salon/desk/settings/practitioners/"
ORDER = PEOPLE + "order/"


def order(cast: Cast) -> list[str]:
    with tenant_tx(cast.salon.tenant):
        rows = Resource.objects.filter(kind="practitioner", active=True)
        return [row.name.split(" ")[0] for row in rows]


def test_somebody_is_put_first_and_gets_what_nobody_is_asked_for_by_name(alice, cast):
    bob = cast.salon.practitioners[1]
    assert order(cast) == ["Alice", "Bob"]
    for _click in range(2):
        assert alice.post(ORDER, {"who": bob.code, "place": "0"})["Location"] == PEOPLE
    assert order(cast) == ["Bob", "Alice"]
    with tenant_tx(cast.salon.tenant):
        [event] = Event.objects.filter(type="practitioner.changed")
        assert (event.subject_id, event.data) == (bob.pk, {"changed": {"place": [2, 1]}})
        Service.objects.update(anybody=Anybody.ORDER)
        service = Service.objects.get()
    for hours in (0, 24):
        with tenant_tx(cast.salon.tenant):
            start_at = TUESDAY + timedelta(hours=hours)
            held = place_hold(tenant=cast.salon.tenant, wish=Wish(service), start_at=start_at)
            assert held.parts.get().resource_id == bob.pk
    listed = alice.get(PEOPLE).text
    assert listed.index(bob.name) < listed.index(cast.salon.practitioners[0].name)
    assert "Place in the list: 2 → 1" in alice.get("/salon/desk/settings/log/").text


def test_who_is_new_stands_last(alice, cast):
    alice.post(ORDER, {"who": cast.salon.practitioners[1].code, "place": "0"})
    with tenant_tx(cast.salon.tenant):
        give_calendar(member=cast.front_desk, calendar=NEW, actor=cast.alice.actor)
    assert order(cast) == ["Bob", "Alice", "Fiona"]


@pytest.mark.parametrize("typed", [{}, {"place": "-1"}, {"place": "x"}, {"place": "9" * 400}, {"tenant": "gym"}])
def test_nonsense_is_refused(alice, cast, typed):
    said = {"who": cast.salon.practitioners[1].code, "place": "0"}
    answer = alice.post(ORDER, said | typed if typed else {})
    assert answer.status_code in (400, 422)
    assert order(cast) == ["Alice", "Bob"]


def test_neither_rooms_nor_people_of_another_business_are_moved(alice, cast):
    for other in (cast.salon.rooms[0], cast.gym.practitioners[0]):
        assert alice.post(ORDER, {"who": other.code, "place": "0"}).status_code == 404
    assert order(cast) == ["Alice", "Bob"]
