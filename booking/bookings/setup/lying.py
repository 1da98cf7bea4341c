"""What lies ahead, as little of it as is needed to say whether a change touches it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Lying(NamedTuple):
    """A part of a coming booking: there may be thousands."""

    pk: UUID
    booking: UUID
    sequence: int
    start_at: datetime
    end_at: datetime
    resource: UUID
    service: UUID
    location: UUID
    mode: str
    gap_begin: int
    gap_end: int


COLUMNS = (
    "pk", "booking_id", "booking__sequence", "start_at", "end_at", "resource_id", "service_id", "booking__location_id",
    "booking__mode", "gap_begin", "gap_end",
)  # fmt: skip
