"""Fill in the demo businesses, once. A second run finds them there and changes nothing."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from booking.demo.businesses import BUSINESSES
from booking.demo.filling import STAGES, fill
from booking.demo.seeding import make_business, tell
from tenants.models import Tenant


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=list(STAGES), default="open")
        parser.add_argument("--out", type=Path, required=True, help="where to write what the businesses are")

    def handle(self, *, stage: str, out: Path | str, **options: Any) -> None:
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("These are demo businesses with known passwords: set DEMO=on.")
        out = Path(out)
        for seed, data in enumerate(BUSINESSES):  # each step once: a run that was killed is taken up where it was
            if not Tenant.objects.filter(slug=data["slug"]).exists():
                make_business(data)
            fill(Tenant.objects.get(slug=data["slug"]), stage, seed)
        if not out.exists():
            told = [tell(data) for data in BUSINESSES]
            out.write_text(json.dumps({"tenants": told}, ensure_ascii=False, indent=2))
