"""Client groups as a business sets them: their terms, their private link, and who may book a service."""

import re
from typing import Any

import pytest

from booking.availability.models import GroupTerms
from booking.clients.models import Group
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.grouping import make_group
from tests.setup.forms import SEEN, UNDO, typed
from tests.setup.one_service import now
from tests.setup.pages import ODD, confirmed, inert

LIST = "/salon/desk/settings/groups/"
ADD = LIST + "add/"


def rows(cast: Cast) -> list[tuple[Any, ...]]:
    with tenant_tx(cast.salon.tenant):
        found = GroupTerms.objects.order_by("group__name", "service__name")
        return list(
            found.values_list("offered", "price", "notice_minutes", "horizon_days", "most_bookings", "most_days")
        )


def group_of(cast: Cast, name: str = "Members") -> Group:
    with tenant_tx(cast.salon.tenant):
        return Group.objects.get(name=name)


def events(cast: Cast) -> list[str]:
    with tenant_tx(cast.salon.tenant):
        return list(Event.objects.filter(type__startswith="group.").order_by("id").values_list("type", flat=True))


@pytest.fixture
def at(cast: Cast) -> str:
    """The page of a group without terms or link."""
    return f"{LIST}{make_group(cast.salon, link=False).code}/"


def public(cast: Cast, browser: Any) -> str:
    link = browser.get(f"/salon/private/{group_of(cast).token}/", follow=True)
    assert link.status_code == 200
    return link.text


def test_a_group_is_made_once_however_often_it_is_sent(alice, cast):
    assert "No groups yet" in alice.get(LIST).text
    said = typed(alice, ADD, name="Members", **{f"price_{cast.salon.service.code}": "400"})
    first, second = alice.post(ADD, said), alice.post(ADD, said)
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert rows(cast) == [(None, 40000, None, None, None, None)]
    assert "Members" in alice.get(LIST).text
    assert events(cast) == ["group.added"]


def test_terms_are_written_shown_and_taken_back(alice, cast, at):
    code = cast.salon.service.code
    said = typed(alice, at, **{
        f"price_{code}": "399,50", f"notice_minutes_{code}": "1440", f"horizon_days_{code}": "30",
        f"most_bookings_{code}": "2", f"most_days_{code}": "14",
    })  # fmt: skip
    told = confirmed(alice, at, said, follow=True)
    assert rows(cast) == [(None, 39950, 1440, 30, 2, 14)]
    assert 'value="399.50"' in told.text
    assert "Last changed by Alice" in told.text
    confirmed(alice, "/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert rows(cast) == []


def test_what_changes_is_on_the_page_and_in_the_api_at_once(alice, cast, at):
    confirmed(alice, at + "link/", {"seen": SEEN.findall(alice.get(at).text)[1], "act": "open"})
    assert "500\xa0kr" in public(cast, alice)
    code = cast.salon.service.code
    confirmed(alice, at, typed(alice, at, **{f"price_{code}": "400"}))
    assert "400\xa0kr" in public(cast, alice)
    confirmed(alice, at, typed(alice, at, **{f"offered_{code}": None}))
    assert rows(cast) == [(False, 40000, None, None, None, None)]
    assert cast.salon.service.name not in public(cast, alice)
    listed = alice.get("/api/v1/salon/services", headers={"Private-Link": group_of(cast).token}).json()
    assert code not in [row["code"] for row in listed]


@pytest.mark.parametrize(
    "wrong",
    [{"price": "-1"}, {"price": "x"}, {"notice_minutes": "17"}, {"horizon_days": "0"}, {"horizon_days": "731"},
     {"most_bookings": "2"}, {"most_days": "2"}, {"most_bookings": "0", "most_days": "2"}],
)  # fmt: skip
def test_terms_that_make_no_sense_are_refused_and_kept_in_sight(alice, cast, at, wrong):
    code = cast.salon.service.code
    answer = alice.post(
        at, typed(alice, at, name="Typed", **{f"{name}_{code}": value for name, value in wrong.items()})
    )
    assert answer.status_code == 422
    assert 'value="Typed"' in answer.text
    assert rows(cast) == []


def test_who_saw_older_terms_is_told_of_the_newer(alice, cast, at):
    code = cast.salon.service.code
    late = typed(alice, at, **{f"price_{code}": "100"})
    alice.post(at, typed(alice, at, **{f"price_{code}": "200"}))
    refused = alice.post(at, late)
    assert refused.status_code == 409
    assert f"Own terms: {cast.salon.service.name}" in refused.text
    assert rows(cast)[0][1] == 20000


@pytest.mark.parametrize("odd", ODD)
def test_odd_input_breaks_nothing(alice, cast, at, odd):
    """I01, I07."""
    value, code = ODD[odd], cast.salon.service.code
    for name in (
        "name",
        f"price_{code}",
        f"notice_minutes_{code}",
        f"most_days_{code}",
        "ordering",
        f"price_{value}"[:200],
    ):
        assert inert(alice.post(at, typed(alice, at, **{name: value}))), name
    for name in ("act", "link_until_on", "seen", "version"):
        said = {"seen": SEEN.findall(alice.get(at).text)[1], "act": "open", "link_until_on": ""} | {name: value}
        assert inert(alice.post(at + "link/", said)), name
    assert inert(alice.get(at))
    assert inert(alice.get(LIST + f"?ordering={odd}"))


def test_codes_of_another_business_are_nobody_s(alice, cast, at, page):
    """T02: in the addresses (the matrix does those too) and in each body."""
    theirs = make_group(cast.gym)
    fields = (f"offered_{cast.gym.service.code}", f"price_{cast.gym.service.code}", "offered_NOBODY99")
    answers = [alice.post(at, typed(alice, at, **{name: "1"})) for name in fields]
    assert [answer.status_code for answer in answers] == [422] * 3
    booking = page + "booking/"
    for code in (theirs.code, "NOBODY99"):
        refused = alice.post(booking, typed(alice, booking, booked_by="groups", groups=[code]))
        assert refused.status_code == 422
    assert now(cast).booked_by == "everybody"
    assert rows(cast) == []
    for path in ("", "link/", "qr.svg", "archive/"):
        assert alice.get(f"{LIST}{theirs.code}/{path}").status_code in (404, 405)


def pressed(alice, at: str, act: str, **more: str) -> Any:
    seen = SEEN.findall(alice.get(at).text)[1]
    return alice.post(at + "link/", {"seen": seen, "act": act, "link_until_on": "", **more}, follow=True)


def opens(browser, path: str) -> bool:
    return browser.get(path).status_code == 303


def link_on(text: str) -> str:
    return re.findall(r'href="https?://[^/"]+(/salon/private/[^"]+)"', text)[0]


def test_a_private_link_is_opened_renewed_and_withdrawn(alice, cast, at):
    """PB2, PB10."""
    assert alice.get(at + "qr.svg").status_code == 404
    first = link_on(pressed(alice, at, "open").text)
    assert opens(alice, first)
    assert alice.get(at + "qr.svg")["Content-Type"] == "image/svg+xml"
    second = link_on(pressed(alice, at, "renew").text)
    assert (opens(alice, first), opens(alice, second)) == (False, True)
    assert "withdrawn" in pressed(alice, at, "withdraw").text
    assert not opens(alice, second)
    third = link_on(pressed(alice, at, "open").text)
    assert [opens(alice, one) for one in (first, second, third)] == [False, False, True]
    assert events(cast) == ["group.link_open", "group.link_renew", "group.link_withdraw", "group.link_open"]


def test_a_second_click_makes_no_second_link(alice, cast, at):
    pressed(alice, at, "open")
    said = {"seen": SEEN.findall(alice.get(at).text)[1], "act": "renew", "link_until_on": ""}
    alice.post(at + "link/", said)
    assert alice.post(at + "link/", said).status_code == 409
    assert group_of(cast).link_version == 2


def test_a_link_can_have_a_last_day(alice, cast, at, clock: Clock):
    assert "That day is over." in pressed(alice, at, "open", link_until_on="2026-11-01").text
    link = link_on(pressed(alice, at, "open", link_until_on="2026-12-01").text)
    assert opens(alice, link)
    clock.forward(days=9)
    assert not opens(alice, link)
    assert "it opens nothing now" in alice.get(at).text
    assert "private link, over" in alice.get(LIST).text


def test_an_archived_group_has_no_terms_until_it_is_back(alice, cast, at):
    link = link_on(pressed(alice, at, "open").text)
    page = alice.get(at)
    alice.post(at + "archive/", {"seen": page.context["archiving"].mark})
    assert not opens(alice, link)
    assert "Archived" in alice.get(LIST).text
    assert alice.post(at + "link/", {"seen": "x", "act": "renew"}).status_code == 404
    page = alice.get(at)
    alice.post(at + "archive/", {"seen": page.context["archiving"].mark, "active": "on"})
    assert opens(alice, link)


def test_a_service_is_kept_for_chosen_groups_and_given_back(alice, cast, page):
    members, others = make_group(cast.salon), make_group(cast.salon, "Others", price=1)
    at = page + "booking/"
    assert confirmed(alice, at, typed(alice, at, booked_by="groups", groups=[])).status_code == 422
    told = confirmed(alice, at, typed(alice, at, booked_by="groups", groups=[members.code]), follow=True)
    assert now(cast).booked_by == "groups"
    assert [row[0] for row in rows(cast)] == [True, None]
    assert alice.get(f"/salon/s/{cast.salon.service.code}/").status_code == 404
    assert f"for=s-{cast.salon.service.code}" not in alice.get("/salon/desk/links/").text
    assert alice.get(f"/salon/desk/qr.svg?for=s-{cast.salon.service.code}").status_code == 404
    confirmed(alice, "/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert now(cast).booked_by == "everybody"
    assert [row[0] for row in rows(cast)] == [None, None]
    assert alice.get(f"/salon/s/{cast.salon.service.code}/").status_code == 200
    assert opens(alice, f"/salon/private/{others.token}/")
    assert alice.get(f"/salon/s/{cast.salon.service.code}/").status_code == 200


def test_how_often_is_said_in_full_or_not_at_all(alice, cast, page):
    at = page + "booking/"
    assert alice.post(at, typed(alice, at, most_bookings="2")).status_code == 422
    alice.post(at, typed(alice, at, most_bookings="2", most_days="30"))
    assert (now(cast).most_bookings, now(cast).most_days) == (2, 30)
    alice.post(at, typed(alice, at, most_bookings="", most_days=""))
    assert (now(cast).most_bookings, now(cast).most_days) == (None, None)


def test_the_preview_says_who_sees_it(alice, cast, page):
    group = make_group(cast.salon)
    ask = f"/salon/desk/settings/services/preview/?form=booking&service={cast.salon.service.code}"
    at = page + "booking/"
    said = typed(alice, at, booked_by="groups", groups=[group.code])
    assert "Only Members see it." in alice.post(ask, said).text
    assert "Only existing clients see it" in alice.post(ask, said | {"booked_by": "clients"}).text
    assert "see it" not in alice.post(ask, said | {"booked_by": "everybody"}).text
    assert now(cast).booked_by == "everybody"


def test_a_service_that_came_meanwhile_is_not_taken_from_the_group(alice, cast, at):
    """It had no box on the page that is sent."""
    said = typed(alice, at, name="Members")
    made = {"offered", "price", "notice_minutes", "horizon_days", "most_bookings", "most_days"}
    new = {f"{field}_{cast.salon.service.code}" for field in made}
    assert alice.post(at, {name: value for name, value in said.items() if name not in new}).status_code == 303
    assert rows(cast) == []


def test_the_page_says_who_touched_the_link_last(alice, cast, at):
    assert "Last changed" not in alice.get(at).text
    assert "Last changed by Alice" in pressed(alice, at, "open").text
    assert "Last changed by Alice" in alice.get(at).text
