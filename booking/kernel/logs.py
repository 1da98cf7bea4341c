"""What each log line carries: the request's id and the business's slug. Never personal data."""

import logging
import re
from contextvars import ContextVar
from typing import Any

import sentry_sdk
from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")
tenant_slug: ContextVar[str] = ContextVar("tenant", default="")
# What may not be read in a log: the part of an address after /b/, /h/ or /holds/, and a key by which somebody logs in;
# whatever looks like a token, wherever it stands; and the row that PostgreSQL shows with an error.
SECRETS = re.compile(
    r"""((?:/|%2F)(?:b|h|holds|confirm-email|reset/key)(?:/|%2F))[^/\s"'%?&<>\\]+"""
    r"|(?:(?<![\w-])|(?<=\\n))(?=[a-z_-]*[A-Z0-9])[A-Za-z0-9_-]{43}(?![\w-])"
    r"""|(DETAIL: )(?:[^"\\]|\\(?!n\\n).)*""",
)


class RequestContext(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        record.tenant = tenant_slug.get()
        return True


class DiscreetLines(JsonFormatter):
    """One JSON object a line. Masked when all of it is written, so that it does not matter who said it, or where."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def masked(text: str) -> str:
    return SECRETS.sub(lambda found: f"{found[1] or found[2] or ''}…", text)


def json_lines(level: str) -> dict[str, Any]:
    """Django's LOGGING: one JSON object a line. What other people's code says of addresses is kept out."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": RequestContext}},
        "formatters": {
            "json": {
                "()": DiscreetLines,
                "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s %(tenant)s",
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO"},  # by itself it would write a second time, unmasked
            "django.server": {"handlers": [], "propagate": True},
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
        sentry_sdk.init(dsn, **REPORTING)


def _masked_within(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _masked_within(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked_within(inner) for inner in value]
    return masked(value) if isinstance(value, str) else value


REPORTING: dict[str, Any] = {
    "send_default_pii": False,
    "max_request_body_size": "never",
    "include_local_variables": False,
    "before_send": lambda event, _hint: _masked_within(event),
}
