"""The server: pages and feeds, and the dispatcher beside them if the lock is free."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from jobs import upkeep
from newsroom import braking
from newsroom.problem import Problem
from outbox.brakes import Brake
from service.output import CommandError
from service.settings import Settings
from service.site import site_of
from service.transports import dispatcher
from service.wiring import Installation, complete_stops, opened, remember_url
from storage.lock import held
from web.app import build

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that accepts."""

    url: str  # where it listens
    installation: Installation
    dispatching: asyncio.Task[None] | None  # None: another process does it
    brakes: Sequence[Brake]  # that were on when it began


class _Server(uvicorn.Server):
    """Uvicorn that leaves the signals to us: it would end by raising them again."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    settings: Settings,
    host: str,
    port: int,
    stop: asyncio.Event,
    ready: Callable[[Running], None],
) -> None:
    """Serve until told to stop; then end what is on its way, and return."""
    async with serving(settings, host, port) as running:
        ready(running)
        waiting: set[asyncio.Future[Any]] = {asyncio.create_task(stop.wait())}
        if running.dispatching is not None:
            # A dispatcher that ends by itself has failed; a supervisor starts us anew.
            waiting.add(running.dispatching)
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)


@asynccontextmanager
async def serving(settings: Settings, host: str, port: int) -> AsyncIterator[Running]:
    """A server for as long as the block lasts.

    Raises:
        CommandError: the address is taken, or it would need a public one.
    """
    if host not in LOOPBACK and settings.public_url is None:
        raise CommandError(
            Problem(
                "needs_public_url",
                f"Serving on {host} needs NASHRA_PUBLIC_URL: feeds and mails hold "
                "absolute addresses.",
                field="public_url",
            )
        )
    # Also when the installation cannot be opened.
    with closing(listen(host, port)) as listener:
        url = f"http://{_shown(host)}:{listener.getsockname()[1]}"
        async with opened(settings, url) as installation:
            with held(installation.dispatch_lock) as ours:
                dispatches = ours or not installation.database.is_sqlite
                if ours:
                    remember_url(settings, url)
                stop = asyncio.Event()
                async with (
                    _dispatching(installation, url, stop, enabled=dispatches) as work,
                    accepting(
                        build(site_of(installation, lambda: dispatches)), listener
                    ),
                ):
                    try:
                        brakes = await braking.braked(installation.house)
                        yield Running(url, installation, work, brakes)
                    finally:
                        # At once: readers may take seconds to go, and nothing new is to
                        # leave meanwhile.
                        stop.set()


def stop_on_signals(stop: asyncio.Event) -> None:
    """SIGTERM and SIGINT end the work in order."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at the address; port 0 takes a free one.

    Raises:
        CommandError: the address is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        place = f"{_shown(host)}:{port}"
        raise CommandError(
            Problem(
                "cannot_listen",
                f"Cannot listen on {place}: {error.strerror}.",
                field="port",
                fields={"place": place, "reason": error.strerror or ""},
            )
        ) from error
    listener.listen(2048)
    return listener


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@asynccontextmanager
async def _dispatching(
    installation: Installation, node: str, stop: asyncio.Event, *, enabled: bool
) -> AsyncIterator[asyncio.Task[None] | None]:
    if not enabled:
        yield None
        return
    await complete_stops(installation.house)
    # Feeds are right from the first request on, also after a change of address.
    await upkeep.render_all_again(installation.house)
    async with dispatcher(installation, node) as dispatch:
        work = asyncio.create_task(dispatch.run(stop))
        try:
            yield work
        finally:
            stop.set()
            await work


@asynccontextmanager
async def accepting(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    """The application answers on the socket for as long as the block lasts."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # paths hold tokens (decisions A15)
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    server = _Server(config)
    work = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not work.done():  # noqa: ASYNC110
        await asyncio.sleep(0.005)  # it has no event for that
    try:
        yield
    finally:
        server.should_exit = True
        await work
