"""What a client typed into a form that led no further: kept in their session for an hour, to spare them typing it
again."""

import time

from django.http import HttpRequest

KEY = "typed"
KEPT_FOR = 3600  # seconds
WRITTEN = ("name", "email", "phone", "message")
FIELDS = (*WRITTEN, "payment")
LONGEST = 2001  # one more than any field takes, so that what was too long still is


def keep(request: HttpRequest) -> None:
    """From the form that was sent."""
    said = {name: request.POST.get(name, "")[:LONGEST] for name in FIELDS}
    request.session[KEY] = {"until": time.time() + KEPT_FOR, "said": said}


def kept(request: HttpRequest) -> dict[str, str]:
    """Empty when nothing was typed, or too long ago."""
    found = request.session.get(KEY)
    if not found or found["until"] < time.time():
        return {}
    return dict(found["said"])


def wrote(request: HttpRequest) -> bool:
    """Is there anything to be kept but a choice?"""
    said = kept(request)
    return any(said.get(name) for name in WRITTEN)


def forget(request: HttpRequest) -> None:
    if KEY in request.session:
        del request.session[KEY]
