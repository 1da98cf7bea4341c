"""What one request may ask for by a header: to be answered as if nothing were remembered, or to be told its queries.

X-Bench-Forget: answers   no answer comes from the cache (as after any booking)
X-Bench-Forget: rules     nor does the catalogue of the business (as after any change of its rules)
X-Bench-Count: yes        the answer says X-Bench-Queries
"""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

from booking.availability import answering, catalogue


class Forgetful(dict):
    """A cache that a thread may ask not to remember, while others use it."""

    here = threading.local()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def get(self, key: Any, default: Any = None) -> Any:
        if self.name in getattr(self.here, "forgotten", ()):
            return default
        return super().get(key, default)


answering._answers = Forgetful("answers")
catalogue._kept = Forgetful("rules")
FORGOTTEN = {"answers": {"answers"}, "rules": {"answers", "rules"}}


class Switches:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        Forgetful.here.forgotten = FORGOTTEN.get(request.headers.get("X-Bench-Forget", ""), ())
        if "X-Bench-Count" not in request.headers:
            return self.get_response(request)
        queries: list[str] = []

        def count(execute: Any, sql: str, *rest: Any) -> Any:
            queries.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Bench-Queries"] = str(len(queries))
        return response
