"""A part of a page that is the same for everybody, rendered once for each state of the data."""

import secrets
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

MOST = 200_000  # characters in one dict: there are hundreds of dicts, and a visitor can ask for many pages
TOKEN = f"token-{secrets.token_hex(16)}"  # stands where the token of the visitor's form comes
register = template.Library()


class Kept(template.Node):
    def __init__(self, where: FilterExpression, parts: list[FilterExpression], inside: NodeList) -> None:
        self.where, self.parts, self.inside = where, parts, inside

    def render(self, context: Context) -> SafeString:
        where: dict[Any, SafeString] | None = self.where.resolve(context, ignore_failures=True)
        if where is None:
            return self.inside.render(context)
        key = (get_language(), *(part.resolve(context) for part in self.parts))
        made = where.get(key)
        if made is None:
            with context.push(csrf_token=TOKEN):
                made = mark_safe(self.inside.render(context))  # noqa: S308 - what templates render is safe already
            if sum(map(len, where.values())) + len(made) > MOST:
                where.clear()
            where[key] = made
        return mark_safe(made.replace(TOKEN, str(context["csrf_token"]))) if TOKEN in made else made  # noqa: S308


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """{% kept dict "name" more … %}…{% endkept %}: keep the block in a dict that lives and dies with the data it is
    about. Name everything besides that the block reads; the language counts by itself. Nothing of a visitor may be
    in it, no message; but the token of a form is put in anew each time."""
    _tag, where, *parts = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(parser.compile_filter(where), [parser.compile_filter(part) for part in parts], inside)
