"""Which services somebody gives, on their own page: the same list as behind the page of each service."""

from datetime import time

import pytest

from booking.availability.models import WeeklyHours
from booking.resources.models import Resource, ServiceProvider
from booking.resources.setup.calendars import NEW, give_calendar
from booking.resources.setup.lacking import all_can_be_booked
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.setup.forms import UNDO, typed
from tests.setup.one_service import givers
from tests.setup.pages import confirmed

HOSTILE = "\u202e<svg onload=alert(1)>{{7*7}}"
NO_SERVICES, NO_HOURS = "No services yet: nobody can book with them.", "No hours yet: nobody can book with them."


@pytest.fixture
def fiona(cast: Cast) -> Resource:
    """Who has just been given a calendar: nothing else."""
    with tenant_tx(cast.salon.tenant):
        return give_calendar(member=cast.front_desk, calendar=NEW, actor=cast.alice.actor)


def services_of(who: Resource) -> str:
    return f"/salon/desk/settings/practitioners/{who.code}/services/"


def test_what_is_ticked_can_be_booked_with_them_at_their_own_price(alice, cast, fiona):
    page, code = services_of(fiona), cast.salon.service.code
    answer = alice.post(
        page, typed(alice, page, **{f"gives_{code}": "on", f"minutes_{code}": "45", f"price_{code}": "450"}),
        follow=True,
    )  # fmt: skip
    assert "Saved." in answer.text
    assert givers(cast)[fiona.code] == (45, 45000)
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.filter(subject_id=fiona.pk, type="practitioner.changed").get()
    assert event.data == {"changed": {"services": [{}, {code: [45, 45000]}]}}
    who = alice.get(f"/salon/desk/settings/services/{code}/who/").context["form"]
    assert (who[f"gives_{fiona.code}"].value(), who[f"minutes_{fiona.code}"].value()) == (True, 45)
    [service] = alice.get("/api/v1/salon/services").json()
    assert fiona.code in [one["code"] for one in service["practitioners"]]


def test_it_can_be_taken_back_at_once_and_from_the_log(alice, cast):
    bob = cast.salon.practitioners[1]
    page, code = services_of(bob), cast.salon.service.code
    told = confirmed(alice, page, typed(alice, page, **{f"gives_{code}": None}), follow=True)
    assert bob.code not in givers(cast)
    confirmed(alice, "/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert givers(cast)[bob.code] == (None, None)
    confirmed(alice, page, typed(alice, page, **{f"price_{code}": "900"}))
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.filter(type="practitioner.changed").order_by("id").last()
    assert confirmed(alice, f"/salon/desk/settings/log/{event.pk}/undo/", {}).status_code == 303
    assert givers(cast)[bob.code] == (None, None)


def test_others_and_what_is_archived_stay_as_they_are(alice, cast):
    bob = cast.salon.practitioners[1]
    with tenant_tx(cast.salon.tenant):
        old = make_service(cast.salon.tenant, "Old", [bob])
        old.active = False
        old.save()
    page, code = services_of(bob), cast.salon.service.code
    assert f"gives_{old.code}" not in alice.get(page).text
    confirmed(alice, page, typed(alice, page, **{f"gives_{code}": None}))
    with tenant_tx(cast.salon.tenant):
        assert list(ServiceProvider.objects.filter(resource=bob).values_list("service__name", flat=True)) == ["Old"]
    assert list(givers(cast)) == [cast.salon.practitioners[0].code]


@pytest.mark.parametrize("wrong", ["4", "1441", HOSTILE, "9" * 400])
def test_a_length_that_cannot_be_is_refused_and_stays_typed(alice, cast, wrong):
    bob = cast.salon.practitioners[1]
    page, code = services_of(bob), cast.salon.service.code
    answer = alice.post(page, typed(alice, page, **{f"minutes_{code}": wrong}))
    assert answer.status_code == 422
    assert "<svg onload" not in answer.text
    assert answer.context["form"][f"minutes_{code}"].value() == wrong
    assert givers(cast)[bob.code] == (None, None)


def test_a_service_of_another_business_is_refused(alice, cast):
    bob, theirs = cast.salon.practitioners[1], cast.gym.service.code
    page = services_of(bob)
    assert alice.post(page, typed(alice, page, **{f"gives_{theirs}": "on"})).status_code == 422
    assert alice.get(services_of(cast.gym.practitioners[0])).status_code == 404
    with tenant_tx(cast.gym.tenant):
        assert ServiceProvider.objects.count() == 1


def test_whoever_changed_it_on_the_other_page_meanwhile_is_not_overwritten(alice, cast):
    bob, code = cast.salon.practitioners[1], cast.salon.service.code
    page, who = services_of(bob), f"/salon/desk/settings/services/{code}/who/"
    seen = typed(alice, page, **{f"minutes_{code}": "30"})
    alice.post(who, typed(alice, who, **{f"price_{bob.code}": "700"}))
    assert alice.post(page, seen).status_code == 409
    assert givers(cast)[bob.code] == (None, 70000)


def test_who_cannot_be_booked_yet_is_said_wherever_it_can_be_mended(alice, cast, fiona):
    profile = f"/salon/desk/settings/practitioners/{fiona.code}/"
    pages = [profile, "/salon/desk/settings/practitioners/", f"/salon/desk/settings/members/{cast.front_desk.pk}/"]
    for page in pages:
        assert NO_SERVICES in alice.get(page).text
        assert NO_HOURS in alice.get(page).text
    assert f'href="{services_of(fiona)}">Choose services' in alice.get(profile).text
    assert f'href="/salon/desk/settings/hours/{fiona.code}/">Set their hours' in alice.get(profile).text
    with tenant_tx(cast.salon.tenant):
        assert not all_can_be_booked(cast.salon.tenant)
        ServiceProvider.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, resource=fiona)
        WeeklyHours.objects.create(
            tenant=cast.salon.tenant, resource=fiona, location=cast.salon.place, weekday=0, opens=time(9),
            closes=time(12),
        )  # fmt: skip
        assert all_can_be_booked(cast.salon.tenant)
    for page in pages:
        assert "nobody can book with them" not in alice.get(page).text


def test_the_checklist_asks_until_everybody_can_be_booked(alice, cast, fiona):
    steps = {str(step.name): done for step, _url, done in alice.get("/salon/desk/start/").context["steps"]}
    assert steps["Let everybody be booked"] is False
    with tenant_tx(cast.salon.tenant):
        Resource.objects.filter(pk=fiona.pk).update(active=False)
    found = alice.get("/salon/desk/start/").context["steps"]
    [(done, url)] = [(done, url) for step, url, done in found if str(step.name) == "Let everybody be booked"]
    assert (done, url) == (True, "/salon/desk/settings/practitioners/")
