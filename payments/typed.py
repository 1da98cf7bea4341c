"""What a client typed into a form that led no further: kept in their session for an hour, to spare them typing it
again. Sealed, for it may be about their health."""

import time

from django.http import HttpRequest

from booking.bookings.question_fields import NAMED
from booking.kernel.secrets_at_rest import seal, unseal

KEY = "typed_sealed"
KEPT_FOR = 3600  # seconds
WRITTEN = ("name", "email", "phone", "message")
FIELDS = (*WRITTEN, "payment")
MOST = 60  # fields; no form has more
LONGEST_NAME = 30
LONGEST = 2001  # one more than any field takes, so that what was too long still is


def keep(request: HttpRequest) -> None:
    """From the form that was sent."""
    names = [*FIELDS, *(name for name in request.POST if name.startswith(NAMED) and len(name) < LONGEST_NAME)][:MOST]
    said = {name: request.POST.get(name, "")[:LONGEST] for name in names}
    request.session[KEY] = {"until": time.time() + KEPT_FOR, "said": seal(said).decode()}


def kept(request: HttpRequest) -> dict[str, str]:
    """Empty when nothing was typed, or too long ago."""
    found = request.session.get(KEY)
    if not found or found["until"] < time.time():
        return {}
    return dict(unseal(found["said"].encode()))


def wrote(request: HttpRequest) -> bool:
    """Is there anything to be kept but a choice?"""
    said = kept(request)
    return any(text for name, text in said.items() if name in WRITTEN or name.startswith(NAMED))


def forget(request: HttpRequest) -> None:
    if KEY in request.session:
        del request.session[KEY]
