"""The settings under which web, live events, worker and scheduler run in the demo."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from booking.demo.folder import Folder
from booking.demo.ledger import MARK
from booking.demo.options import Options
from booking.demo.postgres import Postgres
from booking.demo.valkey import Valkey


@dataclass(frozen=True)
class StripeAddress:
    """Where payments go: our stand-in, or (with the person's own test keys) Stripe itself."""

    port: int | None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}" if self.port else "https://api.stripe.com"


def has_own_stripe_keys(environment: Mapping[str, str]) -> bool:
    """Real test keys win over the stand-in."""
    return bool(environment.get("STRIPE_SECRET_KEY"))


def child_environment(
    options: Options, folder: Folder, postgres: Postgres, valkey: Valkey, stripe: StripeAddress, live_port: int
) -> dict[str, str]:
    """Everything that settings.py reads, over what the person has set."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "booking.settings",
        "PYTHONUNBUFFERED": "1",
        MARK: str(folder.path),
        "DEBUG": "off",
        "DEMO": "on",
        "SECRET_KEY": folder.key("SECRET_KEY", lambda: secrets.token_urlsafe(48)),
        "FIELD_ENCRYPTION_KEYS": folder.key("FIELD_ENCRYPTION_KEYS", fernet_key),
        "DATABASE_URL": postgres.url("ledig_app"),
        "DATABASE_OWNER_URL": postgres.url("ledig_owner"),
        "DATABASE_RELAY_URL": postgres.url("ledig_relay"),
        "REDIS_URL": valkey.url(),
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "BASE_URL": options.url,
        "LIVE_URL": f"http://127.0.0.1:{live_port}",
        "RATE_LIMITS": "on" if options.rate_limits else "off",
        "STATIC_ROOT": str(folder.path / "static"),
        "EMAIL_URL": "demo://",
        "SMS_URL": "demo://",
        **_stripe_settings(folder, stripe),
    }


def fernet_key() -> str:
    """A key for the encrypted fields: 32 random bytes, URL-safe base64."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _stripe_settings(folder: Folder, stripe: StripeAddress) -> dict[str, str]:
    if stripe.port is None:
        return {}
    return {
        "STRIPE_SECRET_KEY": folder.key("STRIPE_SECRET_KEY", lambda: f"sk_test_{secrets.token_hex(16)}"),
        "STRIPE_PUBLISHABLE_KEY": folder.key("STRIPE_PUBLISHABLE_KEY", lambda: f"pk_test_{secrets.token_hex(16)}"),
        "STRIPE_WEBHOOK_SECRET": folder.key("STRIPE_WEBHOOK_SECRET", lambda: f"whsec_{secrets.token_hex(16)}"),
        "STRIPE_API_BASE": stripe.url,
        "STRIPE_JS_URL": f"{stripe.url}/v3/",
    }
