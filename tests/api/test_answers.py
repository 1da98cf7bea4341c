"""A service's questions, and the answers to them, by program."""

import pytest

from tests.api.program import DANA, Program, assert_problem
from tests.asking import ask, told
from tests.cast import Cast


def complete(program: Program, **more):
    held = program.hold().json()["hold"]
    return program.post("bookings", {"hold": held, "client": DANA, "payment": "on_site", **more})


def test_the_questions_stand_with_the_service_and_are_there_at_once(cast: Cast, anybody: Program):
    assert anybody.get("services").json()[0]["form"] is None
    first = ask(cast.salon, "Which?", "choice", "A", "B")
    second = ask(cast.salon, "Anything?", "long", required=False)
    assert anybody.get("services").json()[0]["form"] == {
        "questions": [
            {"code": first, "text": "Which?", "kind": "choice", "required": True, "choices": ["A", "B"]},
            {"code": second, "text": "Anything?", "kind": "long", "required": False, "choices": []},
        ]
    }


def test_answers_are_kept_with_the_booking_and_given_back_by_nobody(cast: Cast, anybody: Program):
    choice, yes = ask(cast.salon, "Which?", "choice", "A", "B"), ask(cast.salon, "Sure?", "yes_no")
    made = complete(anybody, answers={choice: "B", yes: True})
    assert made.status_code == 201
    assert [(one.question, one.said) for one in told(cast.salon)] == [("Which?", "B"), ("Sure?", "yes")]
    assert "Which?" not in made.content.decode()


@pytest.mark.parametrize("answers", [None, {}, {"code": ""}, {"code": "   "}])
def test_what_must_be_answered_is_asked_for_by_its_code(cast: Cast, anybody: Program, answers):
    code = ask(cast.salon)
    sent = {} if answers is None else {"answers": {code: answers["code"]} if answers else {}}
    refused = assert_problem(complete(anybody, **sent), 400, "invalid")
    assert refused["errors"] == {f"answers.{code}": ["Den här behöver ett svar."]}


def test_after_a_refusal_the_hold_can_still_be_completed(cast: Cast, anybody: Program):
    code, held = ask(cast.salon), anybody.hold().json()["hold"]
    body = {"hold": held, "client": DANA, "payment": "on_site"}
    assert_problem(anybody.post("bookings", body), 400, "invalid")
    assert anybody.post("bookings", body | {"answers": {code: "Nuts"}}).status_code == 201


def test_a_question_of_another_business_is_as_unknown_as_one_that_is_not(cast: Cast, anybody: Program):
    """T02."""
    refused = [
        assert_problem(complete(anybody, answers={code: "x"}), 400, "invalid")["errors"].popitem()
        for code in (ask(cast.gym), "NOBODY00")
    ]
    assert [texts for _name, texts in refused] == [["Okänd fråga."]] * 2


@pytest.mark.parametrize(
    "answers",
    [[], "x", 1, True, {"x": 1}, {"x": None}, {"x": ["a"]}, {"x": {"y": "z"}}, {"x" * 10_000: "y"}, {"\u202e": "y"}],
)
def test_answers_of_another_shape_are_refused(cast: Cast, anybody: Program, answers):
    ask(cast.salon, required=False)
    assert_problem(complete(anybody, answers=answers), 400, "invalid")


@pytest.mark.parametrize(
    ("kind", "said"), [("choice", "C"), ("choice", True), ("yes_no", "maybe"), ("short", "x" * 201)]
)
def test_an_answer_that_the_question_does_not_take_is_refused(cast: Cast, anybody: Program, kind: str, said):
    code = ask(cast.salon, "Which?", kind, "A", "B")
    assert f"answers.{code}" in assert_problem(complete(anybody, answers={code: said}), 400, "invalid")["errors"]


def test_with_a_key_nothing_must_be_answered_but_may(cast: Cast):
    program, code = Program(cast.salon, cast.salon.key), ask(cast.salon)
    body = {"service": cast.salon.service.code, "client": DANA}
    assert program.post("bookings", body | {"start": "2026-11-24T10:00:00+01:00"}).status_code == 201
    more = body | {"start": "2026-11-24T13:00:00+01:00", "answers": {code: "Nuts"}}
    assert program.post("bookings", more).status_code == 201
    assert [one.said for one in told(cast.salon)] == ["Nuts"]
