"""Fills one of the two sets of data; the answer is a line of JSON."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from tests.bench.datasets import fill_busy, fill_large, fill_small, tidy


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["small", "large", "busy", "tidy"])
        parser.add_argument("--others", type=int, default=0, help="how many businesses besides")
        parser.add_argument("--part", type=int, nargs=2, default=(0, 1), help="which part of how many")

    def handle(self, *args: Any, **options: Any) -> None:
        today = datetime.now(UTC).date()
        if options["kind"] == "small":
            self.stdout.write(json.dumps(fill_small(today)))
        elif options["kind"] == "large":
            self.stdout.write(json.dumps(fill_large(today, options["others"], tuple(options["part"]))))
        elif options["kind"] == "busy":
            self.stdout.write(json.dumps(fill_busy(today)))
        else:
            tidy()
