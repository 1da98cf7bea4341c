"""The one way out over HTTP to addresses that somebody typed: vetted, without redirects, short in time and size."""

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import httpx
from django.conf import settings

TIMEOUT = httpx.Timeout(10, connect=5)
TOTAL_SECONDS = 20.0
MOST_BYTES = 64 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAllowed(Exception):
    """The address is not one that we connect to. Says nothing about what is there."""


class NoAnswer(Exception):
    """Nobody answered in time, or not in HTTP. What was sent may or may not have arrived."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is cut at `MOST_BYTES`."""

    status: int
    headers: httpx.Headers
    body: bytes


def post_json(url: str, content: dict[str, Any], *, headers: dict[str, str] | None = None) -> Answer:
    """POST to an https address on the open internet; user and password in the address become Basic authorization.

    The name is looked up once, every address behind it is vetted, and the connection goes to one of those.
    Raises `NotAllowed`, `NoAnswer`."""
    parts = urlsplit(url)
    address = vetted(parts)
    host = parts.hostname or ""
    netloc = f"[{address}]" if address.version == 6 else str(address)
    target = parts._replace(netloc=f"{netloc}:{parts.port or _default_port(parts)}", fragment="").geturl()
    given = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    all_headers = {"Host": parts.netloc.rpartition("@")[2], "User-Agent": "Ledig", **(headers or {})}
    try:
        with httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client, client.stream(
            "POST", target, json=content, headers=all_headers, auth=given, extensions={"sni_hostname": host}
        ) as response:  # fmt: skip
            return Answer(response.status_code, response.headers, _read(response))
    except (httpx.HTTPError, httpx.StreamError) as problem:
        raise NoAnswer(type(problem).__name__) from None


def vetted(parts: SplitResult) -> Address:
    """One address that the host stands for, if all of them are allowed. Raises `NotAllowed`, `NoAnswer`."""
    try:
        port = parts.port or _default_port(parts)
    except ValueError:
        raise NotAllowed from None
    at_home = settings.DEMO or settings.DEBUG
    if not parts.hostname or parts.scheme not in (("https", "http") if at_home else ("https",)):
        raise NotAllowed
    if port != 443 and not at_home:
        raise NotAllowed
    try:
        found = socket.getaddrinfo(parts.hostname.rstrip("."), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswer("NameNotFound") from None
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not at_home and not all(is_public(address) for address in addresses):
        raise NotAllowed
    return addresses[0]


def is_public(address: Address) -> bool:
    """On the open internet, and not another address in disguise."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.sixtofour is not None or address.teredo is not None or address in NAT64:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _default_port(parts: SplitResult) -> int:
    return 80 if parts.scheme == "http" else 443


def _read(response: httpx.Response) -> bytes:
    """At most `MOST_BYTES`, undecoded (no bomb unpacks here), and at most `TOTAL_SECONDS`."""
    until, body = time.monotonic() + TOTAL_SECONDS, b""
    for piece in response.iter_raw():
        body += piece
        if len(body) >= MOST_BYTES:
            break
        if time.monotonic() > until:
            raise httpx.ReadTimeout("too slow")
    return body[:MOST_BYTES]
