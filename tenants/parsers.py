"""JSON as the contract means it: no duplicate keys, no NaN, no NUL, no lone surrogates, no bottomless nesting."""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from booking.kernel.plain import storable

DEEPEST = 12
MOST_BRACKETS = 10_000


class TooLarge(APIException):
    status_code = 413
    default_detail = _("The body is too large.")
    default_code = "invalid"


class JSONAlways(DefaultContentNegotiation):
    """Programs get JSON whatever they say they accept: a refusal about `Accept` helps nobody."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, str(first.media_type)


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        value = _loaded(body)
        _inspect(value, 0)
        if not isinstance(value, dict):
            raise ParseError(_("The body must be a JSON object."))
        return value


def _loaded(body: bytes) -> Any:
    try:
        if body.count(b"[") + body.count(b"{") > MOST_BRACKETS:
            raise RecursionError
        return json.loads(
            body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse, parse_float=_finite
        )  # fmt: skip
    except RecursionError as problem:
        raise ParseError(_("The JSON is nested too deeply.")) from problem
    except (UnicodeDecodeError, ValueError) as problem:
        raise ParseError(_("This is not valid JSON in UTF-8.")) from problem


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("duplicate key")
    return made


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(digits)
    return number


def _inspect(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise ParseError(_("The JSON is nested too deeply."))
    if isinstance(value, str):
        if not storable(value):
            raise ParseError(_("The text holds characters that cannot be stored."))
    elif isinstance(value, dict):
        for name, inner in value.items():
            _inspect(name, depth)
            _inspect(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _inspect(inner, depth + 1)
