"""What a new business begins with besides names, prices and hours, and what it is asked for."""

from datetime import date

import pytest

from booking.availability.catalogue import current
from booking.availability.models import Closure
from booking.resources.models import Resource, Service
from tenants.tenancy import tenant_tx
from tests.setup.test_sign_up import CODE, newcomer, sign_up


def test_nobody_is_booked_on_christmas_day_by_oversight(cast):
    tenant = sign_up(kind="therapy", country="NO", business="Ro og rom")
    with tenant_tx(tenant):
        closed = dict(Closure.objects.values_list("from_on", "name"))
    assert closed[date(2026, 12, 25)] == "Første juledag"
    assert {date(2027, 1, 1), date(2027, 5, 17)} <= set(closed)
    assert min(closed) > date(2026, 11, 23)


def test_who_meets_by_video_is_asked_where(cast):
    browser, asked = newcomer(), "Add the link to your video room"
    tenant = sign_up(browser, kind="therapy", business="Ro")
    start = f"/{tenant.slug}/desk/start/"
    assert asked in [step.name for step, _url, done in browser.get(start).context["steps"] if not done]
    with tenant_tx(tenant):
        Resource.objects.update(video_url="https://video.example/ro")
    assert asked in [step.name for step, _url, done in browser.get(start).context["steps"] if done]
    with tenant_tx(tenant):
        Service.objects.update(modes=["on_site"])
    assert asked not in browser.get(start).text


def test_who_comes_back_with_a_code_that_is_over_is_told_so(cast):
    browser = newcomer()
    assert "That code has run out." in browser.get(CODE, follow=True).text
    sign_up(browser)
    assert "run out" not in browser.get(CODE, follow=True).text


@pytest.mark.parametrize(
    ("kind", "country", "rates"),
    [("salon", "SE", {2500}), ("salon", "NO", {2500}), ("salon", "FI", {2550}), ("salon", "DE", {0}),
     ("clinic", "SE", {0}), ("therapy", "NO", {0}), ("courses", "NO", {0}), ("other", "SE", {0})],
)  # fmt: skip
def test_tax_is_written_where_it_is_plain(cast, kind, country, rates):
    tenant = sign_up(kind=kind, country=country, business=f"Nytt {kind} {country}")
    with tenant_tx(tenant):
        assert set(Service.objects.values_list("tax_rate", flat=True)) == rates


def test_colour_works_while_somebody_else_is_cut(cast):
    """The stylist begins it, is free while it takes effect, and finishes it."""
    tenant = sign_up()
    with tenant_tx(tenant):
        colour = Service.objects.get(name="Färgning")
        [length] = current(tenant).lengths(colour)
        ends = colour.processing_after + colour.processing_minutes
        assert 0 < colour.processing_after < ends < length.minutes
        assert not Service.objects.exclude(pk=colour.pk).exclude(processing_minutes=0).exists()
