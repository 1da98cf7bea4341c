"""The logo of a business and the photo of somebody who works there: chosen, replaced, taken away, and seen at once."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from booking.availability.catalogue import current
from booking.kernel.images import MOST_BYTES
from booking.resources.models import Resource
from tenants.models import Event, Picture, Tenant
from tenants.tasks import forget_old
from tenants.tenancy import tenant_tx
from tests.picturing import picture
from tests.setup.people import stranger

BUSINESS = "/salon/desk/settings/business/"
SHOWN = re.compile(r'src="(/salon/pictures/[0-9a-f-]{36}\.webp)"')
UNDO = re.compile(r'name="undo" value="([^"]+)"')
PNG = picture("PNG", 600, 300)
OTHER = picture("JPEG", 500, 500, "maroon")

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "relay"])


def file(data: bytes = PNG, name: str = "logo.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def given(browser: Any, page: str, **changed: Any) -> dict[str, Any]:
    """What the form of the page would send, without a file."""
    form = browser.get(page).context["form"]
    boxes = {name for name in form.fields if form[name].widget_type == "checkbox"}
    typed = {name: str(form[name].value() or "") for name in form.fields if name not in boxes | {"logo", "photo"}}
    return typed | {name: "on" for name in boxes if form[name].value()} | changed


@pytest.fixture
def person(cast: Any) -> str:
    return f"/salon/desk/settings/practitioners/{cast.salon.practitioners[1].code}/"


def pictures(cast: Any) -> int:
    with tenant_tx(cast.salon.tenant):
        return Picture.objects.count()


def seen(path: str = "/salon/") -> list[str]:
    """The addresses of the pictures on a page for everybody."""
    return SHOWN.findall(stranger().get(path).text)


def test_a_logo_stands_on_every_page_at_once_and_can_be_taken_away(alice, cast):
    assert seen() == []
    answer = alice.post(BUSINESS, given(alice, BUSINESS, logo=file()), follow=True)
    assert "Saved." in answer.text
    assert "Last changed by Alice" in answer.text
    (url,) = seen()
    assert seen(f"/salon/s/{cast.salon.service.code}/") == [url]
    assert 'width="88" height="44"' in stranger().get("/salon/").text
    assert alice.post(BUSINESS, given(alice, BUSINESS, no_logo="on")).status_code == 303
    assert seen() == []
    row = Tenant.objects.get(pk=cast.salon.tenant.pk)
    assert (row.logo_id, row.logo_width) == (None, 0)


def test_a_photo_stands_wherever_somebody_can_be_chosen(alice, cast, person):
    assert alice.post(person, given(alice, person, photo=file())).status_code == 303
    code, service = cast.salon.practitioners[1].code, cast.salon.service.code
    (url,) = seen()
    assert seen(f"/salon/p/{code}/") == seen(f"/salon/s/{service}/?choose=1") == [url]
    for path in ("/salon/", f"/salon/p/{code}/", f"/salon/s/{service}/?choose=1"):
        (tag,) = re.findall(rf'<img[^>]+src="{re.escape(url)}"[^>]*>', stranger().get(path).text)
        assert 'alt=""' in tag  # the name stands beside it
    assert url in alice.get("/salon/desk/settings/practitioners/").text
    assert alice.post(person, given(alice, person, photo=file(OTHER))).status_code == 303
    (now,) = seen()
    assert now != url
    assert alice.post(person, given(alice, person, no_photo="on")).status_code == 303
    assert seen() == []


def test_a_new_picture_raises_the_version_of_the_rules(alice, cast, person):
    """Pages are kept by it."""
    with tenant_tx(cast.salon.tenant):
        before = current(cast.salon.tenant).version
    alice.post(person, given(alice, person, photo=file()))
    with tenant_tx(cast.salon.tenant):
        assert current(cast.salon.tenant).version > before


def test_pictures_cost_the_page_no_query(alice, cast, person):
    def asked() -> int:
        stranger().get("/salon/")
        with CaptureQueriesContext(connection) as queries:
            stranger().get("/salon/")
        return len(queries)

    before = asked()
    alice.post(person, given(alice, person, photo=file()))
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    assert len(seen()) == 2
    assert asked() == before


def test_a_picture_is_served_for_ever_and_as_nothing_else(alice, cast):
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    (url,) = seen()
    answer = stranger().get(url)
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"] == 'inline; filename="picture.webp"'
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    image = Image.open(BytesIO(answer.content))
    assert (image.format, image.size) == ("WEBP", (352, 176))
    assert stranger().head(url).status_code == 200
    assert stranger().post(url).status_code == 405


def test_another_business_picture_looks_like_none(alice, cast):
    """T01: also the same picture is another one in another house."""
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    (url,) = seen()
    assert stranger().get(url.replace("/salon/", "/gym/")).status_code == 404
    assert stranger().get("/salon/pictures/00000000-0000-4000-8000-000000000000.webp").status_code == 404
    assert stranger().get("/salon/pictures/1.webp").status_code == 404


def test_the_database_lets_nobody_show_another_business_picture(alice, cast, person):
    """T02."""
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    theirs = Tenant.objects.get(pk=cast.salon.tenant.pk).logo_id
    with tenant_tx(cast.gym.tenant):
        with pytest.raises(DatabaseError), transaction.atomic():
            Tenant.objects.filter(pk=cast.gym.tenant.pk).update(logo=theirs)
        with pytest.raises(DatabaseError), transaction.atomic():
            Resource.objects.filter(pk=cast.gym.practitioners[0].pk).update(photo=theirs)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg onload=alert(1)>", "This is no picture that we can show"),
        (PNG[:200], "broken or not whole"),
        (b"", "The file is empty"),
        (b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "too large: 8 MB at most"),
        (picture("PNG", 400, 20), "at least 32 pixels"),
    ],
    ids=["svg", "half", "empty", "large", "small"],
)
def test_what_is_no_picture_is_refused_and_everything_typed_is_kept(alice, cast, data, words):
    """I02; by what is in it, whatever it calls itself."""
    answer = alice.post(BUSINESS, given(alice, BUSINESS, line="Almost lost", logo=file(data)))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="Almost lost"' in answer.text
    assert pictures(cast) == 0
    assert seen() == []


def test_a_good_picture_beside_a_mistake_is_asked_for_again(alice, cast):
    answer = alice.post(BUSINESS, given(alice, BUSINESS, email="no address", logo=file()))
    assert answer.status_code == 422
    assert "Choose the picture again" in answer.text
    assert pictures(cast) == 0


def test_a_file_on_any_other_page_is_passed_over(alice, cast):
    page = "/salon/desk/settings/identity/"
    answer = alice.post(page, given(alice, page, logo=file(b"x" * 100_000)))
    assert answer.status_code == 303
    assert alice.post(BUSINESS, given(alice, BUSINESS, logo=[file(), file()])).status_code == 400
    assert alice.post(BUSINESS, given(alice, BUSINESS, photo=file())).status_code == 422


def test_what_is_far_too_large_is_not_read(alice, cast):
    answer = alice.generic(
        "POST", BUSINESS, b"--x\r\n", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(40 * 1024 * 1024)
    )
    assert answer.status_code == 413


def test_the_log_tells_that_and_not_what(alice, cast, person):
    alice.post(person, given(alice, person, photo=file(), title="Naprapat"))
    with tenant_tx(cast.salon.tenant):
        (event,) = Event.objects.filter(type="practitioner.changed")
    assert event.data["changed"] == {"title": ["", "Naprapat"], "photo": None}
    assert "Photo: changed" in alice.get("/salon/desk/settings/log/").text


def test_undo_brings_the_former_picture_back(alice, cast):
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    first = seen()
    answer = alice.post(BUSINESS, given(alice, BUSINESS, logo=file(OTHER)), follow=True)
    assert seen() != first
    alice.post("/salon/desk/undo/", {"undo": UNDO.search(answer.text).group(1)})
    assert seen() == first
    assert Tenant.objects.get(pk=cast.salon.tenant.pk).logo_width == 88


def test_whoever_comes_second_is_told_and_sees_both(alice, cast):
    old = given(alice, BUSINESS)
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    answer = alice.post(BUSINESS, old | {"logo": file(OTHER)})
    assert answer.status_code == 409
    assert "a picture" in answer.text
    assert len(seen()) == 1


def test_the_same_picture_twice_is_one(alice, cast):
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    assert pictures(cast) == 1
    with tenant_tx(cast.salon.tenant):
        assert Event.objects.filter(type="business.changed").count() == 1


def test_a_picture_that_nobody_shows_is_forgotten_after_a_day(alice, cast, person):
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    alice.post(person, given(alice, person, photo=file(OTHER)))
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file(OTHER)))
    with tenant_tx(cast.salon.tenant):
        (logo, photo) = seen()
        assert Picture.objects.count() == 3
        forget_old()
        assert Picture.objects.count() == 3
        first = Picture.objects.earliest("created_at")
        Picture.objects.update(created_at=first.created_at - timedelta(days=2))
    forget_old()
    assert pictures(cast) == 2
    assert stranger().get(logo).status_code == stranger().get(photo).status_code == 200


def test_the_preview_shows_the_logo_until_it_is_ticked_away(alice, cast):
    alice.post(BUSINESS, given(alice, BUSINESS, logo=file()))
    (url,) = seen()
    assert url in alice.get(BUSINESS + "preview/", {"name": "A"}).text
    assert url not in alice.get(BUSINESS + "preview/", {"name": "A", "no_logo": "on"}).text
