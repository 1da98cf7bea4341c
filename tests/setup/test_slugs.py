"""Addresses: made of names, never somebody else's, never one that looks like it."""

import pytest

from booking.kernel.errors import Invalid
from tenants.models import Tenant
from tenants.slugs import claim, moved_to, refusal_of, slug_of, suggested


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Åsas Fönster & Båt", "asas-fonster-bat"), ("Bærum Øre-nese-hals", "baerum-ore-nese-hals"),
        ("  Straße 7 ", "strasse-7"), ("Δ", ""), ("AB", ""), ("x" * 60, "x" * 40), ("a" * 39 + " b", "a" * 39),
    ],
)  # fmt: skip
def test_an_address_is_made_of_the_name(name, slug):
    assert slug_of(name) == slug


@pytest.mark.parametrize("slug", ["admin", "api", "ledig", "signup", "account"])
def test_what_the_house_needs_is_given_to_nobody(db, slug):
    assert refusal_of(slug)


@pytest.mark.parametrize(
    "slug", ["a", "ab", "-ab", "ab-", "a b", "Åsa", "sal/on", "sаlon", "salon\n", "a" * 41, "SALON"]
)
def test_an_address_is_of_plain_small_letters(db, slug):
    """One of them has a Cyrillic letter."""
    assert refusal_of(slug)


@pytest.mark.parametrize("slug", ["salon", "sa1on", "saIon".lower(), "sal0n", "sa-lon", "salo-n"])
def test_nobody_looks_like_somebody_else(cast, slug):
    assert refusal_of(slug)
    with pytest.raises(Invalid):
        claim(slug)


def test_m_and_rn_look_alike(cast):
    Tenant.objects.create(slug="barn", name="Barn")
    assert refusal_of("bam")
    assert not refusal_of("bar")


def test_a_taken_name_gets_a_number(cast):
    assert suggested("Salon") == "salon-2"
    Tenant.objects.create(slug="salon-2", name="x")
    assert suggested("Salon") == "salon-3"
    assert suggested("Δ") == "business"


def test_a_former_address_stays_taken_and_leads_to_the_present_one(cast):
    Tenant.objects.filter(pk=cast.gym.tenant.pk).update(former_slug="old-gym")
    assert refusal_of("old-gym")
    assert refusal_of("oldgym")
    assert moved_to("old-gym") == "gym"
    assert moved_to("salon") == ""


def test_a_business_may_look_like_itself(cast):
    assert not refusal_of("sa-lon", own=cast.salon.tenant.pk)
    assert refusal_of("gy-m", own=cast.salon.tenant.pk)
