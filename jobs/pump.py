"""Keep a window of errands on their way; claim as places fall free, record in lots."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from sqlalchemy.exc import OperationalError

from outbox.outcomes import Attempt

log = logging.getLogger(__name__)

LOT = 25  # attempts recorded in one commit …
LINGER = 0.1  # … or what came together in so many seconds
SWEEP = 5.0  # seconds until we look again, whoever forgot to wake us
PATIENCE = 0.5  # seconds before a commit that failed is tried again

Errand = TypeVar("Errand")


class Route(Protocol[Errand]):
    """A channel as the pump sees it."""

    async def claim(self, places: int) -> Sequence[Errand]:
        """At most that many errands, ours alone."""
        ...

    async def run(self, errand: Errand) -> Attempt:
        """Carry it out; every end is an outcome."""
        ...

    async def record(self, attempts: Sequence[Attempt]) -> None:
        """Write down how they ended."""
        ...

    async def seconds_until_due(self) -> float | None:
        """How long until something is due; None if nothing waits."""
        ...


class Pump(Generic[Errand]):
    """At most `window` errands are claimed and not yet recorded.

    So a kill -9 repeats at most that many, and one slow answer holds one place.
    """

    def __init__(self, route: Route[Errand], window: int) -> None:
        self._route = route
        self._window = window
        self._running: set[asyncio.Task[Attempt]] = set()
        self._wake = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Something may be due."""
        self._wake.set()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when all on its way is recorded."""
        self._stopping = True
        self._wake.set()

    async def run(self, *, until_empty: bool = False) -> None:
        """Work until stopped, or until nothing is due and nothing on its way."""
        try:
            await self._work(until_empty=until_empty)
        except Exception:
            # What is on its way arrives whatever ended us: it is recorded first.
            self._stopping = True
            while self._running:
                await self._collect()
            raise

    async def _work(self, *, until_empty: bool) -> None:
        while True:
            self._wake.clear()
            await self._claim(gives_up=until_empty)
            if self._running:
                await self._collect()
            elif self._stopping or (until_empty and not await self._is_due()):
                return
            else:
                await self._rest()

    async def _claim(self, *, gives_up: bool) -> None:
        places = self._window - len(self._running)
        while places > 0 and not self._stopping:
            try:
                errands = await self._route.claim(places)
            except OperationalError:
                if gives_up and not self._running:
                    raise
                # A database that is away for a moment must not cost us what is on
                # its way.
                log.exception("nothing claimed yet")
                await asyncio.sleep(PATIENCE)
                continue
            self._running |= {asyncio.create_task(self._route.run(e)) for e in errands}
            return

    async def _collect(self) -> None:
        """Wait for the first to end, gather those close behind it, record them."""
        await self._first_end()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + LINGER
        while (left := deadline - loop.time()) > 0:
            done = [task for task in self._running if task.done()]
            if not done or len(done) >= LOT or len(done) == len(self._running):
                break
            going = self._running.difference(done)
            await asyncio.wait(going, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        await self._record([task for task in self._running if task.done()])

    async def _first_end(self) -> None:
        """Return when an errand has ended, or when there may be a new one to begin."""
        woken = asyncio.create_task(self._wake.wait())
        has_place = len(self._running) < self._window and not self._stopping
        waiting = {*self._running, woken} if has_place else self._running
        timeout = await self._pause() if has_place else None
        await asyncio.wait(
            waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED
        )
        woken.cancel()

    async def _record(self, done: Sequence[asyncio.Task[Attempt]]) -> None:
        if not done:
            return
        attempts = [task.result() for task in done]
        while True:
            try:
                await self._route.record(attempts)
            except OperationalError:
                # What went out is out: forgetting it would send it again.
                log.exception("outcomes not recorded yet")
                await asyncio.sleep(PATIENCE)
            else:
                break
        self._running.difference_update(done)

    async def _rest(self) -> None:
        pause = await self._pause()
        try:
            async with asyncio.timeout(pause):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _is_due(self) -> bool:
        """Whether there is more, though a claim found nothing that may go."""
        until_due = await self._route.seconds_until_due()
        return until_due is not None and until_due <= 0

    async def _pause(self) -> float:
        try:
            until_due = await self._route.seconds_until_due()
        except OperationalError:
            log.exception("nobody knows yet what is due")
            return PATIENCE
        return SWEEP if until_due is None else min(SWEEP, max(until_due, 0.01))
