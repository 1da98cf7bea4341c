"""What the demo would have sent, to be read by whoever tries it. Elsewhere it is not there."""

import base64
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from booking.kernel.errors import NotFound
from booking.kernel.plain import whole_number
from notifications.models import DemoMail

PER_PAGE = 50
MOST = 1000
FIELDS = ("id", "medium", "to", "subject", "text", "html", "attachments", "effect_key", "sent_at")
# A mail may style itself and nothing else: no script, no request, no form. Its links open beside it.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
OPENS_BESIDE = '<base target="_blank">'


def _demo_only(view: Any) -> Any:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise NotFound
        return view(request, *args, **kwargs)

    return never_cache(require_safe(guarded))


@_demo_only
def inbox(request: HttpRequest) -> HttpResponse:
    page = Paginator(_mails(request), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "mailbox/inbox.html", {"page": page, "to": request.GET.get("to", "")})


@_demo_only
@xframe_options_sameorigin
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # its types know views without arguments only
def message(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The page of one mail; `?part=html` is its body, to be framed, `?file=0` its first attachment."""
    mail = DemoMail.objects.filter(pk=mail_id).first()
    if mail is None:
        raise NotFound
    if request.GET.get("part") == "html":
        return _body(mail)
    if "file" in request.GET:
        return _file(mail, request.GET["file"])
    return render(request, "mailbox/message.html", {"mail": mail})


@_demo_only
def as_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse(list(_mails(request).values(*FIELDS)[:MOST]), safe=False)


def _mails(request: HttpRequest) -> QuerySet[DemoMail]:
    mails = DemoMail.objects.order_by("-sent_at", "-pk")
    to = request.GET.get("to", "").strip()
    return mails.filter(to__iexact=to) if to else mails


def _body(mail: DemoMail) -> HttpResponse:
    response = HttpResponse(mail.html.replace("<head>", f"<head>{OPENS_BESIDE}", 1))
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


def _file(mail: DemoMail, number: str) -> HttpResponse:
    which = whole_number(number)
    if which is None or which >= len(mail.attachments):
        raise NotFound
    file = mail.attachments[which]
    is_text = file["content_type"].startswith("text/")
    content = file["content"].encode() if is_text else base64.b64decode(file["content"])
    response = HttpResponse(content, content_type=file["content_type"])
    response.headers["Content-Disposition"] = f'attachment; filename="{file["name"]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
