"""What tests of template weeks have in common: a week in which everything happens, and what is entered in it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.availability.clearing import working_time
from booking.availability.models import Activity, Shift, TemplateWeek
from booking.availability.pasting import Pasted, paste_week
from booking.availability.planning import Stretch
from booking.availability.template_weeks import save_week
from booking.resources.models import Resource
from tenants.actors import SYSTEM
from tests.cast import Cast

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MONDAY = date(2026, 11, 23)  # week 48, when everything below happens
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SATURDAY = MONDAY + 5 * DAY
NEXT = Stretch(MONDAY + WEEK, MONDAY + WEEK + 6 * DAY)


def alice_of(cast: Cast) -> Resource:
    return cast.salon.practitioners[0]


def shift(cast: Cast, on: date = SATURDAY, opens: str = "10:00", closes: str = "14:00", **more) -> Shift:
    begins, ends = time.fromisoformat(opens), time.fromisoformat(closes)
    values = {"resource": alice_of(cast), "location": cast.salon.place} | more
    return Shift.objects.create(tenant=cast.salon.tenant, on=on, opens=begins, closes=ends, **values)


def activity(cast: Cast, start: str, end: str, title: str = "Meeting") -> Activity:
    moments = [datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM) for text in (start, end)]
    return Activity.objects.create(
        tenant=cast.salon.tenant, resource=alice_of(cast), start_at=moments[0], end_at=moments[1], title=title
    )


def saved(
    cast: Cast, *, day: date = MONDAY, name: str = "Usual", people=None, activities: bool = True, **more
) -> TemplateWeek:
    people = cast.salon.practitioners[:1] if people is None else people
    return save_week(
        tenant=cast.salon.tenant, name=name, day=day, people=people, activities=activities, actor=SYSTEM, **more
    )


def pasted(cast: Cast, week: TemplateWeek, stretch: Stretch = NEXT, actor=SYSTEM, people=None) -> Pasted:
    return paste_week(week=week, stretch=stretch, people=people or cast.salon.practitioners[:1], actor=actor)


def days(cast: Cast, first: date, last: date, who: int = 0) -> str:
    """What is worked, before closures."""
    people = cast.salon.practitioners[who : who + 1]
    found = working_time(tenant=cast.salon.tenant, people=people, first=first, last=last)
    return " ".join(f"{one.on:%d}:{one.start_minute // 60:02}-{one.end_minute // 60 % 24:02}" for one in found)
