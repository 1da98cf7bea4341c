"""The web process. It refuses to start under a database role that could see past row security."""

import os

from django.core.wsgi import get_wsgi_application

from booking.bodies import WholeBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "booking.settings")
_django = get_wsgi_application()

from tenants.readable import Utf8Request  # noqa: E402  # models need the line above
from tenants.roles import check_roles_now  # noqa: E402

_django.request_class = Utf8Request
application = WholeBodies(_django)
check_roles_now()
