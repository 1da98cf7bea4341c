"""What is written down: never the part of an address that gives power, nor a row that PostgreSQL shows."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.test import Client as Browser
from django.urls import include, path
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from booking.kernel.logs import REPORTING, DiscreetLines
from booking.urls import handler400, handler404, handler500, urlpatterns
from tests.api.program import Program, token_in
from tests.cast import Cast

PERSON = "dana@example.com"


def broken(request: HttpRequest, **blanks: Any) -> None:
    """Breaks with its own address in its text."""
    raise ValueError(f"No good: {request.path}?next=%2Fsalon%2Fb%2F{blanks['token']}%2F, alone:\n{blanks['token']}")


def failing(request: HttpRequest, tenant: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE clients_client SET name = NULL WHERE email = %s", [PERSON])


urlpatterns = [
    path("<slug:tenant>/b/<str:token>/status/", broken, name="booking-status"),
    path("b/<str:token>/", broken, name="broken"),
    path("<slug:tenant>/", failing, name="business"),
    path("", include(urlpatterns)),
]
__all__ = ["handler400", "handler404", "handler500", "urlpatterns"]


class Outbox(Transport):
    def __init__(self, options: Any = None) -> None:
        super().__init__(options)
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent += [str(item.payload.json) for item in envelope.items if item.type == "event"]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the one handler writes that there is."""
    (console,) = (handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, DiscreetLines))
    assert isinstance(console, logging.StreamHandler)
    lines = io.StringIO()
    before = console.setStream(lines)
    yield lines
    console.setStream(before)


@pytest.fixture
def token(cast: Cast) -> str:
    return token_in(Program(cast.salon).book())


def lines_of(written: io.StringIO) -> list[dict[str, Any]]:
    """Each still is JSON."""
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_nobody_else_writes(db: None):
    """But Sentry's client of itself, while it is being debugged."""
    named = [logger for logger in logging.root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    writing = [one.name for one in named if not all(isinstance(by, logging.NullHandler) for by in one.handlers)]
    assert set(writing) <= {"sentry_sdk.errors"}


@pytest.mark.parametrize("where", ["b/{}/cancellation/", "b/{}/move/", "h/{}/", "h/{}/release/"])
def test_a_form_without_its_cookie_is_told_without_the_token(token: str, written: io.StringIO, where: str):
    answer = Browser(enforce_csrf_checks=True).post(f"/salon/{where.format(token)}")
    assert answer.status_code == 403
    said = [line for line in lines_of(written) if line["name"] == "django.security.csrf"]
    assert "Forbidden (CSRF cookie not set.): /salon/" in said[0]["message"]
    assert token not in written.getvalue()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("where", ["/salon/b/{}/status/", "/b/{}/"])
def test_what_breaks_is_told_without_the_token(token: str, written: io.StringIO, where: str):
    answer = Browser(raise_request_exception=False).get(where.format(token))
    assert answer.status_code == 500
    (said,) = (line for line in lines_of(written) if line["name"] == "django.request")
    assert "ValueError: No good" in said["exc_info"]
    assert token not in written.getvalue()


@pytest.mark.urls(__name__)
def test_a_failing_row_is_not_shown(cast: Cast, written: io.StringIO):
    assert Browser(raise_request_exception=False).get("/salon/").status_code == 500
    assert "violates not-null constraint" in written.getvalue()
    assert "During handling" in written.getvalue() or "The above exception" in written.getvalue()
    assert PERSON not in written.getvalue()


def test_the_address_of_a_hold_and_a_key_that_logs_in_are_not_told(token: str, written: io.StringIO):
    for address in (f"/api/v1/salon/holds/{token[:20]}", f"/account/password/reset/key/1-{token[:20]}/"):
        logging.getLogger("anybody").warning("Look: %s", address, extra={"asked": [address], "by": address})
    assert len(lines_of(written)) == 2
    assert token[:20] not in written.getvalue()


def test_what_is_sent_to_sentry_holds_no_token(token: str):
    client = sentry_sdk.Client("http://key@127.0.0.1:9/1", transport=Outbox, **REPORTING)
    url = f"http://127.0.0.1/salon/b/{token}/status/"
    crumbs = {"values": [{"message": f"Forbidden: /salon/h/{token}/"}]}
    client.capture_event({"message": "No good", "request": {"url": url}, "breadcrumbs": crumbs})
    (sent,) = client.transport.sent  # type: ignore[union-attr]
    assert "No good" in sent
    assert "/salon/b/…/status/" in sent
    assert token not in sent


def test_the_web_servers_own_lines_are_of_the_same_kind():
    """The image's logs.json, in a process of its own: logging is one for all."""
    lines = (
        "import json, logging.config; from pathlib import Path;"
        "logging.config.dictConfig(json.loads(Path('docker/logs.json').read_text()));"
        "logging.getLogger('_granian').info('Listening at: %s', 'http://0.0.0.0:8000')"
    )
    said = subprocess.run(
        [sys.executable, "-c", lines], check=True, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    line = json.loads(said.stderr)
    assert line["message"] == "Listening at: http://0.0.0.0:8000"
    assert {"levelname", "request_id", "tenant"} <= line.keys()
