"""The product's own settings with a few addresses and commands more, to measure against."""

from booking.settings import *  # noqa: F403
from booking.settings import INSTALLED_APPS as APPS
from booking.settings import MIDDLEWARE as ALL

ROOT_URLCONF = "tests.bench.urls"
WSGI_APPLICATION = "tests.bench.wsgi.application"
INSTALLED_APPS = [*APPS, "tests.bench"]
MIDDLEWARE = ["tests.bench.switches.Switches", *ALL]
