"""From a hold to a booking that is moved and cancelled, by program."""

import pytest

from booking.bookings.models import Booking, Status
from booking.clients.models import Client
from booking.resources.models import Service
from tenants.keys import make_key
from tenants.models import Event
from tenants.tenancy import tenant_tx
from tests.api.program import ALL, AT_TEN, DANA, TUESDAY, Program, assert_problem, token_in
from tests.cast import Cast
from tests.forging import forged

AT_TWO = f"{TUESDAY}T14:00:00+01:00"


def starts(program: Program) -> list[str]:
    return [slot["start"] for slot in program.slots().json()["results"]]


def test_a_hold_answers_as_the_contract_says(cast: Cast, anybody: Program):
    answer = anybody.hold(mode="video", practitioner=cast.salon.practitioners[1].code)
    assert answer.status_code == 201
    held = answer.json()
    assert held.pop("hold")
    bob = cast.salon.practitioners[1]
    assert held == {
        "held_until": "2026-11-23T09:10:00+01:00",
        "start": AT_TEN,
        "end": f"{TUESDAY}T11:00:00+01:00",
        "practitioner": {"code": bob.code, "name": bob.name},
        "location": {"code": cast.salon.place.code, "name": cast.salon.place.name},
        "mode": "video",
        "price": {"amount": 50000, "currency": "SEK"},
    }


def test_a_taken_time_is_refused_with_the_three_nearest(anybody: Program):
    before = starts(anybody)
    while anybody.hold().status_code == 201:
        pass
    refused = assert_problem(anybody.hold(), 409, "slot_taken")
    nearest = [slot["start"] for slot in refused["alternatives"]]
    assert len(nearest) == 3
    assert set(nearest) <= set(starts(anybody)) < set(before)
    assert refused["alternatives"][0].keys() == {"start", "end", "practitioner", "location", "modes", "price"}


def test_a_refused_hold_leaves_nothing(cast: Cast, anybody: Program):
    while anybody.hold().status_code == 201:
        pass
    with tenant_tx(cast.salon.tenant):
        before = Booking.objects.count(), Event.objects.count()
    assert_problem(anybody.hold(), 409, "slot_taken")
    with tenant_tx(cast.salon.tenant):
        assert (Booking.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"start": "2026-11-23T09:30:00+01:00"}, "too_soon"),
        ({"start": "2027-11-23T10:00:00+01:00"}, "beyond_horizon"),
        ({"start": f"{TUESDAY}T10:05:00+01:00"}, "off_grid"),
        ({"start": AT_TEN, "mode": "phone"}, "mode"),
        ({"start": f"{TUESDAY}T23:00:00+01:00"}, "no_opening"),
    ],
)
def test_a_rule_that_forbids_a_time_is_named(anybody: Program, wish, reason):
    assert assert_problem(anybody.hold(**wish), 422, "not_bookable")["reason"] == reason


def test_a_released_hold_is_free_at_once_and_then_not_there(anybody: Program):
    everything = starts(anybody)
    held = [anybody.hold().json()["hold"] for _ in range(2)]
    assert AT_TEN not in starts(anybody)
    for token in held:
        answer = anybody.delete(f"holds/{token}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert starts(anybody) == everything
    assert_problem(anybody.delete(f"holds/{held[0]}"), 404, "not_found")


def test_a_completed_hold_is_a_booking_to_be_paid_on_site(cast: Cast, anybody: Program):
    booking = anybody.book()
    assert booking["status"] == "confirmed"
    assert booking["payment"] is None
    assert booking["service"] == {"code": cast.salon.service.code, "name": cast.salon.service.name}
    assert booking["client"] == {"name": "Dana Ek", "email": "dana@example.com", "phone": "+46701234567"}
    assert booking["manage_url"].startswith("http")
    with tenant_tx(cast.salon.tenant):
        kept = Booking.objects.get(code=booking["code"])
        assert (kept.channel, kept.status, kept.client_proven) == ("api", Status.CONFIRMED, False)


@pytest.mark.django_db(transaction=True, databases=ALL)
def test_paying_online_gives_what_the_payment_field_needs(anybody: Program, stand_in):
    held = anybody.hold().json()
    made = anybody.post("bookings", {"hold": held["hold"], "client": DANA, "payment": "online"})
    assert made.status_code == 201
    booking = made.json()
    assert booking["status"] == "awaiting_payment"
    [intent] = stand_in.intents()
    assert booking["payment"] == {
        "client_secret": intent["client_secret"],
        "publishable_key": "pk_test_tests",
        "account": "",
        "amount": {"amount": 50000, "currency": "SEK"},
    }
    assert (intent["amount"], intent["currency"]) == (50000, "sek")


def test_without_a_choice_one_pays_on_site_where_that_is_possible(anybody: Program):
    held = anybody.hold().json()
    assert anybody.post("bookings", {"hold": held["hold"], "client": DANA}).json()["status"] == "confirmed"


def test_a_hold_that_ran_out_says_so(clock, anybody: Program):
    held = anybody.hold().json()
    clock.forward(minutes=10)
    refused = anybody.post("bookings", {"hold": held["hold"], "client": DANA, "payment": "on_site"})
    assert_problem(refused, 409, "hold_expired")


def test_the_same_details_again_get_the_same_booking_and_others_are_too_late(anybody: Program):
    held = anybody.hold().json()
    body = {"hold": held["hold"], "client": DANA, "payment": "on_site"}
    first, again = anybody.post("bookings", body), anybody.post("bookings", body)
    assert (first.status_code, again.status_code, first.content) == (201, 201, again.content)
    other = anybody.post("bookings", body | {"client": DANA | {"name": "Mallory"}})
    assert_problem(other, 409, "stale_state")


def test_a_visit_by_phone_needs_a_number(cast: Cast, anybody: Program):
    with tenant_tx(cast.salon.tenant):
        Service.objects.filter(pk=cast.salon.service.pk).update(modes=["phone"])
    held = anybody.hold().json()
    refused = anybody.post("bookings", {"hold": held["hold"], "client": {"name": "D", "email": "d@example.com"}})
    assert list(assert_problem(refused, 400, "invalid")["errors"]) == ["client.phone"]


def test_the_bearer_of_the_manage_token_sees_moves_and_cancels(cast: Cast, anybody: Program):
    booking = anybody.book()
    dana = Program(cast.salon, token_in(booking))
    path = f"bookings/{booking['code']}"
    assert dana.get(path).json() == {name: booking[name] for name in booking if name != "payment"}
    assert dana.get(f"{path}/policy").json() == {
        "allowed": True,
        "outcome": "free",
        "free_until": "2026-11-23T10:00:00+01:00",
        "refund": {"amount": 0, "currency": "SEK"},
    }
    moved = dana.post(f"{path}/move", {"start": AT_TWO})
    assert (moved.status_code, moved.json()["start"], moved.json()["code"]) == (200, AT_TWO, booking["code"])
    cancelled = dana.post(f"{path}/cancellation", {"reason": "Cold"})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert_problem(dana.post(f"{path}/cancellation"), 409, "stale_state")
    assert dana.get(f"{path}/policy").json()["outcome"] == "not_standing"


def test_too_late_is_forbidden_to_the_client_and_open_to_the_business(cast, clock, anybody, key_holder):
    booking = anybody.book()
    path = f"bookings/{booking['code']}"
    clock.forward(hours=2)
    dana = Program(cast.salon, token_in(booking))
    assert_problem(dana.post(f"{path}/cancellation"), 403, "forbidden")
    assert_problem(dana.post(f"{path}/move", {"start": AT_TWO}), 403, "forbidden")
    assert key_holder.post(f"{path}/cancellation").json()["status"] == "cancelled"


def test_moving_onto_a_taken_time_changes_nothing_and_offers_others(cast: Cast, anybody: Program):
    booking = anybody.book()
    while anybody.hold(AT_TWO).status_code == 201:
        pass
    dana = Program(cast.salon, token_in(booking))
    refused = assert_problem(dana.post(f"bookings/{booking['code']}/move", {"start": AT_TWO}), 409, "slot_taken")
    assert len(refused["alternatives"]) == 3
    assert dana.get(f"bookings/{booking['code']}").json()["start"] == AT_TEN


def test_a_key_books_directly_for_a_client_of_the_business(cast: Cast, key_holder: Program):
    body = {"service": cast.salon.service.code, "start": AT_TEN, "client": cast.dana.code, "channel": "phone"}
    made = key_holder.post("bookings", body, key="direct")
    assert made.status_code == 201
    assert (made.json()["status"], made.json()["channel"]) == ("confirmed", "phone")
    assert key_holder.post("bookings", body, key="direct").content == made.content
    with tenant_tx(cast.salon.tenant):
        assert Booking.objects.get().client == cast.dana


def test_a_key_may_book_at_short_notice_and_for_somebody_new(cast: Cast, key_holder: Program):
    body = {"service": cast.salon.service.code, "start": "2026-11-23T09:30:00+01:00", "client": {"name": "Eve"}}
    assert key_holder.post("bookings", body).status_code == 201
    with tenant_tx(cast.salon.tenant):
        assert Client.objects.filter(name="Eve").count() == 1


def test_what_a_body_names_of_another_business_does_not_exist(cast: Cast, key_holder: Program):
    house, other = cast.salon, cast.gym
    named = [
        ("service", {"service": other.service.code, "client": {"name": "Eve"}}),
        ("practitioner", {"practitioner": other.practitioners[0].code, "client": {"name": "Eve"}}),
        ("location", {"location": other.place.code, "client": {"name": "Eve"}}),
        ("client", {"client": other.client.code}),
    ]
    for field, said in named:
        body = {"service": house.service.code, "start": AT_TEN} | said
        foreign = key_holder.post("bookings", body)
        assert list(assert_problem(foreign, 400, "invalid")["errors"]) == [field]
        unknown = key_holder.post("bookings", body | {field: "UNKNOWN1"})
        assert unknown.content == foreign.content


def test_a_wrong_token_is_told_what_a_random_code_is_told(cast: Cast, anybody: Program):
    mine, other = anybody.book(), anybody.book(AT_TWO)
    token = token_in(mine)
    path = f"bookings/{other['code']}"
    nothing = Program(cast.salon, token).get("bookings/ZZZZZZZZ")
    assert_problem(nothing, 404, "not_found")
    wrong = ["", token, token[:-1], token.upper(), token + "=", forged(token_in(other)), "é" * 20, "x" * 5000]
    for given in wrong:
        program = Program(cast.salon, given)
        for answer in (program.get(path), program.get(f"{path}/policy"), program.post(f"{path}/cancellation"),
                       program.post(f"{path}/move", {"start": AT_TEN})):  # fmt: skip
            assert (answer.status_code, answer.content) == (404, nothing.content)
    elsewhere = Program(cast.gym, token_in(other)).get(path)
    assert elsewhere.status_code == 404


def test_keys_open_only_their_own_business_and_only_what_they_are_for(cast: Cast, anybody: Program):
    booking = anybody.book()
    path = f"bookings/{booking['code']}"
    assert_problem(Program(cast.salon, cast.gym.key).get(path), 401, "unauthorized")
    assert_problem(Program(cast.salon, cast.salon.key + "x").get("services"), 401, "unauthorized")
    assert_problem(Program(cast.salon, cast.salon.key[:-1]).slots(), 401, "unauthorized")
    assert_problem(Program(cast.gym, cast.gym.key).get(path), 404, "not_found")
    with tenant_tx(cast.salon.tenant):
        reader = Program(cast.salon, make_key(tenant=cast.salon.tenant, name="Reader", scopes=["read"]))
    seen = reader.get(path)
    assert seen.status_code == 200
    assert "manage_url" not in seen.json()
    assert_problem(reader.post(f"{path}/cancellation"), 403, "forbidden")
    assert_problem(reader.hold(), 403, "forbidden")
    assert reader.slots().status_code == 200


@pytest.mark.parametrize("scopes", [["write"], []])
def test_with_any_key_one_may_read_what_anybody_may_and_no_more(cast: Cast, anybody: Program, scopes: list[str]):
    booking = anybody.book()
    with tenant_tx(cast.salon.tenant):
        program = Program(cast.salon, make_key(tenant=cast.salon.tenant, name="Odd", scopes=scopes))
    assert program.get("services").content == anybody.get("services").content
    assert program.slots().content == anybody.slots().content
    assert program.get("slots/next", service=cast.salon.service.code).status_code == 200
    assert_problem(program.get(f"bookings/{booking['code']}"), 403, "forbidden")
    assert_problem(program.get(f"bookings/{booking['code']}/policy"), 403, "forbidden")


def test_a_slot_that_another_path_took_is_gone_and_cannot_be_booked(cast: Cast, anybody: Program, key_holder: Program):
    assert AT_TEN in starts(anybody)
    body = {"service": cast.salon.service.code, "start": AT_TEN, "client": {"name": "Eve"}}
    assert [key_holder.post("bookings", body).status_code for _ in range(2)] == [201, 201]
    assert AT_TEN not in starts(anybody)
    assert len(assert_problem(anybody.hold(), 409, "slot_taken")["alternatives"]) == 3
