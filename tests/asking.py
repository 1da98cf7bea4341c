"""Questions of the salon's service, for the tests."""

from booking.bookings.answers import Answer, answers_of
from booking.bookings.models import Booking
from booking.resources.models import Question
from tenants.tenancy import tenant_tx
from tests.cast import House

SECRET = "CANARY-answer: allergic to nuts"


def ask(house: House, text: str = "Allergies?", asks: str = "short", *choices: str, required: bool = True) -> str:
    """The code of one more question."""
    with tenant_tx(house.tenant):
        question = Question.objects.create(
            tenant=house.tenant, service=house.service, text=text, asks=asks, choices=list(choices), required=required,
            position=Question.objects.filter(service=house.service).count(),
        )  # fmt: skip
    return question.code


def told(house: House) -> list[Answer]:
    """The answers of the newest booking."""
    with tenant_tx(house.tenant):
        return answers_of(Booking.objects.order_by("-created_at", "-pk")[0])
