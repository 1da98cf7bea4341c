"""What a request brings along, over real connections: read in any case, so that the next request on them is heard."""

import http.client
import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.cast import Cast

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
REFUSED_UNREAD = [
    ("/salon/h/nothing/", FORM),  # the cookie is missing
    ("/account/login/", FORM),
    ("/nobody/nothing/at/all/", FORM),
    ("/api/v1/nobody/holds", JSON),
    ("/healthz", FORM),
]


@pytest.fixture
def line(web: str, houses: Cast) -> Iterator[http.client.HTTPConnection]:
    """One connection that is kept: the client library opens no other by itself."""
    line = http.client.HTTPConnection(urlsplit(web).netloc, timeout=20)
    line.connect()
    line.auto_open = 0
    yield line
    line.close()


def ask(line: http.client.HTTPConnection, *asked: object, **more: object) -> http.client.HTTPResponse:
    line.request(*asked, **more)  # type: ignore[arg-type]
    answer = line.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    return answer


def late(size: int) -> Iterator[bytes]:
    """It comes after the head of its request, when that could be answered already."""
    time.sleep(0.1)
    yield b"x" * size


@pytest.mark.parametrize("size", [1, 2000, 300_000, 1_000_000])
def test_a_refused_request_does_not_take_the_next_one_with_it(line: http.client.HTTPConnection, size: int):
    for address, kind in REFUSED_UNREAD:
        answer = ask(line, "POST", address, late(size), kind | {"Content-Length": str(size)})
        assert 400 <= answer.status < 500, address
        assert ask(line, "GET", "/salon/").status == 200, address


def test_a_body_that_is_far_too_large_is_refused_and_the_end_of_the_connection_is_told(
    line: http.client.HTTPConnection,
):
    line.putrequest("POST", "/api/v1/salon/holds")
    for name, value in (JSON | {"Content-Length": "50000000"}).items():
        line.putheader(name, value)
    line.endheaders(b"x" * 1_100_000)
    answer = line.getresponse()
    assert (answer.status, answer.headers["Connection"]) == (413, "close")


def hold(cast: Cast) -> bytes:
    alice = cast.salon.practitioners[0].code
    wish = {"service": cast.salon.service.code, "start": "2026-11-24T10:00:00+01:00", "practitioner": alice}
    return json.dumps(wish).encode()


def test_a_body_in_chunks_is_read_as_any_other(line: http.client.HTTPConnection, houses: Cast):
    whole = hold(houses)
    pieces = [whole[n : n + 7] for n in range(0, len(whole), 7)]
    answer = ask(line, "POST", "/api/v1/salon/holds", iter(pieces), JSON, encode_chunked=True)
    assert answer.status == 201, answer.body  # type: ignore[attr-defined]
    assert ask(line, "GET", "/salon/").status == 200


def test_a_body_in_chunks_that_is_too_large_is_refused(line: http.client.HTTPConnection):
    answer = ask(line, "POST", "/api/v1/salon/holds", iter([b"x" * 100_000] * 4), JSON, encode_chunked=True)
    assert answer.status == 413
    assert ask(line, "GET", "/salon/").status == 200
