"""With DEBUG off, a missing or unsafe setting stops the process with a sentence that names it."""

from collections.abc import Mapping
from typing import Any

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

STRIPE_KEYS = ("STRIPE_SECRET_KEY", "STRIPE_PUBLISHABLE_KEY", "STRIPE_WEBHOOK_SECRET")


def refuse_unsafe_settings(settings: Mapping[str, Any]) -> None:
    """Raise `ImproperlyConfigured` for the first value that must not meet the world."""
    if not settings["RATE_LIMITS"] and not (settings["DEMO"] or settings["DEBUG"]):
        raise ImproperlyConfigured("RATE_LIMITS=off is for the demo only: remove it, or set DEMO=on.")
    if settings["DEBUG"]:
        return
    for name, problem in _problems(settings):
        raise ImproperlyConfigured(f"{name} {problem} (set it in the environment; see .env.example).")


def _problems(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    demo = settings["DEMO"]
    keys = settings["FIELD_ENCRYPTION_KEYS"]
    databases = settings["DATABASES"]
    users = {alias: databases[alias]["USER"] for alias in databases}
    needed = "must be given"
    checks = [
        ("SECRET_KEY", _weak(settings["SECRET_KEY"]), "must be at least 50 random characters"),
        ("FIELD_ENCRYPTION_KEYS", not keys or any(_not_a_key(key) for key in keys), "must hold Fernet keys"),
        ("ALLOWED_HOSTS", set(settings["ALLOWED_HOSTS"]) in (set(), {"*"}), "must name your hosts"),
        ("DATABASE_URL", databases["default"]["PASSWORD"] in ("", "ledig_app"), "must have a real password"),
        ("DATABASE_URL", len(set(users.values())) < len(users), "must use another role than the owner and the relay"),
        ("DATABASE_RELAY_URL", databases["relay"]["PASSWORD"] in ("", "ledig_relay"), needed),
        *((name, settings[name].endswith("_development"), needed) for name in STRIPE_KEYS),
        ("BASE_URL", not demo and not _https(settings["BASE_URL"]), "must begin with https://"),
        ("LIVE_URL", not demo and not _https(settings["LIVE_URL"] or "https://"), "must begin with https://"),
        ("EMAIL_URL", not demo and settings["EMAIL_URL"].startswith(("demo", "console")), "must name a mail server"),
        ("SMS_URL", not demo and settings["SMS_URL"].startswith("demo"), "must not be the demo's"),
        ("STRIPE_API_BASE", not demo and not _https(settings["STRIPE_API_BASE"]), "must begin with https://"),
        ("STRIPE_JS_URL", not demo and not _https(settings["STRIPE_JS_URL"]), "must begin with https://"),
    ]
    return [(name, problem) for name, wrong, problem in checks if wrong]


def _weak(secret: str) -> bool:
    return len(secret) < 50 or secret.startswith("development")


def _https(address: str) -> bool:
    return address.startswith("https://")


def _not_a_key(key: str) -> bool:
    if key.startswith("ZGV2ZWxvcG1lbnQ"):
        return True
    try:
        Fernet(key)
    except ValueError:
        return True
    return False
