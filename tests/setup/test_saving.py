"""A settings form refuses what it does not know, loses nothing, writes nothing twice, and says what it changed."""

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.test import RequestFactory

from booking.resources.models import Resource
from tenants.models import Event, Role, Tenant
from tenants.setup.marks import key_in, mark_of_new
from tenants.setup.row_form import RowForm
from tenants.tenancy import tenant_tx
from tests.cast import Cast

PAGE = "/salon/desk/settings/business/"
UNDO = re.compile(r'name="undo" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="([^"]+)"')


class ThingForm(RowForm):
    """As pages of other floors make theirs."""

    thing, told = "thing", frozenset({"name"})

    class Meta:
        model = Resource
        fields = ["name", "about"]


def given(browser: Browser, **changed: str) -> dict[str, str]:
    """What the form of the page would send, with something else typed."""
    form = browser.get(PAGE).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields} | changed


def events(cast: Cast, type: str = "business.changed") -> list[dict[str, Any]]:
    with tenant_tx(cast.salon.tenant):
        return list(Event.objects.filter(type=type).order_by("id").values_list("data", flat=True))


def now(cast: Cast) -> Tenant:
    return Tenant.objects.get(pk=cast.salon.tenant.pk)


def test_what_is_saved_is_kept_and_told_with_who_and_when(alice, cast):
    answer = alice.post(PAGE, given(alice, name="Salong Ö", phone="+46 8 1"), follow=True)
    assert answer.redirect_chain == [(PAGE, 303)]
    assert "Saved." in answer.text
    assert "Last changed by Alice, Mon 23 Nov 09:00" in answer.text
    assert (now(cast).name, now(cast).phone) == ("Salong Ö", "+46 8 1")


def test_the_event_says_from_what_to_what_but_not_what_is_personal(alice, cast):
    was = now(cast).name
    alice.post(PAGE, given(alice, name="Salong Ö", email="new@salon.example"))
    assert events(cast) == [{"changed": {"name": [was, "Salong Ö"], "email": None}}]


def test_two_clicks_save_once(alice, cast):
    posted = given(alice, name="Salong Ö")
    assert [alice.post(PAGE, posted).status_code for _click in range(2)] == [303, 303]
    assert len(events(cast)) == 1


def test_saving_what_is_there_already_changes_nothing(alice, cast):
    assert alice.post(PAGE, given(alice)).status_code == 303
    assert events(cast) == []


def test_who_saw_an_older_one_keeps_what_they_typed_and_sees_the_newer(alice, cast):
    late = given(alice, line="Mine")
    alice.post(PAGE, given(alice, line="Theirs"))
    refused = alice.post(PAGE, late)
    assert refused.status_code == 409
    assert 'value="Mine"' in refused.text
    assert "Theirs" in refused.text
    assert now(cast).line == "Theirs"
    again = late | {"seen": SEEN.findall(refused.text)[0]}
    assert alice.post(PAGE, again).status_code == 303
    assert now(cast).line == "Mine"


def test_an_unknown_field_changes_nothing(alice, cast):
    for unknown in ("slug", "stripe_account", "suspended_at", "tenant", "id"):
        answer = alice.post(PAGE, given(alice, name="Salong Ö") | {unknown: "gym"})
        assert answer.status_code == 422, unknown
        assert 'value="Salong Ö"' in answer.text
    assert now(cast).name == cast.salon.tenant.name


def test_a_refused_form_keeps_what_was_typed(alice, cast):
    answer = alice.post(PAGE, given(alice, name="", line="Kept", email="nonsense"))
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.text
    assert 'value="nonsense"' in answer.text
    assert now(cast).line == ""


def test_names_cannot_turn_the_direction_of_writing_nor_break_the_line(alice, cast):
    alice.post(PAGE, given(alice, name="Sal\u202eong\r\nBcc: x\u200b"))
    assert now(cast).name == "Sal ong Bcc: x"
    assert alice.post(PAGE, given(alice, name="\u200b\u202e")).status_code == 422


def test_undo_brings_back_what_was_and_returns_to_the_page(alice, cast):
    told = alice.post(PAGE, given(alice, line="New"), follow=True)
    note = UNDO.findall(told.text)[0]
    back = alice.post("/salon/desk/undo/", {"undo": note})
    assert (back.status_code, back["Location"]) == (303, PAGE)
    assert now(cast).line == ""
    assert len(events(cast)) == 2


def test_undo_takes_back_nothing_that_was_changed_since(alice, cast):
    told = alice.post(PAGE, given(alice, line="New"), follow=True)
    alice.post(PAGE, given(alice, line="Newer"))
    assert alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]}).status_code == 409
    assert now(cast).line == "Newer"


def test_who_may_not_open_the_page_any_more_undoes_nothing_on_it(log_in, cast):
    cast.front_desk.role = Role.MANAGER
    cast.front_desk.save()
    manager = log_in(cast.front_desk)
    told = manager.post(PAGE, given(manager, line="New"), follow=True)
    cast.front_desk.role = Role.FRONT_DESK
    cast.front_desk.save()
    assert manager.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]}).status_code == 409
    assert now(cast).line == "New"


@pytest.fixture
def posted(cast: Cast) -> Any:
    """A form of a new row, as a request brings it."""

    def made(**data: str) -> Any:
        request: Any = RequestFactory().post("/", data)
        request.tenant, request.member = cast.salon.tenant, cast.alice
        return request

    return made


def test_a_new_row_sent_twice_is_one_row(posted, cast):
    with tenant_tx(cast.salon.tenant):
        before = Resource.objects.count()
        request = posted(name="Bike", about="Red", seen=mark_of_new(cast.salon.tenant))
        for _click in range(2):
            assert ThingForm.new(request, kind="equipment").keep(cast.alice.actor)
        assert Resource.objects.count() == before + 1
        assert list(Event.objects.filter(type__startswith="thing.").values_list("type", flat=True)) == ["thing.added"]


def test_a_new_row_that_was_typed_over_after_it_was_saved_is_not_saved_silently(posted, cast):
    with tenant_tx(cast.salon.tenant):
        mark = mark_of_new(cast.salon.tenant)
        ThingForm.new(posted(name="Bike", seen=mark), kind="equipment").keep(cast.alice.actor)
        late = ThingForm.new(posted(name="Car", seen=mark), kind="equipment")
        assert not late.keep(cast.alice.actor)
        assert (late.status, late["name"].value(), late.meanwhile) == (409, "Car", [("Name", "Bike")])


def test_the_key_of_a_new_row_is_good_in_its_own_business_only(posted, cast):
    """T02."""
    with tenant_tx(cast.salon.tenant):
        for mark in (mark_of_new(cast.gym.tenant), "", "nonsense", mark_of_new(cast.salon.tenant)[:-1] + "§"):
            form = ThingForm.new(posted(name="Bike", seen=mark), kind="equipment")
            assert not form.keep(cast.alice.actor), mark
    assert key_in(mark_of_new(cast.gym.tenant), cast.salon.tenant) is None


def test_whoever_was_logged_out_meanwhile_is_shown_the_way_in(alice, cast):
    typed = given(alice, line="Cuts and colours")
    del alice.cookies["sessionid"]
    refused = alice.post(PAGE, typed)
    assert refused.status_code == 401
    assert "You have been logged out meanwhile" in refused.text
    assert '/account/login/?next=/salon/desk/"' in refused.text
