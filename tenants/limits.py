"""How often one may knock. Kept in PostgreSQL, in a transaction of its own: it survives a refusal and a lost Redis."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from booking.kernel.errors import RateLimited

SPEND = """
    INSERT INTO tenants_limit AS l (bucket, count, ends_at)
    VALUES (%(bucket)s, 1, ledig_now() + %(seconds)s * interval '1 second')
    ON CONFLICT (bucket) DO UPDATE SET
        count = CASE WHEN l.ends_at <= ledig_now() THEN 1 ELSE l.count + 1 END,
        ends_at = CASE WHEN l.ends_at <= ledig_now() THEN EXCLUDED.ends_at ELSE l.ends_at END
    RETURNING count, ceil(date_part('epoch', ends_at - ledig_now()))::int
"""


def visitor(request: HttpRequest) -> str:
    """The address that knocks: as told by the outermost of our own proxies, else the connection's."""
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.TRUSTED_PROXY_COUNT <= len(told):
        return told[-settings.TRUSTED_PROXY_COUNT].strip()[:45]
    return request.META.get("REMOTE_ADDR", "")


def spend(bucket: str, *, limit: int, seconds: int) -> None:
    """Count one knock. Raises `RateLimited` above `limit` within `seconds`. Call it outside a transaction."""
    if not settings.RATE_LIMITS:
        return
    with connection.cursor() as cursor:
        cursor.execute(SPEND, {"bucket": bucket[:120], "seconds": seconds})
        count, wait = cursor.fetchone()
    if count > limit:
        raise RateLimited(retry_after=max(1, wait))


def exhausted(bucket: str, *, limit: int) -> bool:
    """Whether the bucket is spent already, without knocking."""
    if not settings.RATE_LIMITS:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count >= %s FROM tenants_limit WHERE bucket = %s AND ends_at > ledig_now()",
            [limit, bucket],
        )
        row = cursor.fetchone()
    return bool(row and row[0])
