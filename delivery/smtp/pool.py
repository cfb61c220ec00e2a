"""The connections to one relay: so many, kept while they are of use."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from delivery.smtp.relay import Relay
from delivery.smtp.session import Mail, Session, StaleError, UnopenedError, opened
from delivery.smtp.wire import Until
from outbox.parcel import Deferred, Outcome

log = logging.getLogger(__name__)

RESTING = "resting"  # the kind of failure that was not even tried


@dataclass(frozen=True, slots=True)
class SmtpOptions:
    """How we introduce ourselves, how many we are, how long we are patient."""

    name: str = ""  # what EHLO says; empty: our address
    connections: int = 10  # to each relay
    total: float = 55.0  # seconds for a mail, waiting for its turn too
    opening: float = 15.0  # seconds from dialling to the first mail
    patience: float = 20.0  # seconds for each answer
    idle: float = 30.0  # seconds that a connection is kept; relays close at 300 or 10
    rest: float = 30.0  # seconds that a relay is left alone which let nobody in

    @property
    def queue(self) -> float:
        """Seconds to wait for a connection: a mail begun late would end in doubt."""
        return self.total / 2


class BusyError(Exception):
    """Every connection was in use for too long."""


class Pool:
    """Sends mails to one relay, over connections that it keeps."""

    def __init__(self, relay: Relay, tls: ssl.SSLContext, options: SmtpOptions) -> None:
        self.relay = relay
        self._tls = tls
        self._options = options
        self._places = asyncio.Semaphore(options.connections)
        self._idle: list[tuple[Session, asyncio.TimerHandle]] = []
        self._leaving: set[asyncio.Task[None]] = set()
        self._rests_until = 0.0  # 0: it let us in last time
        self._is_closed = False

    @property
    def rests(self) -> bool:
        """Whether it let nobody in and is left alone for a while."""
        return self._rests_until > asyncio.get_running_loop().time()

    async def send(self, mail: Mail, end: float, *, insist: bool) -> Outcome:
        """Give the relay the mail before `end`.

        Args:
            mail: what.
            end: by the loop's clock.
            insist: try also while it rests; there is nobody else.

        Raises:
            UnopenedError: It lets us not even begin.
        """
        try:
            async with self._place(end):
                return await self._in_place(mail, end, insist)
        except BusyError:
            reason = f"no connection to {self.relay.transport} was free in time"
            return Deferred(reason, "busy", transport=self.relay.transport)

    async def aclose(self) -> None:
        """Take leave on every connection; one in use ends with its mail."""
        self._is_closed = True
        while self._idle:
            session, timer = self._idle.pop()
            timer.cancel()
            self._part(session)
        await asyncio.gather(*self._leaving)

    async def _in_place(self, mail: Mail, end: float, insist: bool) -> Outcome:
        session = self._kept() or await self._open(end, insist)
        try:
            return await self._through(session, mail, end)
        except StaleError:
            # Not another kept one: what ended this one has ended them too.
            session = await self._open(end, insist)
            return await self._through(session, mail, end)

    async def _through(self, session: Session, mail: Mail, end: float) -> Outcome:
        try:
            outcome = await session.send(mail, Until(end, self._options.patience))
        except BaseException:
            session.hang_up()
            raise
        self._keep(session)
        return outcome

    @asynccontextmanager
    async def _place(self, end: float) -> AsyncIterator[None]:
        patience = self._options.total - self._options.queue
        try:
            async with asyncio.timeout_at(end - patience):
                await self._places.acquire()
        except TimeoutError:
            raise BusyError from None
        try:
            yield
        finally:
            self._places.release()

    async def _open(self, end: float, insist: bool) -> Session:
        if self.rests and not insist:
            reason = f"{self.relay.transport} is left alone for a while"
            raise UnopenedError(reason, RESTING)
        options, loop = self._options, asyncio.get_running_loop()
        latest = min(end, loop.time() + options.opening)
        if self._rests_until:
            self._rests_until = latest  # one of us tries it, the others go on
        try:
            until = Until(latest, options.patience)
            session = await opened(self.relay, self._tls, options.name, until)
        except UnopenedError as error:
            self._rests_until = loop.time() + options.rest
            log.warning("relay let us not in: %s", error.reason)
            raise
        self._rests_until = 0.0
        return session

    def _kept(self) -> Session | None:
        while self._idle:
            session, timer = self._idle.pop()
            timer.cancel()
            if not session.ended:
                return session
            session.hang_up()
        return None

    def _keep(self, session: Session) -> None:
        if self._is_closed or session.ended:
            self._part(session)
            return
        loop = asyncio.get_running_loop()
        timer = loop.call_later(self._options.idle, self._retire, session)
        self._idle.append((session, timer))

    def _retire(self, session: Session) -> None:
        self._idle = [kept for kept in self._idle if kept[0] is not session]
        self._part(session)

    def _part(self, session: Session) -> None:
        session.part()
        leaving = asyncio.create_task(session.closed())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
