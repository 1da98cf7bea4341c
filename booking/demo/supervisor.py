"""`make demo`: one parent that starts everything in order, watches it, and stops it."""

import os
import sys
import time

from booking.demo import programs
from booking.demo.console import Stopped, say, stop_signals
from booking.demo.environment import StripeAddress, child_environment, has_own_stripe_keys
from booking.demo.folder import Folder
from booking.demo.keeper import Keeper
from booking.demo.options import Options, StartError, read_options
from booking.demo.ports import free_port, is_free
from booking.demo.postgres import ROLES, Postgres
from booking.demo.processes import Child
from booking.demo.readiness import wait_until_answering
from booking.demo.valkey import Valkey
from booking.demo.welcome import demo_facts, welcome


def main() -> int:
    """The exit code: 0 when it was told to stop, 1 (after one sentence that says why) when it cannot run."""
    try:
        return Demo(read_options(os.environ)).run()
    except (StartError, RuntimeError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


class Demo:
    """One run of the demo on one data directory."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.folder = Folder(options.data)
        self.keeper = Keeper(self.folder.ledger, say)

    def run(self) -> int:
        """Until it is told to stop. Raises StartError when it cannot start, with nothing left running."""
        try:
            with stop_signals():
                self._take_folder()
                self._start()
                while True:
                    self.keeper.tend()
                    time.sleep(0.2)
        except Stopped:
            say("\nStopping …")
            return 0
        finally:
            self._stop()

    def _take_folder(self) -> None:
        """Ours alone, with nothing left of an earlier run, and the port free."""
        try:
            claimed = self.folder.claim(seconds=10)
        except OSError as error:
            reason = f"DATA={self.options.data} cannot be used ({error.strerror})"
            raise StartError(f"{reason}: choose a directory that can be written to.") from error
        if not claimed:
            self._refuse_taken_port()
            holder = self.folder.holder().get("pid")
            raise StartError(
                f"Another demo (process {holder}) uses the data in {self.options.data}: "
                "stop it with Ctrl-C, or choose another directory with DATA=dir."
            )
        self.folder.say_state("starting", self.options.url)
        if left := self.folder.ledger.end_leftovers():
            say(f"Ended what an earlier run left: {', '.join(left)}.")
        self._refuse_taken_port()
        self.folder.tidy(everything=False)

    def _refuse_taken_port(self) -> None:
        port = self.options.port
        try:
            if is_free(port):
                return
        except PermissionError:
            raise StartError(f"Port {port} is for root only: choose one from 1024, such as PORT=8000.") from None
        raise StartError(f"Port {port} is taken by another program: stop it, or choose another: PORT={port + 1}.")

    def _start(self) -> None:
        postgres, valkey = self._start_servers()
        stripe = StripeAddress(None if has_own_stripe_keys(os.environ) else free_port(self._port("stripe")))
        live_port = free_port(self._port("live"))
        ports = {"postgres": postgres.port, "valkey": valkey.port, "stripe": stripe.port, "live": live_port}
        self.folder.remember("ports.json", ports)
        environment = child_environment(self.options, self.folder, postgres, valkey, stripe, live_port)
        addresses = [f"{self.options.url}/healthz", f"{self.options.url}/readyz"]
        if stripe.port:
            stand_in = programs.stripe_stand_in(self.folder, environment, stripe.port)
            self.keeper.start([stand_in])
            addresses.append(f"{stripe.url}/health")
        self._prepare(programs.prepare(self.folder, environment, self.options.stage))
        self._refuse_taken_port()
        self.keeper.start(programs.services(self.folder, environment, self.options.port, live_port))
        wait_until_answering(addresses, self.keeper)
        facts = demo_facts(self.folder, self.options, environment, stripe.url)
        self.folder.remember("demo.json", facts)
        self.folder.say_state("running", self.options.url)
        say(welcome(facts, self.options))

    def _start_servers(self) -> tuple[Postgres, Valkey]:
        home = self.folder.path
        forgotten = not self.folder.recall("keys.json") and not (home / "postgres").exists()
        if self.options.fresh or forgotten:  # for root, the data may lie outside a folder removed by hand
            Postgres(home, {}).remove()
            self.folder.tidy(everything=True)
        passwords = {role: self.folder.key(f"password of {role}") for role in ("postgres", *ROLES)}
        postgres = Postgres(home, passwords, port=self._port("postgres"))
        valkey = Valkey(home, self.folder.key("password of valkey"), port=self._port("valkey"))
        for server in (valkey, postgres):
            server.start()
            self.keeper.add(server.child)
        return postgres, valkey

    def _port(self, name: str) -> int | None:
        """The one it had last time."""
        return self.folder.recall("ports.json").get(name)

    def _prepare(self, child: Child) -> None:
        self.keeper.start([child])
        while (code := child.ended()) is None:
            time.sleep(0.03)
        self.keeper.stop(["prepare"], seconds=1)
        if code:
            raise StartError(f"The demo could not be prepared. The end of {child.log}:\n{child.last_words(30)}")
        (self.folder.path / "tenants.json").chmod(0o600)  # it holds keys and passwords

    def _stop(self) -> None:
        """First what people use, then what that stands on."""
        if self.folder.claimed:
            self.folder.say_state("stopping", self.options.url)
            self.keeper.stop(["prepare", "web", "live", "beat", "worker"], seconds=3)
            self.keeper.stop(["stripe"], seconds=0.5)
            self.keeper.stop(["valkey"], seconds=1)
            self.keeper.stop(["postgres"], seconds=3)
            self.folder.ledger.clear()
            self.folder.tidy(everything=False)
            self.folder.release()
