"""What programs send about holds and bookings, and the shapes that they get, for the schema."""

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from booking.availability.serializers import A_SLOT
from booking.bookings.models import Status
from booking.resources.models import Mode
from tenants.serializers import Choice, Code, Line, Moment, MoneyShape, Named, StrictSerializer, Whole

A_HOLD = A_SLOT | {"practitioner": {"code": "P3RXW8NE", "name": "Alice"}, "mode": "on_site"}
A_HOLD.pop("modes")


class WishedTime(StrictSerializer):
    """A time for a service, and what matters besides."""

    service = Code(help_text="The code of a service.")
    start = Moment(help_text="The `start` of a slot.")
    practitioner = Code(required=False, help_text="Without it a free one is chosen, fairly.")
    location = Code(required=False, help_text="The code of a place.")
    mode = Choice(Mode.choices, required=False, help_text="How to meet.")
    duration = Whole(required=False, min_value=1, max_value=1440, help_text="Minutes.")


@extend_schema_serializer(
    examples=[OpenApiExample("Hold a time", {"service": "M4K8T2QZ", "start": A_SLOT["start"]}, request_only=True)]
)
class HoldBody(WishedTime):
    pass


class MoveBody(StrictSerializer):
    start = Moment(help_text="The `start` of a slot.")
    practitioner = Code(required=False, help_text="Another one than before.")


class CancellationBody(StrictSerializer):
    reason = Line(required=False, allow_blank=True, max_length=300)


@extend_schema_serializer(
    examples=[
        OpenApiExample("Yes, with a word", {"word": "Welcome. Please come five minutes early."}, request_only=True)
    ]
)
class AnswerBody(StrictSerializer):
    """The answer to what a client has asked for; which one it is, the address says."""

    word = Line(required=False, allow_blank=True, max_length=300, help_text="A word to the client, who is told.")


class AgreedShape(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    practitioner = Named()
    location = Named()
    mode = serializers.ChoiceField(Mode.choices)
    price = MoneyShape()


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Held for ten minutes",
            {"hold": "Ae0…", "held_until": "2027-02-27T14:10:00+01:00", **A_HOLD},
            response_only=True,
        )
    ]
)
class HoldShape(AgreedShape):
    hold = serializers.CharField(help_text="A token. Whoever has it may complete or release the hold.")
    held_until = serializers.DateTimeField()


class ContactShape(serializers.Serializer):
    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)


class BookingShape(AgreedShape):
    code = serializers.CharField()
    status = serializers.ChoiceField(Status.choices)
    service = Named()
    channel = serializers.CharField()
    client = ContactShape(help_text="The contact that messages go to.")
    paid = MoneyShape(help_text="Captured minus given back.")
    manage_url = serializers.CharField(required=False, help_text="The client's own page; not told to keys afterwards.")


class PolicyShape(serializers.Serializer):
    """What moving or cancelling would lead to now."""

    allowed = serializers.BooleanField()
    outcome = serializers.ChoiceField(["free", "late", "over", "not_standing"])
    free_until = serializers.DateTimeField()
    refund = MoneyShape(help_text="What cancelling would give back.")
