"""Compares an answer with the annotations of the official package's classes, all the way down."""

import typing
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

import stripe

from payments.stand_in.objects import CLASSES, left_out


def differences(answer: dict[str, Any]) -> list[str]:
    """What the package's class for this object has and the answer lacks, or the other way round."""
    kind = answer["object"]
    cls = CLASSES[kind]
    hints = _hints(cls)
    absent = hints.keys() - answer.keys() - left_out(kind)
    return [f"{kind}.{name} is absent" for name in sorted(absent)] + _object(answer, cls, kind)


def _hints(cls: Any) -> dict[str, Any]:
    hints = getattr(cls, "__annotations__", {})
    return {name: hint for name, hint in hints.items() if name != "OBJECT_NAME" and not name.startswith("_")}


def _object(answer: dict[str, Any], cls: Any, path: str) -> list[str]:
    hints = _hints(cls)
    found = [f"{path}.{name} is not in the package" for name in sorted(answer.keys() - hints.keys())]
    must = {name for name, hint in hints.items() if not _accepts_null(hint)}
    found += [f"{path}.{name} is absent" for name in sorted(must - answer.keys())]
    for name in answer.keys() & hints.keys():
        found += _value(answer[name], hints[name], f"{path}.{name}")
    return found


def _accepts_null(hint: Any) -> bool:
    return type(None) in get_args(hint)


def _value(value: Any, hint: Any, path: str) -> list[str]:
    origin = get_origin(hint)
    if origin is Union:
        choices = get_args(hint)
        # Lists of words that may grow are written `Literal[…] | str`; today's words are the ones to use.
        literal = any(get_origin(choice) is Literal for choice in choices)
        tried = [_value(value, choice, path) for choice in choices if not (literal and choice is str)]
        return min(tried, key=len)
    if origin is Literal:
        return [] if value in get_args(hint) else [f"{path}: {value!r} is not one of its words"]
    if origin is list:
        return _each(value, get_args(hint)[0], path)
    if hint is type(None):
        return [] if value is None else [f"{path}: not null"]
    if isinstance(hint, ForwardRef):
        return [] if isinstance(value, dict) and "object" in value else [f"{path}: {value!r} is not an object"]
    if isinstance(hint, type) and issubclass(hint, stripe.StripeObject):
        return _object(value, hint, path) if isinstance(value, dict) else [f"{path}: not an object"]
    if hint in (str, int, bool, float):
        return [] if type(value) is hint else [f"{path}: {value!r} is not {hint.__name__}"]
    return [] if isinstance(value, dict) or hint is typing.Any else [f"{path}: {value!r} is not a {hint}"]


def _each(value: Any, item: Any, path: str) -> list[str]:
    if not isinstance(value, list):
        return [f"{path}: not a list"]
    return [line for place, each in enumerate(value) for line in _value(each, item, f"{path}[{place}]")]
