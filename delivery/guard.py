"""The address guard: nothing leaves but to addresses that were judged.

httpx has no hook for this (encode/httpx #1319, #1444), so the pool behind its
transport is replaced: httpx stays below 0.29, and a test fails if the pool in use
is not ours.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

import httpcore
import httpx

from audience.addresses import Allowed, Network, verdict

Kind = Literal["dns", "refused", "timeout", "tls", "blocked", "status", "error"]
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

MOST_ANSWERS = 16
MOST_DIALLED = 3  # of a name's addresses; all of them are judged
MOST_CONNECTIONS = 2  # httpcore's pool is quadratic in them
KEPT_IDLE = 30.0  # seconds


@dataclass(frozen=True, slots=True)
class Guard:
    """What the operator opened and closed: networks only, never names."""

    allow: tuple[Allowed, ...] = ()
    deny: tuple[Network, ...] = ()

    def objection(
        self, address: str, port: int, is_own: Callable[[str], bool]
    ) -> str | None:
        """Why this answer may not be dialled; None when it may."""
        refused = verdict(address, port, self.allow, self.deny)
        if refused or any(entry.opens(address, port) for entry in self.allow):
            return refused
        return "this machine itself" if is_own(address) else None


class DialError(httpcore.ConnectError):
    """No connection was made; `kind` says why to outsiders."""

    kind: Kind = "error"


class BlockedError(DialError):
    """The guard said no."""

    kind: Kind = "blocked"


class UnresolvedError(DialError):
    """The name has no address."""

    kind: Kind = "dns"


class RefusedError(DialError):
    """Nobody listens at the address."""

    kind: Kind = "refused"


def kind_of(error: BaseException) -> Kind:
    """The class of a failed exchange, all that an outsider is told.

    The text of the error would make us a port scanner for whoever adds endpoints.
    """
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return "timeout"
    if isinstance(error.__cause__, DialError):
        return error.__cause__.kind
    # Dialling fails with the errors above; what is left of connecting is TLS. A
    # broken record later on is not translated by httpcore.
    if isinstance(error, httpx.ConnectError | ssl.SSLError):
        return "tls"
    return "error"


def is_own(address: str) -> bool:
    """Whether the address is one of this machine's interfaces.

    The kernel chooses the destination itself as source only for its own
    addresses; connecting a datagram socket sends nothing.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((address, 9))
        except OSError:
            return False
        return bool(probe.getsockname()[0] == address)


class PinnedBackend(httpcore.AsyncNetworkBackend):
    """Dials only what was judged: one question, every answer, then those addresses.

    The name is not asked again for the connection, so an answer that changes in
    between (rebinding) is never used.
    """

    def __init__(
        self,
        guard: Guard,
        resolve: Resolver,
        is_own: Callable[[str], bool] = is_own,
    ) -> None:
        self.dials = 0
        self._guard = guard
        self._resolve = resolve
        self._is_own = is_own
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a judged address of the host.

        Raises:
            DialError: With the class of failure.
            httpcore.ConnectTimeout: When no address answered in time.
        """
        self.dials += 1
        dialled = self._judged(host, port, await self._answers(host, port, timeout))
        each = None if timeout is None else timeout / len(dialled)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout
        for address in dialled:
            try:
                return await self._inner.connect_tcp(
                    address, port, each, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise _explained(failure)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002, ASYNC109
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: no partner lives in a file."""
        raise BlockedError(f"blocked: unix socket {path}")

    async def _answers(
        self, host: str, port: int, patience: float | None
    ) -> Sequence[str]:
        if _is_literal(host):
            return [host]
        try:
            async with asyncio.timeout(patience):
                return list(dict.fromkeys(await self._resolve(host, port)))
        except TimeoutError as error:
            raise UnresolvedError(f"dns: no answer for {host}") from error
        except (OSError, UnicodeError) as error:
            raise UnresolvedError(f"dns: {host}: {error}") from error

    def _judged(self, host: str, port: int, answers: Sequence[str]) -> Sequence[str]:
        """Refuse the whole name for one bad answer: mixed answers are a trick."""
        if not answers:
            raise UnresolvedError(f"dns: {host} has no address")
        if len(answers) > MOST_ANSWERS:
            raise BlockedError(f"blocked: {host} has {len(answers)} addresses")
        for address in answers:
            why = self._guard.objection(address, port, self._is_own)
            if why is not None:
                raise BlockedError(f"blocked: {host} -> {address}: {why}")
        return answers[:MOST_DIALLED]


class GuardedTransport(httpx.AsyncHTTPTransport):
    """An httpx transport that can reach nothing but what the guard lets through."""

    def __init__(
        self, guard: Guard, backend: PinnedBackend, tls: ssl.SSLContext
    ) -> None:
        super().__init__(verify=tls, trust_env=False)
        if not isinstance(getattr(self, "_pool", None), httpcore.AsyncConnectionPool):
            raise TypeError("httpx has moved its pool: the guard would not be asked")
        self.guard = guard
        self._backend = backend
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_CONNECTIONS,
            keepalive_expiry=KEPT_IDLE,
            network_backend=backend,
        )

    @property
    def dials(self) -> int:
        """How often a connection was tried, so that a kept one can be told."""
        return self._backend.dials


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _explained(
    failure: httpcore.ConnectError | httpcore.ConnectTimeout,
) -> httpcore.ConnectError | httpcore.ConnectTimeout:
    if isinstance(failure, httpcore.ConnectTimeout):
        return failure
    causes = list(_causes(failure))
    refused = any(isinstance(cause, ConnectionRefusedError) for cause in causes)
    return (RefusedError if refused else DialError)(str(causes[-1]))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
