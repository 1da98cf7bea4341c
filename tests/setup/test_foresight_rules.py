"""Rules of a service are seen before they are kept as well: to whom they show its times, and on whose terms."""

from datetime import UTC, datetime
from typing import Any

import pytest

from booking.bookings.models import Booking
from booking.resources.models import ServiceProvider
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.grouping import make_group
from tests.setup.changes import RULES, rules
from tests.setup.forms import typed
from tests.setup.one_service import givers, now
from tests.setup.pages import foretold

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)


def seen(browser: Any, page: str, said: dict[str, Any]) -> Any:
    """What is shown before it is kept; then it is kept."""
    told = foretold(browser.post(page, said))
    if told is not None:
        assert browser.post(page, said | {"known": told.mark}).status_code == 303
    return told


def free(browser: Any, cast: Cast, link: str = "") -> int:
    """How many starts are offered, of each who gives it; to whoever has the private link of a group."""
    found, headers = 0, {"Private-Link": link} if link else {}
    for who in cast.salon.practitioners:
        asked = {"service": cast.salon.service.code, "practitioner": who.code, "from": "2026-11-23", "to": "2027-01-22"}
        answer = browser.get("/api/v1/salon/slots", asked, headers=headers)
        found += len(answer.json()["results"]) if answer.status_code == 200 else 0
    return found


def test_what_is_for_existing_clients_only_is_said_so_and_not_lost(alice, cast, page):
    before = free(alice, cast)
    told = seen(alice, page + "booking/", typed(alice, page + "booking/", booked_by="clients"))
    assert (told.gone, told.come, told.narrowed) == (0, 0, before)
    assert free(alice, cast) == 0
    back = seen(alice, page + "booking/", typed(alice, page + "booking/", booked_by="everybody"))
    assert (back.widened, free(alice, cast)) == (before, before)


def test_the_terms_of_a_group_are_counted_for_those_in_it(alice, cast, page):
    group = make_group(cast.salon)
    address = f"/salon/desk/settings/groups/{group.code}/"
    code = cast.salon.service.code
    before = free(alice, cast, link=group.token)
    told = seen(alice, address, typed(alice, address, **{f"price_{code}": "", f"horizon_days_{code}": "7"}))
    assert told.come == 0
    assert told.note == "Counted for clients in this group."
    assert 0 < told.gone == before - free(alice, cast, link=group.token)
    assert free(alice, cast) == before


def test_the_price_of_a_group_and_its_name_are_kept_at_once(alice, cast):
    group = make_group(cast.salon)
    address = f"/salon/desk/settings/groups/{group.code}/"
    said = typed(alice, address, name="Regulars", **{f"price_{cast.salon.service.code}": "400"})
    assert alice.post(address, said).status_code == 303


@pytest.mark.parametrize("rule", ["nobody but Alice", "Bob, from his own page"])
def test_who_would_not_give_it_any_more_has_bookings_that_are_named(alice, cast, book, rule):
    booked = [book(TUESDAY, who=n) for n in (0, 1)]
    address, said = RULES[rule](cast, alice, NOW)
    told = seen(alice, address, said)
    assert [one.code for one in told.shown] == [booked[1].code]
    assert list(givers(cast)) == [cast.salon.practitioners[0].code]
    with tenant_tx(cast.salon.tenant):
        assert set(Booking.objects.values_list("status", flat=True)) == {"confirmed"}


def test_other_rules_touch_no_booking_that_stands(alice, cast, book, page):
    book(TUESDAY)
    said = typed(alice, page + "times/", notice_minutes="20160", step="60", buffer_after="120")
    assert foretold(alice.post(page + "times/", said)).touched == []


def test_what_takes_no_time_from_anybody_is_kept_at_once(alice, cast, page):
    first = cast.salon.practitioners[0].code
    assert alice.post(page, typed(alice, page, name="Knead", price_0="600")).status_code == 303
    assert alice.post(page + "who/", typed(alice, page + "who/", **{f"price_{first}": "650"})).status_code == 303
    assert alice.post(page + "times/", typed(alice, page + "times/", answer_hours="48")).status_code == 303
    assert (now(cast).name, now(cast).answer_hours) == ("Knead", 48)


@pytest.mark.parametrize("rule", ["a shorter horizon", "nobody but Alice", "three rooms", "groups only"])
def test_taking_it_back_from_the_log_is_seen_first_too(alice, cast, rule):
    if rule == "groups only":
        make_group(cast.salon)
    before = free(alice, cast)
    address, said = _step(rule, cast, alice)
    told = seen(alice, address, said)
    assert told.gone > 0
    with tenant_tx(cast.salon.tenant):
        event = Event.objects.filter(type="service.changed").order_by("id").last()
    back = f"/salon/desk/settings/log/{event.pk}/undo/"
    ahead = alice.post(back, {}).context["foretold"]
    assert (ahead.gone, ahead.come) == (told.come, told.gone)
    assert alice.post(back, {"known": ahead.mark}).status_code == 303
    assert free(alice, cast) == before


def _step(rule: str, cast: Cast, owner: Any) -> Any:
    if rule in RULES:
        return RULES[rule](cast, owner, NOW)
    if rule == "three rooms":
        return rules("needs/", quantity_0="3")(cast, owner, NOW)
    page = f"/salon/desk/settings/services/{cast.salon.service.code}/booking/"
    [(code, _name)] = owner.get(page).context["form"].fields["groups"].choices
    return page, typed(owner, page, booked_by="groups", groups=[code])


def test_nothing_is_left_of_what_was_only_looked_at(alice, cast, page):
    address, said = RULES["nobody but Alice"](cast, alice, NOW)
    assert foretold(alice.post(address, said)) is not None
    with tenant_tx(cast.salon.tenant):
        assert ServiceProvider.objects.count() == 2
        assert not Event.objects.filter(type="service.changed").exists()
