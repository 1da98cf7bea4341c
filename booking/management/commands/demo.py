"""manage.py demo: the same as `make demo`, when everything is installed already."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from booking.demo.supervisor import main


class Command(BaseCommand):
    """PORT, FRESH, DATA, STAGE and RATE_LIMITS are read from the environment."""

    help = "Run the demo: databases, stand-in for Stripe, web, worker and scheduler."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        sys.exit(main())
