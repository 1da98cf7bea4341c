"""Answers that many pages give."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control

View = TypeVar("View", bound=Callable[..., Any])


class SeeOther(HttpResponseRedirect):
    """After a change, the browser is sent to a page that it can load again without repeating the change."""

    status_code = 303


def see_other(route: str, *, query: str = "", **names: Any) -> SeeOther:
    return SeeOther(resolve_url(route, **names) + (f"?{query}" if query else ""))


def private(view: View) -> View:
    """The page is somebody's own: no cache keeps it, no search engine finds it, no other site is told its address."""

    @wraps(view)
    def wrapped(*args: Any, **names: Any) -> Any:
        response = view(*args, **names)
        patch_cache_control(response, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        # Not `no-referrer`: with it browsers send no origin either, and the check of where a form came from fails.
        response["Referrer-Policy"] = "same-origin"
        return response

    return wrapped  # type: ignore[return-value]
