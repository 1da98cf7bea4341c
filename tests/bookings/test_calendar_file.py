"""The calendar file: one entry that later files update or take away, right on both nights of the change of clock."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from booking.bookings.calendar_file import calendar_file
from booking.bookings.calendar_zone import calendar_zone
from booking.bookings.models import Booking, Part
from tenants.tenancy import tenant_tx
from tests.cast import Cast, House

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=STOCKHOLM)
HOSTILE = [
    "Dana\r\nBEGIN:VEVENT\r\nSUMMARY:mine\r\nEND:VEVENT",
    "Dana;,\\:\"' \n ATTACH:http://evil.example/x",
    "👩\u200d⚕️" * 60,
    "é" * 120,
    "Dana\u2028ATTENDEE:mailto:x@evil.example",
    "\u202egnp.exe",
]


@pytest.fixture
def salon(cast: Cast) -> House:
    return cast.salon


def booking_at(house: House, start_at: datetime = TUESDAY, minutes: int = 60, **fields: Any) -> Booking:
    end_at = (start_at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(UTC)
    given = {
        "status": "confirmed", "mode": "on_site", "contact_name": "Dana Ek", "contact_email": "dana@example.com",
        "language": "sv", "price": 50000, "currency": "SEK", **fields,
    }  # fmt: skip
    booking = Booking.objects.create(
        tenant=house.tenant, location=house.place, start_at=start_at.astimezone(UTC), end_at=end_at, **given
    )
    Part.objects.create(
        tenant=house.tenant, booking=booking, service=house.service, resource=house.practitioners[1],
        start_at=start_at, end_at=end_at, price=50000,
    )  # fmt: skip
    return Booking.objects.select_related("tenant", "location").get(pk=booking.pk)


def file_of(
    house: House, start_at: datetime = TUESDAY, method: Any = "REQUEST", for_staff: bool = False, **fields: Any
) -> bytes:
    with tenant_tx(house.tenant):
        return calendar_file(booking_at(house, start_at, **fields), method=method, language="sv", for_staff=for_staff)


def event_in(content: bytes) -> Any:
    [event] = Calendar.from_ical(content).walk("VEVENT")
    return event


def test_the_entry_says_what_when_where_and_how_to_change_it(salon: House) -> None:
    content = file_of(salon)
    event = event_in(content)
    assert event["SUMMARY"] == f"{salon.service.name} · {salon.tenant.name}"
    assert event.decoded("DTSTART") == TUESDAY
    assert event.decoded("DTEND") == TUESDAY + timedelta(hours=1)
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert "Storgatan 1" in event["LOCATION"]
    assert f"/{salon.tenant.slug}/b/" in event["DESCRIPTION"]
    assert event["ORGANIZER"] == f"mailto:{salon.tenant.email}"
    assert event["ATTENDEE"] == "mailto:dana@example.com"
    assert event["STATUS"] == "CONFIRMED"
    assert b"METHOD:REQUEST\r\n" in content


def test_a_moved_and_a_cancelled_booking_are_the_same_entry_with_higher_numbers(salon: House) -> None:
    with tenant_tx(salon.tenant):
        booking = booking_at(salon)
        files = []
        for sequence, method in enumerate(["REQUEST", "REQUEST", "CANCEL"]):
            booking.sequence = sequence
            files.append(event_in(calendar_file(booking, method=method, language="sv")))  # type: ignore[arg-type]
    assert {str(event["UID"]) for event in files} == {f"{booking.code}@salon.ledig"}
    assert [event["SEQUENCE"] for event in files] == [0, 1, 2]
    assert [event["STATUS"] for event in files] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_the_file_to_fetch_from_the_page_invites_nobody(salon: House) -> None:
    event = event_in(file_of(salon, method="PUBLISH"))
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event


@pytest.mark.parametrize("mode", ["video", "phone", "home"])
def test_only_a_visit_names_the_address(salon: House, mode: str) -> None:
    assert b"Storgatan" not in file_of(salon, mode=mode)


def test_a_video_booking_has_its_link_for_the_client(salon: House) -> None:
    assert str(event_in(file_of(salon, mode="video"))["LOCATION"]).endswith("/video/")


def test_a_colleagues_copy_holds_the_clients_name_and_no_link_of_the_client(salon: House) -> None:
    content = file_of(salon, for_staff=True, mode="video")
    event = event_in(content)
    assert "Dana Ek" in event["SUMMARY"]
    assert b"/b/" not in content.replace(b"\r\n ", b"")
    assert b"dana@example.com" not in file_of(salon, for_staff=True, contact_email="")
    assert "/desk/bookings/" in event["DESCRIPTION"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_typed_words_stay_words(salon: House, typed: str) -> None:
    salon.service.name = typed[:120]
    salon.tenant.name = typed[:120]
    with tenant_tx(salon.tenant):
        salon.service.save()
        salon.tenant.save()
    content = file_of(salon, contact_name=typed[:120], for_staff=True)
    assert content.count(b"BEGIN:VEVENT\r\n") == 1
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 1
    assert not any(line.startswith((b"ATTACH", b"SUMMARY:mine")) for line in content.split(b"\r\n"))
    assert "\u202e" not in content.decode()


@pytest.mark.parametrize("typed", HOSTILE)
def test_lines_are_folded_by_octets_and_characters_stay_whole(salon: House, typed: str) -> None:
    content = file_of(salon, contact_name=typed[:120], for_staff=True)
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert b"\n" not in content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "address", ["x@y.example\r\nATTENDEE:mailto:z@evil.example", "not an address", "a b@c.example"]
)
def test_something_that_is_no_address_invites_nobody(salon: House, address: str) -> None:
    content = file_of(salon, contact_email=address)
    assert b"evil" not in content
    assert "ATTENDEE" not in event_in(content)


@pytest.mark.parametrize(
    "night",
    [datetime(2027, 3, 28, 0, 0, tzinfo=UTC), datetime(2027, 10, 31, 0, 0, tzinfo=UTC)],
    ids=["spring", "autumn"],
)
def test_both_nights_of_the_change_are_exact_to_a_stranger_who_believes_the_file(salon: House, night: datetime) -> None:
    """Read by another program, which knows the zone from the file alone."""
    for minutes in range(-60, 240, 30):
        start_at = night + timedelta(minutes=minutes)
        content = file_of(salon, start_at, minutes=30)
        assert believed(content, "DTSTART") == start_at
        assert believed(content, "DTEND") == start_at + timedelta(minutes=30)


def test_the_hour_that_comes_twice_makes_two_different_entries(salon: House) -> None:
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    starts = {event_in(file_of(salon, first + timedelta(hours=n), minutes=30)).decoded("DTSTART") for n in (0, 1)}
    assert len({start.astimezone(UTC) for start in starts}) == 2


@pytest.mark.parametrize("zone", ["Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"])
def test_the_rules_of_a_zone_are_those_of_the_zone_all_year(zone: str) -> None:
    begins = datetime(2027, 1, 1, tzinfo=UTC)
    text = "\r\n".join(["BEGIN:VCALENDAR", calendar_zone(zone, begins).to_ical().decode().strip(), "END:VCALENDAR"])
    told = tzical(StringIO(text)).get()
    for hours in range(0, 2 * 365 * 24, 5):
        local = (begins + timedelta(hours=hours)).astimezone(ZoneInfo(zone))
        naive = local.replace(tzinfo=None)
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            assert told.utcoffset(naive) == local.utcoffset(), local


def test_a_change_begins_at_the_hour_that_the_old_offset_shows() -> None:
    """RFC 5545, 3.6.5: summer time begins at two o'clock and ends at three."""
    rules = calendar_zone("Europe/Stockholm", datetime(2027, 6, 1, tzinfo=UTC)).subcomponents
    told = [(rule.name, rule["DTSTART"].dt, rule["TZOFFSETFROM"].td, rule["TZOFFSETTO"].td) for rule in rules]
    one, two = timedelta(hours=1), timedelta(hours=2)
    assert told[1:3] == [
        ("DAYLIGHT", datetime(2027, 3, 28, 2, 0), one, two),
        ("STANDARD", datetime(2027, 10, 31, 3, 0), two, one),
    ]


def believed(content: bytes, name: str) -> datetime:
    """The moment as a program reads it that has no zones of its own."""
    entry = content.decode().partition("BEGIN:VEVENT")[2]
    line = next(line for line in entry.split("\r\n") if line.startswith(name))
    value = line.rpartition(":")[2]
    moment = datetime.strptime(value.rstrip("Z"), "%Y%m%dT%H%M%S")
    if value.endswith("Z"):
        return moment.replace(tzinfo=UTC)
    offset = tzical(StringIO(content.decode())).get().utcoffset(moment)
    return (moment - offset).replace(tzinfo=UTC)
