"""The controls: what the tests and the demo tell the stand-in to do, under `/_control/`."""

import dataclasses
import re
from collections.abc import Callable
from typing import Any

from . import accounts, scenes
from .api import Api
from .errors import missing
from .faults import Fault
from .forge import forge
from .scenes import Order
from .webhooks import CourierSettings
from .world import Plans

CONFIRM_OUTCOMES = ("succeed", "decline", "processing", "requires_action")
REFUND_OUTCOMES = ("succeeded", "pending", "failed")


class Control:
    """Each method is one control; a wrong order raises ValueError, KeyError or TypeError."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.world = world = api.world
        self._routes: list[tuple[str, Callable[..., Any]]] = [
            ("POST /confirm", self.plan_confirm),
            ("POST /refund", self.plan_refund),
            ("POST /answers", self.plan_fault),
            ("POST /webhooks", self.set_webhooks),
            ("POST /webhooks/release", self.release),
            ("POST /webhooks/resend", self.resend),
            ("POST /forge", lambda order: forge(world, order)),
            ("POST /intents", lambda order: scenes.paid_intent(world, order)),
            (r"POST /intents/(\w+)/pay", lambda key, order: scenes.pay(world, key, order)),
            (r"POST /intents/(\w+)/challenge", lambda key, order: scenes.challenge(world, key, order)),
            (r"POST /intents/(\w+)/settle", lambda key, order: scenes.settle_intent(world, key, order)),
            (r"POST /refunds/(\w+)", lambda key, order: scenes.end_refund(world, key, order)),
            (r"POST /accounts/(\w+)", lambda key, order: accounts.change(world, key, order)),
            ("POST /disputes", lambda order: scenes.dispute(world, order)),
            ("POST /reset", self.reset),
            ("GET /requests", lambda _: {"requests": list(world.requests)}),
            ("GET /(accounts|intents|charges|refunds|disputes|events)", self.objects),
            ("GET /webhooks", self.webhooks),
        ]

    def run(self, method: str, path: str, order: Order) -> Any:
        """Carries out one order."""
        for line, action in self._routes:
            match = re.fullmatch(line, f"{method} {path}")
            if match:
                return action(*match.groups(), order)
        raise missing("control", f"{method} {path}")

    def plan_confirm(self, order: Order) -> Order:
        """`{outcome, decline_code?, times?}`: what the next confirmations shall come to."""
        _one_of(order["outcome"], CONFIRM_OUTCOMES)
        with self.world.lock:
            self.world.plans.confirms += [order] * order.get("times", 1)
            return {"planned": len(self.world.plans.confirms)}

    def plan_refund(self, order: Order) -> Order:
        """`{outcome: succeeded|pending|failed, times?}`"""
        _one_of(order["outcome"], REFUND_OUTCOMES)
        with self.world.lock:
            self.world.plans.refunds += [order["outcome"]] * order.get("times", 1)
            return {"planned": len(self.world.plans.refunds)}

    def plan_fault(self, order: Order) -> Order:
        """`{mode, times?, seconds?, match?}`: see faults.Fault."""
        self.api.faults.plan(Fault(**order))
        return {}

    def set_webhooks(self, order: Order) -> Order:
        """Any fields of CourierSettings."""
        courier = self.world.courier
        courier.settings = dataclasses.replace(courier.settings, **order)
        return dataclasses.asdict(courier.settings)

    def release(self, order: Order) -> Order:
        """`{order?: oldest|newest|shuffled, events?: [ids in order]}`; stops holding back."""
        courier = self.world.courier
        courier.settings.hold, courier.settings.reorder = False, 0
        return {"released": courier.release(order.get("order", "oldest"), order.get("events"))}

    def resend(self, order: Order) -> Order:
        """`{event, times?}`: the same event again, so many at once."""
        _, event = scenes.anywhere(self.world, "event", order["event"])
        self.world.courier.resend(event, order.get("times", 1))
        return {}

    def objects(self, kinds: str, _: Order) -> Order:
        """All objects of one kind, newest first, each with `_account`."""
        kind = {"intents": "payment_intent"}.get(kinds, kinds[:-1])
        return {kinds: [{**obj, "_account": account} for account, obj in self.world.everywhere(kind)]}

    def webhooks(self, _: Order) -> Order:
        """The settings, and each delivery with its tries and their answers."""
        courier = self.world.courier
        return {"settings": dataclasses.asdict(courier.settings), "deliveries": courier.sent()}

    def reset(self, _: Order) -> Order:
        """Back to nothing; only the webhook's address and secret stay."""
        stays = self.world.courier.settings
        fresh = CourierSettings(url=stays.url, secret=stays.secret, retry_base=stays.retry_base)
        with self.world.lock:
            self.world.courier.settings = fresh
            self.world.plans = Plans()
            self.api.faults.clear()
            self.api.keys.clear()
            self.world.reset()
        return {}


def _one_of(value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"must be one of {', '.join(known)}")
