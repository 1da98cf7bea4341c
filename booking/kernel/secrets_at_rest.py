"""What must be kept but not read: encrypted with the first key, readable with any."""

import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(value: Any) -> bytes:
    """Encrypt a JSON value."""
    return _box(tuple(settings.FIELD_ENCRYPTION_KEYS)).encrypt(json.dumps(value).encode())


def unseal(sealed: bytes) -> Any:
    """The JSON value that `seal` took."""
    return json.loads(_box(tuple(settings.FIELD_ENCRYPTION_KEYS)).decrypt(bytes(sealed)))


@lru_cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
