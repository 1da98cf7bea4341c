"""Links that give power. A token is derived, never stored: nothing to steal at rest, and it can be mailed again."""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID

from django.conf import settings

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def public_code(length: int = 8) -> str:
    """A short random name for a row in an address; never a key."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def make_token(purpose: str, row_id: UUID, version: int) -> str:
    """The id and 128 bits of HMAC over purpose, id and version. Raising the version revokes it."""
    return _encode(row_id.bytes + _mac(purpose, row_id, version))


def token_row(token: str) -> UUID | None:
    """The row that a token claims to open, or None when it cannot be one. Check it with `token_opens`."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)) if token.isascii() else b""
    except ValueError:
        return None
    return UUID(bytes=raw[:16]) if len(raw) == 32 and _encode(raw) == token else None


def token_opens(token: str, purpose: str, row_id: UUID, version: int) -> bool:
    return hmac.compare_digest(token.encode(), make_token(purpose, row_id, version).encode())


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _mac(purpose: str, row_id: UUID, version: int) -> bytes:
    message = b"|".join([b"ledig-link", purpose.encode(), row_id.bytes, str(version).encode()])
    return hmac.digest(settings.SECRET_KEY.encode(), message, hashlib.sha256)[:16]
