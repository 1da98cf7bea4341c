"""What each log line carries: the request's id and the business's slug. Never personal data."""

import logging
from contextvars import ContextVar
from typing import Any

import sentry_sdk

request_id: ContextVar[str] = ContextVar("request_id", default="")
tenant_slug: ContextVar[str] = ContextVar("tenant", default="")


class RequestContext(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        record.tenant = tenant_slug.get()
        return True


def json_lines(level: str) -> dict[str, Any]:
    """Django's LOGGING: one JSON object a line. What other people's code says of addresses is kept out."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": RequestContext}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s %(tenant)s",
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "celery.app.trace": {"level": "WARNING"},  # every sweep of every few seconds
            "celery.worker.strategy": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }


def report_errors(dsn: str) -> None:
    """Send what breaks to Sentry, when an address is given: without personal data, bodies or local variables."""
    if dsn:
        sentry_sdk.init(dsn, send_default_pii=False, max_request_body_size="never", include_local_variables=False)
