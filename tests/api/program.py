"""Somebody's program: speaks JSON to one business, with or without a token, over Django's test client."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client as Browser

from tests.cast import House

ALL = ["default", "owner", "relay"]  # what a test with real transactions has to name
TUESDAY = "2026-11-24"
AT_TEN = f"{TUESDAY}T10:00:00+01:00"
DANA = {"name": "Dana Ek", "email": "dana@example.com", "phone": "070-123 45 67"}


class Program:
    def __init__(self, house: House, token: str = "", *, raising: bool = True) -> None:
        self.house = house
        self.base = f"/api/v1/{house.tenant.slug}/"
        self.browser = Browser(raise_request_exception=raising)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.browser.get(self.base + path, query, headers=self.headers)

    def slots(self, first: str = TUESDAY, last: str = TUESDAY, **query: Any) -> HttpResponse:
        return self.get("slots", service=self.house.service.code, **{"from": first, "to": last}, **query)

    def delete(self, path: str) -> HttpResponse:
        return self.browser.delete(self.base + path, headers=self.headers)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **more: Any) -> HttpResponse:
        return self.send(path, json.dumps({} if body is None else body), key=key, **more)

    def send(
        self, path: str, raw: str | bytes, *, key: str | None = None, kind: str = "application/json"
    ) -> HttpResponse:
        headers = self.headers | ({} if key is None else {"Idempotency-Key": key})
        return self.browser.post(self.base + path, raw, content_type=kind, headers=headers)

    def hold(self, start: str = AT_TEN, *, key: str | None = None, **wish: Any) -> HttpResponse:
        return self.post("holds", {"service": self.house.service.code, "start": start, **wish}, key=key)

    def book(self, start: str = AT_TEN, **more: Any) -> dict[str, Any]:
        """Hold a time and complete it, to be paid on site. Gives the booking."""
        held = self.hold(start).json()
        made = self.post("bookings", {"hold": held["hold"], "client": DANA, "payment": "on_site", **more})
        assert made.status_code == 201, made.content
        return dict(made.json())


def token_in(booking: dict[str, Any]) -> str:
    """The manage token out of a booking's `manage_url`."""
    return str(booking["manage_url"]).rstrip("/").rpartition("/")[2]


def assert_problem(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """A refusal as RFC 9457 means it. Gives its body."""
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert body["status"] == status
    assert {"type", "title", "detail"} <= body.keys()
    return dict(body)
