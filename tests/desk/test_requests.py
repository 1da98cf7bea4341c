"""Requests at the desk: seen, counted, answered in one click, by whoever may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.bookings.models import Booking, Status
from tests.desk.conftest import at
from tests.desk.phoning import hold, new_client
from tests.requested import approves, ask_for, now

pytestmark = pytest.mark.django_db
LIST = "/salon/desk/requests/"


@pytest.fixture
def asked(cast) -> Booking:
    """With Bob, who is the second."""
    return ask_for(cast.salon, who=1)


def answer(browser, booking, says="accept", **more):
    page = f"/salon/desk/bookings/{booking.code}/answer/"
    return browser.post(page, {"seen": "0", "answer": says, "word": "", **more})


def test_nothing_waits_and_nothing_is_said_of_it(alice):
    assert "Nobody waits for an answer" in alice.get(LIST).text
    assert "client waits for your answer" not in alice.get("/salon/desk/?view=list").text


def test_it_is_counted_listed_and_marked_in_the_calendar(alice, asked):
    for view in ("list", "week"):
        assert "1 client waits for your answer." in alice.get(f"/salon/desk/?view={view}").text
    page = alice.get(LIST).text
    assert "Dana Ek" in page
    assert "Answer by" in page
    feed = alice.get("/salon/desk/calendar.json?from=2026-11-23&until=2026-11-30").json()["entries"]
    (entry,) = [one for one in feed if one["id"] == asked.code]
    assert (entry["kind"], entry["moves"]) == ("requested", False)
    assert "question" in entry["signs"]
    assert "Waits for your answer" in entry["said"]


@pytest.mark.parametrize(("says", "status"), [("accept", Status.CONFIRMED), ("decline", Status.CANCELLED)])
def test_one_click_answers_with_a_word(alice, asked, says, status):
    done = answer(alice, asked, says, word=" See \u202e you ", back="list")
    assert done["Location"] == LIST
    fresh = now(asked)
    assert (fresh.status, fresh.reply) == (status, "See you")
    page = alice.get(f"/salon/desk/bookings/{asked.code}/").text
    assert "See you" in page
    assert 'value="accept"' not in page
    assert answer(alice, asked, says).status_code == 409


@pytest.mark.parametrize(
    "wrong",
    [{"answer": "maybe"}, {"answer": ""}, {"seen": "x"}, {"word": "x" * 301}, {"back": "/evil"}, {"status": "x"}],
)
def test_what_is_wrong_answers_nothing(alice, asked, wrong):
    said = {"seen": "0", "answer": "accept", "word": ""} | wrong
    assert alice.post(f"/salon/desk/bookings/{asked.code}/answer/", said).status_code == 422
    assert now(asked).status == Status.REQUESTED


def test_a_practitioner_answers_their_own_and_finds_no_others(alice, bob, cast, asked):
    other = ask_for(cast.salon, who=0)
    page = bob.get(LIST).text
    assert asked.code in page
    assert other.code not in page
    assert answer(bob, other).status_code == 404
    assert answer(bob, asked).status_code == 302
    assert now(other).status == Status.REQUESTED


def test_finance_answers_nothing(cast, asked, log_in):
    browser = log_in(cast.finance)
    assert browser.get(LIST).status_code == 403
    assert answer(browser, asked).status_code == 403
    page = browser.get(f"/salon/desk/bookings/{asked.code}/").text
    assert "Waits for your answer" in page
    assert 'value="accept"' not in page


def test_what_the_desk_books_stands_at_once(alice, cast):
    approves(cast.salon)
    assert alice.post(hold(alice, cast), new_client()).status_code == 303
    assert "Booked" in alice.get("/salon/desk/?view=list").text
    assert "Nobody waits" in alice.get(LIST).text


def test_a_long_list_asks_the_database_no_more_than_a_short_one(alice, cast, asked):
    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            assert alice.get(LIST).status_code == 200
        return len(found)

    questions()  # the rules are read once
    one = questions()
    for hour in (12, 14, 16):
        ask_for(cast.salon, at(hour, days=1), who=1)
    questions()
    assert questions() == one
