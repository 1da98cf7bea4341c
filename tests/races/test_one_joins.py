"""One invitation, opened in two browsers at the same moment: one login, one member, one calendar."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import httpx
import pytest

from booking.resources.models import Resource
from tenants.models import Event, Invitation, Membership, User
from tenants.tenancy import tenant_tx
from tests.cast import Cast

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ROUNDS = 6


def test_of_two_who_open_the_same_invitation_one_joins(web: str, houses: Cast):
    tenant = houses.salon.tenant
    for number in range(ROUNDS):
        email = f"n{number}@new.example"
        with tenant_tx(tenant):
            made = Invitation.objects.create(
                tenant=tenant, email=email, role="practitioner", language="en", calendar="new",
                invited_by=houses.alice, expires_at=datetime(2026, 11, 30, tzinfo=UTC) + timedelta(days=1),
            )  # fmt: skip
        address = f"{web}/salon/join/{made.token}/"
        browsers = [httpx.Client(timeout=60) for _each in range(2)]
        forms = [(browser, TOKEN.findall(browser.get(address).text)[0]) for browser in browsers]
        gate = Barrier(2)

        def send(form: tuple[httpx.Client, str], address: str = address, gate: Barrier = gate) -> int:
            browser, token = form
            given = {"csrfmiddlewaretoken": token, "name": "Nina", "password": "quite a long word"}
            gate.wait()
            return browser.post(address, data=given, headers={"Referer": address}).status_code

        with ThreadPoolExecutor(2) as crowd:
            told = list(crowd.map(send, forms))
        for browser in browsers:
            browser.close()
        assert set(told) <= {303, 404, 409}, told
        user = User.objects.get(email=email)
        member = Membership.objects.get(tenant=tenant, user=user)
        with tenant_tx(tenant):
            assert Event.objects.filter(type="member.joined", subject_id=member.pk).count() == 1
            assert Resource.objects.filter(member=member).count() == 1
