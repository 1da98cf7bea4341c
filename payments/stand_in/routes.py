"""The addresses that the stand-in knows, and the typed params of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from stripe import params as typed

from . import accounts, intents, reading, refunds
from .objects import Obj
from .world import Call, World

Handler = Callable[[World, Call], Obj]


@dataclass(frozen=True)
class Route:
    """One call: its shape comes from the official package; `acts_on` is what the stand-in really does.

    A parameter that Stripe has but the stand-in ignores would hide a mistake, so it is refused as well.
    """

    method: str
    pattern: re.Pattern[str]
    handler: Handler
    schema: Any
    acts_on: set[str] = field(default_factory=set)
    browser: bool = False  # may be called with the publishable key


def _route(line: str, handler: Handler, schema: Any, acts_on: set[str] | None = None, browser: bool = False) -> Route:
    method, _, path = line.partition(" ")
    pattern = re.compile(path.replace("{id}", "(?P<id>[A-Za-z0-9_]{1,100})"))
    return Route(method, pattern, handler, schema, acts_on or {"expand"}, browser)


_INTENT = "/v1/payment_intents"
_LIST = reading.PAGE
ROUTES = [
    _route(f"POST {_INTENT}", intents.create_intent, typed.PaymentIntentCreateParams, intents.CREATES),
    _route(f"GET {_INTENT}/{{id}}", intents.read_intent, typed.PaymentIntentRetrieveParams, None, True),
    _route(f"POST {_INTENT}/{{id}}", intents.update_intent, typed.PaymentIntentUpdateParams, intents.UPDATES),
    _route(
        f"POST {_INTENT}/{{id}}/confirm",
        intents.confirm,
        typed.PaymentIntentConfirmParams,
        intents.CONFIRMS,
        True,
    ),
    _route(
        f"POST {_INTENT}/{{id}}/cancel",
        intents.cancel_intent,
        typed.PaymentIntentCancelParams,
        {"cancellation_reason", "expand"},
    ),
    _route(
        f"GET {_INTENT}",
        reading.listing("payment_intent", _INTENT, ("customer",)),
        typed.PaymentIntentListParams,
        _LIST | {"customer"},
    ),
    _route("GET /v1/charges/{id}", reading.one("charge"), typed.ChargeRetrieveParams),
    _route(
        "GET /v1/charges",
        reading.listing("charge", "/v1/charges", ("customer", "payment_intent")),
        typed.ChargeListParams,
        _LIST | {"customer", "payment_intent"},
    ),
    _route("POST /v1/refunds", refunds.create_refund, typed.RefundCreateParams, refunds.CREATES),
    _route("GET /v1/refunds/{id}", refunds.read_refund, typed.RefundRetrieveParams),
    _route(
        "GET /v1/refunds",
        reading.listing("refund", "/v1/refunds", ("charge", "payment_intent")),
        typed.RefundListParams,
        _LIST | {"charge", "payment_intent"},
    ),
    _route("GET /v1/disputes/{id}", reading.one("dispute"), typed.DisputeRetrieveParams),
    _route(
        "GET /v1/disputes",
        reading.listing("dispute", "/v1/disputes", ("charge", "payment_intent")),
        typed.DisputeListParams,
        _LIST | {"charge", "payment_intent"},
    ),
    _route(
        "POST /v1/customers",
        reading.create_customer,
        typed.CustomerCreateParams,
        {"description", "email", "expand", "metadata", "name", "phone"},
    ),
    _route("GET /v1/customers/{id}", reading.one("customer"), typed.CustomerRetrieveParams),
    _route(
        "POST /v1/payment_methods",
        reading.create_method,
        typed.PaymentMethodCreateParams,
        {"billing_details", "card", "type"},
        True,
    ),
    _route("GET /v1/payment_methods/{id}", reading.one("payment_method"), typed.PaymentMethodRetrieveParams),
    _route("GET /v1/events/{id}", reading.one("event"), typed.EventRetrieveParams),
    _route(
        "GET /v1/events",
        reading.listing("event", "/v1/events", ("type",)),
        typed.EventListParams,
        _LIST | {"type", "types"},
    ),
    _route("POST /v1/accounts", accounts.create_account, typed.AccountCreateParams, accounts.CREATES),
    _route("POST /v1/account_links", accounts.create_link, typed.AccountLinkCreateParams, accounts.LINKS),
    _route("GET /v1/account", accounts.read_account, typed.AccountRetrieveCurrentParams),
    _route("GET /v1/accounts/{id}", accounts.read_account, typed.AccountRetrieveParams),
]


def find_route(method: str, path: str) -> tuple[Route, str] | None:
    """The route and the id in the address."""
    for route in ROUTES:
        match = route.pattern.fullmatch(path)
        if match and route.method == method:
            return route, match.groupdict().get("id") or ""
    return None
