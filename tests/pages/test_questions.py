"""A service asks, the client answers before booking; what was answered is read by few, and written nowhere in plain."""

import logging

import pytest
from django.db import connections

from booking.bookings.models import Answers, Status
from booking.resources.models import Question
from tenants.tenancy import tenant_tx
from tests.asking import SECRET, ask, told
from tests.cast import Cast
from tests.conftest import Clock
from tests.pages.test_details import NASTY
from tests.pages.visitor import TYPED, Visitor, below, starts, text


def test_without_questions_nothing_is_asked(dana: Visitor):
    assert "answer_" not in dana.get(dana.hold()).content.decode()
    dana.book("2026-11-24T13:00:00+01:00")
    with tenant_tx(dana.house.tenant):
        assert not Answers.objects.exists()


def test_every_kind_is_asked_and_answered_in_the_business_order(dana: Visitor):
    short = ask(dana.house, "Allergies?")
    long = ask(dana.house, "What brings you?", "long", required=False)
    choice = ask(dana.house, "How did you hear of us?", "choice", "A friend", "The web")
    yes = ask(dana.house, "Been here before?", "yes_no")
    address = dana.hold()
    said = text(dana.get(address))
    places = [said.index(words) for words in ("Allergies?", "What brings you?", "How did you hear", "Been here")]
    assert places == sorted(places)
    typed = {f"answer_{short}": "  Nuts \n and\tmilk ", f"answer_{long}": "My back.\nSince May.",
             f"answer_{choice}": "The web", f"answer_{yes}": "no"}  # fmt: skip
    assert dana.post(address, TYPED | typed).status_code == 303
    assert [(one.question, one.said, one.in_words) for one in told(dana.house)] == [
        ("Allergies?", "Nuts and milk", "Nuts and milk"),
        ("What brings you?", "My back.\nSince May.", "My back.\nSince May."),
        ("How did you hear of us?", "The web", "The web"),
        ("Been here before?", "no", "No"),
    ]


def test_what_must_be_answered_holds_the_booking_up_and_keeps_everything(dana: Visitor):
    must, other = ask(dana.house), ask(dana.house, "Anything else?", "long", required=False)
    address = dana.hold()
    page = dana.refused(address, TYPED | {f"answer_{other}": "Kept words", "name": "Dana Ek"})
    assert "This needs an answer." in text(page)
    assert "Kept words" in page.content.decode()
    assert 'value="Dana Ek"' in page.content.decode()
    assert dana.booking().status == Status.HELD
    assert dana.post(address, TYPED | {f"answer_{must}": "None"}).status_code == 303


def test_what_need_not_be_answered_can_be_left(dana: Visitor):
    for kind in ("short", "long", "yes_no"):
        ask(dana.house, f"{kind}?", kind, required=False)
    ask(dana.house, "choice?", "choice", "A", "B", required=False)
    address = dana.hold()
    assert text(dana.get(address)).count("No answer") == 2
    assert dana.post(address, TYPED).status_code == 303
    assert told(dana.house) == []


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [("choice", "C"), ("choice", ""), ("yes_no", "maybe"), ("short", "x" * 201), ("long", "x" * 2001)],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused(dana: Visitor, kind: str, wrong: str):
    code = ask(dana.house, "Which?", kind, "A", "B")
    dana.refused(dana.hold(), TYPED | {f"answer_{code}": wrong})


def test_an_answer_that_cannot_be_seen_is_none(dana: Visitor):
    code = ask(dana.house)
    answer = dana.post(dana.hold(), TYPED | {f"answer_{code}": "\u200b"})
    assert answer.status_code == 422
    assert "This needs an answer." in text(answer)


def test_a_question_of_another_business_is_not_asked_here(cast: Cast, dana: Visitor):
    """T02."""
    theirs, mine = ask(cast.gym), ask(dana.house, required=False)
    dana.book(typed={f"answer_{theirs}": "To the gym", f"answer_{mine}": "To the salon"})
    assert [one.said for one in told(dana.house)] == ["To the salon"]


def test_the_question_stands_as_it_was_asked(dana: Visitor):
    code = ask(dana.house, "Allergies?")
    dana.book(typed={f"answer_{code}": "Nuts"})
    with tenant_tx(dana.house.tenant):
        Question.objects.filter(code=code).update(text="Pets?", active=False)
    assert [(one.question, one.said) for one in told(dana.house)] == [("Allergies?", "Nuts")]


def test_a_question_that_comes_meanwhile_is_asked_and_one_that_went_is_not(dana: Visitor):
    first = ask(dana.house)
    address = dana.hold()
    dana.get(address)
    with tenant_tx(dana.house.tenant):
        Question.objects.filter(code=first).update(active=False)
    second = ask(dana.house, "Pets?")
    assert "Pets?" in text(dana.refused(address, TYPED | {f"answer_{first}": "Nuts"}))
    dana.post(address, TYPED | {f"answer_{second}": "A cat"})
    assert [one.question for one in told(dana.house)] == ["Pets?"]


def test_answers_are_kept_when_the_time_ran_out(dana: Visitor, clock: Clock):
    code = ask(dana.house)
    address = dana.hold()
    clock.forward(minutes=10)
    gone = dana.post(address, {f"answer_{code}": "Kept words"})
    assert "What you typed is kept." in text(gone)
    again = dana.post("holds/", {"service": dana.house.service.code, "mode": "on_site", "start": starts(gone)[0]})
    assert 'value="Kept words"' in dana.get(below(again)).content.decode()


@pytest.mark.parametrize("nasty", NASTY)
def test_nasty_questions_and_answers_lie_still(dana: Visitor, nasty: str):
    """I01."""
    short, _long = ask(dana.house, nasty[:300]), ask(dana.house, "Long?", "long", required=False)
    address = dana.hold()
    page = dana.refused(address, TYPED | {"email": "no", f"answer_{short}": nasty, f"answer_{_long}": nasty})
    for alive in ("<svg onload", 'hx-get="//evil', "<script>alert", 'href="javascript', "49 "):
        assert alive not in page.content.decode()
    assert dana.post(address, TYPED | {f"answer_{short}": "a\x00b"}).status_code == 422


def test_answers_stand_nowhere_in_plain(cast: Cast, dana: Visitor, caplog: pytest.LogCaptureFixture):
    code = ask(dana.house)
    caplog.set_level(logging.DEBUG)
    address = dana.hold()
    dana.refused(address, TYPED | {f"answer_{code}": SECRET, "email": "no"})  # kept in the session
    path = below(dana.post(address, TYPED | {f"answer_{code}": SECRET}))
    assert told(dana.house)[0].said == SECRET
    assert "CANARY-answer" not in dana.get(path).content.decode()
    assert "CANARY-answer" not in caplog.text
    with tenant_tx(dana.house.tenant), connections["default"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t")
            assert "CANARY-answer" not in cursor.fetchone()[0], table
