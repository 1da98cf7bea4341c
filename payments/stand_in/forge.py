"""Webhooks that Stripe would not have sent, or not like this."""

import copy
import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import stripe

from .objects import Obj, make, new_id
from .signing import payload_of, post, signature
from .world import World

OPTIONS = frozenset(
    [
        "event",
        "type",
        "object_id",
        "object",
        "account",
        "livemode",
        "id",
        "age",
        "secret",
        "signature",
        "payload",
        "tamper",
        "reserialise",
        "times",
    ]
)


def forge(world: World, order: dict[str, Any]) -> dict[str, Any]:
    """Builds an event as ordered and posts it to the webhook address; tells what was answered.

    `event`: begin with that event; or `type` and `object_id`: begin with that object as it is now.
    `object`: fields to change in data.object; `account`, `livemode`, `id`: of the event.
    `age`: seconds since it was signed (negative: in the future). `secret`: another to sign with.
    `signature`: "none", "bad", "malformed" or a whole header. `payload`: other text instead of the event.
    After signing: `tamper` changes one byte, `reserialise` writes the same JSON in another way.
    `times`: so many at once.
    """
    unknown = order.keys() - OPTIONS
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    event = _event(world, order)
    payload = order.get("payload", payload_of(event))
    header = _header(world, order, payload)
    if order.get("tamper"):
        payload = payload.replace('"livemode": ', '"livemode":  ', 1)
    if order.get("reserialise"):
        payload = json.dumps(json.loads(payload), separators=(",", ":"))
    times, url = order.get("times", 1), world.courier.settings.url
    with ThreadPoolExecutor(max_workers=times) as pool:
        answers = list(pool.map(lambda _: post(url, payload, header), range(times)))
    told = [{"status": status, "answer": answer} for status, answer in answers]
    return {"answers": told, "event": event, "payload": payload, "signature": header}


def _event(world: World, order: dict[str, Any]) -> Obj:
    with world.lock:
        if "event" in order:
            found = [each for _, each in world.everywhere("event") if each["id"] == order["event"]]
            if not found:
                raise ValueError(f"no event {order['event']}")
            event = copy.deepcopy(found[0])
        else:
            event = _new_event(world, order)
    event["data"]["object"].update(order.get("object", {}))
    event["id"] = order.get("id", event["id"])
    event["livemode"] = order.get("livemode", event["livemode"])
    if "account" in order:
        event["account"] = order["account"]
    if event.get("account") is None:
        event.pop("account", None)
    return event


def _new_event(world: World, order: dict[str, Any]) -> Obj:
    wanted = order["object_id"]
    for kind in ("payment_intent", "charge", "refund", "dispute"):
        for account, obj in world.everywhere(kind):
            if obj["id"] == wanted:
                owner = {"account": account} if account else {}
                request = {"id": new_id("req", 14), "idempotency_key": None}
                data = {"object": copy.deepcopy(obj)}
                about = {"type": order["type"], "data": data, "request": request}
                return make("event", **about, **owner, api_version=stripe.api_version, pending_webhooks=1)
    raise ValueError(f"no object {wanted}")


def _header(world: World, order: dict[str, Any], payload: str) -> str | None:
    secret = order.get("secret", world.courier.settings.secret)
    signed_at = int(time.time() - order.get("age", 0))
    wanted = order.get("signature")
    if wanted is None:
        return signature(payload, secret, signed_at)
    if wanted == "bad":
        return f"t={signed_at},v1={secrets.token_hex(32)}"
    return {"none": None, "malformed": "v1"}.get(wanted, wanted)
