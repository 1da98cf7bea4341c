"""A mail server for tests: speaks SMTP over a real socket, and answers as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class PostOffice(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Clerk)
        self.to_sender = self.to_recipient = self.to_content = "250 ok"
        self.taken: list[tuple[str, str, EmailMessage]] = []
        self.asked = 0

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.socket.getsockname()
        return host, port


class Clerk(socketserver.StreamRequestHandler):
    """One conversation."""

    server: PostOffice

    def handle(self) -> None:
        self.say("220 ready")
        sender = recipient = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "MAIL":
                self.server.asked += 1
                sender = line.partition("<")[2].partition(">")[0]
                self.say(self.server.to_sender)
            elif verb == "RCPT":
                recipient = line.partition("<")[2].partition(">")[0]
                self.say(self.server.to_recipient)
            elif verb == "DATA":
                self.say("354 go on")
                content = message_from_bytes(self.content(), policy=policy.default)
                self.server.taken.append((sender, recipient, content))  # type: ignore[arg-type]
                self.say(self.server.to_content)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def content(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def open_post_office() -> Iterator[Any]:
    with PostOffice() as office:
        threading.Thread(target=office.serve_forever, daemon=True).start()
        yield office
        office.shutdown()
