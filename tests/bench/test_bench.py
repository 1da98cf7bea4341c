"""The loaders make what the benchmarks say that they measure, and the load generator counts what it did."""

import asyncio
import json
import subprocess
import sys
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from django.db import connection

from booking.availability.models import Occupancy
from booking.availability.search import free_times
from booking.availability.wishing import Wish
from booking.bookings.models import Booking, Part
from booking.demo.programs import ROOT
from booking.resources.models import Resource, Service
from tenants.models import Tenant
from tenants.tenancy import tenant_tx
from tests.bench import engine_bench
from tests.bench.businesses import make_business
from tests.bench.calendars import book
from tests.bench.driving import Run
from tests.bench.listening import Listening
from tests.bench.load import encoded
from tests.bench.measured import Cell
from tests.bench.table import as_markdown, as_text
from tests.conftest import Clock

DAYS = 10


@pytest.fixture
def house(clock: Clock) -> Tenant:
    """Two practitioners, booked from today on."""
    tenant = make_business("bench", 2)
    book(tenant, clock.now.date(), clock.now.date() + timedelta(days=DAYS - 1), whole=True)
    return tenant


def test_sixty_per_cent_of_the_opening_hours_are_taken(house: Tenant, clock: Clock) -> None:
    with tenant_tx(house):
        taken = list(Occupancy.objects.all())
    minutes = sum((one.end_at - one.start_at).total_seconds() / 60 for one in taken)
    assert len(taken) == 2 * DAYS * 5
    assert 0.58 < minutes / (2 * DAYS * 8 * 60) < 0.62


def test_each_booking_has_its_part_and_its_occupancy(house: Tenant) -> None:
    with tenant_tx(house):
        parts = set(Part.objects.values_list("pk", "booking_id"))
        assert {part for part, _booking in parts} == set(Occupancy.objects.values_list("owner_id", flat=True))
        assert {booking for _part, booking in parts} == set(Booking.objects.values_list("pk", flat=True))


def test_what_is_left_is_on_offer_and_nothing_else(house: Tenant, clock: Clock) -> None:
    tomorrow = clock.now.date() + timedelta(days=1)
    with tenant_tx(house):
        service, person = Service.objects.get(), Resource.objects.first()
        assert person is not None
        times = free_times(house, Wish(service=service, practitioner=person), tomorrow, tomorrow).times
        taken = Occupancy.objects.filter(resource=person)
        clashes = [t for t in times if taken.filter(start_at__lt=t.end_at, end_at__gt=t.start_at).exists()]
    assert times
    assert clashes == []
    assert all(9 <= time.starts_local.hour < 17 for time in times)


def test_loading_raises_the_versions_that_the_exact_cache_believes_in(house: Tenant) -> None:
    with tenant_tx(house), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM availability_version WHERE subject IN (SELECT id FROM resources_resource)")
        assert cursor.fetchone() == (2,)


def test_other_businesses_fill_without_bookings(clock: Clock) -> None:
    other = make_business("other-1", 1)
    assert book(other, date(2026, 1, 1), date(2026, 1, 3), whole=False) == 15
    with tenant_tx(other):
        assert Occupancy.objects.count() == 15
        assert not Booking.objects.exists()


class Echo(BaseHTTPRequestHandler):
    """Answers 200 with a name to GET, and 201 with what it got to POST."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, b'{"name": "x"}')

    def do_POST(self) -> None:
        self._answer(201, self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, status: int, body: bytes) -> None:
        self.server.seen.append(body)  # type: ignore[attr-defined]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_the_load_generator_does_each_job_once_and_hands_on_what_was_said() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    job = [["GET", "/", {}, None], ["POST", "/", {}, {"say": ["$name"]}]]
    plan = {"port": server.server_port, "clients": 3, "jobs": [job] * 7}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load"], input=json.dumps(plan) + "\n",
        capture_output=True, text=True, cwd=ROOT, timeout=30, check=True,
    )  # fmt: skip
    server.shutdown()
    told = json.loads(done.stdout)
    assert told["statuses"] == {"201": 7}
    assert len(told["took"]) == 7
    assert server.seen.count(b'{"say": ["x"]}') == 7  # type: ignore[attr-defined]
    assert told["elapsed"] > 0


def test_a_booking_is_a_hold_that_is_completed_and_who_draws_does_so_once_for_all_that_came_in_one_go() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.seen = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    crowd = Listening("127.0.0.1:9", "/")

    async def book_and_draw() -> bool:
        changed = asyncio.Event()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.server_port}") as client:
            drawing = asyncio.create_task(crowd._draw(client, "/", {}, changed))
            job = [["POST", "/", {}, {"hold": "x"}], ["POST", "/", {}, {"of": "$hold"}]]
            changed.set()
            booked = await crowd._book_one(client, job)
            changed.set()
            await asyncio.sleep(0.6)
            drawing.cancel()
        return booked

    assert asyncio.run(book_and_draw())
    server.shutdown()
    assert b'{"of":"x"}' in server.seen  # type: ignore[attr-defined]
    assert crowd.statuses == {"200": 1}


def test_the_engine_is_measured_beside_the_search_of_one_kind() -> None:
    cells = {cell.key: cell for cell in engine_bench.measure(rounds=1, times=1)}
    assert cells["both"].numbers()["ratio"] is not None
    assert set(cells["both"].verdicts()) == {"ratio"}
    assert cells["found"].numbers()["ratio"] is None


def test_a_text_is_sent_as_a_form_and_anything_else_as_json() -> None:
    form, told = (encoded(["POST", "/", {}, body], 80) for body in ("a=1&b=2", {"a": 1}))
    assert form.endswith(b"\r\n\r\na=1&b=2")
    assert b"Content-Type: application/x-www-form-urlencoded\r\n" in form
    assert told.endswith(b'\r\n\r\n{"a": 1}')
    assert b"Content-Type: application/json\r\n" in told


def test_a_delay_lasts_until_the_next_telling_and_who_was_never_told_is_counted() -> None:
    crowd = Listening("127.0.0.1:9", "/")
    crowd.arrivals = [[10.1, 10.5], [10.3]]
    delays, lost = crowd.delays([10.0, 10.4])
    assert [round(delay) for delay in delays] == [100, 100, 300]
    assert lost == 1


def test_a_goal_is_met_or_not_by_the_median_of_neighbouring_ratios() -> None:
    cell = Cell("key", "a thing", 8, {"ratio": 0.4, "p95": 40.0})
    floor = Run(1.0, [1.0] * 100, {"200": 100}, 0.1, 0.0)
    for count in (50, 30, 45):
        cell.add(Run(1.0, [20.0] * count, {"200": count}, 0.1, 0.0), floor)
    assert cell.numbers()["ratio"] == 0.45
    assert cell.verdicts() == {"ratio": True, "p95": True}
    cell.goals = {"ratio": 0.46, "p95": 19.0}
    assert cell.verdicts() == {"ratio": False, "p95": False}
    assert "NOT MET" in as_text([cell])
    assert as_markdown([cell]).count("\n") == 2
