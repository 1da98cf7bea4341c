"""`python -m tests.audit`: known vulnerabilities in our packages. Without network it says so, passes."""

import json
import subprocess
import sys
from typing import Any

LOCKS = ("requirements.lock", "requirements-dev.lock")
SECONDS = 120


def main() -> int:
    try:
        packages = ask()
    except (subprocess.TimeoutExpired, ConnectionError) as error:
        sys.stdout.write(f"Dependency audit: not run, the vulnerability service cannot be asked ({error}).\n")
        return 0
    problems = sorted({line for package in packages for line in vulnerabilities(package)})
    unknown = sum("skip_reason" in package for package in packages)
    sys.stdout.write("".join(f"{line}\n" for line in problems))
    sys.stdout.write(f"Dependency audit: {len(problems)} known in {len(packages) - unknown} packages")
    sys.stdout.write(f"; the service does not know {unknown} more.\n" if unknown else ".\n")
    return 1 if problems else 0


def ask() -> list[dict[str, Any]]:
    """pip-audit's row for each package. Raises ConnectionError or TimeoutExpired when nobody can tell."""
    asked = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--timeout", "10"]
    asked += [part for lock in LOCKS for part in ("--requirement", lock)]
    asked += ["--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        raise ConnectionError(next(reversed(done.stderr.strip().splitlines()), "no answer")[:120]) from None
    if all("skip_reason" in package for package in packages):
        raise ConnectionError("it knows none of our packages")
    return packages


def vulnerabilities(package: dict[str, Any]) -> list[str]:
    """One line each."""
    name = f"{package['name']} {package.get('version', '')}"
    return [f"{name}: {found['id']}, fixed in {found['fix_versions']}" for found in package.get("vulns", [])]


if __name__ == "__main__":
    sys.exit(main())
