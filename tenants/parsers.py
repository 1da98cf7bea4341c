"""JSON as the contract means it: no duplicate keys, no NaN, no NUL, no lone surrogates, no bottomless nesting."""

import json
from typing import Any, NoReturn

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

DEEPEST = 12


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            text = stream.read().decode("utf-8")
            if text.count("[") + text.count("{") > 10_000:
                raise ParseError("The JSON is nested too deeply.")
            value = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse, parse_float=_finite)
        except (UnicodeDecodeError, ValueError, RecursionError) as problem:
            raise ParseError("This is not valid JSON in UTF-8.") from problem
        _inspect(value, 0)
        if not isinstance(value, dict):
            raise ParseError("The body must be a JSON object.")
        return value


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
        raise ParseError("The JSON is nested too deeply.")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= mark <= "\udfff" for mark in value):
            raise ParseError("The text holds characters that cannot be stored.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _inspect(name, depth)
            _inspect(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _inspect(inner, depth + 1)
