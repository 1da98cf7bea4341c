"""Is it alive, is it ready? For load balancers and for whoever watches. Says nothing of any business."""

import logging
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)
PATIENCE = 0.5  # seconds
# What the relay may see: ids and times. `due`: work that somebody should have done by now.
OUTBOX_LAG = """
    SELECT coalesce(date_part('epoch', ledig_now() - min(due_at)), 0) FROM tenants_delivery
    WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= ledig_now()
"""
OLDEST_DUE = """
    SELECT coalesce(date_part('epoch', ledig_now() - min(due)), 0) FROM (
        SELECT min(due_at) AS due FROM notifications_message WHERE status = 'planned' AND due_at <= ledig_now()
        UNION ALL SELECT min(held_until) FROM bookings_booking
            WHERE status IN ('held', 'awaiting_payment', 'requested') AND held_until <= ledig_now()
        UNION ALL SELECT min(check_at) FROM payments_payment WHERE check_at <= ledig_now()
    ) AS waiting
"""
_migrated = False


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Touches nothing, so that a slow database does not get all web processes killed."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """503 when the database, the broker or a migration is missing; lag is told, and left to whoever watches."""
    checks = {"database": _database(), "broker": _broker()}
    checks["migrations"] = checks["database"] and _migrations()
    ready = all(checks.values())
    body: dict[str, Any] = {name: "ok" if good else "missing" for name, good in checks.items()}
    body["outbox_lag_seconds"] = _seconds(OUTBOX_LAG) if ready else None
    body["oldest_due_seconds"] = _seconds(OLDEST_DUE) if ready else None
    response = JsonResponse({"status": "ok" if ready else "unavailable"} | body, status=200 if ready else 503)
    response["Cache-Control"] = "no-store"
    return response


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        log.warning("The database does not answer.", extra={"error": type(problem).__name__})
        return False
    return True


def _broker() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        return bool(client.ping())
    except redis.RedisError as problem:
        log.warning("The broker does not answer.", extra={"error": type(problem).__name__})
        return False
    finally:
        client.close()


def _migrations() -> bool:
    """Looked up until they are all there; they do not go away while the process lives."""
    global _migrated  # noqa: PLW0603
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _seconds(query: str) -> float | None:
    """None when the relay's connection is gone: the web can do without it."""
    try:
        with connections["relay"].cursor() as cursor:
            cursor.execute(query)
            (seconds,) = cursor.fetchone()
    except DatabaseError:
        return None
    return round(max(0.0, seconds), 1)
