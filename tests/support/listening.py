"""A door before a running site that writes down who asked for what, and got what."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_KEPT_BACK = {"connection", "transfer-encoding", "keep-alive"}


@dataclass(frozen=True, slots=True)
class Call:
    """One question and what it was answered with."""

    path: str
    agent: str
    condition: str | None  # its If-None-Match
    status: int


@dataclass
class Door:
    """Where readers knock; `site` may be named after they know the address."""

    url: str
    site: str = ""
    calls: list[Call] = field(default_factory=list)

    def statuses(self, path: str) -> list[int]:
        """What was answered at that path, in order."""
        return [call.status for call in self.calls if call.path == path]


@contextmanager
def listening() -> Iterator[Door]:
    """The door is open for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on()

        def do_HEAD(self) -> None:
            self._pass_on()

        def log_message(self, *_: object) -> None:
            """Nobody reads stderr."""

        def _pass_on(self) -> None:
            behind = HTTPConnection(urlsplit(door.site).netloc, timeout=30)
            behind.request(self.command, self.path, headers=dict(self.headers))
            answer = behind.getresponse()
            body = answer.read()
            behind.close()
            door.calls.append(
                Call(
                    path=self.path,
                    agent=self.headers.get("User-Agent", ""),
                    condition=self.headers.get("If-None-Match"),
                    status=answer.status,
                )
            )
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _KEPT_BACK:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    door = Door(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield door
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
