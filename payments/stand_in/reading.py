"""Reading: lists with cursors, `expand`, and the small objects around a payment."""

from typing import Any

from . import cards
from .errors import invalid, missing
from .money import merged_metadata
from .objects import Obj, make
from .world import Call, World

PAGE = {"created", "ending_before", "expand", "limit", "starting_after"}
# Which ids may be opened into whole objects with `expand`.
EXPANDABLE = {
    "payment_intent": {"customer": "customer", "latest_charge": "charge", "payment_method": "payment_method"},
    "charge": {"customer": "customer", "payment_intent": "payment_intent"},
    "refund": {"charge": "charge", "payment_intent": "payment_intent", "payment_method": "payment_method"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
}


def one(kind: str) -> Any:
    """Handler for GET /v1/{kind}s/{id}"""
    return lambda world, call: world.find(call.account, kind, call.object_id)


def listing(kind: str, path: str, filters: tuple[str, ...] = ()) -> Any:
    """Handler for GET /v1/{kind}s"""

    def handler(world: World, call: Call) -> Obj:
        found = [obj for obj in world.all(call.account, kind) if _matches(obj, call.params, filters)]
        return page(found, call.params, path)

    return handler


def page(found: list[Obj], params: dict[str, Any], path: str) -> Obj:
    """One page of a list that stands newest first."""
    limit = params.get("limit", 10)
    if not 1 <= limit <= 100:
        raise invalid("This value must be between 1 and 100.", "limit", "parameter_invalid_integer")
    ids = [obj["id"] for obj in found]
    if "starting_after" in params:
        found = found[_place(ids, params["starting_after"], "starting_after") + 1 :]
    more = len(found) > limit
    if "ending_before" in params:
        found = found[: _place(ids, params["ending_before"], "ending_before")]
        more, found = len(found) > limit, found[-limit:]
    return {"object": "list", "data": found[:limit], "has_more": more, "url": path}


def expand(world: World, account: str, answer: Obj, paths: list[str]) -> Obj:
    """A copy of the answer with the named ids opened."""
    for path in paths:
        answer = _expand(world, account, answer, path.split("."), path)
    return answer


def create_customer(world: World, call: Call) -> Obj:
    """POST /v1/customers"""
    given = {name: call.params.get(name) or None for name in ("name", "email", "phone", "description")}
    invoice = {
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    }
    metadata = merged_metadata({}, call.params.get("metadata", {}))
    settings = {"balance": 0, "delinquent": False, "preferred_locales": [], "next_invoice_sequence": 1}
    customer = make("customer", **given, **settings, invoice_settings=invoice, metadata=metadata)
    return world.save(call.account, customer)


def create_method(world: World, call: Call) -> Obj:
    """POST /v1/payment_methods: what the card field calls."""
    if call.params["type"] != "card" or "card" not in call.params:
        raise invalid("The stand-in takes cards only.", "type", "not_in_stand_in")
    method = cards.method_from_card(call.params["card"])
    given = call.params.get("billing_details", {})
    method["billing_details"].update({name: given[name] for name in ("email", "name", "phone") if name in given})
    return world.save(call.account, method)


def _matches(obj: Obj, params: dict[str, Any], filters: tuple[str, ...]) -> bool:
    if "types" in params and obj["type"] not in params["types"]:
        return False
    if any(name in params and obj[name] != params[name] for name in filters):
        return False
    created = params.get("created", {})
    if isinstance(created, int):
        return bool(obj["created"] == created)
    at = obj["created"]
    low, high = created.get("gt", -1), created.get("lt", at + 1)
    return bool(low < at < high and created.get("gte", at) <= at <= created.get("lte", at))


def _place(ids: list[str], wanted: str, param: str) -> int:
    if wanted not in ids:
        raise missing("object", wanted, param)
    return ids.index(wanted)


def _expand(world: World, account: str, node: Any, path: list[str], whole: str) -> Any:
    if not path:
        return node
    if isinstance(node, list):
        return [_expand(world, account, each, path, whole) for each in node]
    name, kind = path[0], node.get("object")
    if kind == "list" and name == "data":
        return {**node, "data": _expand(world, account, node["data"], path[1:], whole)}
    if kind == "charge" and name == "refunds":
        found = [each for each in world.all(account, "refund") if each["charge"] == node["id"]]
        return {**node, "refunds": page(found, {}, f"/v1/charges/{node['id']}/refunds")}
    target = EXPANDABLE.get(kind, {}).get(name)
    if target is None:
        raise invalid(f"This property cannot be expanded ({whole}).", "expand")
    inner = node[name]
    if isinstance(inner, str):
        inner = world.find(account, target, inner)
    return {**node, name: inner and _expand(world, account, inner, path[1:], whole)}
