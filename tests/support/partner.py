"""A partner's endpoint on a real socket, obedient or not, as the test wishes.

    async with Partner() as partner:
        partner.answers(Answer(503), Answer(204))
        ...
        assert partner.received[0].verifies(secret)

As a program it prints its address, then one line of JSON per request:

    python -m tests.support.partner --secret whsec_… --status 503,204 --delay 0.1
"""

import argparse
import asyncio
import json
import ssl
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Self

import standardwebhooks
import time_machine


@dataclass(frozen=True)
class Answer:
    """What the partner does with one request."""

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0  # before the first byte
    drip: float = 0.0  # between single bytes, of the head too unless drip_body
    drip_body: bool = False
    endless: bool = False  # the body never ends
    hang_up: bool = False  # read the request, say nothing, close
    cut: bool = False  # close in the middle of the body
    close: bool = False  # say "connection: close" and do it
    raw: bytes | None = None  # these bytes instead of an answer


@dataclass(frozen=True)
class Received:
    """One request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    connection: int  # 1 for the first connection, 2 for the second, …

    @property
    def id(self) -> str:
        return self.headers.get("webhook-id", "")

    def verifies(self, secret: str, late: float = 0.0) -> bool:
        """Whether the official library takes it, `late` seconds after it was signed."""
        at = float(self.headers.get("webhook-timestamp", "0")) + late
        with time_machine.travel(datetime.fromtimestamp(at, UTC), tick=False):
            return _verifies(secret, self)


def _verifies(secret: str, received: Received) -> bool:
    webhook = standardwebhooks.Webhook(secret)
    try:
        webhook.verify(received.body, dict(received.headers), json_parse=False)
    except standardwebhooks.WebhookVerificationError:
        return False
    return True


class Partner:
    """A server on 127.0.0.1 that records every request and answers by a list."""

    def __init__(self, tls: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self.open = 0
        self.most_open = 0
        self.port = port
        self._tls = tls
        self._answers = [Answer()]
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://127.0.0.1:{self.port}/hook"

    def answers(self, *answers: Answer) -> None:
        """Answer with these in their order; the last one stays."""
        self._answers = list(answers)

    async def arrived(self, count: int) -> list[Received]:
        """Wait for this many requests in all."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.received) >= count)
        return self.received

    async def quiet(self) -> None:
        """Wait until every connection is closed."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.open == 0)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(
            self._connected, "127.0.0.1", self.port, ssl=self._tls
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        task = asyncio.ensure_future(self._serve(reader, writer, self.connections))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int
    ) -> None:
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                async for received in _requests(reader, number):
                    answer = await self._next(received)
                    if not await _write(writer, answer):
                        break
        finally:
            writer.close()
            async with self._changed:
                self.open -= 1
                self._changed.notify_all()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    async def _next(self, received: Received) -> Answer:
        async with self._changed:
            self.received.append(received)
            self._changed.notify_all()
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


async def _requests(
    reader: asyncio.StreamReader, number: int
) -> AsyncIterator[Received]:
    while True:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        method, target, _ = first.split(" ", 2)
        yield Received(method, target, headers, body, number)


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Answer; whether the connection stays."""
    await asyncio.sleep(answer.delay)
    if answer.hang_up:
        return False
    if answer.raw is not None:
        await _send(writer, answer.raw)
        return False
    body = answer.body[: len(answer.body) // 2] if answer.cut else answer.body
    head = _head(answer)
    if answer.drip_body:
        await _send(writer, head)
        await _send(writer, body, answer.drip)
    else:
        await _send(writer, head + body, answer.drip)
    while answer.endless:
        await _send(writer, b"x" if answer.drip else b"x" * 65_536, answer.drip)
    return not (answer.cut or answer.close)


def _head(answer: Answer) -> bytes:
    headers = dict(answer.headers)
    if not answer.endless and answer.status != HTTPStatus.NO_CONTENT:
        headers.setdefault("content-length", str(len(answer.body)))
    if answer.close:
        headers["connection"] = "close"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {answer.status} x\r\n{lines}\r\n".encode()


async def _send(writer: asyncio.StreamWriter, data: bytes, drip: float = 0.0) -> None:
    pieces = [data[i : i + 1] for i in range(len(data))] if drip else [data]
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(drip)


def _line(**values: object) -> None:
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()


async def _main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description="A partner's endpoint for tests.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secret", help="check every signature with it")
    parser.add_argument("--status", default="204", help="in order; the last stays")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--drip", type=float, default=0.0)
    parser.add_argument("--retry-after")
    parser.add_argument("--hang-up", action="store_true")
    options = parser.parse_args(argv)
    headers = {"retry-after": options.retry_after} if options.retry_after else {}
    async with Partner(port=options.port) as partner:
        partner.answers(
            *(
                Answer(
                    int(status),
                    headers,
                    delay=options.delay,
                    drip=options.drip,
                    hang_up=options.hang_up,
                )
                for status in options.status.split(",")
            )
        )
        _line(ready=True, url=partner.url)
        shown = 0
        while True:
            received = (await partner.arrived(shown + 1))[shown]
            shown += 1
            # By the clock of the moment, as a real partner would.
            verified = _verifies(options.secret, received) if options.secret else None
            _line(
                id=received.id,
                target=received.target,
                verified=verified,
                body=received.body.decode(errors="replace"),
            )


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(_main(sys.argv[1:]))
