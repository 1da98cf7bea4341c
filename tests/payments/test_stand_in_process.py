"""The stand-in as a process: who may ask, how many at once, and what outlives it."""

import ast
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
import stripe

from tests.payments import stripe_server
from tests.payments.stripe_server import ROOT, StandIn


def create(sdk: stripe.StripeClient, key: str | None = None, **params) -> stripe.PaymentIntent:
    options: stripe.RequestOptions = {"idempotency_key": key}
    return sdk.v1.payment_intents.create({"amount": 50_000, "currency": "sek", **params}, options)


def test_a_browser_may_read_and_pay_with_the_secret_of_the_intent_only(sdk, stand_in: StandIn) -> None:
    intent = create(sdk, metadata={"booking": "7"})
    url, key = f"{stand_in.url}/v1/payment_intents/{intent.id}", "pk_test_x"
    seen = requests.get(url, params={"key": key, "client_secret": intent.client_secret})
    assert seen.json()["amount"] == 50_000
    assert "metadata" not in seen.json()
    assert seen.headers["access-control-allow-origin"] == "*"
    assert requests.get(url, params={"key": key, "client_secret": "wrong"}).status_code == 400
    assert requests.get(url, params={"key": key}).status_code == 400
    refused = requests.post(f"{stand_in.url}/v1/refunds", {"key": key, "payment_intent": intent.id})
    assert (refused.status_code, refused.headers.get("access-control-allow-origin")) == (401, None)


def test_no_key_no_answer(stand_in: StandIn) -> None:
    assert requests.get(f"{stand_in.url}/v1/payment_intents").status_code == 401
    answer = requests.get(f"{stand_in.url}/v1/payment_intents", headers={"Authorization": "Bearer sk_live_1"})
    assert answer.status_code == 401


def test_controls_are_out_of_reach_for_pages_from_elsewhere(stand_in: StandIn) -> None:
    reset = f"{stand_in.url}/_control/reset"
    assert requests.post(reset, data="{}", headers={"Content-Type": "text/plain"}).status_code == 415
    assert requests.options(reset).headers.get("access-control-allow-origin") is None
    assert requests.get(f"{stand_in.url}/health", headers={"Host": "evil.example"}).status_code == 403


def test_thirty_two_clients_at_once_are_served(sdk, stand_in: StandIn) -> None:
    with ThreadPoolExecutor(32) as pool:
        ids = set(pool.map(lambda _: create(sdk).id, range(320)))
    assert len(ids) == 320


def test_payments_keys_and_waiting_webhooks_outlive_a_killed_process(tmp_path: Path, receiver) -> None:
    state = str(tmp_path / "state" / "stripe.jsonl")
    first = stripe_server.start("--state", state, "--webhook-url", receiver.url)
    sdk = stripe.StripeClient("sk_test_x", base_addresses={"api": first.url})
    receiver.answers = [500] * 1000
    intent = create(sdk, key="k1")
    first.pay(intent.id)
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    receiver.answers = []
    with stripe_server.running("--state", state, "--webhook-url", receiver.url) as second:
        sdk = stripe.StripeClient("sk_test_x", base_addresses={"api": second.url})
        assert sdk.v1.payment_intents.retrieve(intent.id).status == "succeeded"
        assert create(sdk, key="k1").id == intent.id
        assert len(second.wait_for_deliveries(3)) == 3


def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [sys.executable, "-m", "payments.stand_in", "--port", str(taken.getsockname()[1])]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert "cannot use port" in ended.stderr
    assert "Traceback" not in ended.stderr


def imported(path: Path) -> set[str]:
    """The packages that a file imports, its own neighbours apart."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    fetched = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.split(".")[0] for name in plain | fetched}


def test_the_stand_in_uses_nothing_of_the_product() -> None:
    files = list((ROOT / "payments" / "stand_in").glob("*.py"))
    assert files
    for path in files:
        assert imported(path) <= sys.stdlib_module_names | {"stripe", "typing_extensions"}, path


def test_only_the_gateway_speaks_to_stripe() -> None:
    product = [
        path for room in ("booking", "tenants", "payments", "notifications") for path in (ROOT / room).rglob("*.py")
    ]
    using = {path.relative_to(ROOT).as_posix() for path in product if "stripe" in imported(path)}
    assert {path for path in using if not path.startswith("payments/stand_in/")} == {"payments/gateway.py"}
