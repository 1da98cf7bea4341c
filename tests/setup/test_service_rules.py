"""What one service needs, when it can be booked, how it is paid; and what its pages show of it before it is saved."""

import pytest

from booking.resources.models import Service
from tenants.tenancy import tenant_tx
from tests.setup.forms import UNDO, typed
from tests.setup.one_service import givers, last_event, lengths, needs, now
from tests.setup.pages import confirmed


def test_what_it_needs_is_said_in_words(alice, cast, page):
    text = alice.get(page + "needs/").text
    assert "Each booking takes 1 room with “bed”, whichever is free of Rum 1 CANARY-salon, Rum 2 CANARY-salon." in text
    look = typed(alice, page + "needs/", quantity_0="2", look="1")
    assert "Each booking takes 2 rooms with “bed”: Rum 1" in alice.post(page + "needs/", look).text
    short = alice.post(page + "needs/", look | {"quantity_0": "3"}).text
    assert "but there are only 2: no time is ever free" in short
    assert needs(cast) == [("room", "bed", 1)]


def test_needs_are_written_and_taken_back(alice, cast, page):
    said = typed(alice, page + "needs/", lines="2", quantity_0="2", what_1="practitioner", quantity_1="1")
    told = alice.post(page + "needs/", said, follow=True)
    assert needs(cast) == [("practitioner", "", 1), ("room", "bed", 2)]
    alice.post("/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert needs(cast) == [("room", "bed", 1)]


def test_needs_change_what_is_free_at_once(alice, cast, page):
    times = f"/api/v1/salon/slots?service={cast.salon.service.code}&from=2026-11-24&to=2026-11-24"
    assert alice.get(times).json()["results"]
    confirmed(alice, page + "needs/", typed(alice, page + "needs/", quantity_0="3"))
    assert not alice.get(times).json()["results"]
    confirmed(alice, page + "needs/", typed(alice, page + "needs/", what_0="", quantity_0="1"))
    assert needs(cast) == []
    assert alice.get(times).json()["results"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"what_0": "room:none"}, {"what_0": "spaceship"}, {"quantity_0": "0"}, {"quantity_0": "21"}, {"quantity_0": ""},
        {"lines": "2", "what_1": "room:bed", "quantity_1": "1"}, {"kind": "room"},
    ],
)  # fmt: skip
def test_needs_that_make_no_sense_are_refused(alice, cast, page, wrong):
    assert alice.post(page + "needs/", typed(alice, page + "needs/", **wrong)).status_code == 422
    assert needs(cast) == [("room", "bed", 1)]


def test_times_follow_the_rules_as_soon_as_they_are_saved(alice, cast, page):
    """RR15: step, buffers, notice, horizon."""

    def starts() -> list[str]:
        times = f"/api/v1/salon/slots?service={cast.salon.service.code}&from=2026-11-24&to=2026-11-24"
        return [row["start"][11:16] for row in alice.get(times).json()["results"]]

    assert starts()[:2] == ["09:00", "09:30"]
    confirmed(alice, page + "times/", typed(alice, page + "times/", step="60"))
    assert starts()[:2] == ["09:00", "10:00"]
    confirmed(alice, page + "times/", typed(alice, page + "times/", notice_minutes="2880"))
    assert starts() == []
    confirmed(
        alice, page + "times/", typed(alice, page + "times/", notice_minutes="0", buffer_before="30", buffer_after="0")
    )
    assert (now(cast).notice_minutes, now(cast).buffer_before, now(cast).buffer_after) == (0, 30, 0)
    confirmed(alice, page + "times/", typed(alice, page + "times/", horizon_days="1"))
    assert now(cast).horizon_days == 1


@pytest.mark.parametrize(
    "wrong",
    [{"step": "0"}, {"step": ""}, {"step": "1441"}, {"buffer_before": "481"}, {"buffer_after": "-1"},
     {"horizon_days": "0"}, {"horizon_days": "99999"}, {"notice_minutes": "17"}, {"notice_minutes": "x"},
     {"free_until_hours": "1"}],
)  # fmt: skip
def test_times_that_make_no_sense_are_refused(alice, cast, page, wrong):
    assert alice.post(page + "times/", typed(alice, page + "times/", **wrong)).status_code == 422
    assert now(cast).step == 30


def test_an_odd_notice_that_is_there_already_can_be_kept(alice, cast, page):
    with tenant_tx(cast.salon.tenant):
        Service.objects.update(notice_minutes=25)
    assert "25 minutes" in alice.get(page + "times/").text
    assert confirmed(alice, page + "times/", typed(alice, page + "times/", step="45")).status_code == 303
    assert (now(cast).notice_minutes, now(cast).step) == (25, 45)


def test_tax_is_typed_in_per_cent(alice, cast, page):
    assert 'value="25"' in alice.get(page + "payment/").text
    alice.post(page + "payment/", typed(alice, page + "payment/", tax_rate="12,5", free_until_hours="48"))
    assert (now(cast).tax_rate, now(cast).free_until_hours) == (1250, 48)
    assert 'value="12.50"' in alice.get(page + "payment/").text


@pytest.mark.parametrize(
    "wrong",
    [{"payable_online": None, "payable_on_site": None}, {"tax_rate": "101"}, {"tax_rate": "-1"}, {"tax_rate": ""},
     {"free_until_hours": "7"}, {"reminder_hours": "-2"}],
)  # fmt: skip
def test_payment_that_makes_no_sense_is_refused(alice, cast, page, wrong):
    assert alice.post(page + "payment/", typed(alice, page + "payment/", **wrong)).status_code == 422
    assert now(cast).tax_rate == 2500


def test_who_may_still_cancel_keeps_what_was_agreed(alice, cast, page, book):
    booking = book()
    alice.post(page + "payment/", typed(alice, page + "payment/", free_until_hours="336"))
    booking.refresh_from_db()
    assert booking.policy["free_until_hours"] == cast.salon.service.free_until_hours


def test_a_service_has_its_own_link_and_code_while_clients_can_open_it(alice, cast, page):
    """PB2."""
    text = alice.get(page).text
    assert f"/salon/s/{cast.salon.service.code}/</a>" in text
    assert f"qr.svg?for=s-{cast.salon.service.code}" in text
    confirmed(alice, page, typed(alice, page, public=None))
    assert "qr.svg" not in alice.get(page).text
    assert alice.get(f"/salon/s/{cast.salon.service.code}/").status_code == 404


def test_the_preview_shows_what_is_typed_and_keeps_nothing(alice, cast, page):
    ask = f"/salon/desk/settings/services/preview/?form=service&service={cast.salon.service.code}"
    said = typed(alice, page, name="Typed", lines="2", minutes_1="90", price_1="999", price_0="")
    text = alice.post(ask, said).text
    assert "Typed" in text
    assert "999\xa0kr" in text
    assert "inert" in text
    assert now(cast).name == cast.salon.service.name
    assert lengths(cast) == [(60, 50000)]
    assert "Typed" not in alice.get("/salon/").text


def test_the_preview_of_who_shows_their_own_prices(alice, cast, page):
    first, second = (one.code for one in cast.salon.practitioners)
    ask = f"/salon/desk/settings/services/preview/?form=who&service={cast.salon.service.code}"
    text = alice.post(ask, typed(alice, page + "who/", **{f"price_{first}": "650"})).text
    assert "From 500\xa0kr" in text
    assert "650\xa0kr" in text
    nobody = alice.post(ask, typed(alice, page + "who/", **{f"gives_{first}": None, f"gives_{second}": None})).text
    assert "Clients do not see it yet: nobody gives it." in nobody


def test_the_preview_of_what_is_not_there_yet(alice, cast):
    new = "/salon/desk/settings/services/new/"
    text = alice.post(
        "/salon/desk/settings/services/preview/?form=new", typed(alice, new, name="Cut", minutes_0="20", price_0="5")
    ).text
    assert "Cut" in text
    assert "20 min" in text
    assert "5\xa0kr" in text
    assert alice.post("/salon/desk/settings/services/preview/?form=new", {}).status_code == 200


def test_the_preview_knows_no_other_business_and_no_other_form(alice, cast):
    """T02, I07."""
    ask = "/salon/desk/settings/services/preview/?form={}&service={}"
    assert alice.post(ask.format("service", cast.gym.service.code), {}).status_code == 404
    assert alice.post(ask.format("service", "NOBODY000000"), {}).status_code == 404
    assert alice.post(ask.format("__class__", cast.salon.service.code), {}).status_code == 422


@pytest.mark.parametrize("part", ["", "who/", "needs/", "times/", "payment/"])
def test_saving_what_is_there_changes_nothing_and_no_part_touches_another(alice, cast, page, part):
    with tenant_tx(cast.salon.tenant):
        before = Service.objects.values().get(pk=cast.salon.service.pk)
    state = (before, lengths(cast), givers(cast), needs(cast))
    assert alice.post(page + part, typed(alice, page + part)).status_code == 303
    with tenant_tx(cast.salon.tenant):
        after = Service.objects.values().get(pk=cast.salon.service.pk)
    assert (after, lengths(cast), givers(cast), needs(cast)) == state
    assert last_event(cast) == {}


def test_processing_time_lies_within_the_length(alice, cast, page):
    """RR4."""
    times = page + "times/"
    assert alice.post(times, typed(alice, times, processing_after="20", processing_minutes="30")).status_code == 303
    assert (now(cast).processing_after, now(cast).processing_minutes) == (20, 30)
    for after, pause, text in (
        ("30", "30", "the longest is 60 min"), ("0", "30", "Write both"), ("30", "0", "Write both"),
        ("-1", "30", ""), ("30", "1441", ""), ("", "30", ""),
    ):  # fmt: skip
        answer = alice.post(times, typed(alice, times, processing_after=after, processing_minutes=pause))
        assert (answer.status_code, text in answer.text) == (422, True)
    assert (now(cast).processing_after, now(cast).processing_minutes) == (20, 30)


def test_gaps_and_who_gets_it_are_set_and_taken_back(alice, cast, page):
    """RR15."""
    times, who = page + "times/", page + "who/"
    assert confirmed(alice, times, typed(alice, times, shortest_gap="45")).status_code == 303
    assert confirmed(alice, times, typed(alice, times, shortest_gap="1441")).status_code == 422
    assert now(cast).shortest_gap == 45
    told = confirmed(alice, who, typed(alice, who, anybody="order"), follow=True)
    assert (now(cast).anybody, last_event(cast)) == ("order", {"changed": {"anybody": ["fair", "order"]}})
    assert confirmed(alice, who, typed(alice, who, anybody="nobody")).status_code == 422
    confirmed(alice, "/salon/desk/undo/", {"undo": UNDO.findall(told.text)[0]})
    assert (now(cast).anybody, len(givers(cast))) == ("fair", 2)


def test_the_calendar_says_that_a_time_would_leave_a_gap(alice, cast, page):
    """CA23: staff may book it all the same."""
    times = page + "times/"
    confirmed(alice, times, typed(alice, times, shortest_gap="60", buffer_after="0"))
    asked = {"start": "2026-11-24T09:30", "with": cast.salon.practitioners[0].code}
    text = alice.get("/salon/desk/time/", asked).text
    assert "It would leave less than 60 minutes beside it." in text
    assert "You may book it all the same." in text
