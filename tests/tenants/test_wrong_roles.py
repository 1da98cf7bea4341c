"""A process that could see past row security, or that meets the world with unsafe settings, does not start."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from booking.kernel.safety import refuse_unsafe_settings

ROOT = Path(__file__).resolve().parents[2]


def run(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=os.environ | environment,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def url(alias: str) -> str:
    """The address of the test database under the role of this alias."""
    known = connections[alias].settings_dict
    return f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"


@pytest.mark.django_db(databases=["default", "owner", "relay"])
@pytest.mark.parametrize(("variable", "alias"), [("DATABASE_URL", "default"), ("DATABASE_RELAY_URL", "relay")])
@pytest.mark.parametrize("program", ["import booking.wsgi", "from booking.celery import refuse_wrong_roles as r; r()"])
def test_a_process_under_the_owners_role_does_not_start(variable: str, alias: str, program: str):
    addresses = {"DATABASE_URL": url("default"), "DATABASE_RELAY_URL": url("relay"), variable: url("owner")}
    program = f"import django, os; os.environ['DJANGO_SETTINGS_MODULE'] = 'booking.settings'; django.setup(); {program}"
    ended = run(program, **addresses)
    assert ended.returncode != 0
    assert "ImproperlyConfigured: The database role 'ledig_owner' can see past row security" in ended.stderr
    assert f"{variable} must name a plain role" in ended.stderr
    assert run(program, **addresses | {variable: url(alias)}).returncode == 0


@pytest.mark.django_db(databases=["default", "owner", "relay"])
def test_a_process_under_a_superuser_does_not_start():
    superuser = os.environ["LEDIG_TEST_SUPERUSER_URL"].rpartition("/")[0]
    ended = run("import booking.wsgi", DATABASE_URL=f"{superuser}/{connections['default'].settings_dict['NAME']}")
    assert "'postgres' can see past row security: " in ended.stderr
    assert "DATABASE_URL must name a plain role" in ended.stderr
    assert ended.returncode != 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
@pytest.mark.parametrize("alias", ["default", "relay"])
def test_what_a_role_says_of_its_own_search_path_has_no_effect(alias: str):
    """PostgreSQL lets every role do it, and would keep it for all connections to come."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE CURRENT_USER SET search_path = elsewhere")
    try:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SHOW search_path")
            assert cursor.fetchone() == ("public",)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER ROLE CURRENT_USER RESET search_path")


SAFE: dict[str, Any] = {
    "DEBUG": False,
    "DEMO": False,
    "RATE_LIMITS": True,
    "SECRET_KEY": "s" * 60,
    "FIELD_ENCRYPTION_KEYS": [Fernet.generate_key().decode()],
    "ALLOWED_HOSTS": ["ledig.example"],
    "DATABASES": {
        "default": {"USER": "app", "PASSWORD": "p1"},
        "owner": {"USER": "owner", "PASSWORD": "p2"},
        "relay": {"USER": "relay", "PASSWORD": "p3"},
    },
    "STRIPE_SECRET_KEY": "sk_live_1",
    "STRIPE_PUBLISHABLE_KEY": "pk_live_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "BASE_URL": "https://ledig.example",
    "LIVE_URL": "",
    "EMAIL_URL": "smtp+tls://user:word@mail.example:587",
    "SMS_URL": "https://sms.example/send",
    "STRIPE_API_BASE": "https://api.stripe.com",
    "STRIPE_JS_URL": "https://js.stripe.com/v3/",
}


def databases(alias: str, **wrong: str) -> dict[str, Any]:
    return SAFE["DATABASES"] | {alias: SAFE["DATABASES"][alias] | wrong}


UNSAFE = [
    ("RATE_LIMITS", False, "RATE_LIMITS"),
    ("SECRET_KEY", "short", "SECRET_KEY"),
    ("SECRET_KEY", settings.DEVELOPMENT_SECRET, "SECRET_KEY"),
    ("FIELD_ENCRYPTION_KEYS", [], "FIELD_ENCRYPTION_KEYS"),
    ("FIELD_ENCRYPTION_KEYS", ["no key"], "FIELD_ENCRYPTION_KEYS"),
    ("FIELD_ENCRYPTION_KEYS", ["ZGV2ZWxvcG1lbnQtb25seS1kZXZlbG9wbWVudC1vbmw="], "FIELD_ENCRYPTION_KEYS"),
    ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS"),
    ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
    ("DATABASES", databases("default", PASSWORD=""), "DATABASE_URL"),
    ("DATABASES", databases("default", PASSWORD="ledig_app"), "DATABASE_URL"),
    ("DATABASES", databases("default", USER="owner"), "DATABASE_URL"),
    ("DATABASES", databases("relay", PASSWORD="ledig_relay"), "DATABASE_RELAY_URL"),
    ("STRIPE_SECRET_KEY", "sk_test_development", "STRIPE_SECRET_KEY"),
    ("STRIPE_PUBLISHABLE_KEY", "pk_test_development", "STRIPE_PUBLISHABLE_KEY"),
    ("STRIPE_WEBHOOK_SECRET", "whsec_development", "STRIPE_WEBHOOK_SECRET"),
    ("BASE_URL", "http://ledig.example", "BASE_URL"),
    ("LIVE_URL", "http://ledig.example:8001", "LIVE_URL"),
    ("EMAIL_URL", "consolemail://", "EMAIL_URL"),
    ("EMAIL_URL", "demo://", "EMAIL_URL"),
    ("SMS_URL", "demo://", "SMS_URL"),
    ("STRIPE_API_BASE", "http://127.0.0.1:9", "STRIPE_API_BASE"),
    ("STRIPE_JS_URL", "http://127.0.0.1:9/v3/", "STRIPE_JS_URL"),
]


def test_safe_settings_are_taken_as_they_are():
    refuse_unsafe_settings(SAFE)


@pytest.mark.parametrize(("name", "value", "named"), UNSAFE)
def test_each_unsafe_setting_is_refused_by_its_name(name: str, value: object, named: str):
    with pytest.raises(ImproperlyConfigured, match=rf"^{named}\b"):
        refuse_unsafe_settings(SAFE | {name: value})


def test_each_missing_setting_is_refused_by_its_name_when_the_process_starts():
    """One after the other is put right, until it starts: what is named is what helps."""
    given = {
        "SECRET_KEY": "s" * 60,
        "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "ALLOWED_HOSTS": "ledig.example",
        "DATABASE_URL": "postgres://ledig_app:p1@127.0.0.1/ledig",
        "DATABASE_RELAY_URL": "postgres://ledig_relay:p3@127.0.0.1/ledig",
        "STRIPE_SECRET_KEY": "sk_live_1",
        "STRIPE_PUBLISHABLE_KEY": "pk_live_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
        "BASE_URL": "https://ledig.example",
        "EMAIL_URL": "smtp://mail.example:25",
    }
    bare = {"PATH": os.environ["PATH"], "DEBUG": "off"}
    helped: list[str] = []
    while True:
        ended = subprocess.run(
            [sys.executable, "-c", "import booking.settings"], cwd=ROOT, env=bare,
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        if ended.returncode == 0:
            break
        named = ended.stderr.strip().splitlines()[-1].partition("ImproperlyConfigured: ")[2].split()[0]
        assert named in given, ended.stderr[-400:]
        assert named not in helped
        helped.append(named)
        bare[named] = given[named]
    assert set(helped) >= set(given) - {"ALLOWED_HOSTS"}
