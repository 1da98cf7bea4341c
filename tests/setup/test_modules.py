"""Parts of the business that are switched on and off: what the page says, and what clients and staff meet then."""

import pytest
from django.test import Client as Browser

from booking.bookings.models import Status
from booking.resources.models import BookedBy, Question, Requirement, ServiceProvider, ServiceSkill, Skill
from tenants.models import Event, Tenant
from tenants.modules import MODULES
from tenants.tenancy import tenant_tx
from tests.asking import ask
from tests.desk.conftest import at
from tests.grouping import change, join, make_group
from tests.requested import ask_for
from tests.setup.forms import UNDO, typed
from tests.setup.pages import ODD, confirmed, free_days, inert
from tests.switching import switch_off

PAGE = "/salon/desk/settings/modules/"
LOG = "/salon/desk/settings/log/"


def off(cast) -> list[str]:
    return Tenant.objects.get(pk=cast.salon.tenant.pk).modules_off


def service(browser: Browser, cast) -> dict:
    found = {one["code"]: one for one in browser.get("/api/v1/salon/services").json()}
    return found.get(cast.salon.service.code, {})


def test_all_are_on_for_who_was_here_before(alice, cast):
    assert off(cast) == []
    page = alice.get(PAGE).text
    assert page.count('role="switch"') == page.count(" checked") == len(MODULES)


def test_one_is_switched_off_told_and_taken_back_by_the_toast_and_by_the_log(alice, cast):
    told = alice.post(PAGE, typed(alice, PAGE, questions=None), follow=True)
    assert off(cast) == ["questions"]
    assert "Last changed by Alice" in told.text
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.get(type="modules.changed")
    assert event.data == {"changed": {"questions": [True, False]}}
    assert "Questions when booking: on → off" in alice.get(LOG).text
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert off(cast) == []
    alice.post(PAGE, typed(alice, PAGE, weeks=None))
    with tenant_tx(cast.salon.tenant):
        newest = Event.objects.filter(type="modules.changed").latest("id")
    alice.post(f"{LOG}{newest.pk}/undo/")
    assert off(cast) == []


def test_a_double_click_switches_once(alice, cast):
    said = typed(alice, PAGE, skills=None)
    assert [alice.post(PAGE, said).status_code for _ in range(2)] == [303, 303]
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="modules.changed").count() == 1


@pytest.mark.parametrize("wrong", ODD.values(), ids=ODD)
def test_what_is_no_part_is_refused_and_odd_marks_are_inert(alice, cast, wrong):
    assert alice.post(PAGE, typed(alice, PAGE) | {"everything": wrong}).status_code in (400, 422)
    assert inert(alice.post(PAGE, typed(alice, PAGE) | {"seen": wrong}))
    assert off(cast) == []


def test_it_says_what_is_set_up_of_each(alice, cast):
    ask(cast.salon)
    make_group(cast.salon)
    page = alice.get(PAGE).text
    for said in ("1 service asks questions.", "1 group, whose prices and links hold.", "2 rooms and things.",
                 "1 service needs one; switched off, it is offered whatever is taken.",
                 "1 service can be paid by card; switched off, it is paid on site."):  # fmt: skip
        assert said in page
    switch_off(cast.salon, "questions")
    assert "Kept: 1 service asks questions." in alice.get(PAGE).text


def test_the_gym_next_door_keeps_its_own(alice, cast):
    alice.post(PAGE, typed(alice, PAGE, questions=None))
    assert Tenant.objects.get(slug="gym").modules_off == []


def test_questions_are_asked_no_more_and_then_again(alice, cast):
    ask(cast.salon)
    assert service(alice, cast)["form"]["questions"]
    switch_off(cast.salon, "questions")
    assert service(alice, cast)["form"] is None
    switch_off(cast.salon)
    assert service(alice, cast)["form"]["questions"]
    with tenant_tx(cast.salon.tenant):
        assert Question.objects.get().active


def test_without_requests_a_booking_stands_at_once(alice, cast):
    change(cast.salon, approval=True, payable_online=False)
    assert service(alice, cast)["approval"] is True
    switch_off(cast.salon, "requests")
    assert service(alice, cast)["approval"] is False
    times = f"/salon/desk/settings/services/{cast.salon.service.code}/times/"
    assert "You confirm each booking yourself" not in alice.get(times).text
    assert confirmed(alice, times, typed(alice, times, step="60")).status_code == 303
    cast.salon.service.refresh_from_db()
    assert (cast.salon.service.approval, cast.salon.service.step) == (True, 60)


def test_requests_are_not_switched_off_while_somebody_waits(alice, cast):
    booking = ask_for(cast.salon)
    assert booking.status == Status.REQUESTED
    refused = alice.post(PAGE, typed(alice, PAGE, requests=None))
    assert refused.status_code == 422
    assert "1 client waits for your answer. Answer first." in refused.text
    assert off(cast) == []


def test_without_rooms_a_time_is_offered_whatever_is_taken(alice, cast):
    with tenant_tx(cast.salon.tenant):
        Requirement.objects.filter(tenant=cast.salon.tenant).update(quantity=9)
    assert free_days(alice, cast.salon.service.code) == []
    switch_off(cast.salon, "things")
    assert len(free_days(alice, cast.salon.service.code)) > 15
    switch_off(cast.salon)
    assert free_days(alice, cast.salon.service.code) == []


def test_what_a_service_needs_of_what_is_off_is_kept_when_the_rest_is_changed(alice, cast, page):
    with tenant_tx(cast.salon.tenant):
        Requirement.objects.filter(tenant=cast.salon.tenant).update(quantity=2)
        for room in cast.salon.rooms:
            ServiceProvider.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, resource=room)
    switch_off(cast.salon, "things")
    assert "Rum 1" not in alice.get(page + "who/").text
    assert alice.post(page + "who/", typed(alice, page + "who/", anybody="in_order")).status_code in (303, 422)
    who = typed(alice, page + "who/")
    who.pop(f"gives_{cast.salon.practitioners[1].code}")
    assert confirmed(alice, page + "who/", who).status_code == 303
    needs = typed(alice, page + "needs/", what_0="practitioner", quantity_0="1", lines="1")
    assert confirmed(alice, page + "needs/", needs).status_code == 303
    with tenant_tx(cast.salon.tenant):
        assert Requirement.objects.get(kind="room").quantity == 2
        assert Requirement.objects.filter(kind="practitioner").exists()
        kinds = ServiceProvider.objects.filter(service=cast.salon.service).values_list("resource__kind", flat=True)
        assert sorted(kinds) == ["practitioner", "room", "room"]


def test_rooms_are_not_switched_off_while_one_is_booked_by_itself(alice, cast, book):
    with tenant_tx(cast.salon.tenant):
        ServiceProvider.objects.create(
            tenant=cast.salon.tenant, service=cast.salon.service, resource=cast.salon.rooms[0]
        )
    booking = book(at(10, days=1))
    with tenant_tx(cast.salon.tenant):
        booking.parts.update(resource=cast.salon.rooms[0])
    refused = alice.post(PAGE, typed(alice, PAGE, things=None))
    assert refused.status_code == 422
    assert "1 booking to come is of a room or a thing by itself" in refused.text


def test_without_skills_anybody_who_is_ticked_gives_it(alice, cast):
    with tenant_tx(cast.salon.tenant):
        skill = Skill.objects.create(tenant=cast.salon.tenant, name="Laser")
        ServiceSkill.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, skill=skill)
    assert free_days(alice, cast.salon.service.code) == []
    switch_off(cast.salon, "skills")
    assert len(free_days(alice, cast.salon.service.code)) > 15


def test_without_groups_what_was_theirs_is_nobodys_and_their_client_pays_as_others(alice, cast):
    group = make_group(cast.salon, offered=True)
    join(cast.salon, group)
    with tenant_tx(cast.salon.tenant):
        link = f"/salon/private/{group.token}/"
    stranger = Browser()
    assert stranger.get(link).status_code == 303
    switch_off(cast.salon, "groups")
    assert stranger.get(link).status_code == 404
    assert "Members" not in stranger.get("/salon/").text
    assert "Members" not in alice.get(f"/salon/desk/clients/{cast.dana.code}/").text
    assert "Members" not in alice.get("/salon/desk/clients/?q=Dana").text
    change(cast.salon, booked_by=BookedBy.GROUPS)
    assert service(alice, cast) == {}
    assert alice.post(f"/salon/desk/clients/{cast.dana.code}/", {"group": ""}).status_code == 404
    with tenant_tx(cast.salon.tenant):
        cast.dana.refresh_from_db()
        assert cast.dana.group_id == group.pk


def test_without_cards_it_is_paid_on_site_whatever_the_service_says(alice, cast, page):
    change(cast.salon, payable_on_site=False)
    switch_off(cast.salon, "cards")
    assert "By card" not in alice.get(page + "payment/").text
    assert alice.post(page + "payment/", typed(alice, page + "payment/", tax_rate="12")).status_code == 303
    cast.salon.service.refresh_from_db()
    kept = cast.salon.service
    assert (kept.payable_online, kept.payable_on_site, kept.tax_rate) == (True, False, 1200)


def test_only_owner_and_manager_switch(cast, log_in):
    for who, status in ((cast.alice, 200), (cast.bob, 403), (cast.front_desk, 403), (cast.finance, 403)):
        assert log_in(who).get(PAGE).status_code == status
