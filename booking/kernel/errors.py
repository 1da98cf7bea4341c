"""What can go wrong on purpose: one class per outcome of the contract, the same in JSON, HTML and fragments."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal that the person can do something about. `extra` travels into the answer beside `detail`."""

    code: ClassVar[str] = "invalid"
    status: ClassVar[int] = 400
    title: ClassVar[Any] = _("Something is not right")
    detail: ClassVar[Any] = _("Please check what you entered and try again.")

    def __init__(self, detail: Any = None, **extra: Any) -> None:
        super().__init__(self.code)
        self.message = detail or self.detail
        self.extra = extra


class NotFound(DomainError):
    """Does not exist, or belongs to somebody else: nobody can tell which."""

    code = "not_found"
    status = 404
    title = _("Not found")
    detail = _("There is nothing at this address.")


class NoLongerOffered(NotFound):
    """Clients could book it once, and links to it are still about."""

    code = "no_longer_offered"
    status = 410
    title = _("This can no longer be booked")
    detail = _("It is not offered any more. A booking that you have made already stands.")


class SlotTaken(DomainError):
    """Somebody else owns the time. `alternatives` holds the nearest free ones."""

    code = "slot_taken"
    status = 409
    title = _("That time has just been taken")
    detail = _("Somebody else booked it a moment ago. Nothing was booked for you.")


class NotBookable(DomainError):
    """A rule forbids the time; `reason` is the engine's code for the rule."""

    code = "not_bookable"
    status = 422
    title = _("That time cannot be booked")
    detail = _("Please choose one of the times on offer.")


class HoldExpired(DomainError):
    code = "hold_expired"
    status = 409
    title = _("Your reservation ran out")
    detail = _("We could not keep the time any longer. Nothing was charged.")


class StaleState(DomainError):
    code = "stale_state"
    status = 409
    title = _("This has changed meanwhile")
    detail = _("Somebody changed the booking while you were looking at it. Nothing was changed now.")


class Invalid(DomainError):
    """Bad input; `errors` maps a field to its texts."""

    def __init__(self, detail: Any = None, *, errors: dict[str, list[Any]] | None = None) -> None:
        super().__init__(detail, errors=errors or {})


class Forbidden(DomainError):
    code = "forbidden"
    status = 403
    title = _("You may not do this")
    detail = _("Your role in this business does not include it. Ask the owner if you need it.")


class Unauthorised(DomainError):
    code = "unauthorized"
    status = 401
    title = _("Log in first")
    detail = _("This needs a valid key or a login.")


class RateLimited(DomainError):
    """Too much, too fast; `retry_after` in seconds."""

    code = "rate_limited"
    status = 429
    title = _("Please wait a moment")
    detail = _("There were too many attempts in a short time. Wait a little and try again.")

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after=retry_after)


class IdempotencyMismatch(DomainError):
    code = "idempotency_mismatch"
    status = 422
    title = _("This key was used for something else")
    detail = _("An Idempotency-Key belongs to one request. Use a new key for a new request.")


class InProgress(DomainError):
    code = "in_progress"
    status = 409
    title = _("Still working on it")
    detail = _("The first request with this key is not finished. Ask again in a moment.")


class Unavailable(DomainError):
    """Something that we depend on does not answer. Nothing was booked, or we are still finding out."""

    code = "unavailable"
    status = 503
    title = _("Something is not answering")
    detail = _("Nothing was booked. Please try again in a moment.")

    def __init__(self, detail: Any = None, *, retry_after: int = 5) -> None:
        super().__init__(detail, retry_after=retry_after)


class Waited(SlotTaken):
    """The rows of a time were locked by somebody else for too long. Who came to take a time looks for another one;
    to everybody else it says nothing about theirs, which is what it was: they are answered as by `Unavailable`."""

    code = Unavailable.code
    status = Unavailable.status
    title = Unavailable.title
    detail = _("Nothing was changed. Please try again in a moment.")

    def __init__(self) -> None:
        super().__init__(retry_after=2)
