"""Fill in the demo businesses, once. A second run finds them there and changes nothing."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from booking.demo.businesses import BUSINESSES
from booking.demo.filling import STAGES, fill
from booking.demo.seeding import make_business
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
        if Tenant.objects.filter(slug__in=[data["slug"] for data in BUSINESSES]).exists():
            if not out.exists():
                raise CommandError(f"The demo's data is there but {out} is not: start again with FRESH=1.")
            return
        with transaction.atomic():  # all or nothing: a run that was killed leaves no half-filled business
            told = [make_business(data) for data in BUSINESSES]
            for seed, data in enumerate(BUSINESSES):
                fill(Tenant.objects.get(slug=data["slug"]), stage, seed)
            out.write_text(json.dumps({"tenants": told}, ensure_ascii=False, indent=2))
