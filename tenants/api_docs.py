"""What every call of the schema tells besides its own: the ways in which it can be refused."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from booking.kernel import errors
from booking.kernel.errors import DomainError

PROBLEM = "application/problem+json"
READING = (400, 401, 403, 404, 429, 503)
WRITING = (*READING, 409, 413, 415, 422)
CHECKOUT = WRITING
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    pattern="^[ -~]{1,255}$",
    description="Random: a text that nobody else can hit upon. It belongs to the bearer; without one, to the address "
    "from which it comes. The same request with the same key happens once within 24 hours; "
    "a repetition gets the first answer, with the header `Idempotent-Replayed: true`.",
)


class Problem(serializers.Serializer):
    """RFC 9457. `code` is what to decide by; `detail` is written for people, in the language asked for."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    errors = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="With `invalid`: texts per field.",
    )
    reason = serializers.CharField(required=False, help_text="With `not_bookable`: the rule that forbids the time.")
    alternatives = serializers.ListField(
        child=serializers.DictField(), required=False, help_text="With `slot_taken`: the three nearest free slots."
    )


REFUSALS: dict[int, tuple[str, list[type[DomainError]]]] = {
    400: ("Something in the request is wrong; `errors` says what.", [errors.Invalid]),
    401: ("The key is not valid.", [errors.Unauthorised]),
    403: ("Not allowed with this key, or not any more by the booking's policy.", [errors.Forbidden]),
    404: ("Nothing is there, or nothing that the caller may know of.", [errors.NotFound]),
    409: (
        "Somebody was faster, or something has changed.",
        [errors.SlotTaken, errors.HoldExpired, errors.StaleState, errors.InProgress],
    ),
    413: ("The body is too large.", []),
    415: ("The body is not `application/json`.", []),
    422: (
        "A rule forbids the time, or the Idempotency-Key was used.",
        [errors.NotBookable, errors.IdempotencyMismatch],
    ),
    429: ("Too much, too fast; wait as `Retry-After` says.", [errors.RateLimited]),
    503: ("Something that we depend on does not answer; try again as `Retry-After` says.", [errors.Unavailable]),
}
MORE_IN_EXAMPLES: dict[type[DomainError], dict[str, Any]] = {
    errors.Invalid: {"errors": {"service": ["Does not exist."]}},
    errors.SlotTaken: {"alternatives": []},
    errors.NotBookable: {"reason": "too_soon"},
}


def answers(own: dict[int, Any], refusals: tuple[int, ...] = READING) -> dict[Any, Any]:
    """The responses of a call: its own, and the refusals that it shares with others."""
    return {**own, **{(code, PROBLEM): _refusal(code) for code in refusals}}


def _refusal(code: int) -> OpenApiResponse:
    description, kinds = REFUSALS[code]
    examples = [OpenApiExample(kind.code, _example(kind), media_type=PROBLEM) for kind in kinds]
    return OpenApiResponse(Problem, description, examples=examples)


def _example(kind: type[DomainError]) -> dict[str, Any]:
    said = {"type": f"urn:ledig:{kind.code}", "title": str(kind.title), "status": kind.status}
    return said | {"detail": str(kind.detail), "code": kind.code} | MORE_IN_EXAMPLES.get(kind, {})
