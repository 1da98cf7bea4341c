"""Groups of clients on the public page: what they see, on which terms, and that nobody else learns of it."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from booking.bookings.models import Booking
from booking.clients.models import Group
from booking.clients.private_links import COOKIE
from booking.kernel.tokens import make_token
from booking.resources.models import ServiceLength
from tenants.tenancy import tenant_tx
from tests.cast import Cast
from tests.conftest import Clock
from tests.forging import forged
from tests.grouping import change, join, make_group
from tests.pages.keeping import become_known
from tests.pages.visitor import TUESDAY_TEN, Visitor, starts, text
from tests.tenants.faces import face

ON_TERMS = "You book on the terms for Members"
TUESDAY = {"day": "2026-11-24"}


def come_by(visitor: Visitor, group: Group) -> Visitor:
    answer = visitor.get(f"private/{group.token}/")
    assert (answer.status_code, answer["Location"]) == (303, "/salon/")
    return visitor


def slots(visitor: Visitor, token: str | None = None, day: str = "2026-11-24") -> list[dict]:
    headers = {"Private-Link": token} if token else {}
    service = visitor.house.service.code
    answer = visitor.browser.get(f"/api/v1/salon/slots?service={service}&from={day}&to={day}", headers=headers)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def everywhere(visitor: Visitor, headers: dict[str, str] | None = None) -> list[int]:
    """What each way to the service answers."""
    house, browser = visitor.house, visitor.browser
    listed = f"/salon/s/{house.service.code}/" in visitor.get("").text
    inside = f"/salon/s/{house.service.code}/" in visitor.get(f"p/{house.practitioners[0].code}/").text
    body = {"service": house.service.code, "start": TUESDAY_TEN.isoformat()}
    query = f"service={house.service.code}"
    rows = browser.get("/api/v1/salon/services", headers=headers).json()
    return [
        200 if listed else 404, 200 if inside else 404, visitor.times().status_code,
        visitor.times(month="2026-12").status_code, visitor.press().status_code,
        200 if any(row["code"] == house.service.code for row in rows) else 404,
        browser.get(f"/api/v1/salon/slots?{query}&from=2026-11-24&to=2026-11-24", headers=headers).status_code,
        browser.get(f"/api/v1/salon/slots/next?{query}", headers=headers).status_code,
        browser.post("/api/v1/salon/holds", body, content_type="application/json", headers=headers).status_code,
    ]  # fmt: skip


def test_a_service_for_chosen_groups_is_nowhere_for_others(dana: Visitor, cast: Cast):
    group = make_group(cast.salon, offered=True)
    change(cast.salon, booked_by="groups")
    assert everywhere(dana) == [404, 404, 404, 404, 404, 404, 404, 404, 400]
    assert face(dana.times()) == face(dana.get("s/NOBODY99/"))
    assert cast.salon.service.name not in dana.get("").text
    other = make_group(cast.salon, "Others")
    assert everywhere(come_by(dana, other))[:5] == [404, 404, 404, 404, 404]
    assert everywhere(come_by(dana, group), {"Private-Link": group.token}) == [
        200,
        200,
        200,
        200,
        303,
        200,
        200,
        200,
        201,
    ]


def test_existing_clients_only(dana: Visitor, cast: Cast):
    """PB7. A link proves nobody."""
    change(cast.salon, booked_by="clients")
    assert everywhere(dana) == [404, 404, 404, 404, 404, 404, 404, 404, 400]
    assert "see what is kept for existing clients" in text(dana.get(""))
    assert dana.times().status_code == 404
    come_by(dana, make_group(cast.salon, offered=True))
    assert dana.times().status_code == 404
    become_known(dana)
    assert everywhere(dana)[:5] == [200, 200, 200, 200, 303]


def test_what_is_taken_from_a_group_is_gone_for_its_members_alone(dana: Visitor, cast: Cast):
    group = make_group(cast.salon, offered=False)
    join(cast.salon, group)
    assert dana.times().status_code == 200
    become_known(dana)
    assert dana.times().status_code == 404


def test_a_private_link_opens_the_terms_until_one_leaves_them(dana: Visitor, cast: Cast):
    """PB10."""
    group = make_group(cast.salon, price=40000)
    assert "500\xa0kr" in dana.get("").text
    assert ON_TERMS not in text(dana.get(""))
    come_by(dana, group)
    for page in (
        dana.get(""),
        dana.times(),
        dana.get(f"s/{cast.salon.service.code}/"),
        dana.get(f"p/{cast.salon.practitioners[0].code}/"),
    ):
        assert ON_TERMS in text(page)
        assert "400\xa0kr" in page.text
        assert "500\xa0kr" not in page.text
        assert "no-store" in page["Cache-Control"]
    details = dana.hold()
    assert "400\xa0kr" in dana.get(details).text
    assert ON_TERMS in text(dana.get(details))
    assert (dana.booking().price, dana.booking().group_id) == (40000, group.pk)
    assert dana.post("private/leave/", {})["Location"] == "/salon/"
    assert ON_TERMS not in text(dana.get(""))
    assert "500\xa0kr" in dana.times().text
    assert "400\xa0kr" in dana.get(details).text  # frozen at the hold


def test_a_known_client_is_on_the_terms_of_their_group(dana: Visitor, cast: Cast):
    """PB11. A link that was opened on purpose comes first."""
    join(cast.salon, make_group(cast.salon, price=40000))
    assert "500\xa0kr" in dana.times().text
    become_known(dana)
    page = dana.times()
    assert "400\xa0kr" in page.text
    assert "and book" not in text(page)
    assert ON_TERMS in text(page)
    come_by(dana, make_group(cast.salon, "Friends", price=10000))
    assert "100\xa0kr" in dana.times().text
    assert "You book on the terms for Friends, by a private link." in text(dana.times())


def test_a_link_shows_no_client_and_proves_none(dana: Visitor, cast: Cast):
    join(cast.salon, make_group(cast.salon, price=40000))
    come_by(dana, make_group(cast.salon, "Friends", price=10000))
    page = text(dana.get(""))
    assert "You are known as" not in page
    assert 'value="dana@example.com"' not in dana.get(dana.hold()).text
    dana.book(TUESDAY_TEN + timedelta(hours=2))
    assert not dana.booking().client_proven


def test_notice_and_horizon_are_the_groups(dana: Visitor, cast: Cast, clock: Clock):
    early = make_group(cast.salon, notice_minutes=2 * 1440, horizon_days=30)
    far = make_group(cast.salon, "Far", notice_minutes=0, horizon_days=200)
    assert slots(dana)
    assert not slots(dana, early.token)
    assert not slots(dana, day="2027-03-02")
    assert slots(dana, far.token, "2027-03-02")
    assert starts(dana.times(**TUESDAY))
    come_by(dana, early)
    assert not [one for one in starts(dana.times(**TUESDAY)) if one.startswith("2026-11-24")]
    assert dana.press().status_code == 422


def test_no_audience_poisons_the_cache_of_another(dana: Visitor, cast: Cast):
    """Asked in turn, again and again: each sees its own prices, notice and horizon."""
    cheap = make_group(cast.salon, price=100, notice_minutes=0)
    late = make_group(cast.salon, "Late", price=200, notice_minutes=3 * 1440)
    day = "2026-11-27"
    whole = [slot["start"] for slot in slots(dana, day=day)]
    assert whole
    for _turn in range(3):
        for token, price in ((cheap.token, 100), (None, 50000), (late.token, 200)):
            found = slots(dana, token, day)
            assert {slot["price"]["amount"] for slot in found} == {price}
            assert [slot["start"] for slot in found] == whole
        assert not slots(dana, late.token)
        assert slots(dana)
        assert "100\xa0kr" not in dana.get("").text
        assert "1\xa0kr" in come_by(Visitor(cast.salon), cheap).times().text
        assert "500\xa0kr" in Visitor(cast.salon).times().text


def test_other_lengths_follow_in_proportion(dana: Visitor, cast: Cast):
    with tenant_tx(cast.salon.tenant):
        ServiceLength.objects.create(tenant=cast.salon.tenant, service=cast.salon.service, minutes=90, price=70000)
    group = make_group(cast.salon, price=40000)
    query = f"/api/v1/salon/slots?service={cast.salon.service.code}&from=2026-11-24&to=2026-11-24"
    prices = [
        dana.browser.get(f"{query}&duration={minutes}", headers={"Private-Link": group.token}).json()["results"][0][
            "price"
        ]
        for minutes in (60, 90)
    ]
    assert [price["amount"] for price in prices] == [40000, 56000]


def bad_links(cast: Cast) -> dict[str, str]:
    """Each made so that it would open something if it were not for one thing."""
    salon = cast.salon
    withdrawn, over, closed, archived = (make_group(salon, name) for name in ("Gone", "Over", "Closed", "Archived"))
    links = {"withdrawn": withdrawn.token, "over": over.token, "closed": closed.token, "archived": archived.token}
    with tenant_tx(salon.tenant):
        Group.objects.filter(pk=withdrawn.pk).update(link_version=2)
        Group.objects.filter(pk=over.pk).update(link_until_on="2026-11-22")
        Group.objects.filter(pk=closed.pk).update(link_open=False)
        Group.objects.filter(pk=archived.pk).update(active=False)
    good = make_group(salon, "Good")
    links |= {
        "another business's": make_group(cast.gym).token,
        "tampered": forged(good.token),
        "of another purpose": make_token("booking", good.pk, 1),
        "short": good.token[:-1], "too short": "Zq9", "odd": "%00", "long": "x" * 3000, "åäö": "åäö",
    }  # fmt: skip
    return links


def test_every_link_that_opens_nothing_answers_alike(dana: Visitor, cast: Cast, clock: Clock, settings):
    settings.RATE_LIMITS = False
    make_group(cast.salon, "Unknown")
    unknown = make_token("private", cast.salon.service.pk, 1)
    wanted = face(dana.get(f"private/{unknown}/"), unknown)
    api = f"/api/v1/salon/slots?service={cast.salon.service.code}&from=2026-11-24&to=2026-11-24"
    for kind, token in bad_links(cast).items():
        answer = dana.get(f"private/{token}/")
        assert answer.status_code == 404, kind
        assert face(answer, token) == wanted, kind
        assert COOKIE not in dana.browser.cookies, kind
        if token.isascii() and "%" not in token:
            assert dana.browser.get(api, headers={"Private-Link": token}).status_code == 404, kind
    assert dana.browser.get("/api/v1/salon/services", headers={"Private-Link": unknown}).status_code == 404


def test_the_last_day_is_the_business_s_own(dana: Visitor, cast: Cast, clock: Clock):
    group = make_group(cast.salon, price=40000)
    with tenant_tx(cast.salon.tenant):
        Group.objects.filter(pk=group.pk).update(link_until_on="2026-11-24")
    come_by(dana, group)
    clock.forward(days=1)
    assert ON_TERMS in text(dana.get(""))
    clock.forward(days=1)
    assert ON_TERMS not in text(dana.get(""))
    assert dana.get(f"private/{group.token}/").status_code == 404


def test_a_cookie_is_worth_as_much_as_its_link(dana: Visitor, cast: Cast):
    group, theirs = make_group(cast.salon, price=40000), make_group(cast.gym, price=40000)
    come_by(dana, group)
    good = dana.browser.cookies[COOKIE].value
    stranger = Browser()
    stranger.cookies["ledig_language"] = "en"
    stranger.cookies[COOKIE] = good  # a browser would not even send it there
    assert ON_TERMS not in stranger.get("/gym/").text
    assert "400\xa0kr" not in stranger.get("/gym/").text
    salt = f"{COOKIE}|{cast.salon.tenant.pk}"
    for wrong in (
        "",
        "x",
        good[:-1],
        signing.dumps([str(theirs.pk), 1], salt=salt),
        signing.dumps([str(group.pk), 1]),
    ):
        dana.browser.cookies[COOKIE] = wrong
        assert "400\xa0kr" not in dana.get("").text
    dana.browser.cookies[COOKIE] = good
    assert "400\xa0kr" in dana.get("").text
    with tenant_tx(cast.salon.tenant):
        Group.objects.filter(pk=group.pk).update(link_version=2)
    assert "400\xa0kr" not in dana.get("").text


def test_a_changed_group_changes_no_booking_that_stands(dana: Visitor, cast: Cast):
    group = make_group(cast.salon, price=40000)
    come_by(dana, group).book()
    with tenant_tx(cast.salon.tenant):
        group.terms.update(price=1, offered=False)
        Group.objects.filter(pk=group.pk).update(active=False, link_open=False)
        booking = Booking.objects.get()
    assert (booking.price, booking.group_id) == (40000, group.pk)
    assert dana.get(f"b/{booking.manage_token}/").status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])
def test_without_groups_the_page_costs_no_query_more(dana: Visitor, cast: Cast):
    """And with them a stranger costs none more; nor does who came by a link."""

    def asked(visitor: Visitor) -> tuple[int, ...]:
        counts = []
        for look in (lambda: visitor.get(""), visitor.times):
            look()
            with CaptureQueriesContext(connection) as seen:
                assert look().status_code == 200
            counts.append(len(seen))
        return tuple(counts)

    before = asked(dana)
    group = make_group(cast.salon, price=40000)
    assert asked(dana) == before
    assert asked(come_by(dana, group)) == before
