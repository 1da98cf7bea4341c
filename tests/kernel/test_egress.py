"""The one way out over HTTP: only to the open internet, and never for long."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from booking.kernel.egress import MOST_BYTES, NoAnswer, NotAllowed, is_public, post_json, vetted
from tests.kernel.provider import provider

__all__ = ["provider"]

HIDDEN = [
    "169.254.169.254", "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "[::ffff:169.254.169.254]", "[fd00::1]", "[fe80::1]", "[::1]", "[::]", "[64:ff9b::a00:1]",
    "[2002:7f00:1::]", "localhost", "localhost.", "2130706433", "0x7f.1", "0177.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("host", HIDDEN)
def test_an_address_inside_is_refused_before_anything_connects(host: str, settings) -> None:
    settings.DEBUG = settings.DEMO = False
    with pytest.raises(NotAllowed):
        vetted(urlsplit(f"https://{host}/x"))


@pytest.mark.parametrize(
    "url", ["http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://a/", "https:///x"]
)
def test_only_https_leaves(url: str, settings) -> None:
    settings.DEBUG = settings.DEMO = False
    with pytest.raises(NotAllowed):
        vetted(urlsplit(url))


@pytest.mark.parametrize("port", [22, 25, 80, 5432, 6379, 99999])
def test_only_the_port_of_https_is_used(port: int, settings) -> None:
    settings.DEBUG = settings.DEMO = False
    with pytest.raises(NotAllowed):
        vetted(urlsplit(f"https://93.184.215.14:{port}/"))


def test_a_public_address_is_allowed(settings) -> None:
    settings.DEBUG = settings.DEMO = False
    address = vetted(urlsplit("https://93.184.215.14/x"))
    assert str(address) == "93.184.215.14"
    assert is_public(address)


def test_a_name_with_one_private_address_among_public_ones_is_refused(settings, monkeypatch) -> None:
    settings.DEBUG = settings.DEMO = False
    found = [(2, 1, 6, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(NotAllowed):
        vetted(urlsplit("https://rebinds.example/"))


def test_a_server_of_our_own_is_not_reached_outside_the_demo(provider: Any, settings) -> None:
    settings.DEBUG = settings.DEMO = False
    with pytest.raises(NotAllowed):
        post_json(provider.url, {})
    assert provider.seen == []


def test_the_post_carries_json_headers_and_basic_authorization(provider: Any, settings) -> None:
    settings.DEMO = True
    answer = post_json(provider.url, {"text": "Hej å"}, headers={"Idempotency-Key": "k"})
    [(path, headers, content)] = provider.seen
    assert (answer.status, path, content) == (200, "/sms", {"text": "Hej å"})
    assert headers["Idempotency-Key"] == "k"
    assert headers["Authorization"] == "Basic dXNlcjpwQHNz"
    assert headers["Host"] == f"127.0.0.1:{provider.server_port}"


def test_a_redirect_is_an_answer_and_is_not_followed(provider: Any, settings) -> None:
    settings.DEMO = True
    provider.answer = (302, {"Location": provider.url}, b"")
    assert post_json(provider.url, {}).status == 302
    assert len(provider.seen) == 1


def test_an_endless_body_is_cut(provider: Any, settings) -> None:
    settings.DEMO = True
    provider.answer = (200, {}, b"x" * (3 * MOST_BYTES))
    assert len(post_json(provider.url, {}).body) == MOST_BYTES


def test_nobody_at_home_is_no_answer(provider: Any, settings) -> None:
    settings.DEMO = True
    provider.shutdown()
    provider.server_close()
    with pytest.raises(NoAnswer):
        post_json(provider.url, {})
