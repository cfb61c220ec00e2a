"""A mail relay on a real socket, obedient or not, as the test wishes.

async with Relay() as relay:
    relay.does("RCPT", Move(b"451 4.7.1 later\r\n"))
    ...
    assert relay.taken[0].data == ...
"""

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from itertools import repeat
from typing import Literal, Self

Then = Literal[
    "go on", "hang up", "reset", "hang", "deaf"
]  # deaf: it does not read either

USUAL = {
    "greeting": b"220 relay.test ready\r\n",
    "MAIL": b"250 2.1.0 Ok\r\n",
    "RCPT": b"250 2.1.5 Ok\r\n",
    "DATA": b"354 End with a dot\r\n",
    "RSET": b"250 2.0.0 Ok\r\n",
    "HELO": b"250 relay.test\r\n",
    "STARTTLS": b"220 2.0.0 Go ahead\r\n",
    "QUIT": b"221 2.0.0 Bye\r\n",
}


@dataclass(frozen=True)
class Move:
    """What the relay does once at one step, in the place of the usual."""

    reply: bytes | None = None  # None: the usual
    then: Then = "go on"
    delay: float = 0.0
    drip: float = 0.0  # seconds between single bytes


@dataclass(frozen=True)
class Taken:
    """A mail that the relay answered for with 250, or would have."""

    sender: str  # with its parameters
    recipient: str
    data: bytes = field(repr=False)  # unstuffed
    connection: int  # 1 for the first, 2 for the second, …

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.data)["Message-ID"] or "")


class Relay:
    """A relay on 127.0.0.1; all of its misbehaviour is told beforehand."""

    def __init__(
        self,
        *extensions: str,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        lmtp: bool = False,
        port: int = 0,
        delay: float = 0.0,
    ) -> None:
        self.extensions = list(extensions or ("PIPELINING", "SIZE 1000000"))
        self.taken: list[Taken] = []
        self.commands: list[str] = []
        self.flights = 0  # how often a client spoke after it had listened
        self.connections = 0
        self.open = 0
        self.most_open = 0
        self.encrypted = 0
        self.port = port
        self.tls = tls
        self.lmtp = lmtp
        self.delay = delay
        self._implicit = implicit
        self._script: dict[str, Iterator[Move]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Condition()

    def does(self, step: str, *moves: Move) -> None:
        """At this step do these once each, and then what is usual."""
        self._script[step] = iter(moves)

    def always(self, step: str, move: Move) -> None:
        """At this step do it whenever it comes."""
        self._script[step] = repeat(move)

    def by(self, step: str, moves: Iterable[Move]) -> None:
        """At this step do what comes next there."""
        self._script[step] = iter(moves)

    def move(self, step: str) -> Move:
        return next(self._script.get(step, iter(())), Move())

    @property
    def steps(self) -> list[str]:
        """The verbs that were said, in order."""
        return [command[:4].upper() for command in self.commands]

    @property
    def copies(self) -> Counter[str]:
        """How often each Message-ID was taken."""
        return Counter(each.message_id for each in self.taken)

    async def until(self, true: Callable[["Relay"], bool]) -> None:
        """Wait until it is so."""
        async with self._changed:
            await self._changed.wait_for(lambda: true(self))

    async def changed(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.die()

    async def start(self) -> None:
        """Listen, again at the same port after a death."""
        tls = self.tls if self._implicit else None
        self._server = await asyncio.start_server(
            self._connected, "127.0.0.1", self.port, ssl=tls, limit=1 << 20
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def die(self) -> None:
        """Every connection is reset, and nobody listens any more."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        talk = Talk(self, self.connections, reader, writer)
        try:
            await self.changed()
            await talk.run()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        except asyncio.CancelledError:
            talk.writer.transport.abort()
        finally:
            talk.writer.close()
            self.open -= 1
            self._tasks.discard(task)
            with suppress(asyncio.CancelledError):
                await self.changed()


class HungUpError(ConnectionError):
    """The script says that it ends here."""


class Talk:
    """One connection to the relay."""

    def __init__(
        self,
        relay: Relay,
        number: int,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.writer = writer
        self._relay = relay
        self._number = number
        self._reader = reader
        self._buffer = bytearray()
        self._spoke = True
        self._sender = ""
        self._recipient = ""

    async def run(self) -> None:
        await self._answer("greeting")
        while line := await self._line():
            self._relay.commands.append(line)
            verb = line.split(" ", 1)[0].upper()
            if verb in ("EHLO", "LHLO", "AUTH", "DATA", "STARTTLS"):
                await getattr(self, f"_{verb.lower()}")(line)
            elif verb in USUAL:
                await self._usual(verb, line)
            else:
                await self._say(b"500 5.5.2 what?\r\n")
            if verb == "QUIT":
                return

    async def _usual(self, verb: str, line: str) -> None:
        early = verb == "RCPT" and not self._sender
        reply = await self._answer(verb, b"503 5.5.1 MAIL first\r\n" if early else None)
        if verb == "MAIL" and reply.startswith(b"2"):
            self._sender = line.partition(":")[2]
        if verb == "RCPT" and reply.startswith(b"2"):
            self._recipient = line.partition(":")[2]
        if verb == "RSET":
            self._sender = self._recipient = ""

    async def _ehlo(self, _: str) -> None:
        words = ["relay.test", *self._relay.extensions]
        if self.writer.get_extra_info("sslcontext"):
            words = [word for word in words if word != "STARTTLS"]
        lines = [f"250-{word}\r\n" for word in words[:-1]] + [f"250 {words[-1]}\r\n"]
        verb = "LHLO" if self._relay.lmtp else "EHLO"
        await self._answer(verb, "".join(lines).encode())

    _lhlo = _ehlo

    async def _starttls(self, _: str) -> None:
        reply = await self._answer("STARTTLS")
        if not reply.startswith(b"2"):
            return
        assert self._relay.tls is not None
        await self.writer.start_tls(self._relay.tls)
        self._relay.encrypted += 1
        self._buffer.clear()

    async def _auth(self, line: str) -> None:
        if "LOGIN" in line.upper():
            for question in (b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n"):
                await self._say(question)
                self._relay.commands.append(await self._line())
        await self._answer("AUTH", b"235 2.7.0 Welcome\r\n")

    async def _data(self, _: str) -> None:
        reply = await self._answer("DATA")
        if not reply.startswith(b"354"):
            return
        data = await self._content()
        taken = Taken(self._sender, self._recipient, data, self._number)
        if not self._recipient:
            await self._answer("empty", b"554 5.5.1 No valid recipients\r\n")
            return
        self._sender = self._recipient = ""
        move = self._relay.move("dot")
        reply = move.reply or b"250 2.0.0 Ok: queued as 4A%d\r\n" % self._number
        if reply.startswith(b"250"):
            self._relay.taken.append(taken)
            await self._relay.changed()
        await self._act(move, reply)

    async def _content(self) -> bytes:
        cut = self._relay.move("content")
        lines: list[bytes] = []
        while (line := await self._raw_line()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
            if cut.then != "go on":
                await self._act(cut, b"")
        return b"".join(lines)

    async def _answer(self, step: str, usual: bytes | None = None) -> bytes:
        move = self._relay.move(step)
        reply = USUAL.get(step, b"") if usual is None else usual
        reply = reply if move.reply is None else move.reply
        await self._act(move, reply)
        return reply

    async def _act(self, move: Move, reply: bytes) -> None:
        if move.delay or self._relay.delay:
            await asyncio.sleep(move.delay or self._relay.delay)
        if move.then in ("hang", "deaf"):
            await self._wait(move)
        if move.drip:
            for byte in reply:
                await self._say(bytes([byte]))
                await asyncio.sleep(move.drip)
        elif reply and not self._is_mute(move):
            await self._say(reply)
        if move.then == "reset":
            self.writer.transport.abort()
        if move.then != "go on":
            raise HungUpError

    async def _wait(self, move: Move) -> None:
        """Until the client has had enough."""
        await self._say(move.reply or b"")
        if move.then == "deaf":
            await asyncio.sleep(3600)
        while await self._reader.read(1 << 16):
            pass

    @staticmethod
    def _is_mute(move: Move) -> bool:
        """Hanging up with nothing said, unless words are given for it."""
        silent = move.then == "hang up" and move.reply is None
        return silent or move.then == "reset"

    async def _say(self, reply: bytes) -> None:
        self._spoke = True
        self.writer.write(reply)
        await self.writer.drain()

    async def _line(self) -> str:
        return (await self._raw_line()).decode(errors="replace").strip()

    async def _raw_line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            chunk = await self._reader.read(1 << 16)
            if not chunk:
                raise HungUpError
            if self._spoke:
                self._relay.flights += 1
                self._spoke = False
            self._buffer += chunk
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return line
