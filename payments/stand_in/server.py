"""The HTTP server: one thread for each connection, on 127.0.0.1 only."""

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from .api import Answer, Api, Request
from .control import Control
from .errors import ApiError
from .pages import Pages
from .routes import find_route

LARGEST_BODY = 1_000_000
OWN_HOSTS = ("127.0.0.1", "localhost")
CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST",
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "600",
}


class Site:
    """Sends each request to the API, the controls or the pages."""

    def __init__(self, api: Api, pages: Pages) -> None:
        self.api = api
        self.pages = pages
        self.control = Control(api)

    def answer(self, request: Request) -> Answer:
        """Answers anything."""
        if urlsplit(f"//{request.headers.get('host', '')}").hostname not in OWN_HOSTS:
            return Answer(403, '{"error": "only from this machine"}')
        try:
            return self._answer(request)
        except ApiError as error:
            return Answer(error.status, json.dumps(error.body))

    def _answer(self, request: Request) -> Answer:
        if request.path == "/health":
            return Answer(200, '{"status": "ok"}')
        if request.path.startswith("/_control/"):
            return self._control(request)
        if request.path.startswith("/v1/"):
            return self._api(request)
        page = self.pages.answer(request)
        return page or Answer(404, json.dumps({"error": {"message": f"Nothing at {request.path}"}}))

    def _api(self, request: Request) -> Answer:
        """A browser may read the answers to what it may ask with the publishable key, and nothing else."""
        asked = request.headers.get("access-control-request-method", request.method)
        found = find_route(asked, request.path)
        cors = CORS if found and found[0].browser else {}
        answer = Answer(204, "") if request.method == "OPTIONS" else self.api.answer(request)
        answer.headers.update(cors)
        return answer

    def _control(self, request: Request) -> Answer:
        # JSON only: a page in a browser cannot send it from elsewhere without asking first, and is told no.
        posted = request.method == "POST"
        if posted and not request.headers.get("content-type", "").startswith("application/json"):
            return Answer(415, '{"error": "send JSON"}')
        try:
            order = json.loads(request.body or "{}") if posted else {}
            result = self.control.run(request.method, request.path.removeprefix("/_control"), order)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return Answer(400, json.dumps({"error": f"{type(error).__name__}: {error}"}))
        with self.api.world.lock:
            return Answer(200, json.dumps(result))


class Server(ThreadingHTTPServer):
    """Takes many clients at once."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, site: Site) -> None:
        self.site = site
        super().__init__(("127.0.0.1", port), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is nothing to shout about."""


class Handler(BaseHTTPRequestHandler):
    """Reads a request and writes the answer in one piece."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120
    server: Server

    def _serve(self) -> None:
        length = self.headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            return self._write(Answer(413, '{"error": {"message": "too large"}}'))
        body = self.rfile.read(int(length)).decode(errors="replace")
        split = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, split.path, split.query, body, headers)
        return self._write(self.server.site.answer(request))

    do_GET = do_POST = do_OPTIONS = do_DELETE = _serve  # noqa: N815 - named by the library

    def _write(self, answer: Answer) -> None:
        if answer.drop:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("content-type", answer.content_type)
        self.send_header("content-length", str(len(body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self._headers_buffer.append(b"\r\n" + body)  # type: ignore[attr-defined]
        self.flush_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: `/_control/requests` tells what was asked."""
