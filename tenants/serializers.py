"""What programs may send: the named fields and no others, each of exactly its type; and shapes that answers share."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from booking.kernel.clock import YEARS, on_a_minute

RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class StrictSerializer(serializers.Serializer):
    """Unknown fields are refused, by name, together with whatever else is wrong."""

    def to_internal_value(self, data: Any) -> Any:
        known = {field.field_name for field in self._writable_fields}
        names = [name for name in data if name not in known] if isinstance(data, Mapping) else []
        errors: dict[str, Any] = {name[:60]: [_("Unknown field.")] for name in names[:20]}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as problem:
            detail = problem.detail
            raise serializers.ValidationError({**errors, **detail} if isinstance(detail, dict) else detail) from None
        if errors:
            raise serializers.ValidationError(errors)
        return value


class Text(serializers.CharField):
    """A JSON string, and nothing that could be read as one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Code(Text):
    """The public code of something."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)


class Line(Text):
    """Text on one line: runs of white space, line breaks among them, become one blank."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(" ".join(data.split()) if isinstance(data, str) else data)


class Email(serializers.EmailField):
    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A JSON integer; neither a string of digits nor a boolean."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class Choice(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=type(data).__name__)
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.DATETIME)
class Moment(serializers.Field):
    """RFC 3339 with an offset, on a whole minute; becomes an aware UTC time."""

    default_error_messages = {
        "invalid": _("A time in RFC 3339 with an offset, such as 2027-03-01T09:00:00+01:00."),
        "minute": _("A booking starts on a whole minute."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str) or not RFC3339.fullmatch(data):
            self.fail("invalid")
        try:
            moment = datetime.fromisoformat(data.upper())
        except ValueError:
            self.fail("invalid")
        if moment.year not in YEARS:
            self.fail("invalid")
        on_minute = on_a_minute(moment)
        if on_minute is None:
            self.fail("minute")
        return on_minute

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


class MoneyShape(serializers.Serializer):
    """Minor units: 90000 SEK is nine hundred crowns."""

    amount = serializers.IntegerField()
    currency = serializers.CharField(min_length=3, max_length=3)


class Named(serializers.Serializer):
    """Something with a public code and a name."""

    code = serializers.CharField()
    name = serializers.CharField()
