"""Connected accounts: made by the platform, completed by their owner on a hosted page, told of by `account.updated`."""

import html
import json
from typing import Any
from urllib.parse import parse_qs

from .errors import ApiError, invalid, missing
from .objects import Obj, make, new_id, now
from .world import Call, World

CREATES = {"business_profile", "country", "default_currency", "email", "expand", "metadata", "type"}
LINKS = {"account", "refresh_url", "return_url", "type"}
WANTED = ["business_type", "external_account", "tos_acceptance.date"]
GOOD_FOR = 300  # seconds
# What the owner of the account can come to on the hosted page.
OUTCOMES: dict[str, dict[str, Any]] = {
    "ready": {"details_submitted": True, "charges_enabled": True, "payouts_enabled": True, "due": []},
    "checking": {"details_submitted": True, "charges_enabled": False, "payouts_enabled": False, "due": []},
    "needs": {
        "details_submitted": True, "charges_enabled": False, "payouts_enabled": False,
        "due": ["individual.verification.document"],
    },
    "later": {},
}  # fmt: skip
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Connect test</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/browser/challenge.css"></head><body><h1>Connect test</h1>
<p>Here Stripe would ask who you are and where the money shall go.</p>
<form method="post"><p>{buttons}</p></form></body></html>"""
LABELS = {
    "ready": "Complete",
    "checking": "Complete, to be checked",
    "needs": "Leave something out",
    "later": "Not now",
}


def create_account(world: World, call: Call) -> Obj:
    """POST /v1/accounts. The stand-in knows standard accounts only."""
    given = call.params
    if given.get("type") != "standard":
        raise invalid("The stand-in only makes accounts of type standard.", "type")
    if call.account:
        raise ApiError(400, "Only the platform makes accounts.")
    account = make(
        "account", id=new_id("acct", 16), charges_enabled=False, payouts_enabled=False, details_submitted=False,
        country=given.get("country", "SE"), default_currency=given.get("default_currency", "sek"),
        email=given.get("email"), metadata=given.get("metadata", {}), type="standard", requirements=_wanted(WANTED),
    )  # fmt: skip
    return world.save("", account)


def read_account(world: World, call: Call) -> Obj:
    """GET /v1/account and /v1/accounts/{id}: one that nobody made here is a connected account in good order,
    and acct_lost… one whose owner has parted with the platform."""
    account_id = call.object_id or call.account or "acct_platform"
    if account_id.startswith("acct_lost"):
        raise ApiError(403, "Application access may have been revoked.", code="account_invalid")
    if not account_id.startswith("acct_"):
        raise missing("account", account_id)
    made = next((each for each in world.all("", "account") if each["id"] == account_id), None)
    return made or make(
        "account", id=account_id, charges_enabled=True, country="SE", created=1_700_000_000, default_currency="sek",
        details_submitted=True, metadata={}, payouts_enabled=True, type="standard",
    )  # fmt: skip


def create_link(world: World, call: Call) -> Obj:
    """POST /v1/account_links: good once and for a few minutes."""
    account = world.find("", "account", call.params["account"], "account")
    token = new_id("link", 32)
    world.links[token] = {
        "account": account["id"], "return_url": call.params["return_url"], "refresh_url": call.params["refresh_url"],
        "expires_at": now() + GOOD_FOR,
    }  # fmt: skip
    return make("account_link", expires_at=now() + GOOD_FOR, url=f"{world.base_url}/setup/s/{token}")


def hosted(world: World, token: str, body: str | None) -> tuple[str, str]:
    """The page, or where to go instead. An old or used link leads back to where a new one can be had."""
    with world.lock:
        link = world.links.get(token)
        if link is None:
            raise ApiError(404, "No such link")
        if link["expires_at"] < now() or link.get("used"):
            return "", link["refresh_url"]
        if body is None:
            buttons = " ".join(
                f'<button name="outcome" value="{each}">{html.escape(LABELS[each])}</button>' for each in OUTCOMES
            )
            return PAGE.replace("{buttons}", buttons), ""
        outcome = parse_qs(body).get("outcome", ["later"])[0]
        link["used"] = True
        change(world, link["account"], OUTCOMES.get(outcome, {}))
        return "", link["return_url"]


def change(world: World, account_id: str, order: dict[str, Any]) -> Obj:
    """`{details_submitted?, charges_enabled?, payouts_enabled?, due?}`: so it is from now on, and Stripe says so."""
    with world.lock:
        account = world.find("", "account", account_id)
        changes = {name: value for name, value in order.items() if name != "due"}
        unknown = changes.keys() - {"details_submitted", "charges_enabled", "payouts_enabled"}
        if unknown:
            raise ValueError(f"unknown: {json.dumps(sorted(unknown))}")
        if order:
            account.update(changes, requirements=_wanted(order.get("due", account["requirements"]["currently_due"])))
            world.save("", account)
            world.emit(Call(account=account_id), "account.updated", account)
        return account


def _wanted(due: list[str]) -> Obj:
    return {
        "alternatives": [], "current_deadline": None, "currently_due": due, "disabled_reason": None, "errors": [],
        "eventually_due": due, "past_due": [], "pending_verification": [],
    }  # fmt: skip
