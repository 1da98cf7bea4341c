"""The product with a guard taken out, for the controls that must go wrong. There is no such switch in the product."""

import os
from collections.abc import Iterable
from uuid import UUID

from booking.wsgi import application  # isort: split

from booking.availability import claiming
from booking.bookings import locking, phoning
from booking.bookings.models import Booking
from booking.clients.services import Contact
from booking.resources.setup import member_forms, members
from payments import checkout
from tenants.models import Membership
from tenants.setup import membership


def ask_nothing(_booking: Booking, _contact: Contact) -> None:
    """In the place of `_must_be_theirs`."""


def lock_nothing(_ids: Iterable[UUID]) -> None:
    """In the place of `lock_resources`."""


def let_everybody_in(_member: Membership) -> None:
    """In the place of `_one_at_a_time`."""


def believe(by: Membership) -> Membership:
    """In the place of `lock_people`."""
    return by


if os.environ["UNGUARDED"] == "people":
    membership.lock_people = members.lock_people = member_forms.lock_people = believe
if os.environ["UNGUARDED"] == "locks":
    claiming.lock_resources = lock_nothing
    locking.lock_resources = lock_nothing
if os.environ["UNGUARDED"] == "contact":
    checkout._must_be_theirs = ask_nothing
if os.environ["UNGUARDED"] == "clicks":
    phoning._one_at_a_time = let_everybody_in

__all__ = ["application"]
