"""Words that somebody typed, made safe to store, or to put into one line, a header or a message."""

import re

UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
TURNS_IN_UTF8 = re.compile(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
LINKS_BEGIN = re.compile(r"(?<=[.:/@])(?=[^\s])")
NUMBER = re.compile(r"[0-9]{1,9}")


def storable(text: str) -> bool:
    """PostgreSQL stores neither NUL nor half a surrogate pair."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def whole_number(text: str) -> int | None:
    """Up to nine plain digits, which every column can hold; None for anything else. Python itself reads digits of any
    script, and raises for more than 4300 of them."""
    return int(text) if NUMBER.fullmatch(text) else None


def one_line(text: str) -> str:
    """Without line breaks, control characters and marks that turn the direction of writing."""
    return " ".join(UNSEEN.sub(" ", text).split())


def in_order(text: str) -> str:
    """Without marks that turn the direction of writing: what stands after a name reads as it was meant. Scripts that
    are written from right to left need none of them."""
    return TURNS.sub("", text)


def in_order_utf8(page: bytes) -> bytes:
    return TURNS_IN_UTF8.sub(b"", page)


def inert(text: str, longest: int = 80) -> str:
    """A visitor's words in somebody's mail: one line, short, and nothing that a mail program makes a link of.

    "http://evil.example/x" becomes "http: / / evil. example/ x", which still reads as what it is."""
    said = LINKS_BEGIN.sub(" ", one_line(text))
    return said if len(said) <= longest else f"{said[: longest - 1].rstrip()}…"
