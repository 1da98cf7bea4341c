"""One refusal, three faces: problem+json for programs, a page for people, a fragment for htmx."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from rest_framework import exceptions as drf
from rest_framework.response import Response

from booking.kernel.errors import DomainError, Forbidden, Invalid, NotFound, RateLimited, Unauthorised

PROBLEM = "application/problem+json"


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
    return body | {name: value for name, value in error.extra.items() if name not in ("retry_after", "page")}


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a refused request; nothing of it was kept."""
    if wants_json(request):
        response: HttpResponse = JsonResponse(problem(error), status=error.status, content_type=PROBLEM)
    else:
        status = 422 if isinstance(error, Invalid) else error.status
        template = "refusals/_refusal.html" if request.headers.get("HX-Request") else "refusals/refusal.html"
        response = render(request, template, {"refusal": error, "extra": error.extra}, status=status)
    if "retry_after" in error.extra:
        response["Retry-After"] = str(error.extra["retry_after"])
    response["Cache-Control"] = "no-store"
    return response


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refusal(request, NotFound())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "refusals/csrf.html", {}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault; says nothing of its cause."""
    if wants_json(request):
        body = {"type": "about:blank", "title": "Server error", "status": 500, "code": "error", "detail": ""}
        return JsonResponse(body, status=500, content_type=PROBLEM)
    return render(request, "refusals/broken.html", {}, status=500)


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler."""
    known = _translated(error)
    if known is None:
        return None
    response = Response(problem(known), status=known.status, content_type=PROBLEM)
    if "retry_after" in known.extra:
        response["Retry-After"] = str(known.extra["retry_after"])
    return response


def _translated(error: Exception) -> DomainError | None:
    if isinstance(error, DomainError):
        return error
    if isinstance(error, Http404 | drf.NotFound):
        return NotFound()
    if isinstance(error, drf.ValidationError):
        detail = error.detail
        fields = detail if isinstance(detail, dict) else {"": detail}
        return Invalid(errors={name: _texts(texts) for name, texts in fields.items()})
    if isinstance(error, drf.NotAuthenticated | drf.AuthenticationFailed):
        return Unauthorised()
    if isinstance(error, drf.PermissionDenied):
        return Forbidden()
    if isinstance(error, drf.Throttled):
        return RateLimited(retry_after=int(error.wait or 1))
    return _plain(error) if isinstance(error, drf.APIException) else None


def _plain(error: drf.APIException) -> DomainError:
    plain = Invalid(str(error.detail))
    plain.__dict__["status"] = error.status_code
    plain.extra.pop("errors")
    return plain


def _texts(texts: Any) -> list[str]:
    if isinstance(texts, dict):
        return [str(text) for inner in texts.values() for text in _texts(inner)]
    if isinstance(texts, list | tuple):
        return [str(text) for item in texts for text in (_texts(item) if isinstance(item, dict | list) else [item])]
    return [str(texts)]
