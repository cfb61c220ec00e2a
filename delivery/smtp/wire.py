"""The connection to a relay: commands out, replies in, each within its time."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Self, TypeVar

from delivery.reply import plain
from delivery.smtp.relay import Relay
from delivery.smtp.reply import LONGEST_LINE, GarbledError, Reply, read

T = TypeVar("T")

GOODBYE = 1.0  # seconds that a connection gets to close


class LostError(Exception):
    """The connection is of no more use; `kind` is the class of the failure."""

    def __init__(self, reason: str, kind: str = "error") -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Until:
    """How long we are patient: for one answer, and for the whole errand."""

    end: float  # by the loop's clock
    patience: float  # seconds

    @property
    def next(self) -> float:
        """When the answer to what is said now must be there."""
        return min(self.end, asyncio.get_running_loop().time() + self.patience)


class Wire:
    """One connection, in clear or encrypted."""

    def __init__(
        self,
        relay: Relay,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._relay = relay
        self._reader = reader
        self._writer = writer
        # `drain` then returns when the system has all of it: what is lost before
        # the dot is known to be without it.
        writer.transport.set_write_buffer_limits(high=0)

    @classmethod
    async def open(cls, relay: Relay, until: Until) -> Self:
        """Connect, in clear.

        Raises:
            LostError: Nobody answers there.
        """
        async with _translated(relay, "connect", until.next):
            if relay.path:
                opened = await asyncio.open_unix_connection(
                    relay.path, limit=LONGEST_LINE
                )
            else:
                opened = await asyncio.open_connection(
                    relay.host,
                    relay.port,
                    limit=LONGEST_LINE,
                    happy_eyeballs_delay=0.25,
                )
        return cls(relay, *opened)

    @property
    def name(self) -> str:
        """Our end, as EHLO writes an address (RFC 5321 §4.1.3)."""
        own = self._writer.get_extra_info("sockname")
        if not isinstance(own, tuple):  # a socket in a file
            return "localhost"
        host = str(own[0])
        return f"[IPv6:{host}]" if ":" in host else f"[{host}]"

    @property
    def ended(self) -> bool:
        """Whether the other side has already hung up."""
        return self._reader.at_eof() or self._writer.transport.is_closing()

    async def secure(self, tls: ssl.SSLContext, until: Until) -> None:
        """From here on encrypted, to the host that the certificate names.

        What came in clear stays with the old reader: a command slipped in before
        the handshake is never read as if it came after (CVE-2011-0411).

        Raises:
            LostError: The handshake failed.
        """
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(LONGEST_LINE)
        protocol = asyncio.StreamReaderProtocol(reader)
        async with _translated(self._relay, "TLS", until.next):
            transport = await loop.start_tls(
                self._writer.transport,
                protocol,
                tls,
                server_hostname=self._relay.host,
                ssl_handshake_timeout=until.patience,
                ssl_shutdown_timeout=GOODBYE,
            )
            if transport is None:
                raise ConnectionResetError("the relay hung up")
        protocol.connection_made(transport)
        self._clear = self._writer  # or it would close what we still use
        self._reader = reader
        self._writer = asyncio.StreamWriter(transport, protocol, reader, loop)

    async def ask(self, command: str, until: Until) -> Reply:
        """Say one command and hear the reply.

        Raises:
            LostError: There is none.
        """
        self.say(command)
        return await self.hear(command.split(" ", 1)[0], until)

    def say(self, *commands: str) -> None:
        """Send these commands in one write."""
        if any("\r" in each or "\n" in each for each in commands):
            raise ValueError("a command is one line")
        self._writer.write("".join(f"{each}\r\n" for each in commands).encode("ascii"))

    async def hear(self, what: str, until: Until) -> Reply:
        """The next reply; `what` it answers is for the reason.

        Raises:
            LostError: There is none.
        """
        return await self._bounded(read(self._reader), what, until.next)

    async def push(self, data: bytes, what: str, end: float) -> None:
        """Send these bytes, and return when the system has taken them all.

        Raises:
            LostError: It could not.
        """
        self._writer.write(data)
        await self._bounded(self._writer.drain(), what, end)

    def hang_up(self) -> None:
        """Close at once: nothing that is still to be sent is sent."""
        self._writer.transport.abort()

    def part(self) -> None:
        """Close politely, without waiting for the answer."""
        if not self._writer.transport.is_closing():
            self._writer.write(b"QUIT\r\n")
            self._writer.close()

    async def closed(self) -> None:
        """Wait until the connection has gone, for a moment."""
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(GOODBYE):
                await self._writer.wait_closed()
        self._writer.transport.abort()

    async def _bounded(self, work: Awaitable[T], what: str, end: float) -> T:
        async with _translated(self._relay, what, end):
            return await work


@asynccontextmanager
async def _translated(relay: Relay, what: str, end: float) -> AsyncIterator[None]:
    """The one border where what the network does to us becomes a LostError."""
    place = relay.path or relay.host
    try:
        async with asyncio.timeout_at(end):
            yield
    except TimeoutError:
        raise LostError(f"{place} did not answer in time ({what})", "timeout") from None
    except GarbledError as error:
        raise LostError(f"{place}: {error} ({what})", "garbled") from None
    except ConnectionRefusedError:
        raise LostError(f"{place} refuses connections", "refused") from None
    except ssl.SSLError as error:
        raise LostError(f"{place}: {plain(str(error), 200)} ({what})", "tls") from None
    except OSError as error:
        kind = "dns" if isinstance(error, socket.gaierror) else "error"
        reason = plain(str(error) or type(error).__name__, 200)
        raise LostError(f"{place}: {reason} ({what})", kind) from None
