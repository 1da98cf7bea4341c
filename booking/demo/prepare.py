"""What needs Django before the demo can start, in one process: tables, demo businesses, static files."""

import argparse
import hashlib
import json
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from booking.static_files import StaticFiles


def main() -> None:
    """python -m booking.demo.prepare --stage STAGE --out FILE --seen FILE"""
    asked = argparse.ArgumentParser()
    asked.add_argument("--stage", required=True)
    asked.add_argument("--out", type=Path, required=True, help="what the seeding tells: businesses and logins")
    asked.add_argument("--seen", type=Path, required=True, help="which static files were collected last")
    chosen = asked.parse_args()
    django.setup()
    collect_when_changed(chosen.seen)
    call_command("migrate", database="owner", interactive=False, verbosity=1)
    call_command("seed_demo", stage=chosen.stage, out=str(chosen.out))


def collect_when_changed(seen: Path) -> None:
    """Hashing and compressing every file takes seconds; names, sizes and times tell whether it is needed."""
    now = fingerprint()
    before = json.loads(seen.read_text()) if seen.exists() else None
    if before == now and (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    seen.write_text(json.dumps(now))


def fingerprint() -> str:
    """One hash over all static files as they lie in their source folders."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list(StaticFiles.ignore_patterns), key=lambda found: found[0]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}:{found.st_size}:{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
