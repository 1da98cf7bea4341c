"""Form bodies with nested brackets, as Stripe's clients send them."""

import re
from typing import Any
from urllib.parse import parse_qsl

from .errors import invalid

_PARTS = re.compile(r"\[([^\[\]]*)\]")


def decode_form(text: str) -> dict[str, Any]:
    """`a[b][0]=x` becomes {"a": {"b": {"0": "x"}}}; what is a list is decided by the schema later."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=2000):
        _put(tree, name, value)
    return tree


def _put(tree: dict[str, Any], name: str, value: str) -> None:
    head, bracket, _ = name.partition("[")
    path = [head, *_PARTS.findall(name[len(head) :])]
    if bracket and head + "".join(f"[{part}]" for part in path[1:]) != name:
        raise invalid(f"Invalid parameter name: {name}", head)
    node = tree
    for part in path[:-1]:
        node = node.setdefault(_key(node, part), {})
        if not isinstance(node, dict):
            raise invalid(f"Invalid parameter: {name} is both a value and an object", head)
    node[_key(node, path[-1])] = value


def _key(node: dict[str, Any], part: str) -> str:
    """`expand[]=x` appends."""
    return part or str(len(node))
