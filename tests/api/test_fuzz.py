"""Thousands of calls that the schema allows, and that it does not: never a 5xx, and no answer that it does not tell.

`FUZZ=50000 make test ARGS=tests/api/test_fuzz.py` makes that many, other ones each time."""

import json
import os
from typing import Any
from urllib.parse import quote, unquote

import pytest
import schemathesis
from django.http import HttpResponse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis import GenerationMode
from schemathesis.core import NotSet

from tenants.api_schema import document
from tests.api.program import AT_TEN, DANA, Program, token_in
from tests.cast import Cast

FUZZ = int(os.environ.get("FUZZ", "0"))
OPERATIONS = [result.ok() for result in schemathesis.openapi.from_dict(document()).get_all_operations()]
KINDS = [
    *((operation, GenerationMode.POSITIVE) for operation in OPERATIONS),
    # Where a text in the path is all that there is, nothing is not allowed.
    *((operation, GenerationMode.NEGATIVE) for operation in OPERATIONS if operation.query or operation.body),
]
BODIES = ("holds", "bookings", "bookings/{code}/move", "bookings/{code}/cancellation")
EACH = max(105, 1 + FUZZ // (len(KINDS) + len(BODIES)))  # more than 2,000 in all, unless more are wished for
CALLS = settings(
    max_examples=EACH, derandomize=not FUZZ, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture
def fuzzed(cast: Cast, settings) -> "Fuzzed":
    settings.DEBUG = False
    return Fuzzed(cast)


class Fuzzed:
    """Salon with a booking and a hold whose names are put into some of the calls."""

    def __init__(self, cast: Cast) -> None:
        anybody = Program(cast.salon)
        booking = anybody.book()
        self.program = Program(cast.salon, token_in(booking), raising=False)
        self.known = {
            "service": cast.salon.service.code,
            "practitioner": cast.salon.practitioners[0].code,
            "location": cast.salon.place.code,
            "code": booking["code"],
            "hold": anybody.hold().json()["hold"],
            "start": AT_TEN,
            "client": DANA,
        }

    def send(self, case: Any, real: set[str]) -> HttpResponse:
        """A case as schemathesis made it, at Salon, with the real names of some things."""
        named = {name: self.known[name] for name in real}
        path = case.path
        for name, value in (case.path_parameters | {"tenant": "salon"} | named).items():
            text = unquote(str(value)).replace("/", "_") or "_"
            path = path.replace(f"{{{name}}}", quote(text, safe=""))
        query = {
            name: value if isinstance(value, str) else json.dumps(value) for name, value in (case.query or {}).items()
        }
        query |= {name: value for name, value in named.items() if name in query}
        headers = self.program.headers | {
            name: value
            for name, value in (case.headers or {}).items()
            if isinstance(value, str) and _sendable(name, value)
        }
        return self.program.browser.generic(
            case.method, path, _raw(case.body, named), "application/json", query_params=query, headers=headers
        )  # fmt: skip


@pytest.mark.parametrize(("operation", "mode"), KINDS, ids=lambda part: getattr(part, "label", None) or str(part))
def test_no_call_ends_in_a_fault_of_ours(fuzzed: Fuzzed, operation, mode):
    told = document()["paths"][operation.path][operation.method]["responses"].keys()
    seen: list[int] = []

    @given(operation.as_strategy(generation_mode=mode), some.sets(some.sampled_from(sorted(fuzzed.known))))
    @CALLS
    def call(case: Any, real: set[str]) -> None:
        answer = fuzzed.send(case, real)
        seen.append(answer.status_code)
        assert str(answer.status_code) in told, (answer.status_code, answer.content[:300])
        if answer.status_code >= 400:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer.json()["code"]

    call()
    assert len(seen) >= EACH


@pytest.mark.parametrize("path", BODIES)
def test_no_body_ends_in_a_fault_of_ours(fuzzed: Fuzzed, path):
    path = path.format(code=fuzzed.known["code"])

    @given(some.dictionaries(some.sampled_from([*fuzzed.known, "payment", "answers", "reason"]), ANYTHING, max_size=5))
    @CALLS
    def call(body: dict[str, Any]) -> None:
        answer = fuzzed.program.post(path, body)
        assert answer.status_code < 500
        assert answer.status_code < 400 or answer["Content-Type"] == "application/problem+json"

    call()


def _raw(body: Any, named: dict[str, Any]) -> bytes:
    if isinstance(body, NotSet | bytes):
        return body if isinstance(body, bytes) else b""
    if isinstance(body, dict):
        body = {name: named.get(name, value) for name, value in body.items()}
    return json.dumps(body).encode()


def _sendable(name: str, value: str) -> bool:
    return name.isascii() and name.replace("-", "").isalnum() and "\n" not in value and "\r" not in value
