"""Starts the stand-in: `python -m payments.stand_in --port 12111 --webhook-url … --webhook-secret …`."""

import argparse
import contextlib
import signal
import sys
from pathlib import Path

from .api import Api
from .faults import Faults
from .idempotency import Keys
from .journal import Journal
from .pages import Pages
from .server import Server, Site
from .webhooks import Courier, CourierSettings
from .world import World


def main() -> int:
    """Runs until SIGTERM or SIGINT."""
    options = _options()
    courier = Courier(CourierSettings(options.webhook_url, options.webhook_secret, retry_base=options.retry_base))
    journal = Journal(options.state)
    world = World(journal, courier)
    api = Api(world, Keys(journal), Faults())
    try:
        server = Server(options.port, Site(api, Pages(world, options.js_delay)))
    except OSError as error:
        sys.stderr.write(f"The Stripe stand-in cannot use port {options.port}: {error.strerror}\n")
        return 1
    world.base_url = f"http://127.0.0.1:{server.server_port}"
    _restore(api, journal)
    courier.start()
    signal.signal(signal.SIGTERM, _stop)
    sys.stdout.write(f"Stripe stand-in is running at {world.base_url}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever(poll_interval=0.1)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="payments.stand_in", description=__doc__)
    parser.add_argument("--port", type=int, default=12111, help="0 takes a free one and prints it")
    parser.add_argument("--webhook-url", default="")
    parser.add_argument("--webhook-secret", default="")
    parser.add_argument("--retry-base", type=float, default=1.0, help="seconds before a webhook's second try")
    parser.add_argument("--js-delay", type=float, default=0.0, help="seconds before the script is served")
    parser.add_argument("--state", type=Path, help="file that keeps the payments to the next start")
    return parser.parse_args()


def _restore(api: Api, journal: Journal) -> None:
    entries = journal.load()
    api.world.restore(entries)
    api.keys.restore(entries)
    events = {event["id"]: event for _, event in api.world.everywhere("event")}
    for kind, _, delivery in entries:
        if kind == "delivery" and delivery["event"] in events:
            api.world.courier.restore(delivery, events[delivery["event"]])
    api.world.courier.keep = lambda each: journal.write("delivery", each["id"], each)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
