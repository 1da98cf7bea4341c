"""Stripe's error envelope as an exception."""

from typing import Any


class ApiError(Exception):
    """An answer that is not 2xx, in Stripe's words."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        fields = {"type": kind, "code": code, "message": message, "param": param, **extra}
        self.error = {name: value for name, value in fields.items() if value is not None}

    @property
    def body(self) -> dict[str, Any]:
        """The JSON body of the answer."""
        return {"error": self.error}


class RefusedParamError(ApiError):
    """The request's shape is wrong: Stripe has not begun to work, so nothing is kept under the key."""


def invalid(message: str, param: str, code: str | None = None) -> RefusedParamError:
    """400 for a parameter that Stripe would not take."""
    return RefusedParamError(400, message, code=code, param=param)


def missing(kind: str, object_id: str, param: str = "id") -> ApiError:
    """404 for an object that does not exist in this account."""
    return ApiError(404, f"No such {kind}: '{object_id}'", code="resource_missing", param=param)


def unexpected_state(message: str, intent: dict[str, Any]) -> ApiError:
    """400 for a step that the PaymentIntent's status does not allow."""
    return ApiError(400, message, code="payment_intent_unexpected_state", payment_intent=intent)
