"""The shapes of services and slots, as the schema tells them. Answers are made by hand; these only describe."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_serializer
from rest_framework import serializers

from booking.resources.models import Asks, Mode
from tenants.serializers import MoneyShape, Named

WISH_PARAMETERS = [
    OpenApiParameter("service", str, required=True, description="The code of a service."),
    OpenApiParameter("practitioner", str, description="The code of a practitioner. Without it: any who is free."),
    OpenApiParameter("location", str, description="The code of a place."),
    OpenApiParameter("mode", str, enum=Mode.values, description="How to meet."),
    OpenApiParameter("duration", int, description="One of the service's `durations`, in minutes."),
]
DAY_PARAMETERS = [
    OpenApiParameter("from", str, required=True, pattern=r"^\d{4}-\d\d-\d\d$", description="The first day."),
    OpenApiParameter(
        "to",
        str,
        required=True,
        pattern=r"^\d{4}-\d\d-\d\d$",
        description="The last day; at most 62 days, both included.",
    ),
]
A_SLOT = {
    "start": "2027-03-01T09:00:00+01:00",
    "end": "2027-03-01T09:50:00+01:00",
    "practitioner": None,
    "location": {"code": "K7M2Q9XT", "name": "Storgatan 1"},
    "modes": ["on_site", "video"],
    "price": {"amount": 100000, "currency": "SEK"},
}


class QuestionShape(serializers.Serializer):
    code = serializers.CharField(help_text="Under it the answer is sent when booking.")
    text = serializers.CharField()
    kind = serializers.ChoiceField(Asks.values)
    required = serializers.BooleanField()  # type: ignore[assignment]
    choices = serializers.ListField(child=serializers.CharField(), help_text="With the kind `choice`: one of them.")


class FormShape(serializers.Serializer):
    questions = QuestionShape(many=True, help_text="In the order in which they are asked.")


class ServiceShape(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    duration_minutes = serializers.IntegerField(allow_null=True, help_text="The usual length.")
    durations = serializers.ListField(child=serializers.IntegerField(), help_text="All lengths on offer, in minutes.")
    price = MoneyShape(help_text="The least for the usual length; a slot says its own.")
    modes = serializers.ListField(child=serializers.ChoiceField(Mode.choices))
    practitioners = Named(many=True)
    locations = Named(many=True)
    approval = serializers.BooleanField(help_text="Whether a booking is `requested` first, until the business answers.")
    form = FormShape(allow_null=True, help_text="Questions to answer when booking; null: none.")


class SlotShape(serializers.Serializer):
    """With no practitioner named, `practitioner` is null: a free one is chosen at the hold, fairly. `location` is null
    when the same time is free at several places and none was named."""

    start = serializers.DateTimeField(help_text="RFC 3339 with the offset of the place.")
    end = serializers.DateTimeField()
    practitioner = Named(allow_null=True)
    location = Named(allow_null=True)
    modes = serializers.ListField(child=serializers.ChoiceField(Mode.choices))
    price = MoneyShape()


@extend_schema_serializer(
    examples=[OpenApiExample("Free times", {"timezone": "Europe/Stockholm", "results": [A_SLOT]}, response_only=True)]
)
class SlotsShape(serializers.Serializer):
    timezone = serializers.CharField(help_text="The zone in which days are counted.")
    results = SlotShape(many=True, help_text="Sorted by start.")
