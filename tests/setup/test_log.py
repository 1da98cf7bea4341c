"""AN2: what was changed, when, by whom, from what to what; each as far as they may see."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.availability.models import Closure
from tenants.actors import CLIENT, SYSTEM, Actor
from tenants.events import record
from tenants.models import Event, Membership
from tenants.setup.log import SHOWN
from tenants.setup.log_asking import KINDS, of_kind
from tenants.setup.log_words import HAPPENED, SAID, THINGS, what
from tenants.setup.row_form import FORMS
from tenants.tenancy import tenant_tx
from tests.cast import Cast, member
from tests.conftest import Clock
from tests.desk.conftest import at
from tests.setup.people import change

LOG = "/salon/desk/settings/log/"
RECORDED = re.compile(r'record\(\s*[\w.]+,\s*"([a-z_.]+)"', re.DOTALL)
APPS = ("booking", "tenants", "payments", "notifications")


def lines(browser: Any, query: str = "") -> list[Any]:
    answer = browser.get(f"{LOG}{query}")
    assert answer.status_code == 200, answer.text
    return answer.context["lines"]


def test_every_kind_of_event_has_words_of_its_own():
    sources = [path.read_text() for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")]
    recorded = {kind for source in sources for kind in RECORDED.findall(source)}
    assert len(recorded) > 20
    kinds = recorded | {f"{form.thing}.changed" for form in FORMS.values()}
    assert [kind for kind in sorted(kinds) if what(Event(type=kind)) == kind] == []


def happen(cast: Cast, kind: str, actor: Actor = SYSTEM, **data: Any) -> Event:
    with tenant_tx(cast.salon.tenant):
        return record(cast.salon.tenant, kind, subject_id=cast.salon.tenant.pk, actor=actor, **data)


def test_a_changed_role_is_told_from_what_to_what_by_whom_and_about_whom(alice, cast):
    change(alice, cast.bob, role="manager")
    (line,) = lines(alice, "?kind=people")
    assert (line.what, line.about, line.who) == ("Colleague changed", "Bob", "Alice")
    assert line.details == ["Role: practitioner → manager"]


def test_of_what_is_personal_only_that_it_was_changed(alice, cast):
    form = alice.get("/salon/desk/settings/business/").context["form"]
    given = {name: str(form[name].value() or "") for name in form.fields}
    alice.post("/salon/desk/settings/business/", given | {"name": "Salong", "phone": "+46 8 999"})
    (line,) = lines(alice, "?kind=settings")
    assert line.details == [f"Name: {cast.salon.tenant.name} → Salong", "Phone: changed"]
    assert "+46 8 999" not in alice.get(LOG).text


def test_a_moved_time_says_from_when_to_when(alice, cast):
    when = {"old_start": at(10).isoformat(), "new_start": at(14).isoformat()}
    happen(cast, "booking.moved", CLIENT, **when)
    happen(cast, "shift.changed", opens="10:00:00", before={"opens": "09:00:00", "resource_id": "1"})
    shift, moved = lines(alice)
    assert moved.details == ["Tue 24 Nov 10:00 → Tue 24 Nov 14:00"]
    assert shift.details == ["Opens: 09:00:00 → 10:00:00"]


def test_who_may_not_see_all_sees_what_they_did_themselves_and_nothing_else(alice, bob, cast, book):
    book(at(10))
    happen(cast, "shift.added", cast.bob.actor)
    happen(cast, "access.denied", Actor("member", cast.front_desk.user_id))
    assert [line.what for line in lines(bob)] == ["Working time added"]
    assert len(lines(alice)) >= 3
    assert bob.get(f"{LOG}?who={cast.alice.user_id}").status_code == 422
    assert 'name="who"' not in bob.get(LOG).text
    assert LOG in bob.get("/salon/desk/?view=list").text, "there is a way to it"
    assert cast.alice.user.email not in bob.get(LOG).text


def test_front_desk_and_finance_have_no_log(cast, log_in):
    for one in (cast.front_desk, cast.finance):
        assert log_in(one).get(LOG).status_code == 403


def test_narrowed_by_person_kind_and_day(alice, cast, clock: Clock):
    happen(cast, "shift.added", cast.bob.actor)
    happen(cast, "booking.cancelled", CLIENT)
    clock.forward(days=1)
    happen(cast, "payment.refunded")
    assert [line.what for line in lines(alice, f"?who={cast.bob.user_id}")] == ["Working time added"]
    assert [line.who for line in lines(alice, "?who=client")] == ["the client"]
    assert [line.who for line in lines(alice, "?who=system&kind=&since=&until=")] == ["Ledig"]
    assert [line.what for line in lines(alice, "?kind=bookings")] == ["Booking cancelled"]
    assert [line.what for line in lines(alice, "?since=2026-11-24")] == ["Paid back"]
    assert len(lines(alice, "?since=2026-11-23&until=2026-11-23")) == 2
    assert len(lines(alice, "?since=2026-11-23&until=2026-11-24")) == 3
    assert lines(alice, "?until=2026-11-23&kind=money") == []
    assert "Show everything" in alice.get(f"{LOG}?until=2020-01-01").text


def test_narrowed_by_the_role_that_they_have(alice, cast):
    happen(cast, "shift.added", cast.bob.actor)
    happen(cast, "shift.removed", cast.alice.actor)
    happen(cast, "booking.cancelled", CLIENT)
    assert [line.who for line in lines(alice, "?who=role-practitioner")] == ["Bob"]
    assert [line.who for line in lines(alice, "?who=role-owner")] == ["Alice"]
    assert lines(alice, "?who=role-finance") == []


def test_a_day_begins_at_midnight_where_the_business_is(alice, cast, clock: Clock):
    clock.set(clock.now.replace(hour=23, minute=30))  # half past midnight, Tuesday, in Stockholm
    happen(cast, "shift.added")
    assert len(lines(alice, "?since=2026-11-24")) == 1
    assert lines(alice, "?until=2026-11-23") == []


def test_every_event_is_of_exactly_one_kind(alice, cast):
    """Else a filter would hide something, or tell it twice."""
    types = [*SAID, *(f"{thing}.{what}" for thing in THINGS for what in HAPPENED), "something.new"]
    for kind in types:
        happen(cast, kind)
    with tenant_tx(cast.salon.tenant):
        counted = [Event.objects.filter(of_kind(kind)).count() for kind in KINDS]
        assert sum(counted) == Event.objects.count() == len(types)


@pytest.mark.parametrize(
    "query",
    ["?who=nobody", "?who=01890000-0000-7000-8000-000000000000", "?kind=secrets", "?since=tomorrow", "?before=1",
     "?ordering=password", "?who__user__password__startswith=a", "?page_size=1000000", "?until=0001-01-01x",
     "?who=role-", "?who=role-god", "?since=2026-11-24&until=2026-11-23", "?day=2026-11-24"],
)  # fmt: skip
def test_what_is_not_on_the_list_is_refused(alice, query):
    """I07."""
    assert alice.get(f"{LOG}{query}").status_code == 422


def test_the_first_and_the_last_day_there_are_break_nothing(alice):
    for day in ("0001-01-01", "9999-12-31"):
        assert alice.get(f"{LOG}?since={day}").status_code == 422
        assert alice.get(f"{LOG}?until={day}").status_code == 422


def test_members_of_other_businesses_are_no_choice_and_their_events_are_not_here(alice, cast):
    with tenant_tx(cast.gym.tenant):
        theirs = record(cast.gym.tenant, "shift.added", subject_id=cast.gym.tenant.pk, actor=cast.charlie.actor)
    assert alice.get(f"{LOG}?who={cast.charlie.user_id}").status_code == 422
    assert lines(alice, f"?before={theirs.pk}") == lines(alice)
    assert "Charlie" not in alice.get(LOG).text


def test_all_of_it_is_found_page_by_page_once(alice, cast):
    for _time in range(2 * SHOWN + 7):
        happen(cast, "shift.added")
    page, seen = alice.get(LOG), 0
    while True:
        seen += len(page.context["lines"])
        if not page.context["earlier"]:
            break
        page = alice.get(page.context["earlier"])
        assert page.context["newest"] == LOG + "?"
    assert seen == 2 * SHOWN + 7


def test_a_page_asks_the_same_number_of_questions_however_much_has_happened(
    alice, cast, django_assert_max_num_queries: Any
):
    for number in range(30):
        one = member(cast.salon.tenant, f"M{number}", "front_desk")
        with tenant_tx(cast.salon.tenant):
            record(cast.salon.tenant, "member.joined", subject_id=one.pk, actor=one.actor, role=one.role)
            record(cast.salon.tenant, "shift.changed", subject_id=one.pk, actor=Actor("key", one.pk))
    assert Membership.objects.filter(tenant=cast.salon.tenant).count() > 30
    with django_assert_max_num_queries(14):
        assert len(lines(alice)) == SHOWN


def test_hostile_values_stand_still(alice, cast):
    """I01: names and reasons that somebody typed are in events."""
    nasty = "<svg onload=alert(1)>{{7*7}}"
    happen(cast, "business.changed", changed={"name": [nasty, nasty + "2"], nasty: ["a", "b"], "phone": nasty})
    happen(cast, "booking.moved", old_start=nasty, new_start=5)
    happen(cast, "member.joined", role=nasty, before=nasty, changed=nasty)
    page = alice.get(LOG).text
    assert "<svg onload" not in page
    assert "&lt;svg onload=alert(1)&gt;{{7*7}}2" in page


@pytest.mark.parametrize("thing", ["closure", "hours", "practitioner"])
def test_a_long_log_asks_the_database_no_more_than_a_short_one(alice, cast: Cast, thing: str):
    """Each line is about another row."""
    salon = cast.salon
    with tenant_tx(salon.tenant):
        day = {"from_on": "2026-12-24", "until_on": "2026-12-26"}
        rows = {
            "closure": [Closure.objects.create(tenant=salon.tenant, resource=one, **day) for one in salon.rooms * 3],
            "hours": [*salon.practitioners, *salon.rooms],
            "practitioner": salon.practitioners,
        }[thing]

    def questions(count: int) -> int:
        with tenant_tx(salon.tenant):
            for row in rows[:count]:
                change = {
                    "closure": {"until_on": ["2026-12-25", "2026-12-26"]}, "hours": {"week": [[], []]},
                    "practitioner": {"services": [{}, {}]},
                }[thing]  # fmt: skip
                record(salon.tenant, f"{thing}.changed", subject_id=row.pk, changed=change)
        alice.get(LOG)
        with CaptureQueriesContext(connection) as found:
            assert len(lines(alice)) >= count
        return len(found)

    assert questions(1) == questions(len(rows))
