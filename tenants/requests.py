"""What every request passes: an id and a log line, a language, the refusals, and the door of its business."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

import uuid_utils.compat
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from rest_framework.request import Request

from booking.kernel.errors import DomainError
from booking.kernel.logs import request_id, tenant_slug
from tenants.errors import refusal
from tenants.models import Membership, Tenant
from tenants.modules import switches

access_log = logging.getLogger("ledig.request")
SANE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
LANGUAGE_COOKIE = "ledig_language"
SHELL: dict[Any, str] = {}

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class TenantRequest(HttpRequest):
    """A request whose address names a business; `member` is set at the desk."""

    tenant: Tenant
    member: Membership


def tenant_of(request: Request) -> Tenant:
    """The business of a call for programs."""
    return request._request.tenant  # type: ignore[attr-defined]


class RequestLog:
    """Gives each request an id, and writes one line about it: the route's name, never the address with its token."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        current = given if SANE_ID.fullmatch(given) else uuid_utils.compat.uuid4().hex
        request_id.set(current)
        tenant_slug.set("")
        began = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = current
        match = request.resolver_match
        if match is not None or response.status_code >= 500:
            access_log.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.view_name if match else "",
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                },
            )
        return response


class PageLanguage:
    """The visitor's own choice first; a program may ask by header; else the business's language (see `TenantDoor`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        request.chosen_language = chosen if chosen in self.known else ""  # type: ignore[attr-defined]
        language = request.chosen_language or self._asked(request)  # type: ignore[attr-defined]
        with translation.override(language):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response

    def _asked(self, request: HttpRequest) -> str:
        asked = translation.get_language_from_request(request)
        return asked if asked in self.known else settings.LANGUAGE_CODE


class Refusals:
    """A domain error that a view raised becomes the answer of the contract."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        return refusal(request, problem) if isinstance(problem, DomainError) else None


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use: the business, the member at the desk, the languages, and the parts of the shell
    that are `kept` as long as the process lives (its files have one name then, which DEBUG does not promise)."""
    tenant: Tenant | None = getattr(request, "tenant", None)
    return {
        "tenant": tenant,
        "modules": switches(tenant) if tenant else {},
        "member": getattr(request, "member", None),
        "languages": settings.LANGUAGES,
        "shell": None if settings.DEBUG else SHELL,
        "desk_base": "desk_panel.html" if request.headers.get("HX-Target") == "panel" else "desk.html",
    }
