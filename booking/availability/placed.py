"""Where each resource has openings at all, and until which day any of them are kept for existing clients."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db import connection

PLACES = """
    SELECT resource_id, location_id, max(coalesce(valid_until_on, '9999-12-31')) FILTER (WHERE audience = 'clients')
    FROM availability_weeklyhours GROUP BY 1, 2
    UNION ALL SELECT resource_id, location_id, max("on") FILTER (WHERE audience = 'clients')
    FROM availability_shift GROUP BY 1, 2
    UNION ALL SELECT resource_id, location_id, (max(end_at) FILTER (WHERE audience = 'clients'))::date
    FROM availability_openslot GROUP BY 1, 2
"""


def placed() -> tuple[dict[UUID, set[UUID]], date | None]:
    """Of the tenant that is chosen: the places of each resource, and the last day of what is for clients alone."""
    places: dict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(PLACES)
        rows = cursor.fetchall()
    for resource, location, _until in rows:
        places[resource].add(location)
    return places, max((until for _resource, _location, until in rows if until), default=None)
