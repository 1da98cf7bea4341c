"""The services as a list: what stands in it, in which order, and what is laid aside."""

import pytest

from booking.availability.catalogue import current
from booking.availability.wishing import Wish
from booking.bookings.completing import complete_hold
from booking.bookings.holding import place_hold
from booking.clients.services import Contact
from booking.resources.models import Requirement, Service, ServiceLength, ServiceProvider
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast, make_service
from tests.desk.conftest import TUESDAY
from tests.setup.forms import SEEN, UNDO, typed
from tests.setup.pages import confirmed, foretold

PAGE = "/salon/desk/settings/services/"
NEW, ORDER = PAGE + "new/", PAGE + "order/"


@pytest.fixture
def more(cast: Cast) -> list[str]:
    """The codes of four services, in their order."""
    with tenant_tx(cast.salon.tenant):
        made = [make_service(cast.salon.tenant, name, cast.salon.practitioners) for name in ("B", "C", "D")]
        rows = [cast.salon.service, *made]
        for n, row in enumerate(rows):
            Service.objects.filter(pk=row.pk).update(position=n)
    return [row.code for row in rows]


def order_of(cast: Cast) -> list[str]:
    with tenant_tx(cast.salon.tenant):
        return [row.code for row in Service.objects.filter(active=True)]


def events(cast: Cast, *types: str) -> list[str]:
    with tenant_tx(cast.salon.tenant):
        found = Event.objects.filter(type__startswith="service.").order_by("id")
        return [event.type for event in found if not types or event.type in types]


def new(browser, **changed):
    said = {"name": "Cut", "minutes_0": "30", "price_0": "450", "modes": ["on_site"]}
    return typed(browser, NEW, **(said | changed))


def test_a_new_service_is_on_the_page_and_in_the_api_at_once(alice, cast):
    assert "Cut" not in alice.get("/salon/").text
    answer = alice.post(NEW, new(alice, line="Wash and cut"), follow=True)
    assert "Saved." in answer.text
    public = alice.get("/salon/").text
    assert "Cut" in public
    assert "450\xa0kr" in public
    assert "Cut" in [row["name"] for row in alice.get("/api/v1/salon/services").json()]


def test_a_new_service_stands_last_and_is_given_by_those_who_are_ticked(alice, cast):
    bob = cast.salon.practitioners[1]
    alice.post(NEW, new(alice, who=[bob.code]))
    with tenant_tx(cast.salon.tenant):
        made = Service.objects.get(name="Cut")
        assert [row.resource_id for row in made.providers.all()] == [bob.pk]
        assert Service.objects.last() == made
        assert made.tax_rate == 0


def test_a_double_click_makes_one_service(alice, cast):
    posted = new(alice)
    first, second = (alice.post(NEW, posted) for _click in range(2))
    assert first["Location"] == second["Location"]
    with tenant_tx(cast.salon.tenant):
        assert Service.objects.filter(name="Cut").count() == 1
    assert events(cast) == ["service.added"]


@pytest.mark.parametrize("place", [0, 1, 3, 99])
def test_a_service_goes_where_it_is_put_and_a_second_click_changes_nothing(alice, cast, more, place):
    wanted = [code for code in more if code != more[2]]
    wanted.insert(place, more[2])
    for _click in range(2):
        assert alice.post(ORDER, {"service": more[2], "place": place}).status_code == 303
    assert order_of(cast) == wanted
    assert [service.code for service in current(cast.salon.tenant).public_services] == wanted


def test_places_that_were_never_given_are_given_at_the_first_move(alice, cast, more):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(position=0)
    before = order_of(cast)
    alice.post(ORDER, {"service": before[3], "place": 2})
    assert order_of(cast) == [before[0], before[1], before[3], before[2]]


def test_the_order_is_not_changed_by_what_makes_no_sense(alice, cast, more):
    gym = cast.gym.service.code
    refused = {"service": gym, "place": 0}, {"service": "nothing", "place": 0}
    assert [alice.post(ORDER, said).status_code for said in refused] == [404, 404]
    for said in (
        {},
        {"service": more[1], "place": -1},
        {"service": more[1], "place": "x"},
        {"service": more[1], "place": 0, "z": 1},
    ):
        assert alice.post(ORDER, said).status_code == 422, said
    assert order_of(cast) == more


def test_the_first_has_no_way_up_and_the_last_none_down(alice, more):
    text = alice.get(PAGE).text
    assert all(f'id="{way}-{code}"' in text for way in ("up", "down") for code in more)
    disabled = [part.split('"')[0] for part in text.split('id="')[1:] if " disabled>" in part.split("</button>")[0]]
    assert disabled == [f"up-{more[0]}", f"down-{more[-1]}"]


def archive(alice, code, *, follow=False, **more):
    page = f"{PAGE}{code}/"
    seen = alice.get(page).context["archiving"].mark
    return confirmed(alice, f"{page}archive/", {"seen": seen} | more, follow=follow)


def test_an_archived_service_is_off_the_page_and_its_bookings_stand(alice, cast, book):
    booking = book()
    code = cast.salon.service.code
    answer = archive(alice, code, follow=True)
    assert "is archived." in answer.text
    assert cast.salon.service.name not in alice.get("/salon/").text
    gone = alice.get(f"/salon/s/{code}/")
    assert gone.status_code == 410
    assert "This can no longer be booked" in gone.text
    assert 'href="/salon/"' in gone.text
    assert alice.get(f"/salon/b/{booking.manage_token}/").status_code == 200
    assert alice.get(f"/salon/b/{booking.manage_token}/move/").status_code == 200
    assert alice.get(f"/salon/desk/bookings/{booking.code}/").status_code == 200
    held = alice.post("/salon/holds/", {"service": code, "start": "2026-11-25T09:00:00+01:00"})
    assert held.status_code in (404, 422)


def test_a_time_that_is_held_when_its_service_is_archived_can_still_be_booked(alice, cast):
    with tenant_tx(cast.salon.tenant):
        catalogue = current(cast.salon.tenant)
        held = place_hold(
            tenant=cast.salon.tenant, wish=Wish(catalogue.service(cast.salon.service.code)), start_at=TUESDAY
        )
    archive(alice, cast.salon.service.code)
    assert alice.get(f"/salon/h/{held.hold_token}/").status_code == 200
    with tenant_tx(cast.salon.tenant):
        complete_hold(booking=held, contact=Contact("Eva", "eva@example.com", "", "sv"), paying="on_site")
        held.refresh_from_db()
    assert held.status == "confirmed"


def test_a_service_that_never_was_public_is_not_there_rather_than_gone(alice, cast):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(public=False, active=False)
    assert alice.get(f"/salon/s/{cast.salon.service.code}/").status_code == 404


def test_what_was_archived_comes_back_as_it_was(alice, cast, more):
    told = archive(alice, more[1], follow=True)
    assert order_of(cast) == [more[0], more[2], more[3]]
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert order_of(cast) == more
    archive(alice, more[1])
    seen = SEEN.findall(alice.get(PAGE).text)[0]
    told = alice.post(f"{PAGE}{more[1]}/archive/", {"seen": seen, "active": "on"}, follow=True)
    assert "is back in the list, at its end" in told.text
    assert order_of(cast) == [more[0], more[2], more[3], more[1]]
    assert events(cast) == ["service.archived", "service.restored"] * 2


def test_archiving_what_is_archived_changes_nothing_more(alice, cast):
    page = f"{PAGE}{cast.salon.service.code}/"
    seen = alice.get(page).context["archiving"].mark
    known = foretold(alice.post(f"{page}archive/", {"seen": seen})).mark
    typed = {"seen": seen, "known": known}
    assert [alice.post(f"{page}archive/", typed).status_code for _click in range(2)] == [303, 303]
    assert events(cast) == ["service.archived"]
    for wrong in ({}, {"seen": seen, "active": "on"}, {"seen": seen, "z": 1}):
        assert alice.post(f"{page}archive/", wrong).status_code in (409, 422), wrong


def test_the_list_says_what_a_client_would_find(alice, cast):
    with tenant_tx(cast.salon.tenant):
        make_service(cast.salon.tenant, "Alone", [])
        hidden = make_service(cast.salon.tenant, "Secret", cast.salon.practitioners)
        Service.objects.filter(pk=hidden.pk).update(public=False)
        make_service(cast.salon.tenant, "Old", cast.salon.practitioners)
        Service.objects.filter(name="Old").update(active=False)
    text = alice.get(PAGE).text
    for said in (
        "On your page",
        "Not given",
        "Only at the desk",
        "Archived",
        "Nobody gives it yet",
        "60 min, 500\xa0kr",
    ):
        assert said in text, said


def test_a_business_without_services_is_shown_the_first_step(alice, cast):
    with tenant_tx(cast.salon.tenant):
        for model in (Requirement, ServiceLength, ServiceProvider, Service):
            model._default_manager.all().delete()
    answer = alice.get(PAGE)
    assert "No services yet" in answer.text
    assert f'href="{NEW}"' in answer.text
