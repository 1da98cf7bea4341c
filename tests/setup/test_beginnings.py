"""What a new business begins with besides services and hours, and what it is asked for."""

from datetime import date

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
