"""What each log line carries: the request's id and the business's slug. Never personal data."""

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
tenant_slug: ContextVar[str] = ContextVar("tenant", default="")


class RequestContext(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        record.tenant = tenant_slug.get()
        return True
