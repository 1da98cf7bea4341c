"""PostgreSQL refuses to run as root, so root runs it as `nobody`, who must reach programs and data."""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from booking.demo.processes import Account, run_as

PUBLIC = Path("/var/tmp")  # noqa: S108 - what we make there belongs to root, and nobody else may write in it


def server_account() -> Account | None:
    """Who runs PostgreSQL: nobody when we are root, else (None) we ourselves."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def reachable_programs(package: Path, account: Account | None) -> Path:
    """The package's folder, or a copy of its programs and libraries where the account can come to them."""
    if account is None or _can(account, "-x", package / "pginstall/bin/postgres"):
        return package
    copy = public_folder(f"programs:{package}:{package.stat().st_mtime_ns}") / package.name
    if not copy.exists():
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, copy.with_name(libraries.name), dirs_exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=copy.parent))
        shutil.copytree(package / "pginstall", draft / "pginstall")
        draft.chmod(0o755)
        draft.rename(copy)
    return copy


def reachable_home(home: Path, account: Account | None) -> Path:
    """`home`, or when the account cannot come through to it (it lies in /root, say) a place of its own."""
    if account is None or _can(account, "-x", home):
        return home
    return public_folder(f"data:{home.resolve()}")


def public_folder(key: str) -> Path:
    """A folder for this key: all may pass, only we may write. Raises PermissionError when it is not ours."""
    base = PUBLIC if PUBLIC.is_dir() else Path(tempfile.gettempdir())
    folder = base / f"ledig-{os.geteuid()}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError(f"{folder} belongs to somebody else. Remove it and start again.")
    return folder


def _can(account: Account, test: str, path: Path) -> bool:
    """Whether the account may execute or pass (`-x`) the path: tried, for it hangs on every folder above."""
    return not subprocess.run(["test", test, str(path)], cwd="/", check=False, **run_as(account)).returncode
