"""The webhook on the wire: its body, its signature, its sending."""

import hmac
import json
from hashlib import sha256
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from .objects import Obj


def payload_of(event: Obj) -> str:
    """The body as Stripe writes it (indented: whoever re-serialises it breaks the signature)."""
    return json.dumps(event, indent=2)


def signature(payload: str, secret: str, timestamp: int) -> str:
    """The Stripe-Signature header."""
    digest = hmac.new(secret.encode(), f"{timestamp}.{payload}".encode(), sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def post(url: str, payload: str, header: str | None) -> tuple[int, str]:
    """Sends a webhook; returns (status code, answer), (0, reason) when nothing answered."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0"}
    if header is not None:
        headers["Stripe-Signature"] = header
    request = Request(url, payload.encode(), headers)  # noqa: S310 - the operator's own address
    try:
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read(2000).decode(errors="replace")
    except HTTPError as error:
        return error.code, error.read(2000).decode(errors="replace")
    except (URLError, HTTPException, OSError, ValueError) as error:
        return 0, str(error)
