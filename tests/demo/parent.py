"""A parent as the demo's, over children that only sleep: `python -m tests.demo.parent DIRECTORY run|look`."""

import os
import signal
import sys
import time
from pathlib import Path

from booking.demo.console import Stopped, say, stop_signals
from booking.demo.folder import Folder
from booking.demo.keeper import Keeper
from booking.demo.ledger import MARK
from booking.demo.processes import Child

COMMANDS = {
    "sleeper": ["sleep", "600"],
    "stubborn": ["sh", "-c", "trap '' TERM; while :; do sleep 0.2; done"],
    "family": ["sh", "-c", "sleep 600 & sleep 601"],  # the shell ends when asked, its children do not
}


def main(directory: str, what: str) -> int:
    folder = Folder(Path(directory))
    if not folder.claim():
        say("taken")
        return 1
    say(f"left: {' '.join(folder.ledger.end_leftovers(seconds=1))}")
    return run(folder) if what == "run" else 0


def run(folder: Folder) -> int:
    keeper = Keeper(folder.ledger, say)
    environment = {**os.environ, MARK: str(folder.path)}
    log = folder.path / "logs"
    try:
        with stop_signals():
            keeper.start(Child(name, command, log / f"{name}.log", environment) for name, command in COMMANDS.items())
            say("ready")
            while True:
                keeper.tend()
                time.sleep(0.02)
    except Stopped:
        keeper.stop(list(COMMANDS), seconds=1)
        say("stopped")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have done it with nohup
    sys.exit(main(*sys.argv[1:]))
