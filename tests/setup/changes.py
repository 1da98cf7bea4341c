"""Changes of the rules, each as a person makes them in the settings: where it is posted, and what."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.test import Client as Browser

from booking.availability.models import Closure
from booking.resources.models import Resource, Service
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.setup.forms import typed
from tests.setup.pages import given

SETTINGS = "/salon/desk/settings/"
Step = tuple[str, dict[str, Any]]


def fewer_hours(salon: Cast, owner: Browser, now: datetime) -> Step:
    page = f"{SETTINGS}hours/{salon.salon.practitioners[0].code}/"
    week = {"d1r0": ("10:00", "12:00"), "d2r0": ("07:30", "12:00"), "d5r0": ("10:00", "14:00")}
    said: dict[str, Any] = {"seen": owner.get(page).context["form"].mark}
    for line, (opens, closes) in week.items():
        said |= {f"{line}_opens": opens, f"{line}_closes": closes, f"{line}_weeks": "every"}
    return page, said


def nights(salon: Cast, owner: Browser, now: datetime) -> Step:
    """Over the hour that is missing or comes twice."""
    page = f"{SETTINGS}hours/{salon.salon.practitioners[0].code}/"
    said = {"d5r0_opens": "23:00", "d5r0_closes": "05:00", "d5r0_night": "on", "d5r0_weeks": "odd"}
    return page, given(owner, page) | said


def hours_of_a_room(salon: Cast, owner: Browser, now: datetime) -> Step:
    page = f"{SETTINGS}hours/{salon.salon.rooms[0].code}/"
    return page, given(owner, page) | {"d1r0_opens": "09:00", "d1r0_closes": "12:00", "d1r0_weeks": "every"}


def hours_of_the_place(salon: Cast, owner: Browser, now: datetime) -> Step:
    page = f"{SETTINGS}places/{salon.salon.place.code}/hours/"
    week = {
        "d1r0": ("10:00", "12:00"),
        "d1r1": ("12:30", "14:30"),
        "d2r0": ("00:00", "00:00"),
        "d5r0": ("23:00", "03:30"),
    }
    said = {
        f"{line}_{end}": at for line, times in week.items() for end, at in zip(("opens", "closes"), times, strict=True)
    }
    return page, given(owner, page) | said | {"d2r0_night": "on", "d5r0_night": "on"}


def closing(whom: Callable[[Cast], Any], first: int, days: int) -> Callable[..., Step]:
    def step(salon: Cast, owner: Browser, now: datetime) -> Step:
        page, code = f"{SETTINGS}closures/add/", getattr(whom(salon), "code", "")
        begins = now.date() + timedelta(days=first)
        return page, given(owner, page, name="Away", whom=code, from_on=f"{begins}") | {
            "until_on": f"{begins + timedelta(days=days - 1)}"
        }

    return step


def another_closure(salon: Cast, owner: Browser, now: datetime) -> Step:
    with tenant_tx(salon.salon.tenant):
        row = Closure.objects.earliest("from_on")
    page = f"{SETTINGS}closures/{row.pk}/"
    begins, ends = row.from_on + timedelta(days=3), row.from_on + timedelta(days=12)
    return page, given(owner, page, from_on=f"{begins}", until_on=f"{ends}")


def holidays(salon: Cast, owner: Browser, now: datetime) -> Step:
    page = f"{SETTINGS}holidays/"
    return page, given(
        owner, page, days=[value for value, _said in owner.get(page).context["form"]["days"].field.choices]
    )


def archiving(kind: str, whom: Callable[[Cast], Any]) -> Callable[..., Step]:
    def step(salon: Cast, owner: Browser, now: datetime) -> Step:
        page = f"{SETTINGS}{kind}/{whom(salon).code}/"
        return f"{page}archive/", {"seen": owner.get(page).context["archiving"].mark}

    return step


def bob_does_the_finances(salon: Cast, owner: Browser, now: datetime) -> Step:
    """Who has no calendar."""
    page = f"{SETTINGS}members/{salon.bob.pk}/"
    return page, given(owner, page, role="finance")


def zone(name: str) -> Callable[..., Step]:
    def step(salon: Cast, owner: Browser, now: datetime) -> Step:
        page = f"{SETTINGS}places/{salon.salon.place.code}/"
        return page, given(owner, page, timezone=name)

    return step


def rules(part: str, **said: Any) -> Callable[..., Step]:
    """Of the salon's service."""

    def step(salon: Cast, owner: Browser, now: datetime) -> Step:
        page = f"{SETTINGS}services/{salon.salon.service.code}/{part}"
        return page, typed(owner, page, **said)

    return step


def nobody_but_alice(salon: Cast, owner: Browser, now: datetime) -> Step:
    return rules("who/", **{f"gives_{salon.salon.practitioners[1].code}": None})(salon, owner, now)


def longer_with_bob(salon: Cast, owner: Browser, now: datetime) -> Step:
    return rules("who/", **{f"minutes_{salon.salon.practitioners[1].code}": "120"})(salon, owner, now)


def bob_gives_nothing_of_it(salon: Cast, owner: Browser, now: datetime) -> Step:
    page = f"{SETTINGS}practitioners/{salon.salon.practitioners[1].code}/services/"
    return page, typed(owner, page, **{f"gives_{salon.salon.service.code}": None})


def more_people_than_the_room_takes(salon: Cast, owner: Browser, now: datetime) -> Step:
    with tenant_tx(salon.salon.tenant):
        Resource.objects.filter(pk=salon.salon.rooms[0].pk).update(capacity=4)
    return rules("needs/", people="8")(salon, owner, now)


def most_a_day(salon: Cast, owner: Browser, now: datetime) -> Step:
    page = f"{SETTINGS}practitioners/{salon.salon.practitioners[0].code}/"
    return page, typed(owner, page, most_a_day="1", title="Masseur")


def not_on_the_page(salon: Cast, owner: Browser, now: datetime) -> Step:
    page = f"{SETTINGS}practitioners/{salon.salon.practitioners[1].code}/"
    return page, typed(owner, page, public=None)


def room(**said: Any) -> Callable[..., Step]:
    """Of the rooms the first, where three people come to the salon's service."""

    def step(salon: Cast, owner: Browser, now: datetime) -> Step:
        with tenant_tx(salon.salon.tenant):
            Service.objects.filter(pk=salon.salon.service.pk).update(people=3)
        page = f"{SETTINGS}things/{salon.salon.rooms[0].code}/"
        return page, typed(owner, page, **said)

    return step


def room_for_more(salon: Cast, owner: Browser, now: datetime) -> Step:
    page, _said = room(capacity="3")(salon, owner, now)
    with tenant_tx(salon.salon.tenant):
        Resource.objects.filter(kind="room").update(capacity=2)
    return page, typed(owner, page, capacity="3")


RULES: dict[str, Callable[..., Step]] = {
    "a longer notice": rules("times/", notice_minutes="10080"),
    "a shorter horizon": rules("times/", horizon_days="10"),
    "a longer horizon and another step": rules("times/", horizon_days="400", step="45"),
    "buffers": rules("times/", buffer_before="30", buffer_after="60"),
    "no short gaps": rules("times/", shortest_gap="90", buffer_after="0"),
    "two rooms instead of one": rules("needs/", quantity_0="2"),
    "more people than a room takes": more_people_than_the_room_takes,
    "no room": rules("needs/", what_0=None, quantity_0=None),
    "nobody but Alice": nobody_but_alice,
    "longer with Bob": longer_with_bob,
    "Bob, from his own page": bob_gives_nothing_of_it,
    "not on the page": rules("", public=None),
    "a shorter length": rules("", minutes_0="30"),
}

CHANGES: dict[str, Callable[..., Step]] = {
    "fewer and other hours": fewer_hours,
    "hours of a night": nights,
    "hours of a room": hours_of_a_room,
    "hours of the place": hours_of_the_place,
    "the whole business closed": closing(lambda salon: None, 5, 30),
    "a person closed": closing(lambda salon: salon.salon.practitioners[1], 0, 10),
    "a place closed beyond the horizon": closing(lambda salon: salon.salon.place, 40, 400),
    "a room closed": closing(lambda salon: salon.salon.rooms[0], 2, 20),
    "a closure moved": another_closure,
    "holidays": holidays,
    "a service archived": archiving("services", lambda salon: salon.salon.service),
    "a place archived": archiving("places", lambda salon: salon.salon.place),
    "a room archived": archiving("things", lambda salon: salon.salon.rooms[0]),
    "somebody who does the finances": bob_does_the_finances,
    "another clock": zone("America/New_York"),
    "a clock nearby": zone("Europe/Helsinki"),
    "a most for a day": most_a_day,
    "a person whom clients cannot choose": not_on_the_page,
    "a room for fewer people": room(capacity="2", name="Nook"),
    "a room for more people": room_for_more,
    "a room without a bed": room(tags="mat"),
    **RULES,
}
