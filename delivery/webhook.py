"""Posts to partners' endpoints, signed as Standard Webhooks says."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from delivery.guard import GuardedTransport, kind_of
from delivery.reply import judge, plain
from delivery.signature import sign
from delivery.transports import Transports
from outbox.parcel import Deferred, Outcome

INSTANT = 1.0  # seconds in which a kept connection shows that it was dead

# What a partner or the network can do to us. LocalProtocolError and
# UnsupportedProtocol are our own mistakes and stay exceptions; a broken TLS record
# is not translated by httpcore, hence OSError, of which ssl.SSLError is one.
_FAILURES = (
    httpx.TimeoutException,
    httpx.NetworkError,
    httpx.RemoteProtocolError,
    OSError,
)
_LOST = (httpx.NetworkError, httpx.RemoteProtocolError)


@dataclass(frozen=True, slots=True)
class Post:
    """One attempt: the bytes that are signed are the bytes that are sent."""

    url: str
    parcel_id: str
    body: bytes = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)  # newest first; two in a rotation
    at: datetime


@dataclass(frozen=True, slots=True)
class WebhookOptions:
    """How we introduce ourselves and how long we are patient."""

    user_agent: str = "Nashra"
    deadline: float = 15.0  # seconds for everything, DNS and the answer's body too
    connect: float = 6.0  # seconds for each of DNS, dialling and TLS
    reply_limit: int = 16 * 1024


class Webhooks:
    """Posts parcels to endpoints."""

    def __init__(
        self, transports: Transports, options: WebhookOptions | None = None
    ) -> None:
        self._transports = transports
        self._options = options or WebhookOptions()

    async def post(self, post: Post) -> Outcome:
        """Post once; answers and failures become outcomes, mistakes are raised.

        A blocked address is deferred like any other failure, not refused: names
        move, resolvers are hijacked for an hour, and neither may cost a partner
        the article. The ladder ends it.
        """
        request = self._request(post)
        try:
            async with (
                asyncio.timeout(self._options.deadline),
                self._transports.lend(post.url) as transport,
            ):
                return await self._exchange(transport, request, post.at)
        except TimeoutError:
            reason = f"no full answer within {self._options.deadline:g} s"
            return Deferred(reason, "timeout", transport=request.url.scheme)
        except _FAILURES as error:
            reason = plain(f"{type(error).__name__}: {error}")
            return Deferred(reason, kind_of(error), transport=request.url.scheme)

    async def aclose(self) -> None:
        """Close every kept connection."""
        await self._transports.aclose()

    def _request(self, post: Post) -> httpx.Request:
        message_id, timestamp = f"msg_{post.parcel_id}", int(post.at.timestamp())
        return httpx.Request(
            "POST",
            post.url,
            content=post.body,
            headers={
                "content-type": "application/json",
                "user-agent": self._options.user_agent,
                "accept-encoding": "identity",  # no decompression bomb is asked for
                "webhook-id": message_id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": sign(post.keys, message_id, timestamp, post.body),
            },
            extensions={
                "timeout": {
                    "connect": self._options.connect,
                    **dict.fromkeys(("read", "write", "pool")),  # the deadline's part
                }
            },
        )

    async def _exchange(
        self, transport: GuardedTransport, request: httpx.Request, at: datetime
    ) -> Outcome:
        """Send; once more, at once, if a kept connection turns out to be dead.

        The endpoint closed it while it was idle. Both carry the same id, so the
        partner sees one delivery even if it had read the first.
        """
        loop = asyncio.get_running_loop()
        dials, began = transport.dials, loop.time()
        try:
            return await self._answer(transport, request, at)
        except _LOST:
            if transport.dials != dials or loop.time() - began >= INSTANT:
                raise
        return await self._answer(transport, request, at)

    async def _answer(
        self, transport: GuardedTransport, request: httpx.Request, at: datetime
    ) -> Outcome:
        response = await transport.handle_async_request(request)
        try:
            body = await _first_bytes(response, self._options.reply_limit)
        finally:
            await response.aclose()
        return judge(
            response.status_code, response.headers, body, at, request.url.scheme
        )


async def _first_bytes(response: httpx.Response, limit: int) -> bytes:
    """The beginning of the answer as it came; reading all of it keeps the connection.

    An answer that breaks off or outlasts the deadline is no answer, whatever its
    first line said (RFC 9112 §8); one that we cut at the limit is.
    """
    read = bytearray()
    async for chunk in response.aiter_raw():
        read += chunk
        if len(read) > limit:
            break
    return bytes(read[:limit])
