"""The bell itself: one word on a channel of the broker, for everybody who looks at a business."""

from functools import cache
from uuid import UUID

import redis
from django.conf import settings

CHANNEL = "live:"
PATIENCE = 0.5  # seconds


def publish(tenant_id: UUID) -> None:
    """Raises what the broker's client raises."""
    _broker().publish(f"{CHANNEL}{tenant_id}", "changed")


@cache
def _broker() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
