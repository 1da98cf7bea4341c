"""Text that can be kept: UTF-8 without NUL. Anything else is refused here, before a view hands it to PostgreSQL."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from booking.kernel.errors import Invalid
from booking.kernel.plain import in_order_utf8, storable
from tenants.errors import refusal, wants_json
from tenants.requests import GetResponse

NOBODY = "-"


class Utf8Request(WSGIRequest):
    """Read as UTF-8 whatever charset its content type claims: Python knows some that cannot read a form, and then
    Django breaks before any middleware."""

    @property
    def encoding(self) -> None:
        """Django's default."""

    @encoding.setter
    def encoding(self, claimed: str) -> None:
        """Not believed."""


class Readable:
    """A path with such text names nobody, a cookie with it is none, a query or a form is invalid. What programs send
    as a body is judged by `tenants.parsers`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if storable(value)}
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        # The names are put out in place: the answer is then like that to any other name of nobody.
        kwargs.update({name: NOBODY for name, value in kwargs.items() if not storable(str(value))})
        said = [request.GET] if wants_json(request) else [request.GET, request.POST]
        if all(map(storable, _texts(*said))):
            return None
        return refusal(request, Invalid(_("The text holds characters that cannot be stored.")))


class InOrder:
    """Words are kept as they were written, and pages say them in the order in which they are read: a name may not
    turn around what stands after it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/html"):
            response.content = in_order_utf8(response.content)
        return response


def _texts(*said: QueryDict) -> Iterator[str]:
    for name, values in (pair for each in said for pair in each.lists()):
        yield name
        yield from map(str, values)
