"""A sign-up that waits for its code: in the session, so that nothing is made for an address that nobody has proven."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from booking.availability.setup.signing_up import NewBusiness
from tenants.clock import database_now
from tenants.limits import spend

SESSION_KEY = "sign_up"
LASTS = timedelta(minutes=15)
AGAIN = timedelta(seconds=30)  # the same form twice within this is one click too many
TRIES, MAILS_PER_HOUR = 5, 5


class Pending:
    """Known and unknown addresses are treated the same to the last step: nobody is looked up before the code is right,
    and the mail says the same to both."""

    def __init__(self, request: HttpRequest, kept: dict[str, Any]) -> None:
        self.request = request
        self.email: str = kept["email"]
        self.business = NewBusiness(**kept["business"] | {"key": UUID(kept["business"]["key"])})
        self._kept = kept

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        kept = request.session.get(SESSION_KEY)
        if kept is None or datetime.fromisoformat(kept["sent_at"]) + LASTS < database_now():
            return None
        return cls(request, kept)

    @classmethod
    def begin(cls, request: HttpRequest, email: str, business: NewBusiness) -> Self:
        """Send a code, unless the very same was asked for a moment ago. Raises `RateLimited`."""
        there = cls.of(request)
        if there and there.business == business and there.email == email and there._is_new():
            return there
        fields = asdict(business) | {"key": str(business.key)}
        pending = cls(request, {"email": email, "business": fields, "sent_at": database_now().isoformat()})
        pending.send()
        return pending

    def send(self) -> None:
        """Another code; the one before is worth nothing then. Raises `RateLimited`."""
        spend(f"sign-up mail|{_digest(self.email)}", limit=MAILS_PER_HOUR, seconds=3600)
        code = get_adapter().generate_login_code()
        get_adapter().send_mail("account/email/sign_up_code", self.email, {"code": code, "name": self.business.name})
        self._kept |= {"code": _digest(_plain(code)), "sent_at": database_now().isoformat()}
        self.request.session[SESSION_KEY] = self._kept

    def is_right(self, code: str) -> bool:
        """Raises `RateLimited` after too many tries, counted in the database, so that many at once are many."""
        spend(f"sign-up code|{self.business.key}", limit=TRIES, seconds=int(LASTS.total_seconds()))
        return constant_time_compare(_digest(_plain(code)), self._kept["code"])

    def end(self) -> None:
        self.request.session.pop(SESSION_KEY, None)

    def _is_new(self) -> bool:
        return datetime.fromisoformat(self._kept["sent_at"]) + AGAIN > database_now()


def _digest(text: str) -> str:
    return salted_hmac("ledig.sign-up", text, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()[:40]


def _plain(code: str) -> str:
    """However people type it: in small letters, with spaces, without the dash."""
    return "".join(letter for letter in code.upper() if letter.isalnum())
