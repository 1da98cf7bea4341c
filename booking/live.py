"""The process of live events, beside the web. It too refuses to start under a role that could see past row security."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "booking.settings")
django.setup()

from tenants.live.app import Live  # noqa: E402  # models need the line above
from tenants.roles import check_roles_now  # noqa: E402

check_roles_now()
application = Live()
