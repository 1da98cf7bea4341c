"""When: opening rules in wall-clock time, what is taken in UTC, and weeks to paste; and on whose terms."""

from booking.availability.models.groups import GroupTerms
from booking.availability.models.openings import (
    Audience,
    Closure,
    Entered,
    OpenSlot,
    PlaceHours,
    Shift,
    WeeklyHours,
    Weeks,
)
from booking.availability.models.taken import LONGEST, Absence, Activity, Occupancy, TakenBy, Version
from booking.availability.models.weeks import BlockKind, TemplateBlock, TemplateWeek

__all__ = [
    "LONGEST",
    "Absence",
    "Activity",
    "Audience",
    "BlockKind",
    "Closure",
    "Entered",
    "GroupTerms",
    "Occupancy",
    "OpenSlot",
    "PlaceHours",
    "Shift",
    "TakenBy",
    "TemplateBlock",
    "TemplateWeek",
    "Version",
    "WeeklyHours",
    "Weeks",
]
