"""One refusal, three faces: problem+json for programs, a page for people, a fragment for htmx."""

import json
import logging
import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf

from booking.kernel.errors import DomainError, Forbidden, Invalid, NotFound, RateLimited, Unauthorised, Unavailable
from tenants.access import door
from tenants.modules import SwitchedOff

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"
# Classes of SQLSTATE by which PostgreSQL says that it is not our statement that is wrong: lost connections, rollbacks
# by deadlocks, too little of something, locks that were waited for in vain, an operator who stops it.
ITS_OWN_TROUBLE = ("08", "40", "53", "55", "57")
SWITCHES = "desk-settings-modules"
FOR_PEOPLE = ("retry_after", "page", "headers")


class DatabaseAway(Unavailable):
    """Not there, or too busy: whatever is answered must not ask it anything."""

    detail = _("We do not reach our data right now. Please try again in a moment.")


def wants_json(request: HttpRequest) -> bool:
    return request.path.startswith(("/api/", "/webhooks/"))


def problem(error: DomainError) -> dict[str, Any]:
    """RFC 9457."""
    body: dict[str, Any] = {
        "type": f"urn:ledig:{error.code}",
        "title": str(error.title),
        "status": error.status,
        "detail": str(error.message),
        "code": error.code,
    }
    return body | {name: _plain(value) for name, value in error.extra.items() if name not in FOR_PEOPLE}


def problem_answer(error: DomainError) -> HttpResponse:
    body = json.dumps(problem(error), cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body, status=error.status, content_type=PROBLEM, headers=error.extra.get("headers"))


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refused request; nothing of it was kept."""
    if wants_json(request):
        response = problem_answer(error)
    else:
        # What is wrong in a form is 422 on a page; what HTTP itself refuses keeps its own status.
        status = 422 if isinstance(error, Invalid) and "status" not in vars(error) else error.status
        context = {"refusal": error, "extra": error.extra}
        response = render(request, _template(request, error), context | _at_the_desk(request, error), status=status)
    if "retry_after" in error.extra:
        response["Retry-After"] = str(error.extra["retry_after"])
    response["Cache-Control"] = "no-store"
    return response


def _template(request: HttpRequest, error: DomainError) -> str:
    if _for_the_panel(request):
        return "refusals/panel.html"
    if request.headers.get("HX-Request"):
        return "refusals/_refusal.html"
    if isinstance(error, DatabaseAway):
        return "refusals/broken.html"
    return "refusals/desk.html" if getattr(request, "member", None) else "refusals/refusal.html"


def _for_the_panel(request: HttpRequest) -> bool:
    """Beside the calendar: what covers a phone's screen must be there to be closed."""
    return request.headers.get("HX-Target") == "panel"


def _at_the_desk(request: HttpRequest, error: DomainError) -> dict[str, Any]:
    """Where somebody who works there can go on: a booking that was only refused a change can be opened, and a part that
    is off can be switched on by whoever may."""
    if isinstance(error, SwitchedOff):
        return {"rail": "nowhere", "may_switch": request.member.role in door(SWITCHES).who}  # type: ignore[attr-defined]
    match = request.resolver_match
    if match is None or not (match.view_name or "").startswith("desk-booking") or isinstance(error, NotFound):
        return {"rail": "nowhere"}
    return {"rail": "nowhere", "booking_code": match.kwargs.get("code", "")}


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, NotFound())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What Django itself refuses: an unknown host, too many fields, too large a body."""
    error = Invalid()
    error.__dict__["status"] = 413 if isinstance(exception, RequestDataTooBig) else 400
    return refusal(request, error)


def too_often(request: HttpRequest) -> HttpResponse:
    """What allauth refuses by its own limits, most of which are over in a minute; it does not say how long."""
    return refusal(request, RateLimited(retry_after=60))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if wants_json(request):
        return refusal(request, Forbidden())
    template = "refusals/csrf_panel.html" if _for_the_panel(request) else "refusals/csrf.html"
    return render(request, template, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault; says nothing of its cause. Or the database's, outside of the door of a business."""
    known = translated(sys.exc_info()[1])
    if known is not None:
        return refusal(request, known)
    if wants_json(request):
        body = {"type": "about:blank", "title": "Server error", "status": 500, "detail": "", "code": "error"}
        return HttpResponse(json.dumps(body), status=500, content_type=PROBLEM)
    template = "refusals/broken_panel.html" if _for_the_panel(request) else "refusals/broken.html"
    return render(request, template, {}, status=500)


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler. The door rolls back what was written: its transaction is not DRF's."""
    known = translated(error)
    return None if known is None else refusal(context["request"]._request, known)


def translated(error: BaseException | None) -> DomainError | None:
    """DRF's and Django's refusals as those of the contract; None for what is nobody's fault but ours."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Http404 | drf.NotFound):
        return NotFound()
    if isinstance(error, SuspiciousOperation):
        return Invalid()
    if isinstance(error, drf.ValidationError):
        return Invalid(errors=_by_field(error.detail))
    if isinstance(error, drf.NotAuthenticated | drf.AuthenticationFailed):
        return _with_headers(Unauthorised(), {"WWW-Authenticate": "Bearer"})
    if isinstance(error, drf.PermissionDenied):
        return Forbidden()
    if isinstance(error, drf.Throttled):
        return RateLimited(retry_after=1)
    if isinstance(error, OperationalError | InterfaceError):
        return _away(error)
    return _other(error) if isinstance(error, drf.APIException) else None


def _away(error: Exception) -> DomainError | None:
    """A bug in a statement stays a bug. What has no SQLSTATE was never answered by PostgreSQL."""
    state = getattr(error.__cause__, "sqlstate", None)
    if state is not None and not state.startswith(ITS_OWN_TROUBLE):
        return None
    log.warning("The database does not answer.", extra={"error": type(error.__cause__).__name__, "sqlstate": state})
    return DatabaseAway()


def _other(error: drf.APIException) -> DomainError:
    """A wrong method, a wrong content type, a body that is no JSON: `invalid`, with HTTP's own status."""
    plain = Invalid(str(error.detail))
    plain.__dict__["status"] = error.status_code
    return plain


def _with_headers(error: DomainError, headers: dict[str, str]) -> DomainError:
    error.extra["headers"] = headers
    return error


def _by_field(detail: Any, within: str = "") -> dict[str, list[str]]:
    """DRF's nested errors as one level: `client.email` → its texts."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, inner in detail.items():
            found |= _by_field(inner, f"{within}.{name}" if within else str(name))
        return found
    texts = detail if isinstance(detail, list | tuple) else [detail]
    return {within: [str(text) for text in texts]}


def _plain(value: Any) -> Any:
    """What knows how to write itself (money, a free time) does so."""
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.as_json() if hasattr(value, "as_json") else value
