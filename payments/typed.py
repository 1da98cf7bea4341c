"""What a client typed before their time ran out: kept in their session for an hour, to spare them typing it again."""

import time

from django.http import HttpRequest

KEY = "typed"
KEPT_FOR = 3600  # seconds
WRITTEN = ("name", "email", "phone", "message")
FIELDS = (*WRITTEN, "payment")
LONGEST = 2000


def keep(request: HttpRequest) -> bool:
    """From the form that was sent. Returns whether anything was written in it."""
    said = {name: request.POST.get(name, "")[:LONGEST] for name in FIELDS}
    wrote = any(said[name] for name in WRITTEN)
    if wrote:
        request.session[KEY] = {"until": time.time() + KEPT_FOR, "said": said}
    return wrote


def kept(request: HttpRequest) -> dict[str, str]:
    """Empty when nothing was typed, or too long ago."""
    found = request.session.get(KEY)
    if not found or found["until"] < time.time():
        return {}
    return dict(found["said"])


def forget(request: HttpRequest) -> None:
    if KEY in request.session:
        del request.session[KEY]
