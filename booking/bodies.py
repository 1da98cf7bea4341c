"""Reads what a request brings along before anybody answers it, also when it comes in chunks. The server would end the
connection after an answer to an unread request, and the client's next request on it would be lost."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from booking.kernel.plain import whole_number

MOST = 1024 * 1024  # bytes; what is longer than settings.DATA_UPLOAD_MAX_MEMORY_SIZE is refused, but politely

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


class WholeBodies:
    """WSGI middleware. What is longer than `MOST` stays unread, and the client is told that the connection ends."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        told = whole_number(environ.get("CONTENT_LENGTH") or "")
        in_chunks = "HTTP_TRANSFER_ENCODING" in environ and environ.get("wsgi.input_terminated")
        length = MOST + 1 if in_chunks else told
        if length is None:
            return self.application(environ, start)
        if length > MOST and not in_chunks:
            return self.application(environ, _last(start))
        body = environ["wsgi.input"].read(length)
        environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return self.application(environ, _last(start) if len(body) > MOST else start)


def _last(start: Start) -> Start:
    def starting(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
        return start(status, [*headers, ("Connection", "close")], *more)

    return starting
