"""What programs send to complete a hold or to book directly, and what they get."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from booking.bookings.models import Channel, Paying
from booking.bookings.serializers import BookingShape, WishedTime
from booking.kernel.phones import international
from tenants.serializers import Choice, Code, Email, Line, MoneyShape, StrictSerializer, Text


class Name(Line):
    default_error_messages = {"unseen": _("A name has letters that can be seen.")}

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if not any(letter.isprintable() and not letter.isspace() for letter in name):
            self.fail("unseen")
        return name


class Phone(Line):
    """Becomes the international form; without a prefix it is a number of the business's country (`context`)."""

    default_error_messages = {"unknown": _("This does not look like a phone number.")}

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        number = international(text, self.context.get("country", "SE")) if text else ""
        if number is None:
            self.fail("unknown")
        return number


class LowerEmail(Email):
    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).lower()


class ClientBody(StrictSerializer):
    name = Name(max_length=120)
    email = LowerEmail(max_length=254)
    phone = Phone(max_length=32, required=False, allow_blank=True)


class DirectClientBody(ClientBody):
    email = LowerEmail(max_length=254, required=False, allow_blank=True)


@extend_schema_field(
    {"type": "object", "additionalProperties": {"anyOf": [{"type": "string", "maxLength": 2000}, {"type": "boolean"}]}}
)
class AnswersBody(serializers.Field):
    """Answers by the codes of their questions. Whether the service asks them, and takes such answers, is for the verb
    to say (`bookings.answers`)."""

    default_error_messages = {
        "shape": _("Answers by the code of their question: texts, and true or false for a yes or no."),
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict) or not all(isinstance(said, str | bool) for said in data.values()):
            self.fail("shape")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class NoCode(Text):
    """There are no discounts yet."""

    default_error_messages = {"unknown": _("Unknown code.")}

    def to_internal_value(self, data: Any) -> str:
        super().to_internal_value(data)
        self.fail("unknown")


@extend_schema_field({"oneOf": [{"type": "string", "description": "A client's code"}, {"type": "object"}]})
class SomeClient(serializers.Field):
    """A client's code, or the details of somebody."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            return Code().run_validation(data)
        details = DirectClientBody(data=data, context=self.context)
        details.is_valid(raise_exception=True)
        return details.validated_data

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Pay on site",
            {"hold": "Ae0…", "client": {"name": "Dana", "email": "dana@example.com"}, "payment": "on_site"},
            request_only=True,
        )
    ]
)
class CheckoutBody(StrictSerializer):
    hold = Text(max_length=100, help_text="The token of the hold.")
    client = ClientBody(help_text="`name`, `email` and perhaps `phone`.")
    payment = Choice([Paying.ONLINE, Paying.ON_SITE], required=False, help_text="Without it: on site where possible.")
    answers = AnswersBody(
        required=False,
        help_text="To the questions of the service's `form`, by their `code`: a text, for `choice` one of its choices, "
        "for `yes_no` true or false. What is `required` must be answered. No call gives answers back.",
    )
    discount_code = NoCode(max_length=40, required=False, help_text="There are none yet.")


class DirectBody(WishedTime):
    """With a key: booked at once for a client."""

    client = SomeClient(help_text="A client's code, or `name` and perhaps `email` and `phone`.")
    channel = Choice(Channel.choices, required=False, help_text="How the client asked.")
    answers = AnswersBody(required=False, help_text="As when a hold is completed, but none of them must be answered.")


class PaymentShape(serializers.Serializer):
    """What Stripe's payment field needs."""

    client_secret = serializers.CharField()
    publishable_key = serializers.CharField()
    account = serializers.CharField(
        allow_blank=True, help_text="The business's Stripe account; empty: none of its own."
    )
    amount = MoneyShape()


class MadeShape(BookingShape):
    payment = PaymentShape(allow_null=True)
