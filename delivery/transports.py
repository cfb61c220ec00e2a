"""One guarded transport per endpoint, sharing one TLS context."""

import asyncio
import socket
import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from itertools import takewhile

import httpx

from delivery.guard import (
    KEPT_IDLE,
    Guard,
    GuardedTransport,
    PinnedBackend,
    Resolver,
)

MOST_KEPT = 2_000


class SystemResolver:
    """Asks the system's resolver, in threads of its own.

    The loop's default threads are few and shared: six names that hang would stop
    every other question, and the maildir with them.
    """

    def __init__(self, threads: int = 32) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="dns")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Every address of the name.

        Raises:
            OSError: When there is none.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, _ask, host, port
        )

    def close(self) -> None:
        """Ask nothing more; a question under way is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Transports:
    """Lends each endpoint its own transport, and keeps it for the next time.

    One shared pool would be quadratic in its connections, one client per post
    would shake hands each time. A transport in use is not among the kept ones, so
    that making room closes nothing under anybody's hands.
    """

    def __init__(
        self,
        guard: Guard,
        resolve: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
        most_kept: int = MOST_KEPT,
    ) -> None:
        self._guard = guard
        self._resolve = resolve or SystemResolver()
        self._tls = tls or httpx.create_ssl_context(trust_env=False)
        self._most_kept = most_kept
        self._kept: OrderedDict[str, tuple[GuardedTransport, float]] = OrderedDict()
        self._closed = False

    @asynccontextmanager
    async def lend(self, url: str) -> AsyncIterator[GuardedTransport]:
        """The endpoint's transport, for this caller alone."""
        transport = self._take(url)
        try:
            yield transport
        finally:
            for surplus in self._give_back(url, transport):
                await surplus.aclose()

    async def change(self, guard: Guard) -> None:
        """Judge by this guard from now on; no connection made before is used again."""
        self._guard = guard
        await self._forget()

    async def aclose(self) -> None:
        """Close what is kept now and what is lent when it comes back."""
        self._closed = True
        await self._forget()
        if isinstance(self._resolve, SystemResolver):
            self._resolve.close()

    def _take(self, url: str) -> GuardedTransport:
        kept, _ = self._kept.pop(url, (None, 0.0))
        if kept is not None:
            return kept
        backend = PinnedBackend(self._guard, self._resolve)
        return GuardedTransport(self._guard, backend, self._tls)

    def _give_back(
        self, url: str, transport: GuardedTransport
    ) -> list[GuardedTransport]:
        """Keep the transport if it may be kept; what must be closed in its place."""
        if self._closed or transport.guard is not self._guard or url in self._kept:
            return [transport]
        now = asyncio.get_running_loop().time()
        self._kept[url] = (transport, now)
        # An idle pool closes nothing by itself: after its keep-alive each would
        # hold a dead socket, and a process has perhaps 1,024.
        return [self._kept.popitem(last=False)[1][0] for _ in range(self._surplus(now))]

    def _surplus(self, now: float) -> int:
        stale = takewhile(lambda kept: now - kept[1] >= KEPT_IDLE, self._kept.values())
        return max(len(list(stale)), len(self._kept) - self._most_kept)

    async def _forget(self) -> None:
        kept = [transport for transport, _ in self._kept.values()]
        self._kept.clear()
        for transport in kept:
            await transport.aclose()


def _ask(host: str, port: int) -> list[str]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in answers]
