"""Which parameters Stripe takes: read from the official package's typed params, never listed by hand."""

import re
import sys
import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from stripe import RequestOptions
from typing_extensions import get_type_hints, is_typeddict

from .errors import RefusedParamError, invalid

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_CALL_OPTIONS = frozenset(RequestOptions.__annotations__)  # headers of the call, not parameters


@cache
def fields_of(schema: Any) -> dict[str, Any]:
    """The parameters of one typed-params class, with their types."""
    names = vars(sys.modules[RequestOptions.__module__]) | vars(sys.modules[schema.__module__])
    hints = get_type_hints(schema, globalns=names, localns={"StripeContext": str})
    return {name: hint for name, hint in hints.items() if name not in _CALL_OPTIONS}


def validate(tree: dict[str, Any], schema: Any) -> dict[str, Any]:
    """The decoded form as typed values; raises RefusedParamError for whatever the schema does not have."""
    return _object(tree, schema, "")


def _object(tree: dict[str, Any], schema: Any, path: str) -> dict[str, Any]:
    known = fields_of(schema)
    for name in tree:
        if name not in known:
            where = _join(path, name)
            raise invalid(f"Received unknown parameter: {where}", where, "parameter_unknown")
    for name in sorted(schema.__required_keys__ - _CALL_OPTIONS - tree.keys()):
        where = _join(path, name)
        raise invalid(f"Missing required param: {where}.", where, "parameter_missing")
    return {name: _value(value, known[name], _join(path, name)) for name, value in tree.items()}


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _value(value: Any, hint: Any, path: str) -> Any:
    origin = get_origin(hint)
    if origin is Union or origin is types.UnionType:
        return _union(value, _closed(get_args(hint)), path)
    if origin is Literal:
        if value not in get_args(hint):
            choices = ", ".join(str(choice) for choice in get_args(hint))
            raise invalid(f"Invalid {path}: must be one of {choices}", path)
        return value
    if origin is list:
        return _list(value, get_args(hint)[0], path)
    if is_typeddict(hint):
        if not isinstance(value, dict):
            raise invalid(f"Invalid object: {path}", path, "parameter_invalid_object")
        return _object(value, hint, path)
    if hint in _SCALARS:
        return _SCALARS[hint](value, path)
    return _map(value, path)


def _closed(choices: tuple[Any, ...]) -> list[Any]:
    """The package writes `Literal[a, b] | str` for lists that may grow; Stripe takes only a or b today."""
    literal = any(get_origin(choice) is Literal and get_args(choice) != ("",) for choice in choices)
    return [choice for choice in choices if not (literal and choice is str)]


def _union(value: Any, choices: list[Any], path: str) -> Any:
    refusals: list[RefusedParamError] = []
    for choice in choices:
        try:
            return _value(value, choice, path)
        except RefusedParamError as refusal:
            refusals.append(refusal)
    # The refusal deepest in the tree says most about what was wrong.
    raise max(refusals, key=lambda refusal: len(str(refusal.error.get("param"))))


def _list(value: Any, item: Any, path: str) -> list[Any]:
    if value == "":
        return []
    if not isinstance(value, dict) or not all(key.isdigit() for key in value):
        raise invalid(f"Invalid array: {path}", path)
    ordered = sorted(value.items(), key=lambda pair: int(pair[0]))
    return [_value(each, item, f"{path}[{index}]") for index, each in ordered]


def _map(value: Any, path: str) -> dict[str, str]:
    """Free key-value pairs (metadata): one level of strings."""
    if not isinstance(value, dict):
        raise invalid(f"Invalid hash: {path}", path)
    return {key: _text(each, f"{path}[{key}]") for key, each in value.items()}


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {path}", path)
    return value


def _integer(value: Any, path: str) -> int:
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise invalid(f"Invalid integer: {value}", path, "parameter_invalid_integer")
    return int(value)


def _boolean(value: Any, path: str) -> bool:
    if value not in ("true", "false"):
        raise invalid(f"Invalid boolean: {value}", path)
    return bool(value == "true")


_SCALARS = {str: _text, int: _integer, bool: _boolean}
