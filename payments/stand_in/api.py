"""One request to the API: who asks, what, under which key; then the work, under the world's lock."""

import base64
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import stripe

from .errors import ApiError, RefusedParamError, invalid
from .faults import Fault, Faults
from .forms import decode_form
from .idempotency import Keys
from .intents import public_view
from .objects import Obj, new_id
from .params import validate
from .reading import expand
from .routes import Route, find_route
from .world import Call, World

BROWSER_EXTRAS = ("key", "_stripe_account", "client_secret")


@dataclass
class Request:
    """What came over the wire."""

    method: str
    path: str
    query: str
    body: str
    headers: dict[str, str]  # names in lower case


@dataclass
class Answer:
    """What goes back; `drop` closes the connection without a word."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    drop: bool = False


class Api:
    """Stripe's API, as far as the stand-in goes."""

    def __init__(self, world: World, keys: Keys, faults: Faults) -> None:
        self.world = world
        self.keys = keys
        self.faults = faults

    def answer(self, request: Request) -> Answer:
        """Answers one request, well or, when a control says so, badly."""
        request_id = new_id("req", 14)
        fault = self.faults.take(request.method, request.path)
        answer = _before(fault) or self._answer(request, request_id)
        if fault:
            answer = _after(fault, answer)
        answer.headers.setdefault("request-id", request_id)
        self._note(request, request_id, answer)
        return answer

    def _answer(self, request: Request, request_id: str) -> Answer:
        try:
            route, call = self._read(request, request_id)
            return self._once(request, route, call)
        except ApiError as error:
            return Answer(error.status, json.dumps(error.body))

    def _read(self, request: Request, request_id: str) -> tuple[Route, Call]:
        tree = decode_form(request.query if request.method == "GET" else request.body)
        publishable = _who(request, tree)
        extras = {name: tree.pop(name) for name in BROWSER_EXTRAS if publishable and name in tree}
        version = request.headers.get("stripe-version", stripe.api_version)
        if version != stripe.api_version:
            raise ApiError(400, f"Invalid Stripe API version: {version}")
        found = find_route(request.method, request.path)
        if found is None:
            raise ApiError(404, f"Unrecognized request URL ({request.method}: {request.path}).")
        route, object_id = found
        if publishable and not route.browser:
            text = "This API call cannot be made with a publishable API key. Please use a secret API key."
            raise ApiError(401, text, code="secret_key_required")
        params = _params(route, tree)
        if "client_secret" in extras:
            params["client_secret"] = extras["client_secret"]
        account = extras.get("_stripe_account") or request.headers.get("stripe-account", "")
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        return route, Call(account, params, object_id, request_id, key, publishable)

    def _once(self, request: Request, route: Route, call: Call) -> Answer:
        if call.idempotency_key is None:
            return self._work(route, call)
        key = f"{call.account}/{call.idempotency_key}"
        asked = sorted(parse_qsl(request.body, keep_blank_values=True))  # the order says nothing
        kept = self.keys.begin(key, f"{request.method} {request.path} {asked}")
        if kept is not None:
            return Answer(kept.status, kept.body, {"idempotent-replayed": "true"})
        try:
            answer = self._work(route, call)
        except BaseException:
            self.keys.forget(key)
            raise
        self.keys.finish(key, answer.status, answer.body)
        return answer

    def _work(self, route: Route, call: Call) -> Answer:
        with self.world.lock:
            try:
                result = route.handler(self.world, call)
                paths = call.params.get("expand", [])
                shown = expand(self.world, call.account, result, paths)
                status = 200
            except RefusedParamError:
                raise
            except ApiError as error:
                shown, status = error.body, error.status
            return Answer(status, json.dumps(_for_browser(shown) if call.publishable else shown))

    def _note(self, request: Request, request_id: str, answer: Answer) -> None:
        kept = ("idempotency-key", "stripe-account", "stripe-version")
        self.world.requests.append(
            {
                "at": time.time(),
                "id": request_id,
                "method": request.method,
                "path": request.path,
                "query": request.query,
                "body": request.body,
                "headers": {name: request.headers[name] for name in kept if name in request.headers},
                "status": answer.status,
                "replayed": "idempotent-replayed" in answer.headers,
            }
        )


def _before(fault: Fault | None) -> Answer | None:
    """What a fault does before any work; None when the work shall be done."""
    if fault is None:
        return None
    if fault.mode in ("delay", "hang"):
        time.sleep(fault.seconds)
    if fault.mode == "hang":
        return Answer(0, "", drop=True)
    if fault.mode == "error":
        return _plain_error(500, "An unknown error occurred")
    if fault.mode == "rate_limit":
        return _plain_error(429, "Too many requests hit the API too quickly.", "rate_limit")
    return None


def _after(fault: Fault, answer: Answer) -> Answer:
    """What a fault does to the answer when the work is done."""
    if fault.mode == "late":
        time.sleep(fault.seconds)
    if fault.mode == "lost":
        return Answer(0, "", drop=True)
    return _plain_error(500, "An unknown error occurred") if fault.mode == "lost_error" else answer


def _plain_error(status: int, message: str, code: str | None = None) -> Answer:
    return Answer(status, json.dumps(ApiError(status, message, kind="api_error", code=code).body))


def _who(request: Request, tree: dict[str, Any]) -> bool:
    """True for a publishable key, False for a secret one, 401 for anything else."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        given = base64.b64decode(given.encode(), validate=False).decode(errors="replace").partition(":")[0]
    key = given or str(tree.get("key", ""))
    if key.startswith(("sk_test_", "rk_test_")):
        return False
    if key.startswith("pk_test_"):
        return True
    if not key:
        text = "You did not provide an API key. You need to provide your API key in the Authorization header."
        raise ApiError(401, text)
    raise ApiError(401, f"Invalid API Key provided: {key[:8]}****")


def _params(route: Route, tree: dict[str, Any]) -> dict[str, Any]:
    params = validate(tree, route.schema)
    for name in sorted(params.keys() - route.acts_on):
        raise invalid(f"The stand-in does nothing with the parameter {name}.", name, "not_in_stand_in")
    return params


def _for_browser(shown: Obj) -> Obj:
    if shown.get("object") == "payment_intent":
        return public_view(shown)
    intent = shown.get("error", {}).get("payment_intent")
    return {"error": {**shown["error"], "payment_intent": public_view(intent)}} if intent else shown
