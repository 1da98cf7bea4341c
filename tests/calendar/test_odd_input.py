"""I01: whatever is written into whichever field of what is entered in the calendar, nothing breaks."""

from typing import Any

import pytest

from booking.availability.models import Absence, Activity, Entered, OpenSlot, Shift
from tenants.tenancy import tenant_tx
from tests.calendar.test_entering import ENTRIES, given
from tests.calendar.test_opening_times import SLOTS, form_of, opened, slots
from tests.cast import Cast

ODD = {
    "nothing": "",
    "NUL": "a\x00b",
    "turned": "abc\u202edef",
    "marks": "e" + "\u0301" * 1000,
    "a lot": "x" * 100_000,
    "template": "{{7*7}}{% debug %}",
    "html": "<svg onload=alert(1)><div hx-get=//evil.example hx-trigger=load>",
    "number": "1e400",
    "digits": "9" * 5000,
    "other digits": "٢٠٢٦-١١-٢٨T١٠:٠٠",
    "far": "9999-12-31T23:59",
    "no such day": "2026-02-30T10:00",
}
FIELDS = {
    "shift": ("tab", "start", "end", "with", "audience", "modes", "services", "place", "replaces_weekly", "seen"),
    "activity": ("tab", "start", "end", "with", "title", "note", "seen"),
    "absence": ("start", "end", "with", "note", "seen"),
}
HARMLESS = {200, 302, 404, 409, 422}


def rows(cast: Cast, model: type[Entered]) -> list[Any]:
    with tenant_tx(cast.salon.tenant):
        return list(model._default_manager.order_by("id"))


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_in_what_is_entered(alice, cast, odd):
    for tab, fields in FIELDS.items():
        for field in fields:
            said = given(cast, tab) | {field: odd}
            answer = alice.post(ENTRIES, said, follow=True)
            assert answer.status_code in HARMLESS, (tab, field)
            assert b"<svg onload" not in answer.content
            assert b"<div hx-get=//evil" not in answer.content
            if len(odd) < 2000:
                assert alice.get(ENTRIES, said).status_code in HARMLESS, (tab, field)
                assert alice.get("/salon/desk/time/", {"service": odd, **said}).status_code in HARMLESS, (tab, field)
    assert alice.get("/salon/desk/calendar.json?from=2026-11-24&until=2026-12-24").status_code == 200


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_in_what_is_changed(alice, cast, odd):
    for tab in FIELDS:
        alice.post(ENTRIES, given(cast, tab))
    for tab, path, model in (("shift", "shifts", Shift), ("activity", "activities", Activity),
                             ("absence", "absences", Absence)):  # fmt: skip
        for field in FIELDS[tab]:
            [row] = rows(cast, model)
            said = given(cast, tab, seen=row.version) | {field: odd}
            rests = ["", *(["times/"] if tab == "activity" else []), *(["removal/"] if field == "seen" else [])]
            for rest in rests:
                answer = alice.post(f"/salon/desk/{path}/{row.pk}/{rest}", said)
                assert answer.status_code in HARMLESS, (tab, field, rest)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_in_an_open_time(alice, cast, odd):
    opened(alice, cast)
    for field in ("seen", "with", "start", "minutes", "price", "audience", "services", "modes"):
        [slot] = slots(cast)
        assert alice.post(f"{SLOTS}{slot.pk}/", form_of(slot, cast, **{field: odd})).status_code in HARMLESS, field
    for field in ("start", "end", "seen", "with"):
        [slot] = slots(cast)
        said = {"start": "2026-11-24T18:00", "end": "2026-11-24T19:00", "seen": slot.version, field: odd}
        assert alice.post(f"{SLOTS}{slot.pk}/times/", said).status_code in HARMLESS, field
    for field in ("start", "with"):
        assert alice.post(SLOTS, {"start": "2026-12-24T18:00", field: odd}).status_code in HARMLESS, field
    [slot, *_others] = rows(cast, OpenSlot)
    assert slot.price is not None
    assert slot.price >= 0


def test_a_page_of_no_business_tells_what_was_done_without_a_way_back(alice, cast):
    alice.post(ENTRIES, given(cast, "activity"))
    answer = alice.get("/no/such/page/at/all/")
    assert answer.status_code == 404
    assert "Undo" not in answer.text
