"""Logs owners in to the business; the answer is a line of JSON: their session cookies."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand

from tenants.models import Membership, Role, Tenant, User
from tenants.tenancy import tenant_tx
from tests.bench.sizes import SLUG


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int)
        parser.add_argument("--slug", default=SLUG)

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.get(slug=options["slug"])
        with tenant_tx(tenant):
            cookies = [_logged_in(tenant, number) for number in range(options["count"])]
        self.stdout.write(json.dumps(cookies))


def _logged_in(tenant: Tenant, number: int) -> str:
    user = User.objects.create_user(f"owner-{number}@{tenant.slug}.example")
    Membership.objects.create(tenant=tenant, user=user, role=Role.OWNER)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
