"""Everything that the stand-in knows: objects by account, what was asked, what is planned to go wrong."""

import copy
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import stripe

from .errors import missing
from .journal import Entry, Journal
from .objects import Obj, make
from .webhooks import Courier


@dataclass(frozen=True)
class Call:
    """One request to the API, already read and checked."""

    account: str = ""  # "" is the platform's own account
    params: dict[str, Any] = field(default_factory=dict)
    object_id: str = ""
    request_id: str | None = None
    idempotency_key: str | None = None
    publishable: bool = False  # from a browser, with the publishable key


@dataclass
class Plans:
    """What the next confirmations and refunds shall do instead of what the card says."""

    confirms: list[dict[str, Any]] = field(default_factory=list)
    refunds: list[str] = field(default_factory=list)


class World:
    """The state. Whoever changes it holds `lock`."""

    def __init__(self, journal: Journal, courier: Courier) -> None:
        self.lock = threading.RLock()
        self.journal = journal
        self.courier = courier
        self.base_url = ""
        self.plans = Plans()
        self.requests: deque[dict[str, Any]] = deque(maxlen=5000)
        self.links: dict[str, dict[str, Any]] = {}  # to hosted pages; a restart forgets them
        self._accounts: dict[str, dict[str, Obj]] = {}

    def restore(self, entries: list[Entry]) -> None:
        """Takes in what the journal kept."""
        for kind, key, value in entries:
            if kind == "object":
                account, _, object_id = key.rpartition("/")
                self._accounts.setdefault(account, {})[object_id] = value

    def save(self, account: str, obj: Obj) -> Obj:
        """Keeps a new or changed object."""
        self._accounts.setdefault(account, {})[obj["id"]] = obj
        self.journal.write("object", f"{account}/{obj['id']}", obj)
        return obj

    def find(self, account: str, kind: str, object_id: str, param: str = "id") -> Obj:
        """The object, or 404: another account's object is as absent as one that never was."""
        obj = self._accounts.get(account, {}).get(object_id)
        if obj is None or obj["object"] != kind:
            raise missing(kind, object_id, param)
        return obj

    def all(self, account: str, kind: str) -> Iterator[Obj]:
        """This account's objects of one kind, newest first."""
        objects = reversed(list(self._accounts.get(account, {}).values()))
        return (obj for obj in objects if obj["object"] == kind)

    def everywhere(self, kind: str) -> Iterator[tuple[str, Obj]]:
        """Objects of one kind with their accounts, for the controls."""
        for account in list(self._accounts):
            for obj in self.all(account, kind):
                yield account, obj

    def emit(self, call: Call, event_type: str, obj: Obj, previous: Obj | None = None) -> Obj:
        """Writes the event and gives it to the courier."""
        data: Obj = {"object": copy.deepcopy(obj)}
        if previous is not None:
            data["previous_attributes"] = previous
        owner = {"account": call.account} if call.account else {}
        event = make(
            "event",
            type=event_type,
            data=data,
            api_version=stripe.api_version,
            pending_webhooks=1 if self.courier.settings.url else 0,
            request={"id": call.request_id, "idempotency_key": call.idempotency_key},
            **owner,
        )
        self.save(call.account, event)
        self.courier.send(event)
        return event

    def reset(self) -> None:
        """Back to nothing."""
        self._accounts.clear()
        self.links.clear()
        self.requests.clear()
        self.plans = Plans()
        self.journal.clear()
        self.courier.clear()
