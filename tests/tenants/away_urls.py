"""Views to which the database does what it does when it is restarted, overloaded, or asked nonsense."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from booking.urls import handler400, handler404, handler500, urlpatterns

TROUBLE = {
    "lost": "SELECT pg_terminate_backend(pg_backend_pid())",
    "slow": "SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)",
    "wrong": "SELECT nothing FROM nowhere",
    "zero": "SELECT 1 / 0",
}


def trouble(request: HttpRequest, **blanks: Any) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(TROUBLE[request.GET["how"]])
    return HttpResponse()


class Trouble(APIView):
    def post(self, request: Request, tenant: str) -> Response:
        trouble(request._request)
        return Response()


urlpatterns = [
    path("api/v1/<slug:tenant>/trouble", Trouble.as_view(), name="api-holds"),
    path("webhooks/trouble", trouble, name="trouble"),
    path("trouble/", trouble, name="trouble"),
    path("<slug:tenant>/trouble/", trouble, name="business"),
    path("", include(urlpatterns)),
]
__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]
