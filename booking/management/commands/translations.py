"""Texts: find them in templates and code, check that each is said in every language, compile. Needs no GNU gettext."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from booking.texts import catalogues, extract, problems


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--check", action="store_true", help="exit with 1 and a list when a text is missing")
        what.add_argument("--update", action="store_true", help="write new texts into locale/, take unused ones out")
        what.add_argument("--compile", action="store_true", help="write the .mo files")

    def handle(self, *, check: bool, update: bool, **options: Any) -> None:
        if check:
            self._check()
        elif update:
            found = extract()
            for catalogue in catalogues():
                missing = catalogue.follow(found)
                self.stdout.write(f"{catalogue.language}: {len(found)} texts, {missing} to say")
        else:
            for catalogue in catalogues():
                catalogue.compile()

    def _check(self) -> None:
        found = extract()
        wrong = [line for catalogue in catalogues() for line in problems(catalogue, found)]
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"Translations: all {len(found)} texts are said in every language.")
